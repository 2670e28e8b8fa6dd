"""What `connect doctor` finds out: a line each, in the order in which they are printed."""

import os
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, make_url, text

import app
from commands import mail
from commands.faults import said
from commands.session import Session
from letters.shelf import LANGUAGES, TEXTS, VERSIONS
from migrations import triggers
from records import migrate, people, scanning
from records.database import connect, reading
from scheduler import heads
from workflow import sequencing
from workflow.errors import WorkflowError

OK, WARNING, FAILED = "ok", "warning", "failed"
LITTLE, TOO_LITTLE = 1_000, 100  # MB of free space
HIDDEN = ("secret_key",)  # settings whose value is not shown
TOKENS = ("metrics_token",)  # nobody but their owner sees these, where there are any


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and a sentence about it."""

    about: str
    status: str
    sentence: str


Findings = Iterator[Finding]


def findings(session: Session) -> Findings:
    """Every setting, then everything that is tested; a test that breaks is a finding too."""
    try:
        settings = session.settings
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the settings is what was asked for
        yield Finding("settings", FAILED, said(error, session).message)
        return
    yield from _settings(settings)
    for test in TESTS:
        try:
            yield from test(session)
        except Exception as error:  # noqa: BLE001 - whatever breaks a test is what was asked for
            yield Finding(test.__name__.replace("_", " "), FAILED, said(error, session).message)


def _settings(settings: app.Settings) -> Findings:
    yield Finding(f"{app.PREFIX}HOME", OK, str(settings.home))
    for name in app.SETTINGS:
        variable = app.PREFIX + name.upper()
        yield Finding(variable, OK, f"{_shown(settings, name)} ({settings.sources[name]})")
    known = {app.PREFIX + name.upper() for name in app.SETTINGS} | {f"{app.PREFIX}HOME"}
    for name in sorted(os.environ):
        if name.startswith(app.PREFIX) and name not in known and not name.startswith(f"{app.PREFIX}TEST_"):
            yield Finding(name, WARNING, "There is no such setting. Is it spelled wrongly?")


def _shown(settings: app.Settings, name: str) -> str:
    """A setting's value, without its password."""
    if name in HIDDEN:
        return "given, not shown" if settings.sources[name] != "default" else "kept under instance/"
    value = getattr(settings, name)
    if name in TOKENS and value:
        return "given, not shown"
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "on" if value else "off"
    url = urlsplit(str(value))
    return str(value).replace(f":{url.password}@", ":***@") if url.password else str(value)


# --- the tests: each a name that is printed where it breaks -------------------------------------------------------------


def database(session: Session) -> Findings:
    """Whether it answers, has the schema of this version, and can be written to."""
    settings = session.settings
    if settings.database_file and not settings.database_file.exists():
        yield Finding("database", FAILED, f"{app.NoDatabase(file=settings.database_file)}")
        return
    engine = connect(settings.database_url)
    with reading(engine) as connection:
        yield Finding("database reachable", OK, f"{engine.dialect.name} {_version(connection)}")
        now = migrate.status(connection)
        if now.schema is not migrate.Schema.RIGHT:
            migrate.require(connection)
        yield Finding("database schema", OK, f"as this version wants it (step {now.found})")
        yield from _guards(connection)
        yield from _signed(connection, settings)
        yield from _owner(connection, settings)
        yield from _accounts(connection, settings)
    yield from _writable(engine)


def _version(connection: Connection) -> str:
    query = "SELECT sqlite_version()" if connection.dialect.name == "sqlite" else "SHOW server_version"
    return str(connection.scalar(text(query)))


def _guards(connection: Connection) -> Findings:
    """Every table of history has the guards that `migrations.triggers` makes."""
    there = Counter(table for _name, table in triggers.there(connection))
    sqlite = connection.dialect.name == "sqlite"
    wanted = {table: 3 if sqlite else 1 if table in triggers.APPEND_ONLY else 2 for table in _guarded()}
    wanted["entries"] += 1  # by which every entry waits for its place in the tree
    missing = sorted(table for table, count in wanted.items() if there[table] < count)
    if missing:
        yield Finding("history guarded", FAILED, f"Guards are missing on {', '.join(missing)}. Run: connect db upgrade")
    else:
        yield Finding("history guarded", OK, f"{sum(there.values())} guards refuse changes of what was written")


def _signed(connection: Connection, settings: app.Settings) -> Findings:
    """The key at hand is the one that signs, its name that of the address, and what it signed is kept elsewhere."""
    known, file = sequencing.keys(connection), settings.history_key_file
    if known and not (file.exists() and settings.signer.key.public == known[-1].public):
        sentence = f"The key that signs the history is not in {file}. Put it back; until then nothing is signed."
        yield Finding("history signed", FAILED, sentence)
    elif known:
        yield Finding("history signed", OK, f"{sequencing.newest_size(connection)} entries, by {known[-1].text}")
    if known and known[0].name != settings.origin:
        sentence = f"It keeps the name {known[0].name}, although by CONNECT_BASE_URL it would be {settings.origin}."
        yield Finding("name of the history", WARNING, sentence)
    if settings.heads_file:
        yield _heads(connection, settings.heads_file)


def _heads(connection: Connection, file: Path) -> Finding:
    """The file of heads holds what was signed, and takes more."""
    try:
        size = heads.checked(connection, file)
        with file.open("a", encoding="utf-8"):
            pass
    except (WorkflowError, OSError) as error:
        return Finding("heads elsewhere", FAILED, f"{file} takes no checkpoints: {error}")
    return Finding("heads elsewhere", OK, f"{file} ends with the checkpoint of {size} entries")


