"""An act is taken back: read with all that came after it, judged, and written; or only looked at.

`acts.py` reads, `reasons.py` and `undoing.py` decide; here is the order, and which rows it writes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import Connection, bindparam, update

from workflow import acts, statements
from workflow.acts import UNSENT, Act, Around
from workflow.attempt import Outcome
from workflow.errors import BadForm, NotTakenBack
from workflow.keys import answered, kept
from workflow.press import LONGEST_REASON, Press, unfit
from workflow.reading import ReadDirectory
from workflow.reasons import Wish, reasons
from workflow.snapshot import Snapshot
from workflow.tables import follow_ups, outbox
from workflow.texts import mint
from workflow.undoing import Returned, Returns, Undoing, complete
from workflow.words import _
from workflow.writing import case_changed, entry_row, outbox_rows, text_row, write_records

UNDO, CORRECT = "undo", "correct"  # what a press of these is called
NOTHING = Around({}, (), (), (), ())


class Read(Protocol):
    """Reads the snapshot for a press, with all that its form names, locked if asked. Raises UnknownCase."""

    def __call__(self, connection: Connection, press: Press, *, lock: bool) -> Snapshot: ...


@dataclass(frozen=True)
class Means:
    """What the engine lends: how it reads, who is who, how long acts can be undone, and what records are owed."""

    read: Read
    read_directory: ReadDirectory
    grace: Callable[[Any], timedelta]
    returns: Returns


_mine = follow_ups.c.id.in_(bindparam("ids", expanding=True))
_returning = update(follow_ups).where(_mine, follow_ups.c.status == "cancelled").values(status="planned", ended_by=None)
_cancelled = (
    update(follow_ups)
    .where(_mine, follow_ups.c.status == "planned")
    .values(status="cancelled", ended_by=bindparam("of_act"))
)
_taken_back = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.status.in_(UNSENT))
    .values(status="taken_back", ended_by=bindparam("of_act"))
)


def asked(ref: str, reason: str, *, act: str | None = None, openly: bool = False, **by: Any) -> Press:
    """What is asked, as a press: to take an act of a case back, the newest that changed it unless named.

    `openly` is a broker's correction, after letters left; `actor`, `now`, `via` and `key` as `Press` says.
    """
    return Press(ref, CORRECT if openly else UNDO, form={"act": act, "reason": reason}, **by)


def take_back(connection: Connection, pressed: Press, means: Means) -> Outcome:
    """Take an act back. Raises UnknownCase, NotTakenBack, BadForm, KeyReused, Lost and Busy."""
    before = answered(connection, pressed)
    if before is not None:
        return before
    found = look(connection, pressed, means, lock=True)
    if found.blockers:
        raise NotTakenBack(found.blockers)
    if wrong := wrong_with(pressed):
        raise BadForm(wrong)
    _write(connection, found, means, kept(pressed, found.outcome))
    return found.outcome


def look(connection: Connection, pressed: Press, means: Means, *, lock: bool = False) -> Undoing:
    """What taking an act back would mean now; refusals are in it. Raises UnknownCase."""
    act = acts.find(connection, pressed.ref, (pressed.form or {})["act"])
    seeds = {"cases": sorted(act.around) if act else []}
    snapshot = means.read(connection, replace(pressed, trigger="", form=seeds), lock=lock)
    grace = means.grace(snapshot.directory)
    wish = Wish(pressed.ref, pressed.trigger == CORRECT, pressed.actor, pressed.now, pressed.via, grace)
    # What was linked and unlinked while the lock was waited for is seen only now.
    act = acts.linked(connection, act) if act else None
    around = acts.around(connection, act, together(snapshot, act), lock=lock) if act else NOTHING
    found = Undoing(wish, f"ACT-{uuid4().hex}", snapshot, act, around, mint(_kept_reason(pressed)))
    found = replace(found, blockers=tuple(reasons(wish, act, around, snapshot)))
    return found if found.blockers or act is None else complete(found, act, means.returns)


def wrong_with(pressed: Press) -> Mapping[str, list[Any]]:
    """Field → sentences, if the reason is none."""
    reason = (pressed.form or {})["reason"]
    said = unfit(reason, LONGEST_REASON) if reason.strip() else [_("Say why it is taken back.")]
    return {"reason": said} if said else {}


def _kept_reason(pressed: Press) -> str:
    """The reason, unless it is one that could not be kept, and will be refused."""
    return "" if wrong_with(pressed) else str((pressed.form or {})["reason"])


def together(snapshot: Snapshot, act: Act) -> set[str]:
    """The cases of an act, and all that belong together with them by way of links."""
    reached, ahead = {*act.around}, [*act.around]
    while ahead:
        ref = ahead.pop()
        others = {end for pair in snapshot.links if ref in pair for end in pair} - reached
        reached |= others
        ahead += others
    return reached


# --- what is written ----------------------------------------------------------------------------------------------------


def _write(connection: Connection, found: Undoing, means: Means, told: Sequence[Mapping[str, Any]]) -> None:
    """Write all of it, as `writing.write` does of a plan. Raises Lost if a race is lost."""
    wish, act, returned = found.wish, found.act, found.returned
    people = {one.recipient for one in found.letters if one.recipient.startswith("PER-")}
    directory = means.read_directory(connection, people, (), ()) if people else found.snapshot.directory
    seats = [_seats(one, found.id) for one in returned]
    rows: dict[str, Any] = dict.fromkeys(statements.ORDER, ())
    rows |= {
        "entries": [entry_row(one.entry) for one in returned],
        "moved": [case_changed(one.case, one.now) for one in returned],
        "turns_left": [
            {"of_ref": one.case.ref, "of_part": part}
            for one in returned
            for part in one.now.waits_for
            if part not in one.case.waits_for
        ],
        "turns": [
            {"ref": one.case.ref, "part": part, "due_at": one.case.due_at}
            for one in returned
            for part in one.case.waits_for
        ],
        "texts": [text_row(found.reason, person=wish.actor, ref=wish.ref)],
        "unlinked": [{"of_from": a, "of_to": b, "act": found.id} for a, b in sorted(act.made if act else ())],
        "links": [{"from_ref": a, "to_ref": b, "since_act": found.id} for a, b in sorted(act.ended if act else ())],
        "unseated": [row for gone, _ in seats for row in gone],
        "participants": [row for _, came in seats for row in came],
        "outbox": list(outbox_rows(found.letters, directory, found.id, wish.now + wish.grace)),
        "answered": told,
    }
    statements.send(connection, rows, wish.ref)
    _give_back(connection, found)
    write_records(connection, found.rows)


def _give_back(connection: Connection, found: Undoing) -> None:
    """Letters that have not left stay; follow-ups are what they were."""
    around = found.around
    for change, rows in (
        (_taken_back, found.taken_back),
        (_cancelled, around.cancelling),
        (_returning, around.returning),
    ):
        if rows:
            connection.execute(change, {"ids": [row.id for row in rows], "of_act": found.id})


def _seats(one: Returned, act: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Who leaves and who comes. Who came after somebody that comes back goes and comes again: the first names the case."""
    now, then = one.now.seats, one.case.seats
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(now, then, strict=False)))
    gone = [
        {
            "of_ref": one.case.ref,
            "of_part": s.part,
            "of_organisation": s.organisation,
            "of_person": s.person,
            "act": act,
        }
        for s in now[same:]
    ]
    came = [
        {"ref": one.case.ref, "part": s.part, "organisation": s.organisation, "person": s.person, "since_act": act}
        for s in then[same:]
    ]
    return gone, came
