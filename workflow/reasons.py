"""Why an act is not taken back: reasons are values, as they are for a move. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow import blockers
from workflow.acts import LEAVING, Act, Around
from workflow.blockers import Blocker
from workflow.definition import CLOCK
from workflow.earlier import PRESSES, undone_act
from workflow.history import Entry, EntryKind
from workflow.judge import BROKER, LEAD
from workflow.snapshot import Snapshot
from workflow.words import _


@dataclass(frozen=True)
class Wish:
    """Who wants an act taken back: `openly`, as a correction, or as an undo, within `grace` of the act."""

    ref: str
    openly: bool
    actor: str
    now: datetime
    via: str
    grace: timedelta


def reasons(wish: Wish, act: Act | None, around: Around, snapshot: Snapshot) -> Iterator[Blocker]:
    """Every reason why an act is not taken back now."""
    if act is None or act.pressed.kind not in PRESSES:
        message = _("There is no step of {ref} that could be taken back. Go on by the steps of the case.")
        yield Blocker("nothing_to_undo", message, {"ref": wish.ref})
        return
    if refused := tuple(_not_theirs(wish, act, snapshot)):
        yield from refused  # and nothing else: what became of it is not for everybody to read
        return
    if before := _before(act, around):
        message = _("{who} took this back already, on {at}. Look at the history.")
        yield Blocker("taken_back_already", message, {"who": before.actor, "at": before.at})
        return
    yield from _never(act)
    if not wish.openly:
        yield from _too_late(wish, act, around)
    if leaving := [one.recipient.removeprefix("person:") for one in around.letters if one.status == LEAVING]:
        message = _("A letter to {recipients} is leaving at this moment. Try again in a minute.")
        yield Blocker("letter_leaving", message, {"recipients": leaving})
    yield from _stands_on_it(act, around, snapshot)


def _before(act: Act, around: Around) -> Entry | None:
    histories = (entry for ref in act.refs for entry in around.histories[ref])
    return next((entry for entry in histories if undone_act(entry) == act.id), None)


def _not_theirs(wish: Wish, act: Act, snapshot: Snapshot) -> Iterator[Blocker]:
    offices = snapshot.directory.offices(wish.actor)
    if wish.openly:
        if not {BROKER, LEAD} & offices:
            yield blockers.not_your_part((BROKER,))
    elif wish.actor != act.pressed.actor and LEAD not in offices:
        yield Blocker("not_your_act", _("Only whoever did this, or a lead broker, can undo it."), forbids=True)


def _never(act: Act) -> Iterator[Blocker]:
    """What waiting does not help."""
    if made := sorted({entry.ref for entry in act.entries if entry.kind is EntryKind.CREATED}):
        message = _(
            "This made {cases}, and a case that was made stays. End it by its own steps: withdraw or cancel it."
        )
        yield Blocker("made_a_case", message, {"cases": made})
    if act.pressed.actor == CLOCK.name:
        message = _(
            "The clock did this because its day had come, and would do it again. Go on by the steps of the case."
        )
        yield Blocker("by_the_clock", message)


def _too_late(wish: Wish, act: Act, around: Around) -> Iterator[Blocker]:
    until = act.pressed.at + wish.grace
    if wish.now >= until:
        message = _("This could be undone until {until}. A broker can still correct it; who got a letter gets another.")
        yield Blocker("too_late", message, {"until": until})
    if had := sorted({who for one in around.letters for who in one.had_by}):
        message = _("A letter of this has gone to {recipients}. A broker can correct it; they get another letter.")
        yield Blocker("letter_left", message, {"recipients": had})


def _stands_on_it(act: Act, around: Around, snapshot: Snapshot) -> Iterator[Blocker]:
    """What came later on the act's own cases and those next to them; of cases further away only what moved them."""
    near = snapshot.near(act.around)
    told: dict[str, Entry] = {}
    for one in around.later:
        if one.ref in near or one.kind is not EntryKind.EDITED:
            told.setdefault(one.ref, one)
    for ref, one in told.items():
        message = _("{who} went on with {ref} on {at}, after this. That has to be taken back first.")
        yield Blocker("stands_on_it", message, {"ref": ref, "who": one.actor, "at": one.at})
