"""The composition root: what is in force, the one clock, and all rooms put together; `create_app` is for a WSGI server."""

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from sqlalchemy import URL, Connection, exc, make_url, select

from handlers import HANDLERS, RETURNS
from handlers.invitations import invitation_of_row
from handlers.letters import letter_of_row, letters_of_plan, letters_of_rows, paper_of_case, subjects_of_rows
from letters import PAPERS, VERSIONS, Letter
from letters.calendar import Invitation
from records import answer_links, database, directory, filing_links, migrate, newsletter, scanning, visible
from records.languages import ENGLISH
from states.all import DEFINITIONS
from states.audiences import AUDIENCES
from workflow import registry
from workflow.attempt import Plan
from workflow.check import check
from workflow.checkpoint import NotAKey, Signer
from workflow.definition import Workflow
from workflow.engine import Engine
from workflow.errors import NotSound, WorkflowError
from workflow.fingerprint import fingerprint, rules
from workflow.paper import Paper
from workflow.reading import insert_if_missing
from workflow.snapshot import Snapshot
from workflow.tables import definitions
from workflow.words import _

if TYPE_CHECKING:
    from flask import Flask

PREFIX, FILE = "CONNECT_", "connect.toml"
Ids = Collection[str]

# Every setting: its default, whether a value fits, and how one looks that does.
SETTINGS: Mapping[str, tuple[str | None, Callable[[str], object], str]] = {
    "database_url": (None, lambda url: _is_database(url), "sqlite:///folder/file"),
    "database_owner_url": (None, lambda url: _is_database(url), "postgresql+psycopg://owner@host/name"),
    "smtp_url": ("file:instance/mail", lambda url: _scheme(url) in ("file", "smtp", "smtps"), "smtp://host:25"),
    "secret_key": (None, lambda key: len(key) >= 16, "at least 16 characters that nobody can guess"),
    "history_key_file": ("instance/history_key", bool, "instance/history_key"),
    "heads_file": (None, bool, "/mnt/elsewhere/connect-heads"),
    "mail_to": (None, lambda address: "@" in address, "staging@connect.example"),
    "base_url": ("http://127.0.0.1:8000", lambda url: _scheme(url) in ("http", "https"), "https://connect.example"),
    "clamd": (None, scanning.is_address, "unix:/run/clamav/clamd.ctl"),
    "log": ("auto", lambda style: style in ("auto", "json", "text"), "json"),
    "metrics_token": (None, lambda token: len(token) >= 16, "at least 16 characters that nobody can guess"),
    "proxy": (None, lambda address: _is_host(address), "127.0.0.1"),
    "time_travel": ("0", lambda value: value in ("0", "1"), "1"),
}


class UnreadableSettings(WorkflowError):
    """Raised if connect.toml is not TOML, or sets what is no setting."""

    message = _("{file} cannot be used: {why}. Mend it or remove it.")


class UnfitSetting(WorkflowError):
    """Raised if a setting's value is of no use; never tells the value, which may hold a password."""

    message = _("{name} (from {source}) cannot be used. Write it like this: {example}")


class NoDatabase(WorkflowError):
    """Raised if the SQLite file is not there: opening it would silently make an empty one."""

    message = _("There is no database at {file} yet. Run: connect db upgrade")


