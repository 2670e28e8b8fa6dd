"""The buttons of a case for one reader: each a form, or the reasons why it cannot be pressed and what would help."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import url_for
from flask_babel import gettext

from records.offers import Offered
from records.vocabulary import BROKERS
from web.complaints import complaint
from web.fields import WAIVE, Posted, as_typed, begun, encode
from web.kept import Kept
from web.mending import Mending, Reason, likelihood
from web.offers import Choosing, stand_ins
from web.widgets import Sheet, Widget
from web.words import NOT_YET, Words
from workflow import forms
from workflow.attempt import Action
from workflow.blockers import Blocker
from workflow.definition import Transition, Workflow
from workflow.snapshot import Snapshot

NOT_YOURS = "not_your_part"


@dataclass(frozen=True)
class Waiver:
    """A refusal that passes with a reason."""

    name: str
    id: str
    refusal: str
    value: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Behalf:
    """For whom a broker presses, and how they said so; `optional` where the button is the broker's own too."""

    optional: bool
    id: str
    people: tuple[Offered, ...]
    person: str
    reason: str
    person_errors: tuple[str, ...]
    reason_errors: tuple[str, ...]


@dataclass(frozen=True)
class Silence:
    """Where a broker says why nobody is written to for a move."""

    id: str
    value: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """Another set of questions that the same button asks, and where they are."""

    label: str
    address: str


