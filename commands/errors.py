"""What can be wrong with a command, one class a human fact."""

from workflow.errors import WorkflowError
from workflow.words import _


class BadJson(WorkflowError):
    """Raised if a form is not JSON, or not an object."""

    message = _("The form from {source} cannot be read: {why}.")
    status = 422


class UnknownName(WorkflowError):
    """Raised if a state or a part is named that no case type has."""

    message = _("There is no {what} “{name}”. There are: {known}.")
    status = 404


class NoHistory(WorkflowError):
    """Raised if a reference names no case, no person and not the system."""

    message = _("There is no history of {ref}. Name a case (REQ-2017-0001), a person (PER-0001) or the system (SYS).")
    status = 404


class UnknownLetter(WorkflowError):
    """Raised if no letter has that number."""

    message = _("There is no letter number {letter}. `connect outbox` lists them.")
    status = 404


class PortTaken(WorkflowError):
    """Raised if another program listens where the pages should be served."""

    message = _("Port {port} of {host} is taken by another program. Stop it, or choose another: --port {other}")
    status = 500


class NoSuchAddress(WorkflowError):
    """Raised if the pages cannot be served at an address."""

    message = _("Nothing can be served at {host}, port {port}: {why}. Choose another with --host and --port.")
    status = 500


class NoMailServer(WorkflowError):
    """Raised if the server that should take letters does not answer, or does not let us in."""

    message = _("The mail server {host}, port {port}, takes no letters: {why}. Check CONNECT_SMTP_URL.")
    status = 503


class MailTooLong(WorkflowError):
    """Raised if an e-mail is longer than any that is taken in."""

    message = _("This e-mail is too long: at most {most} MB are taken in. Send less, or bring files on the pages.")


class NoCaseNamed(WorkflowError):
    """Raised if an e-mail is for an address that names no case."""

    message = _("This address names no case. Answer a letter of CONNECT, or write to the secretariat.")