@dataclass(frozen=True)
class Settings:
    """What is in force; `sources` says of each setting whether the environment, connect.toml or nobody set it."""

    home: Path
    database_url: str
    database_owner_url: str | None  # the same database for the role that owns the tables, on PostgreSQL
    smtp_url: str  # file:FOLDER, smtp://… or smtps://…
    given_secret_key: str | None
    history_key_file: Path  # the Ed25519 key that signs checkpoints
    heads_file: Path | None  # to which every signed checkpoint is added, where nobody of the service can rewrite it
    mail_to: str | None  # who gets every letter of a staging service, instead of its reader
    base_url: str  # what links in letters begin with, without a slash at the end
    clamd: str | None  # where files are scanned for viruses: unix:/path, or host:port
    log: str  # json, text, or auto: text on a terminal, JSON elsewhere
    metrics_token: str | None  # who has it may read /metrics; where there is none, this machine alone
    proxy: str | None  # the address of the proxy in front, which says from where somebody comes
    time_travel: bool  # whether the scheduler may be told another time than the clock's
    sources: Mapping[str, str]

    @classmethod
    def read(cls, environ: Mapping[str, str], folder: Path) -> "Settings":
        """Environment over the connect.toml of the home. Raises UnreadableSettings and UnfitSetting."""
        home = Path(environ.get(f"{PREFIX}HOME") or folder).resolve()
        filed = _filed(home / FILE)
        told = {name: value for name in SETTINGS if (value := environ.get(PREFIX + name.upper()))}
        sources = dict.fromkeys(SETTINGS, "default") | dict.fromkeys(filed, FILE) | dict.fromkeys(told, "environment")
        for name, one in (given := {**filed, **told}).items():
            _default, fits, example = SETTINGS[name]
            if not fits(one):
                raise UnfitSetting(name=PREFIX + name.upper(), source=sources[name], example=example)
        values: dict[str, Any] = {name: default for name, (default, _fits, _example) in SETTINGS.items()} | given
        return cls(
            home=home,
            database_url=values["database_url"]
            or str(URL.create("sqlite", database=f"{home}/instance/connect.sqlite")),
            database_owner_url=values["database_owner_url"],
            smtp_url=values["smtp_url"],
            given_secret_key=values["secret_key"],
            history_key_file=home / values["history_key_file"],
            heads_file=home / values["heads_file"] if values["heads_file"] else None,
            mail_to=values["mail_to"],
            base_url=values["base_url"].rstrip("/"),
            clamd=values["clamd"],
            log=values["log"],
            metrics_token=values["metrics_token"],
            proxy=values["proxy"],
            time_travel=values["time_travel"] == "1",
            sources=sources,
        )

    @property
    def instance(self) -> Path:
        """The folder of what belongs to this installation: database, keys, mail."""
        return self.home / "instance"

    @property
    def database_file(self) -> Path | None:
        """The file of SQLite; None if the database is none that lies in a file."""
        url = make_url(self.database_url)
        in_file = url.get_backend_name() == "sqlite" and not (url.database or ":").startswith((":", "file:"))
        return Path(str(url.database)) if in_file else None

    @property
    def mail_folder(self) -> Path | None:
        """The folder into which letters are written; None where a server takes them."""
        return self.home / self.smtp_url.removeprefix("file:") if _scheme(self.smtp_url) == "file" else None

    @property
    def origin(self) -> str:
        """The name of a history that was not signed yet, and of the keys that will sign it."""
        return f"{urlsplit(self.base_url).netloc}/history"

    @property
    def signer(self) -> Signer:
        """Who signs the history; its key is made when it is first needed, and may be followed by another while the program
        runs. Raises NotAKey."""
        return self.signer_of(self.history_key_file)

    def signer_of(self, file: Path) -> Signer:
        """Who signs with the key in a file, 32 bytes in hexadecimal, which is made if it is not there. Raises NotAKey."""
        told = made_once(file, lambda: secrets.token_hex(32))
        if not re.fullmatch("[0-9a-f]{64}", told):
            raise NotAKey(why=f"{file} does not hold 64 hexadecimal digits")
        return Signer(self.origin, bytes.fromhex(told))

    @cached_property
    def secret_key(self) -> str:
        """Signs sessions and links; made when it is first needed, unless it is given."""
        return self.given_secret_key or made_once(self.instance / "secret_key", lambda: secrets.token_hex(32))


def _is_host(address: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(address))
    return False


def _scheme(url: str) -> str:
    return urlsplit(url).scheme


def _is_database(url: str) -> bool:
    try:
        return make_url(url).drivername in ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
    except (exc.ArgumentError, ValueError):
        return False


def _filed(file: Path) -> dict[str, str]:
    try:
        values = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except (ValueError, OSError) as error:
        raise UnreadableSettings(file=str(file), why=str(error)) from error
    if unknown := values.keys() - SETTINGS.keys():
        why = f"there is no setting {', '.join(sorted(unknown))}; there are {', '.join(SETTINGS)}"
        raise UnreadableSettings(file=str(file), why=why)
    return {name: str(int(value) if isinstance(value, bool) else value) for name, value in values.items()}


