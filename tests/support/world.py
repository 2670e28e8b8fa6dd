"""An engine on a database of a test's own: every act a transaction, the moment set by hand, all of it to be looked at."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from records.database import connect, reading
from workflow import export, replay, tables
from workflow.attempt import Action, Outcome, Plan
from workflow.engine import Engine
from workflow.errors import BadForm, Refused
from workflow.history import Entry, read_entry

# What an act writes; a database looked at as a whole.
WRITTEN = ("cases", "turns", "entries", "texts", "links", "participants", "follow_ups", "outbox", "keys", "counters")
FORM = ("form", "nothing_changes")  # why a press without a form may be refused where one with a form is not
NUMBERED = ("id", "number")  # the numbers the database gives: a rolled-back act leaves gaps in them

Picture = dict[str, list[dict[str, Any]]]


class World:
    """Presses buttons at `now`, and looks at what became of it."""

    def __init__(self, url: str, engine: Engine, now: datetime) -> None:
        self.database = connect(url)
        self.engine = engine
        self.now = now

    # --- acts -----------------------------------------------------------------------------------------------------------

    def press(self, ref: str, trigger: str, actor: str, /, **press: Any) -> Outcome:
        """One press in a transaction of its own; the rest as `workflow.press.Press` says."""
        with self.database.begin() as connection:
            return self.press_in(connection, ref, trigger, actor, **press)

    def press_in(self, connection: Connection, ref: str, trigger: str, actor: str, /, **press: Any) -> Outcome:
        """One press in a transaction that is open already."""
        return self.engine.fire(connection, ref, trigger, **{"actor": actor, "now": self.now, "via": "test", **press})

    def fire(self, ref: str, trigger: str, actor: str, /, **form: Any) -> Outcome:
        """A press with nothing but a form."""
        return self.press(ref, trigger, actor, form=form or None)

    def refused(self, ref: str, trigger: str, actor: str, /, **press: Any) -> list[str]:
        """The codes of the reasons for which a press is refused; nothing is different afterwards."""
        before = self.picture()
        with pytest.raises(Refused) as refusal:
            self.press(ref, trigger, actor, **press)
        assert self.picture() == before
        return [blocker.code for blocker in refusal.value.blockers]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Nothing the block does changes a row."""
        before = self.picture()
        yield
        assert self.picture() == before

    # --- questions ------------------------------------------------------------------------------------------------------

    def preview(self, ref: str, trigger: str, actor: str, /, **press: Any) -> Plan:
        """What a press would do, asked in a transaction that cannot write."""
        with reading(self.database) as connection:
            return self.engine.preview(connection, ref, trigger, actor=actor, now=self.now, **press)

    def actions(self, ref: str, actor: str, *, every: bool = False) -> dict[str, Action]:
        """The buttons of a case for a person, by trigger."""
        with reading(self.database) as connection:
            shown = self.engine.actions(connection, ref, actor=actor, now=self.now, every=every)
        return {one.trigger: one for one in shown}

    def agrees(self, ref: str, who: str) -> None:
        """Every button of a case says to somebody what a press without a form comes to; each press is taken back.

        Two things it says otherwise: of who may press for a party it only asks for whom, and what no form could mend it
        tells before it asks for the form.
        """
        for trigger, button in self.actions(ref, who, every=True).items():
            shown = [blocker.code for blocker in button.blockers]
            codes = self._codes(ref, trigger, who)
            told = [code for code in codes if code not in ("form", "on_behalf_missing", "nothing_changes")]
            assert shown[: len(told)] == told, (who, trigger, codes)
            assert bool(codes) or button.allowed, (who, trigger, shown)
            assert "on_behalf_missing" not in codes or button.on_behalf, (who, trigger)
            assert not {"form", "nothing_changes"} & set(codes) or button.form_required, (who, trigger)

    def _codes(self, ref: str, trigger: str, who: str) -> list[str]:
        """Why a press without a form is refused: codes, or that the form is; nothing if it is done."""
        with self.database.connect() as connection, connection.begin() as transaction:
            try:
                self.press_in(connection, ref, trigger, who)
            except Refused as error:
                return [blocker.code for blocker in error.blockers]
            except BadForm:
                return ["form"]
            finally:
                transaction.rollback()
        return []

    # --- what is there --------------------------------------------------------------------------------------------------

    def rows(self, table: str, **columns: Any) -> Sequence[Row[Any]]:
        """The rows of a table with these values, in the order of their keys."""
        source = tables.metadata.tables[table]
        query = select(source).order_by(*source.primary_key or source.c)
        for name, value in columns.items():
            query = query.where(source.c[name] == value)
        with reading(self.database) as connection:
            return connection.execute(query).all()

    def case(self, ref: str) -> Row[Any]:
        """The row of a case."""
        return self.rows("cases", ref=ref)[0]

    def entries(self, ref: str) -> list[Entry]:
        """The history of a case, oldest first."""
        return [read_entry(row.body) for row in self.rows("entries", ref=ref)]

    def kinds(self, ref: str) -> list[str]:
        """The kinds of a case's entries, oldest first."""
        return [entry.kind.value for entry in self.entries(ref)]

    def planned(self, ref: str) -> dict[str, datetime]:
        """What is planned for a case: when, by rule."""
        return {row.rule: row.due_at for row in self.rows("follow_ups", ref=ref, status="planned")}

    def linked(self, ref: str) -> set[str]:
        """The refs a case is linked to now."""
        live = self.rows("links", until_act=None)
        return {
            row.to_ref if row.from_ref == ref else row.from_ref for row in live if ref in (row.from_ref, row.to_ref)
        }

    def picture(self, *more: str) -> Picture:
        """Every row of the tables that acts write (and of `more`), without the numbers the database gave them."""
        with reading(self.database) as connection:
            return picture(connection, *more)

    def lines(self) -> list[str]:
        """The history as it is exported."""
        with reading(self.database) as connection:
            return list(export.lines(connection))

    def differences(self) -> list[str]:
        """Where the history, replayed from its export, and the rows disagree."""
        with reading(self.database) as connection:
            return replay.differences(replay.replay(export.lines(connection)), export.read_rows(connection))

    def close(self) -> None:
        """Let go of the database."""
        self.database.dispose()


def picture(connection: Connection, *more: str) -> Picture:
    """What `World.picture` gives, as one connection sees it."""
    return {name: _rows(connection, name) for name in (*WRITTEN, *more)}


def _rows(connection: Connection, name: str) -> list[dict[str, Any]]:
    table = tables.metadata.tables[name]
    columns = [column for column in table.c if not (column.name in NUMBERED and column.type.python_type is int)]
    rows = [dict(row) for row in connection.execute(select(*columns)).mappings()]
    return sorted(rows, key=repr)


_DRAWN = re.compile(r"(ACT|TXT)-[0-9a-f]{32}|\b[0-9a-f]{64}\b")


def without_chance(value: Any) -> str:
    """A value as text without what chance gives it: the ids of acts and texts, salted commitments, hashes."""
    return _DRAWN.sub("#", repr(value))
