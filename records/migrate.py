"""Brings a database to the schema this version of Connect needs, and says how far it is."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from io import StringIO
from time import sleep

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from migrations import grants, triggers
from records import folding
from records.database import BUSY_SECONDS, connect
from records.errors import NotTheOwner, SchemaNewer, SchemaOlder
from records.outages import Locked
from records.tables import Base

# Whether a role may change the tables that are there, or make the first ones.
_MAY_CHANGE = """
    SELECT CASE WHEN to_regclass('entries') IS NULL THEN has_schema_privilege(current_schema(), 'CREATE')
    ELSE (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('entries')) END
"""
_FUNCTIONS = """
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND (proname LIKE 'guard%' OR proname = 'folded')
"""
PATIENCE = 500  # milliseconds; less than the second after which PostgreSQL looks for a deadlock
PAUSE, ATTEMPTS = 0.2, 60  # seconds in which the others get on, and how often we come back
UPGRADING = 4_271_902  # PostgreSQL's advisory lock of whoever upgrades: one at a time


class Schema(Enum):
    """How a database stands to the code."""

    RIGHT = "right"  # as this code wants it
    OLDER = "older"  # empty, or to be upgraded
    NEWER = "newer"  # upgraded by a code that knows more


@dataclass(frozen=True)
class Status:
    """`found` is the step the database is at (None: no schema yet), `wanted` the newest this code knows."""

    schema: Schema
    found: str | None
    wanted: str


def status(connection: Connection) -> Status:
    """How far the database is."""
    found = MigrationContext.configure(connection).get_current_revision()
    wanted = steps()[0]
    if found == wanted:
        return Status(Schema.RIGHT, found, wanted)
    newer = found is not None and found not in steps()
    return Status(Schema.NEWER if newer else Schema.OLDER, found, wanted)


def require(connection: Connection) -> None:
    """Raises SchemaOlder or SchemaNewer unless the database is as this code wants it."""
    now = status(connection)
    if now.schema is Schema.OLDER:
        raise SchemaOlder(found=now.found, wanted=now.wanted)
    if now.schema is Schema.NEWER:
        raise SchemaNewer(found=now.found, wanted=now.wanted)


def upgrade(url: str, owner_url: str | None = None) -> Status:
    """All steps in one transaction, then the guards of history; answers how the database stood before.

    On PostgreSQL `owner_url` names the role that owns the tables; the role of `url` is then granted only what the
    service needs. Raises NotTheOwner if the role may not change the tables, and SchemaNewer, and leaves the database
    alone, if a newer Connect has upgraded it.
    """
    # Making a table anew on SQLite would delete what refers to it if foreign keys were on.
    engine = connect(owner_url or url, keys=False, longest=0)
    try:
        with engine.begin() as connection:
            _one_at_a_time(connection)
            _require_owner(connection)
            _hold_tables(connection)
            before = status(connection)
            if before.schema is Schema.NEWER:
                raise SchemaNewer(found=before.found, wanted=before.wanted)
            # A guard that names a table which is made anew would stop its renaming.
            triggers.drop(connection)
            command.upgrade(config(connection), "head")
            triggers.make(connection)
            folding.make(connection)
            _check_keys(connection)
            if owner_url and connection.dialect.name == "postgresql":
                grants.make(connection, make_url(url).username or "")
    finally:
        engine.dispose()
    return before


def remove(url: str, owner_url: str | None = None) -> None:
    """Remove all tables with everything in them: for a demonstration that begins anew, never for a service."""
    engine = connect(owner_url or url, keys=False)
    try:
        with engine.begin() as connection:
            _one_at_a_time(connection)
            triggers.drop(connection)
            Base.metadata.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
            if connection.dialect.name == "postgresql":
                for function in connection.scalars(text(_FUNCTIONS)).all():
                    connection.exec_driver_sql(f"DROP FUNCTION {function}")
    finally:
        engine.dispose()


def check(connection: Connection) -> list[str]:
    """What the tables in the code have and the database has not, or the other way round; one sentence each."""
    try:
        command.check(config(connection))
    except CommandError as error:
        return [str(error)]
    return []


def config(connection: Connection | None = None) -> Config:
    """What Alembic needs to know; no file, so that an installed Connect can upgrade too."""
    settings = Config(stdout=StringIO())  # Alembic would talk on standard output
    settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    settings.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


@cache
def steps() -> tuple[str, ...]:
    """The names of all steps, the newest first."""
    return tuple(step.revision for step in ScriptDirectory.from_config(config()).walk_revisions())


def _one_at_a_time(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADING})


def _hold_tables(connection: Connection) -> None:
    """Takes all tables at once, so that who moves cases meanwhile waits, and is not met half-way. Raises Locked.

    Who has one of them and wants another would wait for us, and we for them: we let go of all first, before PostgreSQL
    looks for a deadlock, and come back.
    """
    if connection.dialect.name != "postgresql" or not (names := inspect(connection).get_table_names()):
        return
    quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, sorted(names)))
    for _attempt in range(ATTEMPTS):
        before = connection.begin_nested()
        try:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}ms'")
            connection.exec_driver_sql(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE")
        except OperationalError:
            before.rollback()
            sleep(PAUSE)
        else:
            before.commit()
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
            return
    raise Locked


def _require_owner(connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and not connection.scalar(text(_MAY_CHANGE)):
        raise NotTheOwner(role=connection.scalar(text("SELECT current_user")))


def _check_keys(connection: Connection) -> None:
    """Keys are off on SQLite meanwhile: a step that left a row without its parent must not be committed."""
    if connection.dialect.name == "sqlite" and (
        orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    ):
        raise RuntimeError(
            f"The upgrade would leave rows without what they refer to: {orphans[:3]}. Nothing was changed."
        )


def owns_history(connection: Connection) -> bool:
    """Whether the role of this connection could take the guards of history away: it owns the table, or is a superuser."""
    if connection.dialect.name != "postgresql":
        return True
    mine = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('entries')"
    return bool(connection.scalar(text(mine)))
