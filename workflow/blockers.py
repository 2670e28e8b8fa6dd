"""Why not: reasons are values, computed once, shown by button, command and API alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.definition import Guard
from workflow.words import _

CANNOT_FOLLOW = _("{ref} cannot follow: {why}")


@dataclass(frozen=True)
class Blocker:
    """One reason: a stable code, the sentence (to be translated, then filled with `facts`), and the trigger that helps.

    `forbids` says that it is a matter of who, not of when; `waivable` that a reason given beside the form passes it.
    """

    code: str
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    mend: str | None = None
    waivable: bool = False
    forbids: bool = False


def not_from_this_state(state: str, sources: tuple[str, ...]) -> Blocker:
    """The trigger exists, but not from here."""
    if not sources:
        return Blocker("not_from_this_state", _("This is not possible while the case is “{state}”."), {"state": state})
    message = _("This is not possible while the case is “{state}”; it is possible in: {possible_states}.")
    return Blocker("not_from_this_state", message, {"state": state, "possible_states": list(sources)})


def not_your_part(parts: tuple[str, ...]) -> Blocker:
    """Somebody else's button."""
    message = _("Only {parts} can do this.")
    return Blocker("not_your_part", message, {"parts": list(parts)}, forbids=True)


def on_behalf_missing(parts: tuple[str, ...]) -> Blocker:
    """A broker may press for a party, saying for whom and how they said so."""
    message = _("This is for {parts} to do. Say on whose behalf you do it, and how they told you.")
    return Blocker("on_behalf_missing", message, {"parts": list(parts)})


def no_such_part(person: str, parts: tuple[str, ...]) -> Blocker:
    """Somebody is named who could not have asked for it."""
    return Blocker("no_such_part", _("{person} is none of: {parts}."), {"person": person, "parts": list(parts)})


def no_such_type(name: str) -> Blocker:
    """A case would have to be made of a type that is not installed."""
    message = _("Cases of the type “{type}” cannot be made here yet. Choose another form.")
    return Blocker("no_such_type", message, {"type": name})


def other_eyes(person: str, triggers: tuple[str, ...]) -> Blocker:
    """Who prepared does not confirm."""
    message = _("You prepared this ({prepared_by}); another broker confirms it.")
    return Blocker("other_eyes", message, {"person": person, "prepared_by": list(triggers)}, forbids=True)


def nothing_changes() -> Blocker:
    """A form was sent that leaves everything as it is."""
    return Blocker("nothing_changes", _("Nothing would change. Fill in what is to be different."))


def already_signed(parts: tuple[str, ...]) -> Blocker:
    """A part signs once."""
    message = _("You have agreed already; it is for {parts} to agree now.")
    return Blocker("already_signed", message, {"parts": list(parts)})


def refused(guard: Guard, facts: Mapping[str, Any]) -> Blocker:
    """A guard said no."""
    return Blocker(guard.code, guard.refusal, facts, guard.mend, guard.waivable)


def linked(ref: str, blocker: Blocker) -> Blocker:
    """A linked case cannot follow, so this one cannot move."""
    facts = {"ref": ref, "why": {"message": blocker.message, "facts": dict(blocker.facts)}}
    return Blocker(f"linked:{blocker.code}", CANNOT_FOLLOW, facts, blocker.mend)
