"""The statements that write an act, each written once: SQLite takes them one after the other, PostgreSQL all in one.

On SQLite a statement is a function call. On PostgreSQL it is a journey to the server and back, which costs more than what is
done there: so each list of rows travels as one JSON value, and its statement reads them from there.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import methodcaller
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Table,
    Update,
    bindparam,
    cast,
    column,
    delete,
    false,
    func,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from workflow.asking import POSTGRESQL
from workflow.errors import Lost
from workflow.tables import cases, counters, entries, follow_ups, keys, links, outbox, participants, texts, turns

Rows = Mapping[str, Sequence[Mapping[str, Any]]]  # name of a statement → the rows it writes
Of = Callable[[str], Any]  # where a statement finds the value called so: its parameters, or a row of its list

FIXED = ("ref", "kind", "type", "created_at", "is_demo")  # what no move changes of a case
CHANGED = [column.name for column in cases.c if column.name not in FIXED]


def _moved(of: Of) -> Update:
    """Cases, each only if it is still as it was read."""
    here = (cases.c.ref == of("of_ref"), cases.c.seq == of("of_seq"))
    return update(cases).where(*here).values({name: of(name) for name in CHANGED})


def _turns_left(of: Of) -> Delete:
    return delete(turns).where(turns.c.ref == of("of_ref"), turns.c.part == of("of_part"))


def _cancelled(of: Of) -> Update:
    """All that is still planned of a group."""
    c = follow_ups.c
    here = (c.ref == of("of_ref"), c.group == of("of_group"), c.status == literal_column("'planned'"))
    return update(follow_ups).where(*here).values(status=literal_column("'cancelled'"), ended_by=of("act"))


def _left(of: Of) -> Update:
    """All that is still planned for one person."""
    c = follow_ups.c
    here = (c.ref == of("of_ref"), c.recipient == of("of_recipient"), c.status == literal_column("'planned'"))
    return update(follow_ups).where(*here).values(status=literal_column("'cancelled'"), ended_by=of("act"))


def _unlinked(of: Of) -> Update:
    here = (links.c.from_ref == of("of_from"), links.c.to_ref == of("of_to"), links.c.until_act.is_(None))
    return update(links).where(*here).values(until_act=of("act"))


def _unseated(of: Of) -> Update:
    c = participants.c
    who = (c.organisation.is_not_distinct_from(of("of_organisation")), c.person.is_not_distinct_from(of("of_person")))
    here = (c.ref == of("of_ref"), c.part == of("of_part"), *who, c.until_act.is_(None))
    return update(participants).where(*here).values(until_act=of("act"))


def _answered(of: Of) -> Update:
    """What is told again to whoever sends the same key."""
    return update(keys).where(keys.c.key == of("of_key")).values(answer=of("answer"))


# What changes rows that are there.
CHANGES: Mapping[str, Callable[[Of], Any]] = {
    "moved": _moved,
    "turns_left": _turns_left,
    "unlinked": _unlinked,
    "unseated": _unseated,
    "cancelled": _cancelled,
    "left": _left,
    "answered": _answered,
}
# What adds rows, by table; those with a key take the place of a row that has the same.
ADDED: Mapping[Table, tuple[str, ...]] = {
    entries: (),
    cases: (),
    turns: ("ref", "part"),
    texts: (),
    links: (),
    participants: (),
    follow_ups: (),
    outbox: (),
    counters: ("prefix", "year"),
}
TABLES = {table.name: table for table in ADDED}
# Entries first: whoever loses a race learns it there. What is left goes before what takes its place.
ORDER = (
    *("entries", "cases", "moved", "turns_left", "turns", "texts", "unlinked", "links", "unseated", "participants"),
    *("cancelled", "left", "follow_ups", "outbox", "counters", "answered"),
)


def send(connection: Connection, rows: Rows, ref: str) -> None:
    """Write all rows. Raises Lost, with `ref`, if an entry is there already or a case is not as it was read."""
    try:
        moved = _SEND[connection.dialect.name](connection, rows)
    except IntegrityError as error:
        if _of_entries(error):
            raise Lost(ref=ref) from error
        raise
    if moved != len(rows["moved"]):
        raise Lost(ref=ref)


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of one table, which have the same columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_text_added(table.name, tuple(rows[0])), {table.name: dumps(rows)})
    else:
        connection.execute(_ONE_BY_ONE[table.name], rows)


def _of_entries(error: IntegrityError) -> bool:
    """Whether it was the key of history that refused."""
    told = getattr(error.orig, "diag", None)
    return told.table_name == entries.name if told else "INSERT INTO entries" in (error.statement or "")


def replace(dialect: str, table: Table, key: Sequence[str], names: Sequence[str]) -> Any:
    """An insert of rows with these columns that take the place of those with the same key, if there is a key."""
    of = postgresql if dialect == "postgresql" else sqlite
    # Inline: nobody asks for the number that the database gives, and so it need not tell it.
    statement = of.insert(table).inline()
    others = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=others) if key else statement


# --- SQLite: one after the other --------------------------------------------------------------------------------------

_ONE_BY_ONE = {table.name: replace("sqlite", table, key, table.c.keys()) for table, key in ADDED.items()}
_ONE_BY_ONE |= {name: make(bindparam) for name, make in CHANGES.items()}


def _one_by_one(connection: Connection, rows: Rows) -> int:
    moved = 0
    for name in ORDER:
        if rows[name]:
            result = connection.execute(_ONE_BY_ONE[name], rows[name])
            moved += result.rowcount if name == "moved" else 0
    return moved


# --- PostgreSQL: all at once ------------------------------------------------------------------------------------------


# What of a case's change travels as one JSON value, and the column that it is read as.
TOGETHER = {"of_ref": "ref", **{name: name for name in CHANGED}}


# The JSON is read as rows of the table itself, under a short name: psycopg remembers how it reads a statement only if that
# has at most 4096 characters.
def listed(name: str, table: Table, columns: Sequence[str], *, many: bool) -> Any:
    """The rows of a list, or one row, which travel as one JSON value."""
    read = func.jsonb_populate_recordset if many else func.jsonb_populate_record
    given = cast(bindparam(name), postgresql.JSONB)
    return read(literal_column(f"NULL::{table.name}"), given).table_valued(*map(column, columns)).alias("l")


def _added(name: str, given: Sequence[str]) -> Any:
    """The rows of a list with these columns, however many they are."""
    table = TABLES[name]
    rows = listed(name, table, given, many=True)
    return replace("postgresql", table, ADDED[table], given).from_select(given, select(*rows.c))


@cache
def _text_added(name: str, given: tuple[str, ...]) -> str:
    return str(_added(name, given).compile(dialect=POSTGRESQL))


def _changed(name: str, row: int) -> Any:
    """The change of one row, with parameters of its own: joined with a list, it would be looked for in whole tables."""
    own = f"{name}_{row}"
    if name == "moved":
        case = listed(own, cases, list(TOGETHER.values()), many=False).c
        return _moved(lambda value: case[TOGETHER[value]] if value in TOGETHER else bindparam(f"{own}_{value}"))
    return CHANGES[name](lambda value: bindparam(f"{own}_{value}"))


@cache
def _all_at_once(added: tuple[tuple[str, tuple[str, ...]], ...], changed: tuple[tuple[str, int], ...]) -> str:
    """How many cases moved. Its parts see the rows as they were before, so none of them meets what another wrote."""
    one: ColumnElement[int] = literal_column("1").label("one")
    parts = [_added(*each).cte(f"{each[0]}_added") for each in added]
    parts += [_changed(*each).returning(one).cte("{}_{}".format(*each)) for each in changed]
    moved = union_all(*(select(part) for part in parts if part.name.startswith("moved_")), select(one).where(false()))
    statement = select(func.count()).select_from(moved.subquery("all_moved")).add_cte(*parts)
    return str(statement.compile(dialect=POSTGRESQL))


def _at_once(connection: Connection, rows: Rows) -> int:
    added = tuple((name, tuple(rows[name][0])) for name in ORDER if name not in CHANGES and rows[name])
    changed = tuple((name, row) for name in CHANGES for row in range(len(rows[name])))
    given: dict[str, Any] = {name: dumps(rows[name]) for name, _ in added}
    for name, row in changed:
        given.update(_parameters(f"{name}_{row}", rows[name][row], TOGETHER if name == "moved" else {}))
    # As text, which is all of a statement that this one needs: SQLAlchemy would look at each of its parts.
    moved: int = connection.exec_driver_sql(_all_at_once(added, changed), given).scalar_one()
    return moved


def _parameters(own: str, row: Mapping[str, Any], together: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What the change of one row is given: the values that travel together, and each of the others."""
    if together:
        yield own, dumps({column: row[name] for name, column in together.items()})
    for name, value in row.items():
        if name not in together:
            yield f"{own}_{name}", dumps(value) if isinstance(value, dict) else value


# What JSON has no word for in these rows is a date or an instant.
dumps = json.JSONEncoder(ensure_ascii=False, default=methodcaller("isoformat")).encode

_SEND = {"sqlite": _one_by_one, "postgresql": _at_once}
