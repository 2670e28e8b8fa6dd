"""What the rules of an exchange read of its questionnaires: who is asked what, who has answered, which values come back."""

from collections.abc import Mapping
from typing import Any

from states.facts import ConnectFacts, experts_of, people_in, requesters_of
from states.questionnaires import AFTER, BEFORE, DURING, QUESTIONNAIRES
from states.words import BOTH

ANSWERED_ON = "answered_on"  # among somebody's answers: the day on which they sent them
OVER = ("executed", "evaluated")  # milestones

Answers = Mapping[str, Any]


class AnsweredFacts(ConnectFacts):
    """The fact `answers` is questionnaire → person → what they said, with the day on which they did."""

    @property
    def requesters(self) -> tuple[str, ...]:
        """The requesting governments, as seated."""
        return requesters_of(self.case)

    def answers_to(self, questionnaire: str) -> Mapping[str, Answers]:
        """What was answered so far, by person."""
        found: Mapping[str, Answers] = (self.value("answers") or {}).get(questionnaire) or {}
        return found

    def answered(self, questionnaire: str, person: str) -> bool:
        """Whether somebody has answered a questionnaire."""
        return person in self.answers_to(questionnaire)

    def asked_as(self, person: str) -> str | None:
        """As what somebody is asked; None if no questionnaire asks them."""
        parts = self.snapshot.parts_of(person, self.ref)
        return next((part.name for part in BOTH if part.name in parts), None)

    def unanswered(self, person: str) -> tuple[str, ...]:
        """The questionnaires that somebody can answer still, the likeliest first; of a broker, those that anybody can."""
        part = self.asked_as(person)
        open_ = [name for name in QUESTIONNAIRES if self._open(name, person, part)]
        return tuple(sorted(open_, key=lambda name: QUESTIONNAIRES[name].when != self._when))

    def _open(self, name: str, person: str, part: str | None) -> bool:
        asked = QUESTIONNAIRES[name].of
        if part is not None:
            return part in {one.name for one in asked} and not self.answered(name, person)
        people = (one for each in asked for one in people_in([self.case], each, self.directory))
        return any(not self.answered(name, one) for one in people)

    @property
    def _when(self) -> str:
        if self.case.milestone in OVER:
            return AFTER
        return DURING if self.case.milestone == "arranged" and self.state != "arranged" else BEFORE

    @property
    def silent(self) -> tuple[str, ...]:
        """The organisations of both sides from which nobody has answered the evaluation."""
        heard = {self.directory.organisation(person) for person in self.answers_to("evaluation")}
        sides = (*self.requesters, *experts_of(self.case))
        return tuple(one for one in dict.fromkeys(sides) if one not in heard)

    @property
    def denying(self) -> tuple[str, ...]:
        """Who said that it did not take place."""
        said = self.answers_to("took_place")
        return tuple(person for person in sorted(said) if said[person].get("took_place") == "no")

    @property
    def indicator_rows(self) -> list[dict[str, Any]]:
        """The indicators of the beginning, for their values now: those that whoever answers, else their colleagues, gave.

        Where nobody gave any, those of the terms of reference.
        """
        baseline = self.answers_to("baseline")
        own = self.directory.organisation(self.speaker)
        there = [one for one in baseline if self.directory.organisation(one) == own]
        given = [said["indicators"] for one in (self.speaker, *there) if (said := baseline.get(one))]
        return list(map(_again, next((rows for rows in given if rows), self.value("indicators") or ())))


def _again(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the baseline as it comes back: its value of then is that of the beginning."""
    return {("before" if name == "today" else name): value for name, value in row.items()}
