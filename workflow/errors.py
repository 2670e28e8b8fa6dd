"""What can go wrong, one class a human fact; each makes its own sentence and says what to do next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workflow.blockers import Blocker
from workflow.words import _


class WorkflowError(Exception):
    """Something a person asked for cannot be done. `message` is to be translated, then filled with `facts`."""

    message = _("This cannot be done.")
    status = 400  # what an HTTP page answers

    def __init__(self, **facts: Any) -> None:
        self.facts: Mapping[str, Any] = facts
        super().__init__(self.message, facts)

    def __str__(self) -> str:
        return self.message.format_map({key: _shown(value) for key, value in self.facts.items()})


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S UTC")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping) and "message" in value:
        return str(value["message"])
    return str(value)


class UnknownCase(WorkflowError):
    """Raised if a reference names no case, or one the person may not see: the two look the same."""

    message = _("There is no case {ref} that you can see. Check the reference.")
    status = 404


class UnknownType(WorkflowError):
    """Raised if a case type is named that is not installed."""

    message = _("There is no case type “{type}”. There are: {types}.")
    status = 404


class UnknownTrigger(WorkflowError):
    """Raised if a type has no transition of that name."""

    message = _("A case of type {type} has no transition “{trigger}”. It has: {triggers}.")
    status = 404


class LinkOnly(WorkflowError):
    """Raised if somebody tries to create a case that only another case's move creates."""

    message = _("A case of type {type} is made by another case's move, not by hand.")
    status = 409


class Refused(WorkflowError):
    """Raised if a move is blocked; carries all reasons at once."""

    message = _("{trigger} is not possible.")
    status = 409

    def __init__(self, blockers: Sequence[Blocker], **facts: Any) -> None:
        self.blockers = tuple(blockers)
        super().__init__(**facts)
        if all(blocker.forbids for blocker in blockers):
            self.status = 403


class NotTakenBack(Refused):
    """Raised if an act is not undone, or not corrected; carries all reasons at once."""

    message = _("This cannot be taken back now.")


class BadForm(WorkflowError):
    """Raised if a form has missing, unknown or unfit values; `errors` is field → sentences, as marshmallow gives them."""

    message = _("The form has errors: {fields}.")
    status = 422

    def __init__(self, errors: Mapping[str, Any]) -> None:
        self.errors = errors
        super().__init__(fields=sorted(map(str, errors)))


class Stale(WorkflowError):
    """Raised if the case has changed since the page was opened; says who did what and when."""

    message = _("{who} was quicker: “{trigger}” on {at}. You saw version {seen}, it is version {now} now. Look again.")
    status = 412


class AssignedMeanwhile(Stale):
    """Raised if somebody else put a broker in charge of the case since the page was opened; `owner` is null for nobody."""

    message = _("{who} was quicker: in charge since {at} is {owner}. Nothing was changed; look again.")


class NoSuchVersion(Stale):
    """Raised if a version is named that the case has not reached."""

    message = _("There is no version {seen} of {ref}; it is version {now} now. Look again.")


class Lost(WorkflowError):
    """Raised if another move of the same case reached the database first, past the lock: the unique key ends it."""

    message = _("Somebody else was quicker with {ref}. Nothing was done; look at its history and try again.")
    status = 409


class Busy(WorkflowError):
    """Raised if the database was locked for too long by others, or linked cases kept changing."""

    message = _("{ref} is being changed by others right now. Nothing was done; try again in a moment.")
    status = 409


class KeyReused(WorkflowError):
    """Raised if an idempotency key comes again with another request."""

    message = _("The key {key} was used for another request. Use a new one.")
    status = 422


class NotSound(WorkflowError):
    """Raised at start if a definition does not pass its check."""

    message = _("The case type {type} is not sound: {problems}")
    status = 500
