"""Owed letters become letters: ids, codes, texts and dates in the words of whoever reads them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import Connection

from handlers.tasks import items_said, task_said
from letters import DIGEST, Letter, LetterError, draw, gather, language_of, merge, paper_text, render
from letters.catalogues import catalogue
from records import answer_links, filing_links, newsletter
from records.directory import Directory
from records.vocabulary import BROKERS
from states.questionnaires import OPENED_BY, QUESTIONNAIRES
from states.words import EXPERT, REQUESTER
from workflow.attempt import Plan
from workflow.conclude import owed_facts
from workflow.definition import CLOCK, Part, Seat, Workflow
from workflow.digests import TEMPLATE
from workflow.forms import Day, Form, Table
from workflow.outbox import DRAFTS, LIST
from workflow.paper import Paper
from workflow.reading import ReadDirectory, idents, read_snapshot
from workflow.registry import Registry
from workflow.sentences import labels_of, locale
from workflow.snapshot import Snapshot, TextRef
from workflow.texts import mentioned, resolve
from workflow.words import _

DESK = BROKERS | {"committee"}  # who reads cases under /desk, not under /portal
ID = re.compile(r"(PER|ORG|DOC)-\d+")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Post:
    """What letters are written from: who is who, the texts by id, and who has which seat in each case."""

    registry: Registry
    directory: Directory
    texts: Mapping[str, str | None]
    seats: Mapping[str, Sequence[Seat]]
    base_url: str
    now: datetime

    def letter(
        self, recipient: str, items: Iterable[Mapping[str, Any]], language: str, zone: str, *, together: bool = False
    ) -> Letter:
        """One letter of all that is owed to a recipient (`PER-…`, `person:PER-…` or `office:NAME`) for one act.

        An item is `{template, ref, facts}`, as the outbox keeps it; `together` says that they waited to be one letter.
        Raises LetterError.
        """
        items = list(items)
        names = [item["template"] for item in items]
        written = language_of([*names, *(DIGEST if together else ())], language)
        reader = Reader(self, recipient.removeprefix("person:"), written, zone)
        contexts = [reader.context(item) for item in items]
        letters = [render(name, context, written) for name, context in zip(names, contexts, strict=True)]
        if not together:
            return merge(letters)
        return gather(letters, {"now": contexts[0]["now"], "link": f"{self.base_url}/account/letters"}, written)

    def of_row(self, row: Any) -> Letter:
        """The letter of a row of the outbox. Raises LetterError."""
        return self.letter(row.recipient, row.items, row.language, row.zone, together=row.template == TEMPLATE)


def letters_of_plan(connection: Connection, plan: Plan, registry: Registry, base_url: str) -> list[tuple[str, Letter]]:
    """The letters a plan would send, each with its recipient; one a recipient, as the outbox will hold them."""
    stored = resolve(connection, mentioned([one.facts for one in plan.letters]))
    post = _post(registry, plan.after, {**stored, **texts_of(plan)}, base_url)
    owed: dict[str, list[Mapping[str, Any]]] = {}
    for one in plan.letters:
        item = {"template": one.template, "ref": one.ref, "facts": one.facts}
        owed.setdefault(one.recipient, []).append(item)
    places = {recipient: plan.after.directory.place(recipient) for recipient in owed}
    return [(who, post.letter(who, items, places[who].language, places[who].zone)) for who, items in owed.items()]


def letter_of_row(
    connection: Connection, row: Any, registry: Registry, read: ReadDirectory, base_url: str, now: datetime
) -> Letter:
    """The letter of a row of the outbox. Raises LetterError."""
    return _post_of_rows(connection, [row], registry, read, base_url, now).of_row(row)


def subjects_of_rows(
    connection: Connection, rows: Sequence[Any], registry: Registry, read: ReadDirectory, base_url: str, now: datetime
) -> list[str]:
    """What letters of the outbox are called: as it was kept, else as it would be written now, which nothing keeps.

    As many statements for a hundred rows as for one. One that cannot be written is called by its template's name.
    """
    open_ = [row for row in rows if row.subject is None]
    post = _post_of_rows(connection, open_, registry, read, base_url, now) if open_ else None
    return [row.subject if post is None or row.subject is not None else _subject(post, row) for row in rows]


def letters_of_rows(
    connection: Connection, rows: Sequence[Any], registry: Registry, read: ReadDirectory, base_url: str, now: datetime
) -> list[Letter | None]:
    """Letters of the outbox as they would be written now, in as many statements for a hundred as for one; None for one
    that cannot be written."""
    post = _post_of_rows(connection, rows, registry, read, base_url, now) if rows else None
    return [_written(post, row) for row in rows] if post else []


def _written(post: Post, row: Any) -> Letter | None:
    try:
        return post.of_row(row)
    except LetterError:
        return None


def _subject(post: Post, row: Any) -> str:
    letter = _written(post, row)
    return letter.subject if letter else str(row.template).replace("_", " ").capitalize()


def _post_of_rows(
    connection: Connection, rows: Sequence[Any], registry: Registry, read: ReadDirectory, base_url: str, now: datetime
) -> Post:
    items = [item for row in rows for item in row.items]
    also = idents([items, [row.recipient.removeprefix("person:") for row in rows]])
    known = read_snapshot(connection, read, {item["ref"] for item in items}, actor=CLOCK.name, now=now, also=also)
    return _post(registry, known, resolve(connection, mentioned(items)), base_url)


def paper_of_case(
    connection: Connection, known: Snapshot, ref: str, paper: Paper, person: str | None, registry: Registry
) -> bytes:
    """A paper of a case as PDF, in the working language of its exchange, or in English where we do not write in that.

    `person` is of whom it is made, if it is of one. Raises LetterError.
    """
    case = known.case(ref)
    language = language_of([f"papers/{paper.name}"], case.facts.get("working_language"))
    owed = {**owed_facts(case, None, {}), "facts": dict(case.facts)}
    texts = resolve(connection, mentioned([owed["facts"]]))
    zone = known.directory.place("office:broker").zone
    reader = Reader(_post(registry, known, texts, ""), person or "", language, zone)
    context = reader.context({"ref": ref, "facts": owed})
    context["others"] |= {"signed": reader.signed(case.signatures), "person": person and reader.named(person)}
    title = reader.translate(paper.label)
    text = paper_text(paper.name, {**context, "title": title}, language)
    return draw(
        text, title=f"{title} · {ref}", foot=f"CONNECT · {ref} · {context['now']}", language=language, now=known.now
    )


def _post(registry: Registry, known: Snapshot, texts: Mapping[str, str | None], base_url: str) -> Post:
    seats = {ref: case.seats for ref, case in known.cases.items()}
    return Post(registry, known.directory, texts, seats, base_url, known.now)


def texts_of(plan: Plan) -> dict[str, str | None]:
    """The texts a plan would store, by id: they are at hand only here until they are."""
    found: dict[str, str | None] = {}

    def look(value: Any) -> None:
        if isinstance(value, TextRef):
            found[value.id] = value.body
        elif isinstance(value, Mapping):
            list(map(look, value.values()))
        elif isinstance(value, list | tuple):
            list(map(look, value))

    for step in plan.steps:
        look(step.form)
    return found


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a letter in a language and a zone."""

    post: Post
    ident: str
    language: str
    zone: str

    def translate(self, text: str) -> str:
        """A marked text in the reader's language."""
        return catalogue(self.language).gettext(text)

    def context(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of one item, as `letters.render` takes them."""
        ref, owed = item["ref"], item["facts"]
        definition = self._definition(owed)
        form = self._form(definition, owed)
        part = self._part(ref)
        return {
            "case": self._case(ref, owed, definition),
            "reader": {"name": self._name(), "part": part},
            "form": {name: value for name, value in form.items() if name != "reason"},
            "facts": {name: self._value(None, value) for name, value in owed["facts"].items()},
            "reason": form.get("reason"),
            "link": self._link(ref, part, owed.get("rule")),
            "now": self.day(self.post.now.astimezone(ZoneInfo(self.zone)).date()),
            "others": self._others(ref, owed, definition),
        }

    def _definition(self, owed: Mapping[str, Any]) -> Workflow:
        """The version that knows the state, for a letter may be older than the newest."""
        versions = [one for one in self.post.registry if one.name == owed["type"]]
        return next(one for one in reversed(versions) if owed["state"] in one.state_names)

    def _case(self, ref: str, owed: Mapping[str, Any], definition: Workflow) -> dict[str, Any]:
        state = definition.state(owed["state"])
        known = {**owed["facts"], **owed["form"]}
        labels = labels_of(definition)
        return {
            "ref": ref,
            "type": self.translate(definition.label),
            "title": owed["title"],
            "state": self.translate(state.public or state.label),
            "milestone": self.translate(labels["milestone"].get(owed["milestone"], "")),
            "first_day": self._day_of(known.get("first_day")),
            "last_day": self._day_of(known.get("last_day")),
            "due": self._due(owed["due_date"], owed["due_zone"]),
            "country": locale(self.language).territories.get(owed["country"], owed["country"]),
        }

    def _others(self, ref: str, owed: Mapping[str, Any], definition: Workflow) -> dict[str, Any]:
        labels = labels_of(definition)["part"]
        clock = (t.trigger for t in definition.transitions if t.at and owed["state"] in t.edge.sources)
        others = {
            "waits_for": [self.translate(labels.get(part, part)) for part in owed["waits_for"]],
            "requesters": self._organisations(ref, REQUESTER),
            "experts": self._organisations(ref, EXPERT),
            "clock_move": next(clock, None),
            "place": owed["facts"].get("place"),
            "open_items": items_said(owed.get("tells", ()), definition, self),
            "link_days": answer_links.DAYS if self._asks(ref, owed.get("rule")) else None,
            "unsubscribe": newsletter.plain(self.post.base_url) if self.ident.startswith(LIST) else None,
            **task_said(owed.get("task"), definition, self),
        }
        return {name: value for name, value in others.items() if value}

    def _organisations(self, ref: str, part: Part) -> list[str]:
        seats = self.post.seats.get(ref, ())
        found = dict.fromkeys(seat.organisation for seat in seats if seat.part == part.name and seat.organisation)
        return [self.named(organisation) for organisation in found]

    def _form(self, definition: Workflow, owed: Mapping[str, Any]) -> dict[str, Any]:
        """What the move's form says; what was erased is left out."""
        asked = [t.form for t in definition.transitions if t.trigger == owed["trigger"] and t.form]
        form = next((one for one in asked if owed["form"].keys() <= one._declared_fields.keys()), Form)
        return self._row(form, owed["form"])

    def _row(self, form: type[Form], values: Mapping[str, Any]) -> dict[str, Any]:
        said = {name: self._value(form._declared_fields.get(name), value) for name, value in values.items()}
        return {name: value for name, value in said.items() if value is not None}

    def _value(self, asked: Any, value: Any) -> Any:
        match value:
            case {"text": str(ident), "commitment": str()}:
                return self.post.texts.get(ident)
            case {"first": str(first), "last": str(last)}:
                return f"{self._day_of(first)} – {self._day_of(last)}"
            case Mapping():
                return self._row(Form, value)
            case list() | tuple() if isinstance(asked, Table):
                return [self._row(asked.row, row) for row in value]
            case list() | tuple():
                return [self._value(asked, one) for one in value]
            case str():
                return self._word(asked, value)
        return value

    def _word(self, asked: Any, value: str) -> str:
        options = getattr(asked, "options", None) or {}
        if value in options:
            return self.translate(options[value])
        if ID.fullmatch(value):
            return self.named(value)
        is_day = isinstance(asked, Day) if asked else DAY.fullmatch(value)
        return self._day_of(value) or value if is_day else value

    def signed(self, signatures: Mapping[str, Mapping[str, str]]) -> list[str]:
        """Who signed what both sides agreed."""
        return [self.named(person) for by in signatures.values() for person in by.values()]

    def _name(self) -> str | None:
        known = self.ident.startswith("PER-") and self.post.directory.knows(self.ident)
        return self.post.directory.name(self.ident) if known else None

    def named(self, ident: str) -> str:
        """What a person or organisation is called."""
        if not self.post.directory.knows(ident):
            return ident
        return self.post.directory.name(ident) or self.translate(_("a person whose data were erased"))

    def _part(self, ref: str) -> str | None:
        """As what the reader gets the letter: an office, or the first seat that is theirs."""
        if self.ident.startswith("office:"):
            return self.ident.removeprefix("office:")
        desk = sorted(self.post.directory.offices(self.ident) & DESK)
        return next(iter((*self._parts(ref), *desk)), None)

    def _parts(self, ref: str) -> list[str]:
        """The parts that the reader has in a case, in the order of its seats."""
        mine, roles = self.post.directory.organisation(self.ident), self.post.directory.offices(self.ident)
        return [
            seat.part
            for seat in self.post.seats.get(ref, ())
            if seat.person == self.ident
            or (seat.person is None and seat.organisation == mine and mine is not None and seat.part in roles)
        ]

    def _link(self, ref: str, part: str | None, rule: str | None) -> str:
        """The page of the case; of a letter that asks something, the address that becomes the reader's own on its way."""
        if self.ident.startswith(LIST):
            return f"{self.post.base_url}/opportunities/{ref}"
        if self.ident.startswith(DRAFTS):
            return filing_links.answering(self.post.base_url, ref)
        if asks := self._asks(ref, rule):
            return answer_links.address(self.post.base_url, ref, asks)
        side = "desk" if part in DESK else "portal"
        return f"{self.post.base_url}/{side}/cases/{ref}"

    def _asks(self, ref: str, rule: str | None) -> str | None:
        """The questionnaire that a letter's page opens, if it asks this reader."""
        asks = OPENED_BY.get(rule or "")
        parts = {part.name for part in QUESTIONNAIRES[asks].of} if asks else set()
        return asks if parts & set(self._parts(ref)) else None

    def _due(self, day: str | None, zone: str | None) -> str | None:
        return f"{self._day_of(day)} ({zone})" if day and zone else None

    def _day_of(self, iso: Any) -> str | None:
        return self.day(date.fromisoformat(iso)) if isinstance(iso, str) and DAY.fullmatch(iso) else None

    def day(self, day: date) -> str:
        """A date as the reader writes it."""
        return format_date(day, format="long", locale=locale(self.language))
