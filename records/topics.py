"""Topics: what a request can be about. The table is the one list; `topics.json` is what it begins with.

A topic is never deleted: cases name it. One that is switched off is offered no more, and is read as before.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, insert, select, update

from records import checks
from records.admin_errors import BadCode, TopicThere, UnknownTopic
from records.languages import ENGLISH, WRITTEN
from records.stream import act, record
from records.tables import Topic, core
from workflow.streams import SYSTEM

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")

_topics = core(Topic)
_EVERY = select(_topics.c.code, _topics.c.labels, _topics.c.active)


@dataclass(frozen=True)
class TopicInfo:
    """A topic; `labels` is language (ISO 639) → what it is called there, English always among them."""

    code: str
    labels: Mapping[str, str]
    active: bool = True

    def label(self, language: str = ENGLISH) -> str:
        """What it is called in a language; in English where it has no name there."""
        return self.labels.get(language) or self.labels[ENGLISH]


BUILT_IN: Mapping[str, TopicInfo] = {
    code: TopicInfo(code, labels)
    for code, labels in json.loads(files("records").joinpath("topics.json").read_text("utf-8")).items()
}


def every(connection: Connection) -> list[TopicInfo]:
    """All topics by their English names, those last that are switched off."""
    found = (TopicInfo(*row) for row in connection.execute(_EVERY))
    return sorted(found, key=lambda one: (not one.active, one.label().casefold(), one.code))


def get(connection: Connection, code: str, *, lock: bool = False) -> TopicInfo:
    """The topic of that code; `lock` keeps others from changing it meanwhile. Raises UnknownTopic."""
    query = _EVERY.where(_topics.c.code == code)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise UnknownTopic(code=code)
    return TopicInfo(*row)


def create(
    connection: Connection, code: str, labels: Mapping[str, str], *, actor: str, now: datetime, via: str
) -> None:
    """A new topic, offered from now on. Raises BadCode, TopicThere or BadName."""
    if not CODE.fullmatch(code):
        raise BadCode(code=code)
    known = {one.code for one in every(connection)}
    if code in known:
        raise TopicThere(code=code)
    values = {"labels": _checked(labels), "active": True}
    connection.execute(insert(_topics).values(code=code, **values))
    record(connection, SYSTEM, "create_topic", act(actor, now, via), {code: values})


def change(
    connection: Connection,
    code: str,
    *,
    labels: Mapping[str, str] | None = None,
    active: bool | None = None,
    actor: str,
    now: datetime,
    via: str,
) -> None:
    """Other names, or offered no more, or again; what is not given stays. Raises UnknownTopic or BadName."""
    before = get(connection, code)
    wanted: dict[str, Any] = {"labels": None if labels is None else _checked(labels), "active": active}
    new = {name: value for name, value in wanted.items() if value is not None and value != getattr(before, name)}
    if not new:
        return
    connection.execute(update(_topics).where(_topics.c.code == code).values(new))
    record(connection, SYSTEM, "change_topic", act(actor, now, via), {code: new})


def _checked(labels: Mapping[str, str]) -> dict[str, str]:
    """One line for each language that CONNECT writes; English cannot be left out, and an empty one is no name."""
    given = {language: labels.get(language) or "" for language in WRITTEN}
    return {language: checks.name(said) for language, said in given.items() if said.strip() or language == ENGLISH}
