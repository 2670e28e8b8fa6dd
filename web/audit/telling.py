"""Entries of any history as an auditor reads them in a list: of cases in the words of their type, of accounts as codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from records import people
from records.vocabulary import HAPPENED, ROLES
from web.answers import Answers, Questions, Shown
from web.audit.room import ROOM
from web.given import connect
from web.history import SENTENCES, Line, Teller
from web.reader import signed_in
from web.scene import words_of
from web.words import Words
from workflow import texts
from workflow.history import Entry, canonical
from workflow.reading import idents
from workflow.streams import PERSON, SYSTEM
from workflow.words import _

ROLES_NOW = _("Roles afterwards: {roles}")


@dataclass(frozen=True)
class Told:
    """A line of the list. `ref` is the history, `about` what it is of, `case` whether a page of a case shows it."""

    line: Line
    ref: str
    about: str
    case: bool


@dataclass
class Clerk:
    """Tells entries of many histories with what they name; made for those entries by `clerk`."""

    words: Words
    bodies: Mapping[str, str | None]
    _tellers: dict[tuple[str, int | None], Teller] = field(default_factory=dict)

    def told(self, entry: Entry) -> Told:
        """One entry."""
        if entry.type is None:
            return Told(self._plain(entry), entry.ref, self._whose(entry.ref), case=False)
        teller = self.teller(entry.type, entry.definition_version)
        return Told(teller.line(entry, None), entry.ref, gettext(teller.definition.label), case=True)

    def teller(self, type_: str, version: int | None) -> Teller:
        """Who tells the entries of cases of a type. Raises UnknownType."""
        if (type_, version) not in self._tellers:
            registry, reader = connect().registry, signed_in()
            law = registry.get(type_, version)
            words = self.words.about(law)
            answers = Answers(words, Questions.of(law, registry), self.bodies)
            self._tellers[type_, version] = Teller(law, words, answers, True, reader.id, reader.roles, None)
        return self._tellers[type_, version]

    def _whose(self, ref: str) -> str:
        return gettext(_("the system")) if ref == SYSTEM else self.words.name(ref)

    def _plain(self, entry: Entry) -> Line:
        """An entry that is of no case: what was done, and the values as they are recorded."""
        words, changes = self.words, entry.changes or {}
        said = HAPPENED.get(entry.trigger or "") or SENTENCES[entry.kind]
        return Line(
            id=entry.id,
            seq=entry.seq,
            hash=entry.hash,
            at=words.moment(entry.at),
            what=gettext(said),
            who=words.name(entry.actor),
            behalf="",
            told="",
            source="",
            target="",
            reason=self.body(entry.reason),
            rule=self._roles(changes.get("facts", {})),
            cause="",
            changes=tuple(self._value(name, value) for name, value in (changes.get("facts") or changes).items()),
        )

    def _roles(self, facts: Mapping[str, Any]) -> str:
        """What somebody may do afterwards, where that changed."""
        if "roles" not in facts:
            return ""
        held = ", ".join(gettext(ROLES.get(one, one)) for one in facts["roles"]) or "–"
        return gettext(ROLES_NOW).format(roles=held)

    def _value(self, name: str, value: Any) -> Shown:
        match value:
            case {"text": str(), "commitment": str()}:
                return Shown(name, text=self.body(value))
            case Mapping():
                return Shown(self.words.name(name), within=tuple(self._value(key, one) for key, one in value.items()))
            case list() | tuple():
                return Shown(name, words=tuple(map(self._code, value)))
        return Shown(name, words=(self._code(value),))

    def _code(self, value: Any) -> str:
        return self.words.name(value) if isinstance(value, str) else canonical(value)

    def body(self, text: Mapping[str, Any] | None) -> str:
        """What a text says."""
        return Answers(self.words, Questions({}, frozenset(), frozenset()), self.bodies).body(text)


def clerk(
    connection: Connection, entries: Sequence[Entry], also: Iterable[Any] = (), words: Words | None = None
) -> Clerk:
    """Who tells these entries: two statements, for all that they name and all texts in them.

    `also` are further values that are told, `words` what is known already.
    """
    told = [
        *([one.actor, one.on_behalf_of, one.on_behalf_reason, one.reason, one.changes, one.grounds] for one in entries),
        [one.ref for one in entries if one.ref.startswith(PERSON)],
        *also,
    ]
    names = people.names(connection, idents(told))
    return Clerk((words or words_of(ROOM)).knowing(names), texts.resolve(connection, texts.mentioned(told)))
