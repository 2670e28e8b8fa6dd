"""A case type in words: what its page says, read from the definition that the engine runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from web.due import KINDS, Calendar
from web.when import when
from web.words import Words
from workflow.definition import CAME_FROM, Create, Follows, FollowUp, Guard, Part, State, Transition, Workflow
from workflow.fingerprint import fingerprint
from workflow.words import _

# What links are called; one that an installed case type declares is called by its name.
LINKS = {"requests": _("requests"), "applications": _("applications"), "call": _("call"), "exchange": _("exchange")}


@dataclass(frozen=True)
class StateLaw:
    """A state: `waits` says for whom, `limit` until when, `late` what happens before and after that, `holds` what must
    be true in it, `welcomes` what falls due for those too who come to take part meanwhile."""

    name: str
    label: str
    public: str
    milestone: str
    waits: str
    limit: str
    late: tuple[str, ...]
    holds: tuple[str, ...]
    welcomes: tuple[str, ...]
    end: bool


@dataclass(frozen=True)
class Rule:
    """A condition of a transition; `waivable` if a reason passes it."""

    text: str
    waivable: bool


@dataclass(frozen=True)
class TransitionLaw:
    """A button, or what happens by itself. `asks` are the questions of its form, with those marked that need no answer."""

    trigger: str
    label: str
    explains: str
    sources: tuple[str, ...]
    target: str
    by: str
    signed: bool
    at: str
    eyes: tuple[str, ...]
    rules: tuple[Rule, ...]
    asks: tuple[tuple[str, bool], ...]
    causes: tuple[str, ...]
    letters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DueLaw:
    """Something that falls due because of a date of the case."""

    label: str
    kind: str
    when: str
    whom: str


@dataclass(frozen=True)
class Law:
    """Everything the page of a type says."""

    name: str
    label: str
    version: int
    fingerprint: str
    states: tuple[StateLaw, ...]
    transitions: tuple[TransitionLaw, ...]
    follow_ups: tuple[DueLaw, ...]


def law(definition: Workflow, words: Words) -> Law:
    """The law of a type, for one reader."""
    return _Lawyer(definition, words, Calendar(definition, words)).law()


@dataclass(frozen=True)
class _Lawyer:
    definition: Workflow
    words: Words
    calendar: Calendar

    def law(self) -> Law:
        one = self.definition
        return Law(
            name=one.name,
            label=gettext(one.label),
            version=one.version,
            fingerprint=fingerprint(one),
            states=tuple(map(self._state, one.states)),
            transitions=tuple(map(self._transition, one.transitions)),
            follow_ups=tuple(map(self._due, one.follow_ups)),
        )

    def _state(self, state: State) -> StateLaw:
        return StateLaw(
            name=state.name,
            label=gettext(state.label),
            public=gettext(state.public),
            milestone=gettext(state.milestone.label) if state.milestone else "",
            waits=self._waits(state),
            limit=when(state.limit, self.calendar) if state.limit else "",
            late=tuple(f"{gettext(rung.label)}: {when(rung.at, self.calendar)}" for rung in state.late),
            holds=tuple(gettext(guard.rule) for guard in state.holds),
            welcomes=tuple(self.calendar.group(group) for group in state.welcomes),
            end=state.end,
        )

    def _waits(self, state: State) -> str:
        if isinstance(state.turn, Follows):
            return gettext(_("follows its {link}")).format(link=self._link(state.turn.link))
        parts = self._parts(state.turn)
        if not state.then:
            return parts
        said = gettext(_("{parts}; once all have answered: {others}"))
        return said.format(parts=parts, others=self._parts(state.then))

    def _transition(self, one: Transition) -> TransitionLaw:
        return TransitionLaw(
            trigger=one.trigger,
            label=gettext(one.label),
            explains=gettext(one.explains) if one.explains else "",
            sources=() if one.edge.creates else tuple(dict.fromkeys(map(self._named, one.edge.sources))),
            target=self._named(one.edge.target) if one.edge.target else "",
            by=self._parts(one.by),
            signed=bool(one.signed_by),
            at=when(one.at, self.calendar) if one.at else "",
            eyes=tuple(self.words.label("trigger", trigger) for trigger in one.other_eyes_than),
            rules=tuple(map(_rule, dict.fromkeys(self.definition.guards_of(one)))),
            asks=tuple(_asks(one)),
            causes=tuple(dict.fromkeys(self._causes(one))),
            letters=tuple((_spoken(name), self._audience(to)) for name, to in one.letters.items()),
        )

    def _named(self, state: str) -> str:
        if state == CAME_FROM.name:
            return gettext(_("where it was before"))
        return self.words.state(self.definition, state)

    def _causes(self, one: Transition) -> Iterator[str]:
        for move in one.moves:
            link = self._link(move.link)
            if isinstance(move, Create):
                yield gettext(_("makes its {link}")).format(link=link)
            else:
                label = self.words.label("trigger", move.trigger)
                yield gettext(_("its {link}: {trigger}")).format(link=link, trigger=label)
        for link in one.unlinks:
            yield gettext(_("leaves its {link}")).format(link=self._link(link))
        for group in one.plans:
            yield gettext(_("plans: {what}")).format(what=self.calendar.group(group))
        for group in one.cancels:
            yield gettext(_("ends: {what}")).format(what=self.calendar.group(group))

    def _due(self, one: FollowUp) -> DueLaw:
        return DueLaw(
            label=gettext(one.label) if one.label else _spoken(one.name),
            kind=gettext(KINDS[one.kind.value]),
            when=when(one.at, self.calendar),
            whom=self._audience(one.to),
        )

    def _audience(self, to: Any) -> str:
        listed = to if isinstance(to, tuple) else (to,)
        return ", ".join(gettext(one.label) if isinstance(one, Part) else _spoken(one).lower() for one in listed)

    def _link(self, path: str) -> str:
        """The last step of a path of links, as a noun."""
        name = path.rpartition(".")[2]
        return gettext(LINKS[name]) if name in LINKS else _spoken(name).lower()

    def _parts(self, parts: Iterable[Part]) -> str:
        return ", ".join(gettext(part.label) for part in parts)


def _rule(guard: Guard) -> Rule:
    return Rule(gettext(guard.rule), guard.waivable)


def _asks(one: Transition) -> Iterator[tuple[str, bool]]:
    if one.form is not None:
        for name, field in one.form._declared_fields.items():
            label = getattr(field, "label", "")
            yield (gettext(label) if label else _spoken(name)), field.required


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()
