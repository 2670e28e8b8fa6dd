"""One way to a database, SQLite or PostgreSQL: `engine.begin()` writes, `reading(engine)` only reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, exc, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from records import folding
from records.outages import Crowded, Damaged, DiskFails, Locked, NoSpace, ReadOnly, Slow, Unreachable
from workflow.errors import WorkflowError

BUSY_SECONDS = 15  # how long a writer waits for others before it gives up
LONGEST_STATEMENT = 60  # seconds after which PostgreSQL ends a statement of the service
# Of libpq, unless the URL says otherwise: a server that is gone without a word is noticed within seconds, not hours.
NOTICES = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}
CANNOT_OPEN = 14  # SQLite's code of a file that is not there, or may not be opened
READS_ONLY = "25006"  # PostgreSQL's code of a server, or a session, that takes no writes
READS = "reads"  # the execution option of a transaction that only reads


def connect(url: str, *, keys: bool = True, longest: int = LONGEST_STATEMENT) -> Engine:
    """An engine for a database URL; `keys=False` leaves SQLite's foreign keys unchecked, as migrations need it.

    `longest` are the seconds that a statement may take on PostgreSQL, 0 for as long as it likes. Of several hosts in
    the URL the one that takes writes is used (`target_session_attrs`).
    """
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return _sqlite(url, keys)
    # The server speaks UTC to us, and a lock that is never given up is told, not waited for.
    ours = f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s -c statement_timeout={longest}s"
    arguments: dict[str, Any] = {"target_session_attrs": "read-write"} if several_hosts(parts) else {}
    arguments |= NOTICES | {"options": f"{ours} {parts.query.get('options', '')}".strip()}
    given = {name: value for name, value in arguments.items() if name == "options" or name not in parts.query}
    engine = create_engine(url, connect_args={**given, "application_name": "connect"})
    if several_hosts(parts):
        event.listen(engine, "handle_error", _elsewhere)
    return engine


def several_hosts(url: URL) -> bool:
    """Whether a URL names several servers, one of which takes writes."""
    hosts = url.query.get("host", ())
    return (not isinstance(hosts, str) and len(hosts) > 1) or "," in str(hosts)


def _elsewhere(context: ExceptionContext) -> None:
    # A server that only reads has been put in the second row: the one that writes now is another of those in the URL.
    if getattr(context.original_exception, "sqlstate", None) == READS_ONLY:
        context.is_disconnect = True


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
_OF_SQLITE = {5: Locked, 6: Locked, 8: ReadOnly, 10: DiskFails, 11: Damaged, 13: NoSpace, 26: Damaged}
_OF_POSTGRESQL: dict[str, type[WorkflowError]] = {
    READS_ONLY: ReadOnly,
    "42501": ReadOnly,
    "40001": Locked,
    "40P01": Locked,
    "55P03": Locked,
    "53100": NoSpace,
    "53200": Crowded,
    "53300": Crowded,
    "57014": Slow,
    "58030": DiskFails,
    "XX001": Damaged,
    "XX002": Damaged,
}
# In the words of a server that lets nobody in: it gives no code then.
_CROWDED = ("too many clients", "too many connections", "remaining connection slots", "connection limit")
_UNDONE = ("40001", "40P01")  # the database has taken the transaction back itself: it can be done again at once


def told(error: SQLAlchemyError) -> WorkflowError | None:
    """The sentence for an error of the database that a person can mend, or wait out; None for any other."""
    if isinstance(error, exc.TimeoutError):  # no connection of the pool came free
        return Crowded()
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    state = getattr(error.orig, "sqlstate", None)
    known = _OF_SQLITE.get(code & 0xFF) if code is not None else _OF_POSTGRESQL.get(state or "")
    if known:
        return known()
    if error.connection_invalidated or (
        isinstance(error, OperationalError) and (code is None or code & 0xFF == CANNOT_OPEN)
    ):
        why = str(error.orig).strip().partition("\n")[0].rstrip(".")
        return Crowded() if any(words in str(error.orig) for words in _CROWDED) else Unreachable(why=why)
    return None


def passing(error: SQLAlchemyError) -> bool:
    """Whether it may be over in a moment: the connection was lost or not got, or the transaction lost to another.

    Nothing was done then, unless a commit was on its way. SQLite's file does not come and go.
    """
    if isinstance(error, exc.TimeoutError):
        return True
    if not isinstance(error, DBAPIError) or hasattr(error.orig, "sqlite_errorcode"):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in _UNDONE or (_no_answer(error) and state is None)


def _no_answer(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError | InterfaceError)


@contextmanager
def telling() -> Iterator[None]:
    """Raises, in the place of a database's own error that a person can mend, the sentence that says how."""
    try:
        yield
    except SQLAlchemyError as error:
        sentence = told(error)
        if sentence is None:
            raise
        raise sentence from error
