"""One person's questionnaire, as their link opens it: what it asks them, what they kept, what they sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import g
from sqlalchemy import Connection

from records import answer_links, drafts, people
from records.answer_links import Claim, NoLink
from records.errors import UnknownPerson
from records.people import Account
from states.exchange_answers import ANSWERED_ON
from states.questionnaires import QUESTIONNAIRES, Questionnaire, form_of
from web.answers import Shown
from web.database import reading
from web.fields import Posted, as_typed, begun, encode
from web.given import Connect, connect
from web.questionnaires import told
from web.scene import words_of
from web.widgets import Sheet, Widget
from web.words import Words
from workflow import texts
from workflow.attempt import Action
from workflow.blockers import Blocker
from workflow.definition import Workflow
from workflow.forms import Form
from workflow.snapshot import Case

TRIGGER = "answer_questionnaire"


@dataclass(frozen=True)
class Asked:
    """`who` answers `claim.questionnaire` of `claim.ref`; everything else is read of the moment."""

    token: str
    claim: Claim
    who: Account
    program: Connect
    connection: Connection
    now: datetime

    @property
    def about(self) -> Questionnaire:
        """The questionnaire as it is declared."""
        return QUESTIONNAIRES[self.claim.questionnaire]

    @cached_property
    def facts(self) -> Any:
        """The case as its rules read it. Raises UnknownCase if it is not this person's to see any more."""
        snapshot = self.program.engine.snapshot(self.connection, self.claim.ref, actor=self.who.id, now=self.now)
        case = snapshot.case(self.claim.ref)
        return self._law(case).facts(snapshot, case.ref)

    def _law(self, case: Case) -> Workflow:
        return self.program.registry.get(case.type, case.definition_version)

    @cached_property
    def words(self) -> Words:
        """The words of whoever answers."""
        words = words_of().about(self._law(self.facts.case)).among(self.facts.directory)
        return replace(words, zone=self.who.zone)

    @cached_property
    def form(self) -> type[Form] | None:
        """What they are asked; None if this questionnaire does not ask them any more."""
        part = self.facts.asked_as(self.who.id)
        return form_of(self.facts.case.type, self.claim.questionnaire, part) if part else None

    @property
    def fields(self) -> Mapping[str, Any]:
        """The questions by name."""
        return self.form._declared_fields if self.form else {}

    @cached_property
    def refused(self) -> tuple[Blocker, ...]:
        """Why nobody can answer now, whatever they say; empty if they can."""
        actions = self.program.engine.actions_in(self.facts.snapshot, self.claim.ref, every=True)
        action: Action = next(one for one in actions if one.trigger == TRIGGER)
        return action.blockers

    @property
    def said(self) -> Mapping[str, Any] | None:
        """What they sent; None if they have not."""
        said: Mapping[str, Any] | None = self.facts.answers_to(self.claim.questionnaire).get(self.who.id)
        return said

    @property
    def sent_on(self) -> str:
        """The day on which they sent it, in words."""
        return self.words.day((self.said or {}).get(ANSWERED_ON))

    @cached_property
    def answers(self) -> tuple[Shown, ...]:
        """What they sent, for reading."""
        said = self.said or {}
        return tuple(told(self.words, self.fields, said, texts.resolve(self.connection, texts.mentioned(said))))

    @cached_property
    def kept(self) -> drafts.Kept | None:
        """Their draft."""
        return drafts.find(self.connection, self.claim.ref, self.claim.questionnaire, self.who.id)

    @property
    def kept_at(self) -> str:
        """When they kept it, in words; empty if they keep none."""
        return self.words.moment(self.kept.saved_at) if self.kept else ""

    @cached_property
    def begun(self) -> Posted:
        """What the page begins with: the draft, else the rows that the case knows."""
        if self.kept:
            return Posted(self.kept.pairs)
        listed = {
            name: getattr(self.facts, one.rows) for name, one in self.fields.items() if getattr(one, "rows", None)
        }
        bodies = texts.resolve(self.connection, texts.mentioned(listed))
        posted = encode(self.fields, as_typed(listed, bodies))
        cells = [mark for name in list(posted) for mark in begun(posted, name)]
        posted.setlist("prefilled", cells)
        return posted

    def widgets(self, posted: Posted, errors: Mapping[str, Any]) -> tuple[Widget, ...]:
        """Its questions with what was typed, and what is wrong with it."""
        return Sheet("answer", posted, lambda asked: None, self.words.name, errors).widgets(self.fields)


def asked(token: str) -> Asked:
    """Whose page a token opens, also when its time is over. Raises NoLink."""
    program = connect()
    claim = answer_links.read(token, key=program.settings.secret_key)
    try:
        who = people.get(reading(), claim.person)
    except UnknownPerson as error:
        raise NoLink from error
    if not who.active or claim.questionnaire not in QUESTIONNAIRES:
        raise NoLink
    g.addressee = who
    return Asked(token, claim, who, program, reading(), program.now())
