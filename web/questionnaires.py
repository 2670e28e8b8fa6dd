"""The questionnaires of an exchange on its page: who answered what, who still owes an answer, and what was said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import url_for
from flask_babel import gettext

from records import asked as records
from records.asked import ASKED, COMING, LEFT_OUT, Asking
from records.vocabulary import BROKERS
from states.exchange_answers import ANSWERED_ON, AnsweredFacts
from states.questionnaires import ASKED_BY, QUESTIONNAIRES, all_of
from web.answers import Answers, Questions, Shown
from web.scene import Scene
from web.words import Words
from workflow.remarks import SEND_AGAIN
from workflow.words import _

HOW: Mapping[str, str] = {
    ASKED: _("asked on {day}, not answered yet"),
    COMING: _("will be asked on {day}"),
    LEFT_OUT: _("was not asked"),
}


@dataclass(frozen=True)
class Again:
    """The button that sends somebody the letter with their link, `again` if they had it before."""

    again: bool
    address: str
    rule: str
    person: str
    key: str


@dataclass(frozen=True)
class Answerer:
    """Somebody who is asked: how that stands, what they said, and what can be done where they have not."""

    who: str
    standing: str
    answers: tuple[Shown, ...]
    answer: str  # the address at which the reader answers, for themselves or on their behalf; empty if they cannot
    own: bool
    again: Again | None


@dataclass(frozen=True)
class Sheet:
    """A questionnaire, and those of whom it is asked whom the reader may know."""

    label: str
    people: tuple[Answerer, ...]

    @property
    def open(self) -> int:
        """How many have not answered."""
        return sum(not one.answers for one in self.people)


def sheets(scene: Scene, texts: Mapping[str, str | None]) -> tuple[Sheet, ...]:
    """All that were asked or will be; an office and an auditor read everybody's, whoever answers their own."""
    facts = scene.definition.facts(scene.snapshot, scene.ref)
    if not isinstance(facts, AnsweredFacts):
        return ()
    rules = {ASKED_BY.get(name, name): name for name in QUESTIONNAIRES}
    when = records.of_case(scene.connection, scene.ref, rules)
    found = (
        Sheet(gettext(one.label), tuple(_people(scene, facts, name, when, texts)))
        for name, one in QUESTIONNAIRES.items()
    )
    return tuple(one for one in found if one.people)


def told(
    words: Words, fields: Mapping[str, Any], said: Mapping[str, Any], texts: Mapping[str, str | None]
) -> list[Shown]:
    """Answers under their questions, in the order in which they are asked."""
    answers = {name: value for name, value in said.items() if name != ANSWERED_ON}
    return Answers(words, Questions(fields, frozenset(), frozenset()), texts).of(answers)


def _people(
    scene: Scene,
    facts: AnsweredFacts,
    name: str,
    when: Mapping[tuple[str, str], Asking],
    texts: Mapping[str, str | None],
) -> Iterator[Answerer]:
    rule, answered = ASKED_BY.get(name, name), facts.answers_to(name)
    of = {part.name for part in QUESTIONNAIRES[name].of}
    people = dict.fromkeys((*answered, *(person for one, person in when if one == rule)))
    for person in people:
        if not scene.access.whole and person != scene.reader.id:
            continue
        said = answered.get(person)
        asking = when.get((rule, person))
        # Of what is over only what was asked is worth a line.
        idle = facts.case.ended and (asking is None or asking.how != ASKED)
        if said is None and (idle or facts.asked_as(person) not in of):
            continue
        yield _answerer(scene, facts, name, person, asking, texts)


def _answerer(
    scene: Scene,
    facts: AnsweredFacts,
    name: str,
    person: str,
    asking: Asking | None,
    texts: Mapping[str, str | None],
) -> Answerer:
    said = facts.answers_to(name).get(person)
    fields = all_of(facts.case.type, name)._declared_fields
    may = _may(scene, person) and said is None and facts.case.state != "cancelled"
    return Answerer(
        who=scene.words.name(person),
        standing=_standing(scene.words, said, asking),
        answers=tuple(told(scene.words, fields, said, texts)) if said is not None else (),
        answer=_address(scene, name, person) if may else "",
        own=person == scene.reader.id,
        again=_again(scene, name, person, asking) if may and not scene.room.public and asking else None,
    )


def _standing(words: Words, said: Mapping[str, Any] | None, asking: Asking | None) -> str:
    if said is not None:
        return gettext(_("answered on {day}")).format(day=words.day(said.get(ANSWERED_ON)))
    if asking is None:
        return gettext(_("not answered"))
    return gettext(HOW[asking.how]).format(day=words.day(asking.at.astimezone(words.clock).date()))


def _may(scene: Scene, person: str) -> bool:
    """Whether the reader answers: for themselves where parties read, for others where a broker does."""
    return person == scene.reader.id if scene.room.public else bool(scene.reader.roles & BROKERS)


def _address(scene: Scene, name: str, person: str) -> str:
    whom = {} if scene.room.public else {"on_behalf_of": person}
    where: dict[str, Any] = {"ref": scene.ref, "questionnaire": name, **whom, "_anchor": "do-answer_questionnaire"}
    return url_for(f"{scene.room.name}.case", **where)


def _again(scene: Scene, name: str, person: str, asking: Asking) -> Again | None:
    if asking.how == COMING:
        return None
    address = url_for(f"{scene.room.name}.remark", ref=scene.ref, name=SEND_AGAIN)
    return Again(asking.how == ASKED, address, ASKED_BY.get(name, name), person, uuid4().hex)
