"""What a database can say that is no fault of who asks: it is away, full, busy. Each says what to do next."""

from workflow.errors import WorkflowError
from workflow.words import _


class Unreachable(WorkflowError):
    """Raised if the database cannot be opened, or its server does not answer."""

    message = _("The database cannot be opened: {why}. Check CONNECT_DATABASE_URL, then run: connect doctor")
    status = 503


class ReadOnly(WorkflowError):
    """Raised if the database, or its folder, may not be written to."""

    message = _("The database is read-only. Give the service's user the right to write to it and to its folder.")
    status = 503


class NoSpace(WorkflowError):
    """Raised if the disk of the database is full."""

    message = _("The disk is full; nothing was changed. Make space, then try again.")
    status = 503


class DiskFails(WorkflowError):
    """Raised if the disk of the database does not read or write as it should."""

    message = _("The disk of the database does not read or write as it should; nothing was changed. Look at it first.")
    status = 503


class Slow(WorkflowError):
    """Raised if the database took longer for one statement than it may."""

    message = _("The database took too long; nothing was changed. Try again in a moment.")
    status = 503


class Crowded(WorkflowError):
    """Raised if the database takes no more connections."""

    message = _("Too many are asking the database at once; nothing was changed. Try again in a moment.")
    status = 503


class Away(WorkflowError):
    """Raised if the database is away: what a visitor is told, who can mend nothing; the log says more."""

    message = _("CONNECT cannot reach its database just now; nothing was changed. Try again in a moment.")
    status = 503


class Unsure(WorkflowError):
    """Raised if the database went away while something was being stored, so that nobody knows whether it was."""

    message = _(
        "The database went away while this was being stored, and it is not known whether it was. Look before you send it"
        " again."
    )
    status = 503


class OnceOnly(WorkflowError):
    """The same, where sending it again can do no harm: it carries a key, under which it is done once."""

    message = _(
        "The database went away while this was being stored. Send it again in a moment: it is done once, however often"
        " you send it."
    )
    status = 503


class Locked(WorkflowError):
    """Raised if others kept the database locked for too long."""

    message = _("The database is busy; nothing was changed. Try again in a moment.")
    status = 503


class Damaged(WorkflowError):
    """Raised if the file is no database of Connect's."""

    message = _("The database file is damaged, or is no database. Restore a backup: connect db restore FILE")
    status = 503
