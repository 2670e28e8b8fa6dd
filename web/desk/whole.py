"""Pages about all cases at once: for brokers, who see all of them."""

from web.reader import Reader, signed_in
from workflow.errors import WorkflowError
from workflow.words import _


class NotYours(WorkflowError):
    """Raised if somebody who is no broker opens what is due in all cases."""

    message = _("Only brokers see what is due in all cases. What waits for you is in your list of cases.")
    status = 403


def broker() -> Reader:
    """Who reads. Raises NotYours."""
    reader = signed_in()
    if not reader.sees_all:
        raise NotYours
    return reader
