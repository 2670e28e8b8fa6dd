"""Plays cases through the engine, press by press, at moments of the past and of today."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from commands.demonstration.cast import Cast
from records import documents
from records.vocabulary import NOT_SENT
from workflow.attempt import Outcome
from workflow.definition import Kind
from workflow.due import end, fire_clock, next_due
from workflow.engine import Engine
from workflow.tables import outbox

OFFICE = ZoneInfo("Europe/Amsterdam")
MORNING = time(10)


class Play:
    """A connection, a cast, and a moment that only moves on; whatever falls due on the way is dealt with in order.

    `via` is how history calls the way by which these moves came.
    """

    def __init__(self, engine: Engine, connection: Connection, cast: Cast, now: datetime, via: str = "demo") -> None:
        self.engine, self.connection, self.cast, self.now, self.via = engine, connection, cast, now, via

    def on(self, day: date, until: datetime) -> None:
        """Go on to ten o'clock of a day at the office, if that lies ahead; never beyond `until`."""
        morning = datetime.combine(day, MORNING, OFFICE)
        self.until(max(self.now, min(morning, until)))

    def until(self, moment: datetime) -> None:
        """Go on to a moment. Clock moves that fell due are fired at theirs; reminders of the past are skipped."""
        for row in next_due(self.connection, moment):
            if row.kind == Kind.FIRE.value:
                fire_clock(self.connection, self.engine, row, via=self.via)
            else:
                end(self.connection, row, "skipped", why=NOT_SENT)
        self.now = moment

    def press(self, who: str, ref: str, trigger: str, form: Mapping[str, Any] | None = None, **more: Any) -> Outcome:
        """One press by an account of the cast, or a person (`PER-…`); `ref` is a type in a creation."""
        by: dict[str, Any] = {
            "actor": self.cast.people.get(who, who),
            "now": self.now,
            "via": self.via,
            "is_demo": True,
        }
        return self.engine.fire(self.connection, ref, trigger, form=form, **by, **more)

    def person(self, account: str) -> str:
        """The id of an account."""
        return self.cast.people[account]

    def body(self, account: str) -> str:
        """The id of the organisation an account acts for."""
        return self.cast.organisations[account]

    def paper(self, account: str, name: str) -> str:
        """A stored document that says what it stands for; nothing is known of the real papers."""
        said = f"Demonstration: this stands for the document “{name}”.\n"
        return documents.store(self.connection, said.encode(), f"{name}.txt", person=self.person(account))

    def drop_letters(self) -> None:
        """No letter of the demonstration leaves: each says why."""
        waiting = outbox.c.status == "created"
        self.connection.execute(update(outbox).where(waiting).values(status="dropped", last_error=NOT_SENT))
