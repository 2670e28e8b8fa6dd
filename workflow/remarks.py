"""Entries that are no moves: a comment, a note of a call or an e-mail, a free letter, and who is in charge of a case.

They change neither state nor facts, so no open page goes stale; an ended case takes them too. `Engine` has a method for
each; here is who may, what is wrong with what was given, and what is written. Pure but for `lock` and `write`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, select

from workflow import blockers, statements
from workflow.attempt import Outcome, Owed
from workflow.blockers import Blocker
from workflow.conclude import owed_facts
from workflow.definition import Kind, Part, Seat, Workflow
from workflow.errors import BadForm, Refused
from workflow.fingerprint import fingerprint
from workflow.history import Entry, EntryKind
from workflow.judge import BROKER, LEAD, held
from workflow.press import Press, unfit
from workflow.recipients import recipients
from workflow.snapshot import Case, Snapshot
from workflow.tables import cases, participants
from workflow.telling import is_met, said_by
from workflow.texts import Minted, mint
from workflow.words import _
from workflow.writing import case_changed, entry_row, outbox_rows, text_row

LONGEST_TEXT = 10_000  # characters of a comment, a note or a letter
LONGEST_SUBJECT = 100  # characters; letters put the reference before it
MOST_ADDRESSEES = 50  # of one letter

COMMENT, NOTE, LETTER, ASSIGN = "comment", "note", "write_letter", "assign"
SEND_AGAIN = "send_again"  # a letter of a follow-up, to one of those who get it
NAMES = (COMMENT, NOTE, LETTER, ASSIGN, SEND_AGAIN)
FORMS = ("call", "email")  # what a note is of
TEMPLATE = "free_letter"
SENT_AGAIN = (Kind.ASK, Kind.LETTER)  # what of the follow-ups can be sent again
_left = select(participants.c.part, participants.c.organisation, participants.c.person).where(
    participants.c.ref == bindparam("of_ref"), participants.c.until_act.is_not(None)
)
READ_ALL = frozenset({BROKER, LEAD, "auditor"})

_lock = select(cases.c.ref).where(cases.c.ref == bindparam("of_ref")).with_for_update(key_share=True)


@dataclass(frozen=True)
class Remark:
    """All that one of these acts writes: its entry, the case after it, its texts and its letters."""

    before: Case
    case: Case
    entry: Entry
    texts: tuple[Minted, ...] = ()
    letters: tuple[Owed, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What is told to whoever did it."""
        return Outcome(self.case.ref, self.entry.act, self.case.state, self.case.version, (self.entry.id,))


def may_read(entry: Entry, person: str, roles: Collection[str]) -> bool:
    """Whether somebody may read what an entry remarks: the office, the auditor, who wrote it, whom a letter went to.

    True of every entry that is no remark: who may see the case is asked elsewhere (`visible`).
    """
    if entry.kind is not EntryKind.COMMENTED or person == entry.actor or READ_ALL & {*roles}:
        return True
    note = (entry.changes or {}).get("note", {})
    return note.get("form") == "letter" and person in note["with"]


def allowed(definition: Workflow, snapshot: Snapshot, ref: str) -> Mapping[str, tuple[Blocker, ...]]:
    """Why the actor may not, by what it is; no reason means that they may. The case is one that they see."""
    may = {name: () if part_of(definition, snapshot, ref, name) else (not_yours(definition, name),) for name in NAMES}
    return {name: tuple(reasons) for name, reasons in may.items()}


def part_of(definition: Workflow, snapshot: Snapshot, ref: str, name: str) -> str | None:
    """As what the actor does it; None if it is not theirs."""
    if BROKER in held(snapshot, snapshot.actor, ref):
        return BROKER
    roles = snapshot.directory.offices(snapshot.actor)
    others = definition.commented_by if name == COMMENT else ()
    return next((part.name for part in others if part.name in roles), None)


