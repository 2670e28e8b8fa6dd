"""May somebody press this, as what, and if not, why not: without a database."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.support.toys import (
    LIBRARIAN,
    LOAN,
    OTHER_LIBRARIAN,
    OTHER_READER,
    READER,
    WISH,
    Library,
    LoanFacts,
    broken,
    broker,
    case,
    dates_set,
    not_too_long,
    reader,
    snapshot,
    undamaged,
)
from workflow import judge
from workflow.attempt import Attempt
from workflow.definition import CLOCK, LINK, Part, Seat, Transition, Workflow
from workflow.snapshot import TextRef

HOUSE = "ORG-0001"
LEAD = "PER-0008"


@dataclass(frozen=True)
class House(Library):
    """A library with a reading house for which readers act, and a lead librarian."""

    def offices(self, person: str) -> frozenset[str]:
        """The roles of a person."""
        return frozenset({"lead_broker"}) if person == LEAD else super().offices(person)

    def organisation(self, person: str) -> str | None:
        """The other reader works for the house."""
        return HOUSE if person in (OTHER_READER, OTHER_LIBRARIAN) else None


def button(definition: Workflow, trigger: str, state: str) -> Transition:
    """The transition that a trigger means in a state."""
    found = definition.transition(trigger, state)
    assert found
    return found


def stands(trigger: str, actor: str, *, state: str = "prepared", on_behalf_of: str | None = None, **more: Any) -> Any:
    """As what somebody presses a button of a loan."""
    loan = case(LOAN, state, **more)
    attempt = Attempt("", loan.ref, trigger, "", "", on_behalf_of=on_behalf_of)
    world = snapshot(loan, actor=actor, directory=House())
    return judge.standing(button(LOAN, trigger, state), world, attempt, loan.ref)


def codes(standing: judge.Standing) -> list[str]:
    """Why not."""
    return [blocker.code for blocker in standing.blockers]


# --- parts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("actor", "part"), [(READER, "reader"), (LIBRARIAN, "broker"), (LEAD, "broker")])
def test_part(actor: str, part: str) -> None:
    """Somebody presses as the party they are in the case, or in their office; a lead broker is a broker too."""
    assert stands("change_terms", actor).part == part


def test_role_is_no_part() -> None:
    """Who is a reader somewhere is none here."""
    assert codes(stands("change_terms", OTHER_READER)) == ["not_your_part"]


@pytest.mark.parametrize(
    ("who", "part"),
    [(OTHER_READER, "reader"), (READER, None), (OTHER_LIBRARIAN, "broker")],
)
def test_seat_of_an_organisation(who: str, part: str | None) -> None:
    """A seat without a person is that of all who act for the organisation in that role, and of no others there."""
    seats = (Seat("reader", HOUSE),)
    assert stands("change_terms", who, seats=seats).part == part


def test_in_a_creation_a_role_is_enough() -> None:
    """Before there is a case, who holds the role may begin one."""
    ask = button(WISH, "ask", "start")
    for who, part in ((OTHER_READER, "reader"), (LIBRARIAN, "broker"), ("PER-0099", None)):
        world = snapshot(actor=who)
        assert judge.standing(ask, world, Attempt("wish", "", "ask", "", ""), "").part == part


def test_first_part_that_fits() -> None:
    """Who is several things presses as the first that the button names."""
    seats = (Seat("reader", None, LIBRARIAN),)
    assert stands("change_terms", LIBRARIAN, seats=seats).part == "reader"


@pytest.mark.parametrize(("by", "part"), [((CLOCK,), "clock"), ((broker, CLOCK), "clock"), ((broker,), None)])
def test_clock_presses_what_is_its(by: tuple[Part, ...], part: str | None) -> None:
    """The clock presses what names it, and nothing else."""
    loan = case(LOAN, "out")
    transition = replace(button(LOAN, "call_back", "out"), by=by)
    world = snapshot(loan, actor="clock")
    assert judge.standing(transition, world, Attempt("", loan.ref, "call_back", "", ""), loan.ref).part == part


@pytest.mark.parametrize("by", [(CLOCK,), (LINK,), (CLOCK, LINK)])
@pytest.mark.parametrize("behalf", [None, READER])
def test_nobody_stands_for_clock_or_link(by: tuple[Part, ...], behalf: str | None) -> None:
    """What is the clock's or a linked case's, nobody presses, nor on anybody's behalf."""
    loan = case(LOAN, "out")
    transition = replace(button(LOAN, "call_back", "out"), by=by)
    attempt = Attempt("", loan.ref, "call_back", "", "", on_behalf_of=behalf)
    standing = judge.standing(transition, snapshot(loan, actor=LIBRARIAN), attempt, loan.ref)
    assert (standing.part, codes(standing), standing.on_behalf) == (None, ["not_your_part"], ())


# --- on behalf ----------------------------------------------------------------------------------------------------------


def test_on_behalf() -> None:
    """A broker stands for a party of the case, as that party; the parts it could stand for are told."""
    standing = stands("give_back", LIBRARIAN, state="out", on_behalf_of=READER)
    assert (standing.part, standing.on_behalf, standing.blockers) == ("reader", ("reader",), ())