def _guarded() -> tuple[str, ...]:
    return (*triggers.APPEND_ONLY, *triggers.KEPT)


def _owner(connection: Connection, settings: app.Settings) -> Findings:
    if connection.dialect.name != "postgresql":
        return
    if migrate.owns_history(connection):
        sentence = (
            "The service's role owns the tables, so it could take the guards away. Make another role for it, then run: "
            "CONNECT_DATABASE_OWNER_URL=… connect db upgrade"
        )
        yield Finding("database owner", WARNING, sentence)
    else:
        yield Finding("database owner", OK, "the service's role does not own the tables")


def _accounts(connection: Connection, settings: app.Settings) -> Findings:
    real = people.has_real_accounts(connection)
    if settings.time_travel:
        status, sentence = WARNING, "The scheduler may be told another time; never set it where people work."
        if real:
            status, sentence = FAILED, "Real accounts exist, so time may not be changed. Unset CONNECT_TIME_TRAVEL."
        yield Finding("time travel", status, sentence)
    if not real and not people.every(connection, limit=1):
        yield Finding("accounts", WARNING, "Nobody can sign in yet. Run: connect user add EMAIL --role admin")


def _writable(engine: Engine) -> Findings:
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("UPDATE counters SET last = last WHERE prefix = ''"))
        transaction.rollback()
    yield Finding("database writable", OK, "a change was made and taken back")


def owner(session: Session) -> Findings:
    """Whether the role that owns the tables can be reached, where one is named."""
    url = session.settings.database_owner_url
    if url is None:
        return
    if make_url(url).get_backend_name() != "postgresql":
        yield Finding("owner's role", WARNING, "CONNECT_DATABASE_OWNER_URL is of use on PostgreSQL only.")
        return
    with reading(connect(url)) as connection:
        owns = migrate.owns_history(connection)
    sentence = "owns the tables" if owns else "It does not own the tables of history. Run: connect db upgrade"
    yield Finding("owner's role", OK if owns else FAILED, sentence)


def letters_leave(session: Session) -> Findings:
    """Whether the folder takes letters, or the server answers."""
    folder = session.settings.mail_folder
    if folder is not None:
        _write_into(folder)
        yield Finding("letters", OK, f"are written into {folder}")
    else:
        yield Finding("letters", OK, mail.answer(session.settings.smtp_url))
    if session.settings.mail_to:
        yield Finding("letters", WARNING, f"Every letter goes to {session.settings.mail_to}, not to its reader.")


def _write_into(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass


def keys(session: Session) -> Findings:
    """Whether only their owner may read the keys."""
    settings = session.settings
    if settings.given_secret_key is None:
        yield _key("secret key", settings.instance / "secret_key", "is made when the pages are first served")
    yield _key("history key", settings.history_key_file, "is made when the first checkpoint is signed")


def _key(about: str, file: Path, otherwise: str) -> Finding:
    if not file.exists():
        return Finding(about, OK, otherwise)
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return Finding(about, FAILED, f"Others can read {file} (mode {mode:o}). Run: chmod 600 {file}")
    return Finding(about, OK, f"{file}, for its owner only")


def links_in_letters(session: Session) -> Findings:
    """Whether what people click is encrypted on its way."""
    url = urlsplit(session.settings.base_url)
    if url.scheme == "http" and url.hostname not in ("127.0.0.1", "localhost", "::1"):
        yield Finding(
            "links in letters", WARNING, "They are not encrypted. Serve over https, then set CONNECT_BASE_URL."
        )
    else:
        yield Finding("links in letters", OK, f"begin with {session.settings.base_url}")


def scanner(session: Session) -> Findings:
    """Whether files are looked into for viruses."""
    clamd = session.settings.clamd
    if clamd is None:
        yield Finding("viruses", OK, "nobody looks for them in files; CONNECT_CLAMD says where a clamd is")
        return
    try:
        there = scanning.answers(clamd)
    except scanning.Unanswered as error:
        yield Finding("viruses", FAILED, f"clamd does not answer at {clamd}: {error}. Files are kept, not scanned.")
    else:
        yield Finding("viruses", OK if there else FAILED, f"clamd answers at {clamd}")


def case_types(session: Session) -> Findings:
    """Whether every definition is sound."""
    for one in session.registry:
        problems = app.problems_of(one, session.registry)
        sentence = " ".join(problems) or f"{len(one.states)} states, {len(one.transitions)} transitions, sound"
        yield Finding(f"case type {one.name}", FAILED if problems else OK, sentence)


def languages(session: Session) -> Findings:
    """Which letters a language has; what it lacks is sent in English, which may lack nothing."""
    for language in LANGUAGES:
        missing = sorted(VERSIONS.keys() - TEXTS[language].keys())
        sentence = f"{len(VERSIONS)} letters"
        sentence += f"; written in English instead: {', '.join(missing)}" if missing else ""
        lacking = FAILED if language == LANGUAGES[0] else WARNING
        yield Finding(f"language {language}", lacking if missing else OK, sentence)


def disk_space(session: Session) -> Findings:
    """Whether there is room for the database to grow."""
    home = session.settings.instance if session.settings.instance.exists() else session.settings.home
    free = shutil.disk_usage(home).free // 1_000_000
    status = FAILED if free < TOO_LITTLE else WARNING if free < LITTLE else OK
    yield Finding("disk space", status, f"{free:,} MB free at {home}")


Test = Callable[[Session], Findings]
TESTS: tuple[Test, ...] = (
    database,
    owner,
    letters_leave,
    keys,
    links_in_letters,
    scanner,
    case_types,
    languages,
    disk_space,
)
