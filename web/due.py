"""What is still to come because of a case, in words: when, for whom, what, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from web.words import Words
from workflow.definition import CLOCK, OWING, FollowUp, Kind, Workflow
from workflow.sentences import anchor_label
from workflow.words import _

# What kind of thing falls due, where the follow-up has no name of its own.
KINDS: Mapping[str, str] = {
    Kind.REMIND.value: _("Reminder"),
    Kind.ESCALATE.value: _("The office is told"),
    Kind.LETTER.value: _("Letter"),
    Kind.ASK.value: _("Questionnaire"),
    Kind.TASK.value: _("Something to look at"),
    Kind.FIRE.value: _("Happens by itself"),
}


@dataclass(frozen=True)
class Coming:
    """A follow-up to come. `ref` says whose, where several cases are told of at once."""

    ref: str
    what: str
    when: str
    whom: str
    why: str


@dataclass(frozen=True)
class Calendar:
    """Tells follow-ups of cases of one type; `row` is one of the table, or planned."""

    definition: Workflow
    words: Words

    def coming(self, row: Any) -> Coming:
        """One follow-up in words."""
        kind = row.kind.value if isinstance(row.kind, Kind) else row.kind
        return Coming(
            ref=getattr(row, "ref", ""),
            what=self._what(row, kind),
            when=self._when(row.due_at),
            whom=self._whom(row.recipient),
            why=self.anchor(row.anchor),
        )

    def group(self, name: str) -> str:
        """What a group of follow-ups is of: what is planned, and cancelled, together."""
        found = dict.fromkeys(
            gettext(one.label or KINDS[one.kind.value]) for one in _rules(self.definition) if one.group == name
        )
        return ", ".join(found) or name.removeprefix("task:").replace("_", " ")

    def _what(self, row: Any, kind: str) -> str:
        if message := row.facts.get("message"):
            return self.words.say(message, row.facts.get("facts", {}))
        if row.trigger:
            label = self.words.label("trigger", row.trigger)
            return f"{gettext(KINDS[Kind.FIRE.value])}: {label}"
        labels = [one.label for one in _rules(self.definition) if one.name == row.rule and one.label]
        return gettext(labels[min(row.rung, len(labels) - 1)] if labels else KINDS[kind])

    def _when(self, moment: datetime) -> str:
        return self.words.moment(moment)

    def _whom(self, recipient: str) -> str:
        if recipient == CLOCK.name:
            return gettext(CLOCK.label)
        if recipient == OWING.name:
            return gettext(OWING.label)
        return self.words.name(recipient.removeprefix("person:"))

    def anchor(self, anchor: str) -> str:
        """What a date is counted from."""
        return gettext(anchor_label(self.definition, anchor))


def _rules(definition: Workflow) -> Iterator[FollowUp]:
    for state in definition.states:
        yield from state.late
    yield from definition.follow_ups
