"""Buttons, wherever a case is and whoever looks, say what a press comes to."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import pytest

from tests.support.programme import PREPARED, Programme
from workflow.errors import UnknownCase

Scene = Callable[[Programme], list[str]]


@pytest.fixture
def programme(sqlite_url: str) -> Iterator[Programme]:
    """A programme; rights and rules are the same on the other database."""
    programme = Programme(sqlite_url)
    yield programme
    programme.close()


def requests(programme: Programme) -> list[str]:
    """A request that was just submitted, a twin of it, and one that the committee recommended."""
    return [programme.request(), programme.request(), programme.request("south", state="validated")]


def answered(programme: Programme) -> list[str]:
    """An open call, its request, and its answers in every state they can have by then."""
    call = programme.call()
    answers = {"city": "submitted", "town": "validated", "port": "shortlisted"}
    return [call, *programme.linked(call), *(programme.application(call, by, state=to) for by, to in answers.items())]


def drafted(programme: Programme) -> list[str]:
    """A draft of a call."""
    return [programme.call(state="draft")]


def to_decide(programme: Programme) -> list[str]:
    """A closed call with what was recommended."""
    call, _ = programme.to_decide()
    return [call, *programme.linked(call)]


def decided(programme: Programme) -> list[str]:
    """What a decision leaves: a matched request, an offer, an answer on reserve, a new exchange."""
    call, form = programme.to_decide()
    done = programme.fire(call, "decide", "broker", **form)
    return sorted({entry.split("/")[0] for entry in done.entries})


def looked_at(programme: Programme, ref: str, people: Iterable[str]) -> int:
    """How many of these people see a case; what they see is proved."""
    seeing = 0
    for who in people:
        with suppress(UnknownCase):
            programme.agrees(ref, who)
            seeing += 1
    return seeing


@pytest.mark.parametrize("scene", [requests, drafted, answered, to_decide, decided])
def test_buttons_agree(programme: Programme, scene: Scene) -> None:
    """Requests, calls and applications: what is allowed can be done, and what is not is refused for the reasons shown."""
    people = ("broker", "lead", "committee", "north", "south", "city", "ghana", "auditor", "clock")
    assert all(looked_at(programme, ref, people) > 3 for ref in scene(programme))


@pytest.mark.parametrize("state", PREPARED)
def test_buttons_of_exchanges_agree(programme: Programme, state: str) -> None:
    """The same of an exchange in each of its states."""
    people = ("broker", "lead", "north", "city", "ghana", "auditor", "clock")
    assert looked_at(programme, programme.exchange(state), people) == len(people)
