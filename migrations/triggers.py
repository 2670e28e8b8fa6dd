"""The guards of history, in the database itself: what was written stays, whoever writes, and by whichever path.

Made anew after every upgrade, because SQLite drops a table's triggers with the table that an upgrade replaces. SQLite has
no statement for TRUNCATE; its REPLACE and UPDATE OR REPLACE delete rows without firing DELETE triggers, so what they
would delete is looked for first, by every unique key and by the hidden rowid.
"""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Index, Table, UniqueConstraint, text

import records.tables

TABLES = records.tables.Base.metadata.tables
PREFIX = "guard_"

# Rows are added, and that is all.
APPEND_ONLY: Mapping[str, str] = {
    "entries": "History is append-only: no entry is changed, replaced or deleted.",
    "definitions": "The rules of a version in use are never changed, replaced or deleted.",
    "places": "The place of an entry in the tree is never changed, replaced or deleted.",
    "subtrees": "What is kept of the tree is never changed, replaced or deleted.",
    "checkpoints": "A checkpoint is never changed, replaced or deleted.",
    "signing_keys": "A key that signed is never changed, replaced or deleted.",
}

# Rows are never deleted or replaced, and the columns named here keep their first value.
KEPT: Mapping[str, tuple[str, ...]] = {
    "cases": ("ref", "kind", "created_at", "is_demo"),
    "people": ("id",),
    "organisations": ("id",),
    "documents": ("id", "hash"),
    "texts": ("id", "ref", "person"),
    "links": ("id", "from_ref", "to_ref", "since_act"),
    "participants": ("id", "ref", "part", "organisation", "person", "since_act"),
}

# What else an update may not do: a condition on the row as it was (OLD) and as it would be (NEW), and what it means.
FORBIDDEN: Mapping[str, tuple[str, str]] = {
    "texts": ("NEW.body IS NOT NULL OR (NEW.salt <> OLD.salt AND NEW.salt <> '')", "a text is erased, never rewritten"),
    "links": ("OLD.until_act IS NOT NULL", "a link that ended stays as it ended"),
    "participants": ("OLD.until_act IS NOT NULL", "a seat that ended stays as it ended"),
}


# Every entry waits for its place in the tree from the transaction on that writes it.
WAIT = "INSERT INTO unplaced (number) VALUES (NEW.number)"


def message(table: str) -> str:
    """What a database says when it refuses."""
    if table in APPEND_ONLY:
        return APPEND_ONLY[table]
    also = f"; {FORBIDDEN[table][1]}" if table in FORBIDDEN else ""
    return f"No row of {table} is deleted or replaced, and these never change: {', '.join(KEPT[table])}{also}."


def make(connection: Connection) -> None:
    """Drops whatever guards there are and makes all of them; raises if the role does not own the tables."""
    drop(connection)
    statements = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    for statement in statements():
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Takes the guards away, inside the transaction of an upgrade that will make them again."""
    for name, table in there(connection):
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


def there(connection: Connection) -> list[tuple[str, str]]:
    """The guards a database has: name and table."""
    on_sqlite = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%' ORDER BY 1"
    on_postgresql = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgname LIKE 'guard%' AND pg_table_is_visible(tgrelid) ORDER BY 1"
    )
    query = on_sqlite if connection.dialect.name == "sqlite" else on_postgresql
    return [(name, table) for name, table in connection.execute(text(query))]


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _on_sqlite() -> Iterator[str]:
    yield f"CREATE TRIGGER {PREFIX}entries_wait AFTER INSERT ON entries BEGIN {WAIT}; END"
    for table in (*APPEND_ONLY, *KEPT):
        yield _sqlite(table, "delete", "")
        yield _sqlite(table, "insert", f"WHEN {_clash(TABLES[table])}")
        yield _sqlite(table, "update", "" if table in APPEND_ONLY else f"WHEN {_changes(table, 'IS NOT', sqlite=True)}")


def _sqlite(table: str, event: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {PREFIX}{table}_{event} BEFORE {event.upper()} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message(table)}'); END"
    )


def _clash(table: Table) -> str:
    """Whether a row is there that the new one would replace."""
    ways = ["rowid = NEW.rowid", *(_same(columns) + live for columns, live in _keys(table))]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table.name} WHERE {way})" for way in ways)  # noqa: S608


def _same(columns: tuple[str, ...]) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in columns)


def _keys(table: Table) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every unique key of a table, with the condition of a partial index, for both rows."""
    yield tuple(column.name for column in table.primary_key), ""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns), ""
    for index in table.indexes:
        if index.unique:
            yield tuple(column.name for column in index.columns), _partial(table, index)


def _partial(table: Table, index: Index) -> str:
    where = index.dialect_options["sqlite"]["where"]
    if where is None:
        return ""
    of_new = re.sub(rf"\b({'|'.join(table.columns.keys())})\b", r"NEW.\1", str(where))
    return f" AND {where} AND {of_new}"


def _changes(table: str, differs: str, sqlite: bool) -> str:
    """Whether an update does what it may not: change what is kept, or push another row away."""
    ways = [f"NEW.{column} {differs} OLD.{column}" for column in KEPT[table]]
    if table in FORBIDDEN:
        ways.append(FORBIDDEN[table][0])
    if sqlite:
        ways.append("NEW.rowid <> OLD.rowid")
        free = [(columns, live) for columns, live in _keys(TABLES[table]) if not set(columns) <= set(KEPT[table])]
        for columns, live in free:
            way = f"{_same(columns)}{live} AND rowid <> OLD.rowid"
            ways.append(f"EXISTS (SELECT 1 FROM {table} WHERE {way})")  # noqa: S608
    return " OR ".join(f"({way})" for way in ways)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _on_postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION guard_wait() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {WAIT}; RETURN NULL; END $$"
    )
    yield f"CREATE TRIGGER {PREFIX}entries_wait AFTER INSERT ON entries FOR EACH ROW EXECUTE FUNCTION guard_wait()"
    yield f"ALTER TABLE entries ENABLE ALWAYS TRIGGER {PREFIX}entries_wait"
    for table in APPEND_ONLY:
        # A statement's trigger also sees TRUNCATE, cascades, and ON CONFLICT DO UPDATE that meets no row.
        yield from _postgresql(table, "rewrite", "UPDATE OR DELETE OR TRUNCATE", "STATEMENT", "")
    for table in KEPT:
        yield from _postgresql(table, "delete", "DELETE OR TRUNCATE", "STATEMENT", "")
        changes = _changes(table, "IS DISTINCT FROM", sqlite=False)
        yield from _postgresql(table, "update", "UPDATE", "ROW", f"WHEN ({changes})")


def _postgresql(table: str, name: str, events: str, each: str, when: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {PREFIX}{table}_{name} BEFORE {events} ON {table} FOR EACH {each} {when} "
        f"EXECUTE FUNCTION guard_refuse('{message(table)}')"
    )
    # Replication mode switches ordinary triggers off; these stay.
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {PREFIX}{table}_{name}"