def not_yours(definition: Workflow, name: str) -> Blocker:
    """Why somebody may not."""
    others = (part.name for part in definition.commented_by) if name == COMMENT else ()
    return blockers.not_your_part((BROKER, *others))


def addressees(snapshot: Snapshot, ref: str) -> tuple[str, ...]:
    """Whom a letter or a note may name: who takes part in the case, or, where nobody does, in those linked to it."""
    own = tuple(dict.fromkeys(_people(snapshot, [snapshot.case(ref)])))
    near = (snapshot.cases[end] for pair in sorted(snapshot.links) if ref in pair for end in pair if end != ref)
    found = own or dict.fromkeys(_people(snapshot, near))
    return tuple(person for person in found if person != snapshot.actor)


def seats_left(connection: Connection, ref: str) -> list[Seat]:
    """The seats that somebody had in a case and no longer has."""
    return [Seat(*row) for row in connection.execute(_left, {"of_ref": ref})]


def those_before(seats: Iterable[Seat], directory: Any, but: Collection[str]) -> tuple[str, ...]:
    """Who took part by these seats, without those who are there now."""
    return tuple(one for one in dict.fromkeys(_seated(directory, seats)) if one not in but)


def _people(snapshot: Snapshot, around: Iterable[Case]) -> Iterator[str]:
    return _seated(snapshot.directory, (seat for case in around for seat in case.seats))


def _seated(directory: Any, seats: Iterable[Seat]) -> Iterator[str]:
    for seat in seats:
        if seat.person and directory.acts_as(seat.person, seat.part):
            yield seat.person
        elif seat.organisation:
            yield from directory.people_of(seat.organisation, seat.part)


def remark(definition: Workflow, snapshot: Snapshot, press: Press, earlier: Collection[str] = ()) -> Remark:
    """What is to be written, of a press whose trigger is one of NAMES. Raises Refused (403) and BadForm.

    `earlier` are those who took part before, and can be named too.
    """
    case, form = snapshot.case(press.ref), dict(press.form or {})
    again = press.trigger == SEND_AGAIN
    part = part_of(definition, snapshot, case.ref, press.trigger)
    if part is None and again and form["person"] == snapshot.actor:  # who lost a letter asks for it again
        part = next(iter(sorted(held(snapshot, snapshot.actor, case.ref))), None)
    if part is None:
        raise Refused((not_yours(definition, press.trigger),), trigger=press.trigger)
    if again:
        return _sent_again(definition, snapshot, press, part, form)
    if wrong := {name: said for name, said in _wrong(press.trigger, form, snapshot, case, earlier) if said}:
        raise BadForm(wrong)
    if press.trigger == ASSIGN:
        changed = replace(case, owner=form["person"])
        return entered(
            definition, snapshot, press, part, changed, {"case": {"owner": form["person"]}}, EntryKind.ASSIGNED
        )
    texts: dict[str, Minted] = {name: mint(form[name]) for name in ("subject", "text") if name in form}
    note = {"form": form["form"], "with": list(form["with"])} | {name: it.ref.plain() for name, it in texts.items()}
    made = entered(definition, snapshot, press, part, case, {"note": note})
    letters = _letters(made.case, form["with"], texts) if press.trigger == LETTER else ()
    return replace(made, texts=tuple(texts.values()), letters=tuple(letters))


def _sent_again(definition: Workflow, snapshot: Snapshot, press: Press, part: str, form: Mapping[str, Any]) -> Remark:
    case, person = snapshot.case(press.ref), str(form["person"])
    facts = definition.facts(snapshot, case.ref)
    asks = (one for one in definition.follow_ups if one.name == form["rule"] and one.kind in SENT_AGAIN)
    follow_up = next(asks, None)
    parts = tuple(one for one in follow_up.to if isinstance(one, Part)) if follow_up else ()
    if follow_up is None or person not in recipients(parts, facts, {}):
        raise BadForm({"person": [_("This letter is not for them.")]})
    if follow_up.unless and is_met(follow_up.unless, facts, person):
        raise BadForm({"rule": [_("That is answered already, or not asked any more.")]})
    note = {"form": "letter", "with": [person], "rule": follow_up.name}
    made = entered(definition, snapshot, press, part, case, {"note": note})
    said = {**owed_facts(made.case, None, {}), **said_by(follow_up, facts, person)}
    return replace(made, letters=(Owed(person, follow_up.letter or follow_up.name, case.ref, said),))


