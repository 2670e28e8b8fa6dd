"""What a form offers to choose from: what can be chosen, and nothing that cannot."""

import pytest

from states.all import DEFINITIONS
from tests.states import forms
from tests.states.given import (
    ASKING,
    EXPERT,
    EXPERT_TOO,
    GHANA,
    LIAISON,
    LIAISON_TOO,
    MEMBER,
    NORTH,
    application,
    call,
    exchange,
    facts,
    request,
)
from tests.states.so_far import opened
from workflow.forms import Table

ONE, TWO, APP, OTHER = "REQ-2017-0001", "REQ-2017-0002", "APP-2017-0001", "APP-2017-0002"
PEOPLE = [
    ("request", "amend", "people"),
    ("request", "provide_information", "people"),
    ("application", "amend", "people"),
    ("application", "provide_information", "people"),
    ("application", "confirm", "travellers"),
    ("expert_assignment", "accept_invitation_association", "liaison"),
    ("expert_assignment", "arrange", "participants"),
    ("expert_assignment", "set_new_dates", "emergency_contacts"),
    ("expert_assignment", "record_briefing", "who"),
]


@pytest.mark.parametrize(("kind", "trigger", "name"), PEOPLE, ids="-".join)
def test_people_of_the_case(kind: str, trigger: str, name: str) -> None:
    """Where there is a case, people are chosen from a list of its own."""
    definition = next(one for one in DEFINITIONS if one.name == kind)
    found = [one.form._declared_fields[name] for one in definition.transitions if one.trigger == trigger]
    assert found
    assert all(field.offers for field in found)


def test_nobody_is_offered_of_nothing() -> None:
    """In a creation nobody takes part yet: there the form names no list, and none would be known."""
    for name in ("request", "application"):
        definition = next(one for one in DEFINITIONS if one.name == name)
        submit = next(one for one in definition.transitions if one.trigger == "submit")
        assert submit.form._declared_fields["people"].offers is None
        assert facts(new=name).colleagues == ()


def test_colleagues() -> None:
    """Everybody who works for who takes part, and nobody else."""
    assert facts(request()).colleagues == (ASKING,)
    assert facts(application()).colleagues == (EXPERT,)
    assert set(facts(exchange()).colleagues) == {ASKING, EXPERT, LIAISON}


def test_present() -> None:
    """Also who travels, wherever they work."""
    known = facts(exchange(), application(state="confirmed", travellers=[EXPERT_TOO]))
    assert set(known.present) == {ASKING, EXPERT, EXPERT_TOO, LIAISON}


def test_liaisons() -> None:
    """Those who act for an association that was invited."""
    assert facts(exchange()).liaisons == (LIAISON,)
    assert LIAISON_TOO not in facts(exchange(invited=[GHANA])).liaisons


def test_decision() -> None:
    """A decision offers the requests and applications of its call, not those of another one."""
    cases = (call(state="closed"), request(ONE), request(TWO), application(APP), application(OTHER))
    known = facts(*cases, links=[("CALL-2017-0001", ONE), ("CALL-2017-0001", APP), (APP, ONE), (OTHER, TWO)])
    assert (known.requested, known.checked, known.choosable) == ((ONE,), (APP,), (APP,))


def test_exchange_lists() -> None:
    """The end of an exchange offers its own requests and applications."""
    known = facts(exchange(), request(ONE, "matched"), application(APP, "confirmed"), application(OTHER, "declined"))
    assert (known.served, known.offered) == ((ONE,), (APP,))


def test_open_calls_only() -> None:
    """An application is filed to an open call; the broker can file a late one to one that has closed."""
    definition = next(one for one in DEFINITIONS if one.name == "application")
    states = {one.trigger: _call(one.form).states for one in definition.transitions if _call(one.form)}
    assert states == {"submit": ("open",), "file_late": ("open", "closed")}


def _call(form: object) -> object:
    fields = getattr(form, "_declared_fields", {})
    return None if isinstance(fields.get("call"), Table) else fields.get("call")


def test_own_government() -> None:
    """Who asks or offers does so for the government they work for; the office does it for any of them."""
    stage, ref, call_ref = opened()
    stray = forms.offer(call_ref, ref, people=[EXPERT_TOO])
    assert stage.refused("application", "submit", EXPERT_TOO, **stray) == ["ones_own_government"]
    assert stage.refused("request", "submit", ASKING, **forms.submission(governments=[NORTH, GHANA])) == [
        "all_governments"
    ]


def test_an_interest_in_a_request_of_the_call() -> None:
    """Who declared an interest in the people of a request judges neither its call nor the answers for it."""
    for subject in (ONE, NORTH):
        known = {"actor": MEMBER, "interests": [(MEMBER, subject)]}
        assert facts(call(), request(ONE), **known).interested_in(facts(call(), request(ONE)).subjects)
        assert facts(application(), request(ONE), **known).interested_in(facts(application(), request(ONE)).subjects)
