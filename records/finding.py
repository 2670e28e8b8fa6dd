"""What a list is narrowed to, as conditions on `cases`: columns, and words that name a case, a place, a person, a topic.

A word is looked for without regard to case and accents: “Ziniare” finds Ziniaré. Places and people are found through the
seats they have, topics through the requests and exchanges that have them; what is linked to such a request is found with it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, func, literal, or_, select, union

from records.folding import fold
from records.languages import ENGLISH
from records.tables import Organisation, Person, Topic
from records.visible import SEE_ALL
from records.vocabulary import countries
from workflow.tables import cases, links, participants, turns

MOST_WORDS = 6  # of one search; more say nothing new
REFERENCE = re.compile(r"[a-z]+-(\d{1,4}(-\d*)?)?", re.IGNORECASE)  # how a reference begins, and no name
WHOLE = re.compile(r"[A-Z]+-\d{4}-\d{4,}")
NOBODY = "nobody"  # as the broker in charge: cases that have none
TITLED = ("request", "call", "application", "exchange")  # kinds whose titles say no more than topics and places


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; `state` is a code, or several with commas between; `text` are words
    to look for, `owner` an id or NOBODY, `topic` and `country` codes."""

    type: str | None = None
    state: str | None = None
    waiting_for: str | None = None
    overdue: bool = False
    text: str = ""
    ended: bool | None = None
    kind: str | None = None
    milestone: str | None = None
    country: str | None = None
    owner: str | None = None
    topic: str | None = None

    @property
    def narrowing(self) -> bool:
        """Whether anything is left out."""
        return any(getattr(self, one.name) not in (None, False, "") or self.ended is False for one in fields(self))


def narrowed(
    filters: Filters, now: datetime, *, roles: frozenset[str], language: str = "en"
) -> Sequence[ColumnElement[bool]]:
    """The conditions; people are looked for only by those who may read every name, countries in the reader's words."""
    plain = ("type", "ended", "kind", "milestone", "country")
    ways = [cases.c[name] == value for name in plain if (value := getattr(filters, name)) is not None]
    if filters.state is not None:
        first, *others = filters.state.split(",")
        ways.append(cases.c.state.in_([first, *others]) if others else cases.c.state == first)
    if filters.waiting_for:
        owing = select(turns.c.ref).where(turns.c.part == filters.waiting_for)
        ways.append(or_(cases.c.ref.in_(owing), and_(~cases.c.ended, cases.c.follows.in_(owing))))
    if filters.overdue:
        ways.append(late(now))
    if filters.owner:
        ways.append(cases.c.owner.is_(None) if filters.owner == NOBODY else cases.c.owner == filters.owner)
    if filters.topic:
        ways.append(_among("topic", _with_linked(_on_topic(select(literal(filters.topic))), "of_topic")))
    people = bool(roles & SEE_ALL)
    words = enumerate(filters.text.split()[:MOST_WORDS])
    return [*ways, *(_said(word, f"word_{number}", people, language) for number, word in words)]


def late(now: datetime) -> ColumnElement[bool]:
    """Whether the limit of a case, or of the one it follows, is over."""
    followed = cases.alias("followed_late")
    theirs = select(followed.c.ref).where(followed.c.due_at < now)
    return and_(~cases.c.ended, or_(cases.c.due_at < now, and_(cases.c.due_at.is_(None), cases.c.follows.in_(theirs))))


# --- words ------------------------------------------------------------------------------------------------------------


def _among(name: str, found: Iterable[Select[Any]]) -> ColumnElement[bool]:
    """Whether a case is among these: found once a statement, however many lists the statement reads."""
    there = union(*found).cte(name)
    return cases.c.ref.in_(select(there.c.ref))


def _said(word: str, name: str, people: bool, language: str) -> ColumnElement[bool]:
    """The cases that a word names: by reference, or by what it is part of."""
    if REFERENCE.fullmatch(word):
        ref = word.upper()
        return cases.c.ref == ref if WHOLE.fullmatch(ref) else cases.c.ref.startswith(ref, autoescape=True)
    part = fold(word)
    found = [*_with_linked(_at_place(part), f"{name}_place"), _titled(part)]
    if people:
        found.append(_of_person(part))
    found += _with_linked(_on_topic(_topics_called(part, language)), f"{name}_topic")
    way = _among(name, found)
    codes = [code for code, name in countries(language).items() if part in fold(name)]
    return or_(way, cases.c.country.in_(codes)) if codes else way


def _named(column: Any, part: str) -> ColumnElement[bool]:
    return func.folded(column, type_=String).contains(part, autoescape=True)


def _at_place(part: str) -> Select[Any]:
    named = select(Organisation.id).where(_named(Organisation.name, part))
    return _seated(participants.c.organisation.in_(named))


def _of_person(part: str) -> Select[Any]:
    return _seated(participants.c.person.in_(select(Person.id).where(_named(Person.name, part))))


def _seated(whose: ColumnElement[bool]) -> Select[Any]:
    return select(participants.c.ref).where(participants.c.until_act.is_(None), whose)


def _titled(part: str) -> Select[Any]:
    """Of case types that were installed, whose titles may say anything."""
    own = cases.alias("titled")
    return select(own.c.ref).where(own.c.kind.not_in(TITLED), _named(own.c.title, part))


def _topics_called(part: str, language: str) -> Select[Any]:
    """The codes of those that are called so in the reader's language, or in English."""
    names = (Topic.labels[one].as_string() for one in dict.fromkeys((language, ENGLISH)))
    return select(Topic.code).where(or_(*(_named(name, part) for name in names)))


def _on_topic(topics: Select[Any]) -> Select[Any]:
    about = cases.alias("on_topic")
    topic = about.c.facts["topic"].as_string()
    return select(about.c.ref).where(about.c.kind.in_(("request", "exchange")), topic.in_(topics))


def _with_linked(refs: Select[Any], name: str) -> Iterator[Select[Any]]:
    """These cases; and what the requests among them are linked to: their calls, applications and exchanges."""
    these = refs.cte(name)
    yield select(these.c.ref)
    request = cases.alias("request")
    asked = select(request.c.ref).join(these, these.c.ref == request.c.ref).where(request.c.kind == "request")
    live = links.c.until_act.is_(None)
    yield select(links.c.to_ref).where(live, links.c.from_ref.in_(asked))
    yield select(links.c.from_ref).where(live, links.c.to_ref.in_(asked))
