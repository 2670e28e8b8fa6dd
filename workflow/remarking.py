"""The engine's doors to entries that are no moves: comments, notes, free letters, and who is in charge of a case.

`actor`, `now`, `via` and `key` are as `Press` says; what is raised is what `Engine.fire` raises. What is written, and who may,
is in `remarks.py`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Connection

from workflow import errors, remarks
from workflow.attempt import Outcome
from workflow.blockers import Blocker
from workflow.keys import answered, kept
from workflow.press import Press
from workflow.reading import ReadDirectory
from workflow.references import cases_named
from workflow.registry import Registry
from workflow.snapshot import Snapshot
from workflow.winner import refuse_assigned


class Unseen(Enum):
    """What is said of who is in charge by those who did not look."""

    UNSEEN = "unseen"


UNSEEN = Unseen.UNSEEN


class Remarking:
    """What `Engine` can do beside moving cases."""

    registry: Registry
    grace: Callable[[Any], timedelta]
    _read_directory: ReadDirectory

    def _snapshot(self, connection: Connection, press: Press, *, lock: bool) -> Snapshot:
        raise NotImplementedError

    def comment(self, connection: Connection, ref: str, text: str, **by: Any) -> Outcome:
        """Write a comment beside a case; `remarks.may_read` says who reads it."""
        return self._remark(connection, ref, remarks.COMMENT, by, form="comment", text=text)

    def note(self, connection: Connection, ref: str, text: str, *, form: str, with_whom: str, **by: Any) -> Outcome:
        """Write down a call or an e-mail (`form` is `call` or `email`) with somebody who takes part (`PER-…`)."""
        return self._remark(connection, ref, remarks.NOTE, by, form=form, text=text, people=(with_whom,))

    def write_letter(
        self, connection: Connection, ref: str, *, to: Collection[str], subject: str, text: str, **by: Any
    ) -> Outcome:
        """Write to people who take part (`PER-…`): an entry, and a letter each that leaves like any other."""
        return self._remark(connection, ref, remarks.LETTER, by, form="letter", subject=subject, text=text, people=to)

    def send_again(self, connection: Connection, ref: str, *, rule: str, person: str, **by: Any) -> Outcome:
        """Send one of those who get the letter of a follow-up (`rule` is its name) that letter again, as things are now.

        A broker does it for anybody, everybody for themselves: an entry, and one letter.
        """
        return self._remark(connection, ref, remarks.SEND_AGAIN, by, rule=rule, person=person)

    def assign(
        self, connection: Connection, ref: str, person: str | None, *, seen: str | Unseen | None = UNSEEN, **by: Any
    ) -> Outcome:
        """Put a broker (`PER-…`) in charge of a case, or nobody.

        `seen` is who was, as far as whoever decides it knows. Raises AssignedMeanwhile if that is no longer so.
        """
        return self._remark(connection, ref, remarks.ASSIGN, by, seen=seen, person=person)

    def remarks_in(self, snapshot: Snapshot, ref: str) -> Mapping[str, tuple[Blocker, ...]]:
        """Why the snapshot's actor may not `comment`, `note`, `write_letter`, `assign`; no reason: they may."""
        case = snapshot.case(ref)
        return remarks.allowed(self.registry.get(case.type, case.definition_version), snapshot, ref)

    def addressees(self, snapshot: Snapshot, ref: str) -> tuple[str, ...]:
        """Whom a note or a letter may name, by id."""
        return remarks.addressees(snapshot, ref)

    def earlier(self, connection: Connection, snapshot: Snapshot, ref: str) -> tuple[str, ...]:
        """Who took part earlier and does no more: a note or a letter may name them too, by id."""
        seats = remarks.seats_left(connection, ref)
        if not seats:
            return ()
        people = [seat.person for seat in seats if seat.person]
        bodies = [seat.organisation for seat in seats if seat.organisation and not seat.person]
        directory = self._read_directory(connection, people, bodies, ())
        return remarks.those_before(seats, directory, {*remarks.addressees(snapshot, ref), snapshot.actor})

    def _remark(
        self,
        connection: Connection,
        ref: str,
        name: str,
        by: Mapping[str, Any],
        *,
        people: Collection[str] = (),
        seen: str | Unseen | None = UNSEEN,
        **form: Any,
    ) -> Outcome:
        if not cases_named(ref):
            raise errors.UnknownCase(ref=ref)
        beside = name in (remarks.ASSIGN, remarks.SEND_AGAIN)
        given = form if beside else {**form, "with": list(dict.fromkeys(people))}
        pressed = Press(ref, name, form=given, **by)
        before = answered(connection, pressed)
        if before is not None:
            return before
        remarks.lock(connection, ref)
        snapshot = self._snapshot(connection, replace(pressed, trigger=""), lock=False)
        case = snapshot.case(ref)
        if not isinstance(seen, Unseen):
            refuse_assigned(connection, ref, seen=seen, now=case.owner)
        definition = self.registry.get(case.type, case.definition_version)
        earlier = self.earlier(connection, snapshot, ref) if people else ()
        made = remarks.remark(definition, snapshot, pressed, earlier)
        grace, told = pressed.now + self.grace(snapshot.directory), kept(pressed, made.outcome)
        remarks.write(connection, made, snapshot.directory, grace=grace, answered=told)
        return made.outcome
