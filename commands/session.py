"""What commands share: settings, case types and the program, each put together when it is first asked for."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

import app
from commands.words import Words
from records import people
from records.database import reading
from workflow.registry import Registry
from workflow.tables import cases

VIA = "command"  # how history calls the way by which these moves came


class Session:
    """One run of `connect`; `about` is the case or type it is about, whose words are used."""

    about: str | None = None

    @cached_property
    def settings(self) -> app.Settings:
        """What is in force. Raises UnreadableSettings and UnfitSetting."""
        return app.Settings.read(os.environ, Path.cwd())

    @cached_property
    def registry(self) -> Registry:
        """The case types, sound or not."""
        return app.known_types()

    @cached_property
    def connect(self) -> app.Connect:
        """The program on its database. Raises what `Connect` and `ready` raise."""
        return app.Connect(self.settings, self.registry).ready()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with reading(self.connect.database) as connection:
            yield connection

    def words(self, connection: Connection | None, *values: Any) -> Words:
        """The words for these values: what everybody named in them is called, and every code."""
        words = Words.of(self.registry, connection, values)
        if self.about is None or connection is None:
            return words
        type_ = connection.scalar(select(cases.c.type).where(cases.c.ref == self.about))
        return words.typed(type_ or self.about)


def person(connection: Connection, called: str) -> str:
    """The id of whom an address, or an id, names. Raises UnknownPerson."""
    found = people.get(connection, called) if called.startswith("PER-") else people.by_email(connection, called)
    return found.id


def newest(registry: Registry, names: tuple[str, ...]) -> Mapping[str, Any]:
    """The definitions called so, all if none is named, by name. Raises UnknownType."""
    return {name: registry.newest(name) for name in names or registry.names()}