def entered(
    definition: Workflow,
    snapshot: Snapshot,
    press: Press,
    part: str | None,
    case: Case,
    changes: Mapping[str, Any],
    kind: EntryKind = EntryKind.COMMENTED,
) -> Remark:
    """An entry of something that is no move, and the case as it is after it."""
    entry = Entry(
        ref=case.ref,
        seq=case.seq + 1,
        act=f"ACT-{uuid4().hex}",
        kind=kind,
        actor=press.actor,
        part=part,
        via=press.via,
        at=press.now,
        type=definition.name,
        definition_version=definition.version,
        fingerprint=fingerprint(definition),
        changes=changes,
        previous_hash=case.head,
    )
    return Remark(snapshot.case(case.ref), replace(case, seq=entry.seq, head=entry.hash), entry)


def _letters(case: Case, to: Iterable[str], texts: Mapping[str, Minted]) -> Iterator[Owed]:
    said = {name: minted.ref.plain() for name, minted in texts.items()}
    return (Owed(person, TEMPLATE, case.ref, owed_facts(case, None, said)) for person in to)


def _wrong(
    name: str, form: Mapping[str, Any], snapshot: Snapshot, case: Case, earlier: Collection[str]
) -> Iterator[tuple[str, list[Any]]]:
    """Argument → sentences."""
    if name == ASSIGN:
        yield "person", _unfit_owner(form["person"], snapshot, case)
        return
    yield "text", unfit_text(form["text"], LONGEST_TEXT)
    if name == NOTE:
        yield "form", [] if form["form"] in FORMS else [_("Say whether it was a call or an e-mail.")]
    if name == LETTER:
        yield "subject", unfit_text(form["subject"], LONGEST_SUBJECT)
    if name != COMMENT:
        among = (*addressees(snapshot, case.ref), *earlier)
        yield "to" if name == LETTER else "with_whom", _unfit_people(form["with"], among)


def unfit_text(text: str, longest: int) -> list[Any]:
    """What is wrong with a text that has to be there."""
    return unfit(text, longest) if text.strip() else [_("Write something here.")]


def _unfit_people(people: Collection[str], among: Collection[str]) -> list[Any]:
    if not people:
        return [_("Choose somebody.")]
    if len(people) > MOST_ADDRESSEES:
        return [_("These are too many for one letter.")]
    return [] if {*people} <= {*among} else [_("Choose among those who take part in the case, or did.")]


def _unfit_owner(person: str | None, snapshot: Snapshot, case: Case) -> list[Any]:
    if person == case.owner:
        return [_("That is so already.")]
    brokers = person is None or {BROKER, LEAD} & snapshot.directory.offices(person)
    return [] if brokers else [_("Choose a broker.")]


def lock(connection: Connection, ref: str) -> None:
    """Wait until nobody else changes the case: its history has one order."""
    connection.execute(_lock, {"of_ref": ref})


def write(
    connection: Connection, made: Remark, directory: Any, *, grace: datetime, answered: Sequence[Mapping[str, Any]]
) -> None:
    """Write all of a remark, as `writing.write` does of a plan. Raises Lost if a race is lost."""
    entry = made.entry
    rows: dict[str, Any] = dict.fromkeys(statements.ORDER, ())
    rows |= {
        "entries": [entry_row(entry)],
        "moved": [case_changed(made.case, made.before)],
        "texts": [text_row(text, person=entry.actor, ref=entry.ref) for text in made.texts],
        "outbox": list(outbox_rows(made.letters, directory, entry.act, grace)),
        "answered": answered,
    }
    statements.send(connection, rows, entry.ref)