def made_once(file: Path, make: Callable[[], str]) -> str:
    """What a file says that only its owner may read; made if it is not there, once, however many come at once."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(make())
        # A link fails if somebody was quicker; a rename would put this one in the other's place.
        with suppress(FileExistsError):
            os.link(new, file)
        new.unlink()
    return file.read_text("utf-8").strip()


def known_types() -> registry.Registry:
    """All case types, built in and installed. Raises NotSound if two claim one name and version."""
    return registry.Registry((*DEFINITIONS, *registry.discover()))


def problems_of(definition: Workflow, among: registry.Registry) -> list[str]:
    """What is wrong with a definition, its letters included; empty if it is sound.

    English letters are asked for: what a language lacks is written in English, and `make check` says what it lacks.
    """
    return check(definition, among, letters={ENGLISH: {*VERSIONS, *PAPERS[ENGLISH]}}, audiences=AUDIENCES)


class Connect:
    """Everything put together for one installation. Raises NotSound if a case type does not pass its check."""

    def __init__(self, settings: Settings, types: registry.Registry | None = None) -> None:
        self.settings = settings
        self.registry = types or known_types()
        for definition in self.registry:
            if problems := problems_of(definition, self.registry):
                raise NotSound(type=definition.name, problems=" ".join(problems))
        self.database = database.connect(settings.database_url)
        self.engine = Engine(
            self.registry, read_directory, visible.sees, cast(Any, AUDIENCES), HANDLERS, RETURNS, grace
        )

    def now(self) -> datetime:
        """The moment, in UTC; nothing else in the program reads the clock."""
        return datetime.now(UTC)

    def ready(self) -> "Connect":
        """The same, once its database keeps the rules of every type. Raises NoDatabase, SchemaOlder and SchemaNewer."""
        file = self.settings.database_file
        if file and not file.exists():
            raise NoDatabase(file=file)
        with database.reading(self.database) as connection:
            migrate.require(connection)
            complete = not self._missing_laws(connection)
        if not complete:
            # Asked again where one writes at a time: SQLite's guard refuses a law that somebody kept meanwhile.
            with self.database.begin() as connection:
                if laws := self._missing_laws(connection):
                    connection.execute(insert_if_missing(connection, definitions), laws)
        return self

    def _missing_laws(self, connection: Connection) -> list[dict[str, Any]]:
        kept = set(connection.scalars(select(definitions.c.fingerprint)))
        return [self._law(one) for one in self.registry if fingerprint(one) not in kept]

    def _law(self, definition: Workflow) -> dict[str, Any]:
        law = {"fingerprint": fingerprint(definition), "type": definition.name, "version": definition.version}
        return {**law, "rules": rules(definition), "stored_at": self.now()}

    def letters(self, connection: Connection, plan: Plan) -> list[tuple[str, Letter]]:
        """The letters a plan would send, each with its recipient (`PER-…` or `office:NAME`)."""
        return letters_of_plan(connection, plan, self.registry, self.settings.base_url)

    def letter(self, connection: Connection, row: Any) -> Letter:
        """The letter of a row of the outbox, as its recipient reads it."""
        return letter_of_row(connection, row, self.registry, read_directory, self.settings.base_url, self.now())

    def invitation(self, connection: Connection, row: Any) -> Invitation | None:
        """What a letter of the outbox puts into its reader's calendar."""
        return invitation_of_row(connection, row, self.registry, read_directory, self.settings.base_url, self.now())

    def personal(self, text: str, person: str, now: datetime) -> str:
        """A letter as it leaves for a person: the links under which they answer are theirs alone."""
        beside = {newsletter.SUBSCRIBER: newsletter, filing_links.FILING: filing_links}
        of = next((links for kind, links in beside.items() if person.startswith(kind)), answer_links)
        return of.personal(text, person, base_url=self.settings.base_url, key=self.settings.secret_key, now=now)

    def subjects(self, connection: Connection, rows: Sequence[Any]) -> list[str]:
        """What letters of the outbox are called, in a constant number of statements."""
        return subjects_of_rows(connection, rows, self.registry, read_directory, self.settings.base_url, self.now())

    def written(self, connection: Connection, rows: Sequence[Any]) -> list[Letter | None]:
        """Letters of the outbox as they would be written now, in a constant number of statements."""
        return letters_of_rows(connection, rows, self.registry, read_directory, self.settings.base_url, self.now())

    def paper(self, connection: Connection, known: Snapshot, ref: str, paper: Paper, person: str | None) -> bytes:
        """A paper of a case, as PDF."""
        return paper_of_case(connection, known, ref, paper, person, self.registry)


def read_directory(connection: Connection, people: Ids, organisations: Ids, documents: Ids) -> directory.Directory:
    """Who is who, as the engine asks for it."""
    return directory.read(connection, people=people, organisations=organisations, documents=documents)


def grace(known: directory.Directory) -> timedelta:
    """How long letters wait, as the office decided."""
    return timedelta(minutes=known.setting("grace_minutes"))


def create_app(connect: Connect | None = None) -> "Flask":
    """The web application, ready for a WSGI server; of the environment's settings unless told otherwise."""
    import web  # not above: a command that moves a case needs no pages

    return web.build(connect or Connect(Settings.read(os.environ, Path.cwd())).ready())
