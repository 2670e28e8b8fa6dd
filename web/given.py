"""What the pages are given by whoever puts the program together; they reach it through the application."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import Connection
from sqlalchemy import Engine as Database

from workflow.attempt import Plan
from workflow.engine import Engine
from workflow.paper import Paper
from workflow.registry import Registry
from workflow.snapshot import Snapshot

EXTENSION = "connect"


class Settings(Protocol):
    """The settings that pages need."""

    @property
    def secret_key(self) -> str:
        """Signs sessions and links."""

    @property
    def base_url(self) -> str:
        """The address under which people reach the pages."""

    @property
    def metrics_token(self) -> str | None:
        """Who has it may read the numbers of the service."""

    @property
    def clamd(self) -> str | None:
        """Where files are scanned for viruses; None if nowhere."""


class Letter(Protocol):
    """A letter as its recipient would read it."""

    @property
    def subject(self) -> str:
        """Its subject line."""

    @property
    def text(self) -> str:
        """All of it."""


class Connect(Protocol):
    """The program: its engine, its case types, its database, its clock, and the letters a plan would send."""

    engine: Engine
    registry: Registry
    database: Database

    @property
    def settings(self) -> Settings:
        """What is in force."""

    def now(self) -> datetime:
        """The moment, in UTC."""

    def letters(self, connection: Connection, plan: Plan) -> Sequence[tuple[str, Letter]]:
        """Recipient (`PER-…`, `office:NAME`) and letter, for each letter that a plan would send."""

    def letter(self, connection: Connection, row: Any) -> Letter:
        """The letter of a row of the outbox, as its recipient reads it."""

    def subjects(self, connection: Connection, rows: Sequence[Any]) -> Sequence[str]:
        """What letters of the outbox are called, in a constant number of statements."""

    def written(self, connection: Connection, rows: Sequence[Any]) -> Sequence[Letter | None]:
        """Letters of the outbox as they would be written now, in a constant number of statements; None: it cannot be."""

    def paper(self, connection: Connection, known: Snapshot, ref: str, paper: Paper, person: str | None) -> bytes:
        """A paper of a case, as PDF; `person` is of whom it is made, if it is of one."""


def connect() -> Connect:
    """The program behind the request."""
    given: Connect = current_app.extensions[EXTENSION]
    return given