@dataclass(frozen=True)
class Button:
    """One transition on a page. `reasons` stand beside a disabled button; a form is there if there are none.

    `likely` is its place among the others, the likeliest first; `others` says that it is somebody else's. `turns` are the
    other questions of a form that asks by turns.
    """

    trigger: str
    label: str
    explains: str
    leads_to: str
    address: str
    destructive: bool
    not_yet: bool
    likely: int
    others: bool
    reasons: tuple[Reason, ...]
    questions: tuple[Widget, ...]
    behalf: Behalf | None
    waivers: tuple[Waiver, ...]
    silence: Silence | None
    prefilled: tuple[str, ...]
    version: int | None
    key: str
    uploads: bool
    opened: bool
    kept: Kept | None
    turns: tuple[Turn, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return self.trigger

    @property
    def allowed(self) -> bool:
        """Whether it can be pressed."""
        return not self.reasons

    @property
    def plain(self) -> bool:
        """Whether nothing is asked."""
        return not (self.questions or self.behalf or self.waivers)

    def asks(self, name: str) -> bool:
        """Whether the field of that name, or of a table's row (`travel.0.who`), is on the page."""
        beside = {waiver.name for waiver in self.waivers} | (
            {"on_behalf_of", "on_behalf_reason"} if self.behalf else set()
        )
        beside |= {"silent"} if self.silence else set()
        return name in beside or name.partition(".")[0] in {widget.name for widget in self.questions}

    def complaints(self) -> Iterator[tuple[str, str, str]]:
        """Anchor, question and what is wrong with its answer, in the order of the page."""
        for widget in self.questions:
            yield from widget.complaints()
        for waiver in self.waivers:
            yield from ((waiver.id, waiver.refusal, text) for text in waiver.errors)
        if self.behalf:
            yield from ((f"{self.behalf.id}.person", "", text) for text in self.behalf.person_errors)
            yield from ((f"{self.behalf.id}.reason", "", text) for text in self.behalf.reason_errors)
        if self.silence:
            yield from ((self.silence.id, "", text) for text in self.silence.errors)


@dataclass(frozen=True)
class Maker:
    """Makes the buttons of one page. `ref` is empty where a case is to be made; `bodies` are texts by id."""

    room: str
    definition: Workflow
    snapshot: Snapshot
    ref: str
    words: Words
    choosing: Choosing
    bodies: Mapping[str, str | None]
    kept: Kept | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)  # what the address of the page says

    def buttons(self, actions: Sequence[Action]) -> list[Button]:
        """All buttons, in the order of declaration."""
        shown = {action.trigger for action in actions}
        return [self.button(action, shown) for action in actions]

    def button(self, action: Action, shown: Iterable[str]) -> Button:
        """One button, with what was typed into it if it is the one that was pressed."""
        kept = self.kept if self.kept and self.kept.trigger == action.trigger else None
        fields, begins = self._narrowed(action, kept)
        posted, prefilled = (kept.posted, kept.prefilled) if kept else self._begun(action, fields, begins)
        waivable = [*action.blockers, *(kept.blockers if kept else ())]
        hard = [blocker for blocker in action.blockers if not blocker.waivable]
        not_yet = any(blocker.code == NOT_YET for blocker in hard)
        if not_yet:
            # What else would refuse then is asked when it is then.
            hard = [blocker for blocker in hard if blocker.code == NOT_YET or blocker.forbids]
        mending = Mending(self.room, self.definition, self.snapshot, self.ref, self.words, self.choosing.registry)
        sheet = Sheet(action.trigger, posted, self.choosing.of, self.words.name, kept.field_errors if kept else {})
        return Button(
            trigger=action.trigger,
            label=gettext(action.label),
            explains=gettext(action.explains) if action.explains else "",
            leads_to=self._leads_to(action),
            address=self._address(action.trigger),
            destructive=action.destructive,
            not_yet=not_yet,
            likely=likelihood(self.definition.path, self._state, action, hard),
            others=any(blocker.forbids for blocker in hard),
            reasons=tuple(mending.reason(blocker, shown) for blocker in hard),
            questions=() if hard else sheet.widgets(fields),
            behalf=None if hard else self._behalf(action, sheet),
            waivers=() if hard else tuple(self._waivers(waivable, sheet)),
            silence=None if hard else self._silence(sheet),
            prefilled=prefilled,
            version=self.snapshot.case(self.ref).version if self.ref else None,
            key=kept.key if kept else uuid4().hex,
            uploads=_takes_files(fields),
            opened=kept is not None or bool(begins.keys() & self.chosen.keys()),
            kept=kept,
            turns=() if hard else tuple(self._turns(action, begins)),
        )

    def _narrowed(self, action: Action, kept: Kept | None) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The questions of a button that are on the page, and what those begin with by which they were chosen."""
        if action.form is None:
            return {}, {}
        return action.form.narrowed(self.choosing.facts, kept.posted if kept else self.chosen)

    def _turns(self, action: Action, begins: Mapping[str, Any]) -> Iterator[Turn]:
        whom = {name: self.chosen[name] for name in ("on_behalf_of",) if name in self.chosen}
        for name, now in begins.items():
            for code, label in (_fields(action)[name].options or {}).items():
                if code != now:
                    asked = {name: code, **whom, "_anchor": f"do-{action.trigger}"}
                    yield Turn(gettext(label), url_for(f"{self.room}.case", ref=self.ref, **asked))

    def _address(self, trigger: str) -> str:
        if self.ref:
            return url_for(f"{self.room}.move", ref=self.ref, trigger=trigger)
        return url_for(f"{self.room}.create", type_=self.definition.name, trigger=trigger)

    @property
    def _state(self) -> str | None:
        return self.snapshot.case(self.ref).state if self.ref else None

    def _leads_to(self, action: Action) -> str:
        if not action.target or action.target == self._state or action.target not in self.definition.state_names:
            return ""
        here, there = (self.words.state(self.definition, one or "") for one in (self._state, action.target))
        return there if there != here else ""

    def _transition(self, trigger: str) -> Transition | None:
        return self.definition.transition(trigger, self.snapshot.case(self.ref).state) if self.ref else None

    def _begun(
        self, action: Action, fields: Mapping[str, Any], begins: Mapping[str, Any]
    ) -> tuple[Posted, tuple[str, ...]]:
        """What a form begins with: the rows its facts list, and what is known already and may be changed by it."""
        facts = self.choosing.facts
        listed = {name: getattr(facts, one.rows) for name, one in fields.items() if getattr(one, "rows", None)}
        values = {name: as_typed(rows, self.bodies) for name, rows in listed.items()}
        rows = encode(fields, values)
        cells = tuple(mark for name in rows for mark in begun(rows, name))
        prefilled: dict[str, Any] = {}
        if transition := self._transition(action.trigger):
            known = self.snapshot.case(self.ref).facts
            again = {name for name in fields if _asked_again(self.definition, transition, name)}
            prefilled = {
                name: as_typed(known[name], self.bodies)
                for name, one in fields.items()
                if name in again and name not in values and not isinstance(one, forms.Yes) and known.get(name)
            }
        return encode(fields, {**values, **prefilled, **begins}), (*prefilled, *cells)

    def _behalf(self, action: Action, sheet: Sheet) -> Behalf | None:
        own = () if action.on_behalf else self._parties(action)
        if not (action.on_behalf or own):
            return None
        signed = self.snapshot.case(self.ref).signatures.get(action.trigger, {}) if self.ref else {}
        posted, errors = sheet.posted, sheet.errors
        return Behalf(
            optional=bool(own),
            id=f"{action.trigger}.on_behalf",
            people=tuple(stand_ins(self.choosing, action.on_behalf or own, signed)),
            person=posted.get("on_behalf_of") or self.chosen.get("on_behalf_of", ""),
            reason=posted.get("on_behalf_reason") or "",
            person_errors=tuple(map(complaint, errors.get("on_behalf_of", ()))),
            reason_errors=tuple(map(complaint, errors.get("on_behalf_reason", ()))),
        )

    def _silence(self, sheet: Sheet) -> Silence | None:
        if not BROKERS & self.choosing.reader.roles:
            return None
        errors = tuple(map(complaint, sheet.errors.get("silent", ())))
        return Silence(f"{sheet.within}.silent", sheet.posted.get("silent") or "", errors)

    def _parties(self, action: Action) -> tuple[str, ...]:
        """The parties whose button it is as well as the broker's: what came by e-mail is begun for them."""
        if self.ref or not BROKERS & self.choosing.reader.roles:
            return ()
        creation = next(one for one in self.definition.creations if one.trigger == action.trigger)
        return tuple(part.name for part in creation.by if not part.office and not part.absent)

    def _waivers(self, found: Sequence[Blocker], sheet: Sheet) -> Iterator[Waiver]:
        """A question for each refusal that a reason passes, and for each that a reason was given for already."""
        refusals = {blocker.code: self.words.reason(blocker) for blocker in found if blocker.waivable}
        law = self.definition
        rules = {guard.code: gettext(guard.rule) for one in law.transitions for guard in law.guards_of(one)}
        given = [name.removeprefix(WAIVE) for name in sheet.posted if name.startswith(WAIVE)]
        for code in dict.fromkeys((*refusals, *given)):
            name = f"{WAIVE}{code}"
            errors = tuple(map(complaint, sheet.errors.get(name, ())))
            said = refusals.get(code) or rules.get(code) or code
            yield Waiver(name, f"{sheet.within}.{name}", said, sheet.posted.get(name) or "", errors)


def _fields(action: Action) -> Mapping[str, Any]:
    return action.form._declared_fields if action.form else {}


def _takes_files(fields: Mapping[str, Any]) -> bool:
    return any(
        isinstance(one, forms.File) or (isinstance(one, forms.Table) and _takes_files(one.row._declared_fields))
        for one in fields.values()
    )


def _asked_again(definition: Workflow, transition: Transition, name: str) -> bool:
    """Whether an answer may be there already to be changed: a fact that another transition sets, or this one anew.

    What a transition makes of its answers by a `record` of its own is no answer to begin with.
    """
    if transition.record:
        return False
    if transition.edge.target is None:
        return True
    others = (one for one in definition.transitions if one.trigger != transition.trigger and one.form)
    return any(name in one.form._declared_fields for one in others if one.form)
