"""Rules that several case types share."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from states.facts import ConnectFacts, scored
from workflow.definition import Part, Refusal, guard
from workflow.words import _

GOVERNMENT = "government"  # the kind of organisation that asks and offers


@guard(
    rule=_("No member of the committee judges a case they have an interest in."),
    refusal=_("You declared an interest in this case."),
)
def no_interest(case: ConnectFacts) -> Refusal:
    return {"who": [case.actor]} if case.interested_in(case.subjects) else None


@guard(
    rule=_("The committee has given its opinion."),
    refusal=_("The committee has not recommended yet ({scored} of {quorum})."),
    waivable=True,
)
def committee_scored(case: ConnectFacts) -> Refusal:
    count, quorum = len(scored(case.case)), case.directory.setting("committee_quorum")
    return {"scored": count, "quorum": quorum} if count < quorum else None


def no_government(case: ConnectFacts, organisations: Iterable[str]) -> str | None:
    """The first of these organisations that is no government."""
    known = case.directory.organisations
    return next((one for one in organisations if one not in known or known[one].kind != GOVERNMENT), None)


def for_others(case: ConnectFacts, organisations: Collection[str], part: Part) -> bool:
    """Whether who speaks has this part by role, and their own organisation, where it is known, is none of these."""
    own = case.directory.organisation(case.speaker)
    return part.name in case.directory.offices(case.speaker) and own is not None and own not in organisations


@guard(
    rule=_("There is time left to answer."),
    refusal=_("{date} is not a day in the future."),
)
def time_to_answer(case: ConnectFacts, form: Mapping[str, Any]) -> Refusal:
    return {"date": form["answer_by"]} if form["answer_by"] <= case.today else None


def judged_anew(case: ConnectFacts, _form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a case that is to be judged anew: opinions so far are of the past, and stay in the history."""
    return {"scores": {}} if scored(case.case) else {}


def scores_with(case: ConnectFacts, form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts after a member of the committee scored: one opinion a member, the newest."""
    return {"scores": {**scored(case.case), case.actor: dict(form)}}
