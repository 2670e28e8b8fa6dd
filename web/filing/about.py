"""What somebody files: which type of case, in answer to which call, and what they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext

from records.visible import PUBLISHED_CALLS
from states.application_rules import over
from web.database import reading
from web.filing.questions import Known, form_of, questions
from web.given import connect
from web.languages import language
from web.scene import words_of
from web.words import Words
from workflow.definition import Transition, Workflow
from workflow.errors import UnknownCase, WorkflowError
from workflow.forms import Form
from workflow.references import cases_named
from workflow.snapshot import Case, Snapshot
from workflow.words import _

REQUEST, APPLICATION = "request", "application"
TRIGGER = "submit"


class TooLate(WorkflowError):
    """Raised if an application is sent to a call that takes no more."""

    message = _(
        "The call closed on {deadline}, so this was not sent. What you wrote is kept under this address; ask the "
        "secretariat whether a late application is still possible."
    )
    status = 409


@dataclass(frozen=True)
class About:
    """A case of a type that is to be filed; `call` is the one that an application answers."""

    name: str
    snapshot: Snapshot
    call: Case | None

    @property
    def law(self) -> Workflow:
        """The rules of the type."""
        return connect().registry.newest(self.name)

    @cached_property
    def begins(self) -> Transition:
        """The transition by which a case of the type begins."""
        return next(one for one in self.law.creations if one.trigger == TRIGGER)

    @property
    def asked(self) -> type[Form]:
        """What that transition asks."""
        assert self.begins.form is not None
        return self.begins.form

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """What somebody without an account is asked."""
        named = self.snapshot.linked(self.call.ref, REQUEST) if self.call else ()
        requests = {case.ref: case.title for case in named if not case.ended}
        topics = sorted(self.snapshot.directory.topics.values(), key=lambda one: one.label(language()))
        return questions(self.asked, Known(language(), topics, requests))

    @property
    def form(self) -> type[Form]:
        """The check of what they answer."""
        return form_of(self.fields)

    @cached_property
    def words(self) -> Words:
        """The words of whoever files."""
        return words_of().about(self.law).among(self.snapshot.directory)

    @property
    def title(self) -> str:
        """What they do."""
        return gettext(self.begins.label)

    @property
    def explains(self) -> str:
        """What that is."""
        return gettext(self.begins.explains)

    @property
    def closed(self) -> bool:
        """Whether the call takes no more."""
        return self.call is not None and over(self.law.facts(self.snapshot, ""), self.call)  # type: ignore[arg-type]

    @property
    def until(self) -> str:
        """The deadline of the call with its zone, in words; empty without a call."""
        if self.call is None:
            return ""
        return self.words.until(date.fromisoformat(self.call.facts["deadline"]), self.call.facts["zone"])

    def in_time(self) -> None:
        """Raises TooLate if the call takes no more."""
        if self.closed:
            raise TooLate(deadline=self.until)


def about(type_: str, call: str | None) -> About:
    """What is filed. Raises UnknownCase for a call that was never open to everybody."""
    program, now = connect(), connect().now()
    if call is not None and not cases_named(call):
        raise UnknownCase(ref=call)
    snapshot = program.engine.snapshot_of(reading(), {call} if call else set(), now, ())
    answered = snapshot.cases.get(call) if call else None
    if call and (answered is None or answered.kind != "call" or answered.state not in PUBLISHED_CALLS):
        raise UnknownCase(ref=call)
    return About(type_, snapshot, answered)
