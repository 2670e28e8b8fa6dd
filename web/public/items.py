"""Calls and exchanges as everybody reads them: codes, days and names in the words of the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from records import topics
from records.published import Body, Published
from records.topics import TopicInfo
from records.vocabulary import LANGUAGES
from states.words import EXCHANGE_TYPES
from web.words import Words


@dataclass(frozen=True)
class Wording:
    """A text that somebody wrote, in the language it says it is in (ISO 639)."""

    language: str
    called: str
    text: str


@dataclass(frozen=True)
class Item:
    """A call or an exchange. What is not known is empty; `asked` and `knew` are governments with their countries."""

    source: Published
    heading: str
    forms: str
    topic: str
    asked: tuple[str, ...]
    knew: tuple[str, ...]
    associations: tuple[str, ...]
    countries: tuple[str, ...]
    when: str
    closes: str
    state: str
    language: str
    wordings: tuple[Wording, ...]
    place: str
    conclusion: str
    lessons: str

    @property
    def ref(self) -> str:
        """What its address ends with."""
        return self.source.ref

    @property
    def wording(self) -> Wording | None:
        """What is asked, in the reader's language where it is written in that."""
        return self.wordings[0] if self.wordings else None


@dataclass(frozen=True)
class Teller:
    """Says published things to one reader."""

    words: Words
    topics: Mapping[str, TopicInfo]

    def all(self, found: Sequence[Published]) -> list[Item]:
        """Each of them."""
        return [self.one(item) for item in found]

    def one(self, item: Published) -> Item:
        """One, in words."""
        facts, words = item.facts, self.words
        asked, knew = (self._named(item.bodies.get(part, ())) for part in ("requester", "expert"))
        about = ", ".join(self._topic(code) for code in item.topics)
        return Item(
            source=item,
            heading=facts.get("title") or self._title(about, item),
            forms=", ".join(_forms(item)),
            topic=about,
            asked=asked,
            knew=knew,
            associations=self._named(item.bodies.get("association", ())),
            countries=self._countries(item),
            when=self._when(facts),
            closes=words.until(item.due_date, item.due_zone) if item.is_open else words.day(facts.get("deadline")),
            state=words.state(words.registry.get(item.type), item.state),
            language=_language(facts.get("working_language")),
            wordings=self._wordings(facts),
            place=facts.get("place") or "",
            conclusion=facts.get("conclusion") or "",
            lessons=facts.get("lessons") or "",
        )

    def _topic(self, code: str) -> str:
        known = self.topics.get(code)
        return known.label(self.words.language) if known else code

    def _title(self, about: str, item: Published) -> str:
        sides = (item.bodies.get(part, ()) for part in ("requester", "expert"))
        who = " – ".join(", ".join(body.name for body in side) for side in sides if side)
        return ": ".join(filter(None, (about, who))) or item.title

    def _named(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        return tuple(f"{body.name} ({self.words.country(body.country)})" for body in bodies)

    def _countries(self, item: Published) -> tuple[str, ...]:
        codes: list[str | None] = [body.country for body in item.bodies.get("requester", ())] or [item.country]
        return tuple(self.words.country(code) for code in dict.fromkeys(codes) if code)

    def _when(self, facts: Mapping[str, Any]) -> str:
        period = facts.get("period") or {"first": facts.get("first_day"), "last": facts.get("last_day")}
        days = (self.words.day(period.get(end)) for end in ("first", "last"))
        return " – ".join(dict.fromkeys(filter(None, days)))

    def _wordings(self, facts: Mapping[str, Any]) -> tuple[Wording, ...]:
        """The reader's language first, then the working language."""
        wanted = (self.words.language, facts.get("working_language"))
        rows = [row for row in facts.get("asked_of_experts") or () if row.get("text")]
        rows.sort(key=lambda row: wanted.index(row["language"]) if row["language"] in wanted else len(wanted))
        return tuple(Wording(row["language"], _language(row["language"]), row["text"]) for row in rows)


def teller(connection: Connection, words: Words) -> Teller:
    """Who says published things to a reader; reads the names of topics."""
    return Teller(words, {one.code: one for one in topics.every(connection)})


def _forms(item: Published) -> list[str]:
    codes = item.facts.get("exchange_types") or [] if item.kind == "call" else [item.type]
    return [gettext(EXCHANGE_TYPES.get(code, code)) for code in codes]


def _language(code: str | None) -> str:
    return gettext(LANGUAGES.get(code, code)) if code else ""
