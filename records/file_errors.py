"""What can be wrong with a file beside its size and type; each says what to do next."""

from workflow.errors import WorkflowError
from workflow.words import _


class Misnamed(WorkflowError):
    """Raised if a file's name says another type than its content is of."""

    message = _("{name} is really of the type {type}. Save it under a name that ends so, then choose it again.")
    status = 415


class Protected(WorkflowError):
    """Raised if a file is encrypted: nobody could read it here, nor look for viruses in it."""

    message = _("{name} is protected by a password. Save it without protection, then choose it again.")
    status = 415


class Unpacks(WorkflowError):
    """Raised if a packed file would unpack to more than one can look into."""

    message = _("{name} unpacks to more than can be looked into. Make it smaller, or save it as a PDF.")
    status = 413


class Infected(WorkflowError):
    """Raised if a virus was found in a file."""

    message = _("A virus was found in {name} ({virus}), so it was not kept. Ask whoever made it for a clean one.")
    status = 422


class Shut(WorkflowError):
    """Raised if somebody opens, or brings again, a file in which a virus was found after it was kept."""

    message = _("A virus was found in {name}, so nobody can open it. Ask whoever made it for a clean one.")
    status = 410