def test_on_behalf_is_missing_only_where_the_office_may_not() -> None:
    """Where the office has the button itself, it needs nobody's behalf."""
    loan = case(LOAN, "out")
    only_readers = replace(button(LOAN, "give_back", "out"), by=(reader,))
    attempt = Attempt("", loan.ref, "give_back", "", "")
    standing = judge.standing(only_readers, snapshot(loan, actor=LIBRARIAN), attempt, loan.ref)
    assert (codes(standing), standing.on_behalf) == (["on_behalf_missing"], ("reader",))
    assert codes(stands("give_back", LIBRARIAN, state="out")) == []


def test_on_behalf_of_who_has_signed() -> None:
    """For who has signed already nobody signs again."""
    signed = {"agree": {"reader": READER}}
    standing = stands("agree", LIBRARIAN, on_behalf_of=READER, signatures=signed)
    assert codes(standing) == ["already_signed"]
    assert standing.blockers[0].facts == {"parts": ["broker"]}


def test_on_behalf_where_no_party_is_named() -> None:
    """What is the office's alone is done on nobody's behalf."""
    assert codes(stands("write_off", LIBRARIAN, state="out", on_behalf_of=READER)) == ["not_your_part"]


# --- other eyes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hands", "refused"),
    [
        ({}, []),
        ({"change_terms": [OTHER_LIBRARIAN]}, []),
        ({"change_terms": [LIBRARIAN]}, ["change_terms"]),
        ({"change_terms": [LIBRARIAN, OTHER_LIBRARIAN]}, ["change_terms"]),
        ({"change_terms": [LIBRARIAN], "agree": [LIBRARIAN]}, ["change_terms", "agree"]),
    ],
)
def test_other_eyes(hands: dict[str, list[str]], refused: list[str]) -> None:
    """Who pressed any of the triggers named does not press this one; which they were is told."""
    transition = button(broken(LOAN, "write_off", other_eyes_than=("change_terms", "agree")), "write_off", "out")
    found = judge.eyes(transition, case(LOAN, "out", hands=hands), LIBRARIAN)
    assert [name for blocker in found for name in blocker.facts["prepared_by"]] == refused
    assert all(blocker.forbids for blocker in found)


def test_other_eyes_before_there_is_a_case() -> None:
    """In a creation nobody has prepared anything."""
    assert judge.eyes(button(LOAN, "write_off", "out"), None, LIBRARIAN) == ()


# --- guards -------------------------------------------------------------------------------------------------------------

FORTY_DAYS = {"first_day": "2017-05-15", "last_day": "2017-06-23"}


def loan_facts(**facts: str) -> LoanFacts:
    """The facts of a loan."""
    loan = case(LOAN, "prepared", facts=facts)
    return LoanFacts(snapshot(loan), loan.ref)


def test_verdicts_say_all() -> None:
    """Every guard answers, also after one has refused; those that ask the form are asked with it."""
    guards = (dates_set, not_too_long, undamaged)
    said = judge.verdicts(guards, loan_facts(**FORTY_DAYS), with_form=False)
    assert [(verdict.code, verdict.facts) for _, verdict in said] == [
        ("dates_set", None),
        ("not_too_long", {"days": 40, "most": 30}),
    ]
    asked = judge.verdicts(guards, loan_facts(), {"damages": [{}, {}]}, with_form=True)
    assert [(verdict.code, verdict.facts) for _, verdict in asked] == [("undamaged", {"pages": 2})]


def test_facts_of_a_refusal_are_plain() -> None:
    """What a guard answers is kept as history can keep it."""
    odd = replace(dates_set, test=lambda loan: {"date": loan.case.entered_on, "who": (READER,)})
    ((_, verdict),) = judge.verdicts((odd,), loan_facts(), with_form=False)
    assert verdict.facts == {"date": "2017-05-15", "who": [READER]}


def test_empty_facts_refuse() -> None:
    """A refusal that names no facts is a refusal."""
    said = judge.verdicts((dates_set,), loan_facts(), with_form=False)
    assert [blocker.code for blocker in judge.refusals(said, {})] == ["dates_set"]


@pytest.mark.parametrize(("waivable", "waived", "refused"), [(True, True, 0), (True, False, 1), (False, True, 1)])
def test_waivers(waivable: bool, waived: bool, refused: int) -> None:
    """A waiver passes what may be waived, and nothing else."""
    said = judge.verdicts((replace(dates_set, waivable=waivable),), loan_facts(), with_form=False)
    waivers = {"dates_set": TextRef("TXT-1", "c")} if waived else {}
    assert len(judge.refusals(said, waivers)) == refused


def test_waits_for_form() -> None:
    """Whether a condition holds is not asked while the form of the transition may still set what it reads."""
    assert judge.waits_for_form(dates_set, button(LOAN, "change_terms", "prepared"))
    assert not judge.waits_for_form(dates_set, button(LOAN, "agree", "prepared"))
    assert not judge.waits_for_form(not_too_long, button(LOAN, "change_terms", "prepared"))
