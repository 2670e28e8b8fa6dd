"""Two entries of one organisation become one, whatever they are part of."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import insert

from records import accounts, interests, merging, offers, organisations, people
from tests.support.database import Database
from tests.support.programme import Programme
from workflow.errors import BadForm
from workflow.history import EntryKind
from workflow.streams import SYSTEM, entries_of
from workflow.tables import participants


@pytest.fixture
def programme(database: Database) -> Iterator[Programme]:
    """The programme, once on each kind of database; its history gives its cases before and after."""
    programme = Programme(database.url)
    yield programme
    assert programme.differences() == []
    programme.close()


def by(programme: Programme, **more: Any) -> dict[str, Any]:
    """Who merges, when, and why."""
    return {"actor": programme.people["admin"], "now": programme.now, "via": "test", "reason": "Typed twice.", **more}


def twin_of(programme: Programme, name: str, called: str = "north again", **values: Any) -> str:
    """An organisation like one of the programme's, under a name of its own."""
    with programme.database.begin() as connection:
        one = organisations.get(connection, programme.bodies[name])
        like = {"kind": one.kind, "country": one.country, "zone": one.zone, "languages": one.languages, **values}
        return organisations.create(connection, name=called, **like, actor="SYS", now=programme.now, via="test")


def merge(programme: Programme, twin: str, into: str, **more: Any) -> list[str]:
    """The cases that were put right."""
    with programme.database.begin() as connection:
        done = merging.merge(connection, programme.engine, twin, into, **by(programme, **more))
    return [one.ref for one in done]


def moved(programme: Programme, who: str, organisation: str) -> None:
    """Somebody works for an organisation."""
    with programme.database.begin() as connection:
        accounts.change(connection, programme.people[who], organisation=organisation, **by(programme))


def test_cases_are_put_right(programme: Programme) -> None:
    """In what goes on `into` stands for the twin: facts, seats and title, by one entry with the reason and who did it."""
    twin = twin_of(programme, "north")
    moved(programme, "north", twin)
    ref = programme.request("north", governments=[twin])
    before = programme.case(ref)
    assert merge(programme, twin, programme.bodies["north"]) == [ref]
    after, entry = programme.case(ref), programme.entries(ref)[-1]
    assert after.facts["governments"] == [programme.bodies["north"]]
    assert (before.title, after.title) == ("Waste management: north again", "Waste management: north")
    assert (after.version, after.state, after.due_at) == (before.version + 1, before.state, before.due_at)
    assert (entry.kind, entry.actor, entry.source, entry.target) == (
        EntryKind.CORRECTED,
        programme.people["admin"],
        before.state,
        before.state,
    )
    (why,) = programme.rows("texts", id=(entry.reason or {})["text"])
    assert (why.body, why.ref) == ("Typed twice.", ref)
    live = {row.organisation for row in programme.rows("participants", ref=ref) if row.until_act is None}
    assert twin not in live


def test_moves_go_on(programme: Programme) -> None:
    """Whoever acted for the twin acts for `into`, in the cases that the twin had."""
    twin = twin_of(programme, "north")
    moved(programme, "north", twin)
    ref = programme.request("north", governments=[twin])
    merge(programme, twin, programme.bodies["north"])
    programme.fire(ref, "amend", "north", challenge="Another text.")
    with programme.database.connect() as connection:
        assert people.get(connection, programme.people["north"]).organisation == programme.bodies["north"]


def test_both_in_one_case(programme: Programme) -> None:
    """A case that names both names the one once."""
    twin, into = twin_of(programme, "north"), programme.bodies["north"]
    ref = programme.request("north", governments=[into, twin])
    merge(programme, twin, into)
    assert programme.case(ref).facts["governments"] == [into]


def test_ended_cases_stay(programme: Programme) -> None:
    """What has ended keeps what was, and those who come to `into` still see it."""
    twin = twin_of(programme, "north")
    moved(programme, "north", twin)
    ref = programme.request("north", governments=[twin])
    programme.fire(ref, "withdraw", "north", reason="No money.")
    before = programme.case(ref)
    assert merge(programme, twin, programme.bodies["north"]) == []
    assert programme.case(ref) == before
    with programme.database.connect() as connection:
        engine = programme.engine
        assert ref in engine.snapshot(connection, ref, actor=programme.people["north"], now=programme.now).cases


def test_no_longer_offered(programme: Programme) -> None:
    """The twin is in no list and no form; its page still says what became of it, and so does the system's history."""
    twin, into = twin_of(programme, "north"), programme.bodies["north"]
    merge(programme, twin, into)
    with programme.database.connect() as connection:
        assert twin not in {one.id for one in organisations.every(connection)}
        assert twin not in {one.id for one in offers.organisations(connection)}
        assert organisations.get(connection, twin).merged_into == into
        assert list(entries_of(connection, SYSTEM))[-1].changes == {"facts": {twin: {"merged_into": into}}}
    with pytest.raises(BadForm) as refusal:
        programme.request("north", governments=[twin])
    assert set(refusal.value.errors) == {"governments"}


def test_interests_count(programme: Programme) -> None:
    """Who declared an interest in the twin has it in `into`."""
    twin, into, member = twin_of(programme, "north"), programme.bodies["north"], programme.people["committee"]
    with programme.database.begin() as connection:
        interests.declare(connection, member, twin, "family", actor=member, now=programme.now, via="test")
    merge(programme, twin, into)
    with programme.database.connect() as connection:
        assert interests.of(connection, member)[into] == "family"


def test_merged_twice(programme: Programme) -> None:
    """What was merged into the twin comes along; the twin itself can be merged no more."""
    first, second, into = (
        twin_of(programme, "north"),
        twin_of(programme, "north", "north once more"),
        programme.bodies["north"],
    )
    merge(programme, first, second)
    merge(programme, second, into)
    with programme.database.connect() as connection:
        assert organisations.get(connection, first).merged_into == into
    with pytest.raises(merging.MergedAlready):
        merge(programme, first, into)


@pytest.mark.parametrize(
    ("values", "error"),
    [({"kind": "association"}, merging.NotAlike), ({"country": "KE"}, merging.NotAlike)],
)
def test_not_alike(programme: Programme, values: dict[str, Any], error: type[Exception]) -> None:
    """Two of two kinds, or of two countries, are two; and nothing is merged into itself."""
    twin, into = twin_of(programme, "north", **values), programme.bodies["north"]
    with programme.unchanged(), pytest.raises(error):
        merge(programme, twin, into)
    with programme.unchanged(), pytest.raises(merging.SameOrganisation):
        merge(programme, into, into)


@pytest.mark.parametrize("linked", [False, True])
def test_on_both_sides(programme: Programme, linked: bool) -> None:
    """Where one of the two asks and the other helps, in one case or in two that belong together, they are two."""
    twin, call = twin_of(programme, "north"), programme.call()
    (ref,) = (one for one in programme.linked(call) if one.startswith("REQ-"))
    seat = {"part": "expert", "organisation": twin, "since_act": "ACT-0"}
    with programme.unchanged(), programme.database.connect() as connection:
        connection.execute(insert(participants).values(ref=call if linked else ref, **seat))
        with pytest.raises(merging.OnBothSides) as refusal:
            merging.look(connection, twin, programme.bodies["north"])
        connection.rollback()
    assert refusal.value.facts["ref"] in {ref, call}
