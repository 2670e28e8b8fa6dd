"""What can go wrong when the office keeps topics and absences, or two administrators change one thing at once."""

from workflow.errors import WorkflowError
from workflow.words import _


class UnknownTopic(WorkflowError):
    """Raised if a topic is named that nobody entered."""

    message = _("There is no topic {code}. The topics there are stand under Administration.")
    status = 404


class TopicThere(WorkflowError):
    """Raised if a topic is entered whose code another has."""

    message = _("There is a topic with the code {code} already. Change its name, or give this one another code.")
    status = 409


class BadCode(WorkflowError):
    """Raised if the code of a topic could not stand in an address."""

    message = _("“{code}” cannot be a code. Write it in small letters without accents, like local_economy.")
    status = 422


class ChangedMeanwhile(WorkflowError):
    """Raised if somebody else changed an account, an organisation, a topic or a setting since the page was opened."""

    message = _(
        "{who} changed this at {at}, after you opened the page. Nothing was saved. Look at what is there now, then save"
        " again what still fits."
    )
    status = 412


class BadAbsence(WorkflowError):
    """Raised if an absence has a first day and no last, or ends before it begins."""

    message = _("An absence has a first day and a last one that is not before it. Give both, or neither.")
    status = 422
