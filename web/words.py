"""What one reader reads in the place of codes, ids and moments: in their language, with the zone beside every time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext

from records.directory import Directory
from records.languages import WRITTEN
from states import words as parts
from workflow.blockers import Blocker
from workflow.definition import State, Workflow
from workflow.errors import Refused, WorkflowError
from workflow.outbox import DRAFTS, LIST
from workflow.registry import Registry
from workflow.sentences import Labels, labels_of, locale, sentence
from workflow.words import _

# Parts that a case may have, and that its type has no button for.
PARTS: Mapping[str, str] = {
    one.name: one.label for one in (*parts.EVERYONE, parts.BROKER, parts.LEAD_BROKER, parts.COMMITTEE)
}
TOPIC = "topic:"  # before its code, among names: a code alone could be any other
NOT_YET = "not_from_this_state"
NOT_NEXT = _("This step is not next.")
ERASED = _("a person whose data were erased")


@dataclass(frozen=True)
class Words:
    """`names` has what people, organisations, documents and topics are called; `public` says states in the public's words."""

    registry: Registry
    language: str
    zone: str
    public: bool
    labels: Labels
    names: Mapping[str, str | None]

    @property
    def clock(self) -> ZoneInfo:
        """The reader's own."""
        return ZoneInfo(self.zone)

    def about(self, definition: Workflow) -> "Words":
        """The same where a case of that type is spoken of: its words win where two types name a thing differently."""
        others = (one for one in self.registry if one.name != definition.name)
        labels = labels_of(definition, *others)
        if self.public:
            public = {state.name: state.public for state in reversed(definition.states)}
            labels = {**labels, "state": {**labels["state"], **public}}
        return replace(self, labels=labels)

    def within(self, language: str) -> "Words":
        """The same for somebody who reads another language."""
        return replace(self, language=language)

    def knowing(self, names: Mapping[str, str | None]) -> "Words":
        """The same, knowing more names."""
        return replace(self, names={**self.names, **names})

    def among(self, directory: Directory) -> "Words":
        """The same, knowing all that a directory knows: people, organisations, documents and topics."""
        people = {ident: person.name for ident, person in directory.people.items()}
        bodies = {ident: body.name for ident, body in directory.organisations.items()}
        about = {f"{TOPIC}{code}": one.label(self.language) for code, one in directory.topics.items()}
        return self.knowing({**about, **people, **bodies, **directory.documents})

    def name(self, ident: str) -> str:
        """What a person, organisation or office is called."""
        if ident.startswith("office:"):
            return self.label("part", ident.removeprefix("office:"))
        if ident.startswith(LIST):
            language = WRITTEN.get(ident.removeprefix(LIST), ident)
            return gettext(_("everybody who asked for news in this language: {language}")).format(language=language)
        if ident.startswith(DRAFTS):
            language = WRITTEN.get(ident.removeprefix(DRAFTS), ident)
            return gettext(_("everybody who has begun to answer in this language: {language}")).format(
                language=language
            )
        if ident in ("clock", "SYS"):
            return gettext(_("the clock")) if ident == "clock" else gettext(_("the system"))
        if ident not in self.names:
            return ident
        return self.names[ident] or gettext(ERASED)

    def topic(self, code: str) -> str:
        """What a topic is called; its code where it is not known here."""
        return self.names.get(f"{TOPIC}{code}") or code

    def label(self, vocabulary: str, code: str) -> str:
        """What a code is called; the code itself where it has no name."""
        label = self.labels.get(vocabulary, {}).get(code) or (PARTS.get(code) if vocabulary == "part" else None)
        return gettext(label) if label else code

    def state(self, definition: Workflow, name: str) -> str:
        """What a state is called."""
        state: State | None = definition.state(name) if name in definition.state_names else None
        if state is None:
            return name
        return gettext((state.public if self.public else state.label) or state.label)

    def listed(self, codes: Iterable[str], vocabulary: str) -> str:
        """Several codes in words, with commas."""
        return ", ".join(self.label(vocabulary, code) for code in codes)

    def country(self, code: str | None) -> str:
        """What a country is called."""
        return str(locale(self.language).territories.get(code, code)) if code else ""

    def say(self, message: str, facts: Mapping[str, Any]) -> str:
        """A sentence with its facts."""
        return sentence(
            message,
            facts,
            names=self.name,
            translate=gettext,
            labels=self.labels,
            language=self.language,
            zone=self.zone,
        )

    def reason(self, blocker: Blocker) -> str:
        """Why not; of several states that read alike, one is named."""
        alike: dict[str, str] = {}
        for name in blocker.facts.get("possible_states", ()):
            alike.setdefault(self.label("state", name), name)
        if blocker.code == NOT_YET and self.label("state", str(blocker.facts.get("state"))) in alike:
            return gettext(NOT_NEXT)  # here and there read alike: naming them would say nothing
        return self.say(blocker.message, {**blocker.facts, "possible_states": list(alike.values())})

    def error(self, error: WorkflowError) -> str:
        """What an error says, without the reasons or fields that it carries."""
        facts = dict(error.facts)
        if isinstance(error, Refused):
            facts["trigger"] = f"“{self.label('trigger', str(facts.get('trigger')))}”"
        return self.say(error.message, facts)

    def day(self, day: date | str | None) -> str:
        """A date, which has no zone of its own."""
        if not day:
            return ""
        try:
            known = date.fromisoformat(day) if isinstance(day, str) else day
        except ValueError:
            return str(day)
        return format_date(known, format="long", locale=locale(self.language))

    def until(self, day: date | None, zone: str | None) -> str:
        """A deadline: a date in somebody's zone."""
        return f"{self.day(day)} ({zone})" if day and zone else self.day(day)

    def moment(self, moment: datetime) -> str:
        """A moment on the reader's own clock."""
        local = moment.astimezone(self.clock)
        return f"{self.day(local.date())}, {local:%H:%M} ({self.zone})"
