"""One way to a database, SQLite or PostgreSQL: `engine.begin()` writes, `reading(engine)` only reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from records import folding
from records.errors import Damaged, Locked, NoSpace, ReadOnly, Unreachable
from workflow.errors import WorkflowError

BUSY_SECONDS = 15  # how long a writer waits for others before it gives up
CANNOT_OPEN = 14  # SQLite's code of a file that is not there, or may not be opened
READS = "reads"  # the execution option of a transaction that only reads


def connect(url: str, *, keys: bool = True) -> Engine:
    """An engine for a database URL; `keys=False` leaves SQLite's foreign keys unchecked, as migrations need it."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, keys)
    # The server speaks UTC to us, and a lock that is never given up is told, not waited for.
    options = f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s {make_url(url).query.get('options', '')}"
    arguments = {"options": options.strip(), "application_name": "connect"}
    return create_engine(url, pool_pre_ping=True, connect_args=arguments)


def _sqlite(url: str, keys: bool) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:" and not file.startswith("file:"):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver would begin late, and with a lock that it cannot raise: we begin ourselves.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"foreign_keys={'ON' if keys else 'OFF'}"):
            connection.execute(f"PRAGMA {pragma}")
        folding.teach(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later loses to any other writer: writers take the lock at once.
        reads = connection.get_execution_options().get(READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: one moment's picture, which no writer waits for."""
    level = (
        {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )
    with engine.connect() as plain:
        connection = plain.execution_options(**{READS: True}, **level)
        with connection.begin():
            yield connection


# SQLite's primary result codes, and PostgreSQL's SQLSTATEs: what happened, as a person would say it.
_OF_SQLITE = {5: Locked, 6: Locked, 8: ReadOnly, 11: Damaged, 13: NoSpace, 26: Damaged}
_OF_POSTGRESQL = {"25006": ReadOnly, "42501": ReadOnly, "53100": NoSpace, "55P03": Locked, "40P01": Locked}


def told(error: DBAPIError) -> WorkflowError | None:
    """The sentence for an error of the database that a person can mend; None for any other."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    state = getattr(error.orig, "sqlstate", None)
    known = _OF_SQLITE.get(code & 0xFF) if code is not None else _OF_POSTGRESQL.get(state or "")
    if known:
        return known()
    if isinstance(error, OperationalError) and (code is None or code & 0xFF == CANNOT_OPEN):
        return Unreachable(why=str(error.orig).strip().partition("\n")[0].rstrip("."))
    return None


@contextmanager
def telling() -> Iterator[None]:
    """Raises, in the place of a database's own error that a person can mend, the sentence that says how."""
    try:
        yield
    except DBAPIError as error:
        sentence = told(error)
        if sentence is None:
            raise
        raise sentence from error
