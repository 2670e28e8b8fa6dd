"""What can go wrong with records, one class a human fact; each says what to do next."""

from workflow.errors import WorkflowError
from workflow.words import _


class SchemaOlder(WorkflowError):
    """Raised if the database has an older schema than this version of Connect, or none yet."""

    message = _("The database is older than this version of Connect. Run: connect db upgrade")
    status = 503


class SchemaNewer(WorkflowError):
    """Raised if a newer version of Connect has upgraded the database."""

    message = _(
        "The database was made by a newer version of Connect (step {found}). Install that version, or restore a backup."
    )
    status = 503


class NotTheOwner(WorkflowError):
    """Raised if tables are to be made or changed on PostgreSQL as a role that does not own them."""

    message = _(
        "The role {role} does not own the tables of this database, so it cannot bring them to this version. Set"
        " CONNECT_DATABASE_OWNER_URL to the same database for the role that does, and run it again."
    )
    status = 500


class UnknownSetting(WorkflowError):
    """Raised if a setting is named that there is not."""

    message = _("There is no setting “{name}”. There are: {names}.")
    status = 404


class BadSetting(WorkflowError):
    """Raised if a value does not fit its setting."""

    message = _("The setting {name} cannot be {value}: {meaning}")
    status = 422


class UnknownPerson(WorkflowError):
    """Raised if an id or address names nobody."""

    message = _("There is nobody called {person}. See: connect user list")
    status = 404


class Erased(WorkflowError):
    """Raised if nothing is left of somebody that could be erased, opened or changed."""

    message = _("The data of {person} were erased. There is nothing left to erase, to change or to open again.")
    status = 409


class UnknownOrganisation(WorkflowError):
    """Raised if an id names no organisation."""

    message = _("There is no organisation {organisation}.")
    status = 404


class UnknownDocument(WorkflowError):
    """Raised if an id names no document, or one that was erased."""

    message = _("There is no document {document}, or it was erased.")
    status = 404


class BadEmail(WorkflowError):
    """Raised if something is no email address."""

    message = _("“{email}” is no email address. Write it like name@example.org.")
    status = 422


class BadName(WorkflowError):
    """Raised if a name is empty or too long."""

    message = _("A name has 1 to {most} characters.")
    status = 422


class UnknownRole(WorkflowError):
    """Raised if a role is named that there is not."""

    message = _("There is no role “{role}”. There are: {roles}.")
    status = 422


class UnknownCountry(WorkflowError):
    """Raised if a code is no country's."""

    message = _("“{country}” is no country. Write its code of two letters, like UG.")
    status = 422


class UnknownLanguage(WorkflowError):
    """Raised if a code is none of the languages that Connect knows."""

    message = _("“{language}” is no language that Connect knows. There are: {languages}.")
    status = 422


class UnknownZone(WorkflowError):
    """Raised if a name is no time zone's."""

    message = _("“{zone}” is no time zone. Write it like Africa/Kampala.")
    status = 422


class UnknownKind(WorkflowError):
    """Raised if a kind of organisation or of interest is named that there is not."""

    message = _("There is no kind “{kind}”. There are: {kinds}.")
    status = 422


class BadNumber(WorkflowError):
    """Raised if a number of inhabitants or places is not above zero."""

    message = _("{number} is too few; leave it out if it is not known.")
    status = 422


class UnknownSubject(WorkflowError):
    """Raised if an interest is declared in nothing that is known."""

    message = _("There is no case, organisation or person {subject} to have an interest in.")
    status = 404


class OwnSubstitute(WorkflowError):
    """Raised if somebody would stand in for themselves."""

    message = _("Nobody stands in for themselves. Name somebody else, or nobody.")
    status = 422


class EmailTaken(WorkflowError):
    """Raised if an address has an account already."""

    message = _("{email} has an account already: {person}.")
    status = 409


class LastAdmin(WorkflowError):
    """Raised if nobody would be left who can give roles."""

    message = _("This is the last administrator. Make somebody else one first.")
    status = 409


class OrganisationThere(WorkflowError):
    """Raised if an organisation of that kind and name is in that country already."""

    message = _(
        "There is already an organisation called so in this country: {organisation}. Use it, or say more in the name."
    )
    status = 409


class RolesExclude(WorkflowError):
    """Raised if an auditor or administrator would hold another role beside it."""

    message = _("Who is {alone} holds no other role. Take away the others first, or make a second account.")
    status = 409


class PasswordTooShort(WorkflowError):
    """Raised if a password is shorter than it may be."""

    message = _("A password has at least {least} characters; three or four words make a good one.")
    status = 422


class PasswordTooLong(WorkflowError):
    """Raised if a password is longer than it may be: hashing it would keep the server busy."""

    message = _("A password has at most {most} characters.")
    status = 422


class LinkExpired(WorkflowError):
    """Raised if a link to set a password is too old."""

    message = _("This link has expired. Ask the administrator for a new one.")
    status = 410


class LinkUsed(WorkflowError):
    """Raised if a link to set a password was used, or another one was used since."""

    message = _("This link was used already. Sign in, or ask the administrator for a new one.")
    status = 410


class LinkBroken(WorkflowError):
    """Raised if a link is not one that we signed."""

    message = _("This link is not complete. Copy all of it from the letter.")
    status = 400


class EmptyDocument(WorkflowError):
    """Raised if a file has no content."""

    message = _("The file {name} is empty. Choose another.")
    status = 422


class DocumentTooLarge(WorkflowError):
    """Raised if a file is larger than a document may be."""

    message = _("The file {name} has {size} MB; a document has at most {most} MB. Make it smaller, or split it.")
    status = 413


class DocumentOfNoUse(WorkflowError):
    """Raised if a file's content is of a type that is not taken, or not of the type its name says."""

    message = _("The content of {name} is none of those that can be stored: {types}. Save it as a PDF, say.")
    status = 415


class TooManySaved(WorkflowError):
    """Raised if somebody keeps more lists than fit beside each other."""

    message = _("You have {most} saved lists already. Delete one you no longer need, then save this one.")
    status = 422


class OnlyBrokers(WorkflowError):
    """Raised if somebody opens what only the broker does."""

    message = _("Only the broker can do this.")
    status = 403
