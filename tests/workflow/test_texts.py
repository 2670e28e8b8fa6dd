"""Texts apart from history: minted, told by commitment, kept, found again, erased."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, create_engine, update

from workflow import tables, texts
from workflow.forms import Choice, Day, Form, Line, Period, Persons, Table, Text
from workflow.history import canonical, commitment


class Goal(Form):
    """A row of the table below."""

    goal = Line("Goal", required=True)
    by = Day("By")


class Challenge(Form):
    """A form with every kind of value that matters here."""

    challenge = Text("Challenge", required=True)
    tried = Text("Tried so far")
    language = Choice("Language", {"en": "English"})
    people = Persons("People")
    period = Period("Period")
    goals = Table("Goals", Goal)


FILLED = {
    "challenge": "Waste is burnt.",
    "language": "en",
    "people": ["PER-0001"],
    "period": {"first": date(2017, 5, 15), "last": date(2017, 5, 19)},
    "goals": [{"goal": "No smoke", "by": date(2018, 1, 1)}, {"goal": "Compost"}],
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    """The engine's tables in a database that is forgotten."""
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection


def test_a_minted_text_can_be_proved() -> None:
    """Salt and body give the commitment."""
    minted = texts.mint("Waste is burnt.")
    assert minted.ref.commitment == commitment(minted.salt, "Waste is burnt.")
    assert minted.ref.id.startswith("TXT-")
    assert len(minted.salt) == 64


def test_equal_texts_cannot_be_told_apart() -> None:
    """The same words twice have nothing in common that history could show."""
    one, other = texts.mint("yes"), texts.mint("yes")
    assert one.ref.plain().items().isdisjoint(other.ref.plain().items())


def test_a_form_is_minted_wherever_it_has_text() -> None:
    """Texts and lines become references, in tables too; facts stay as they are."""
    values, minted = texts.mint_form(Challenge, FILLED)
    assert [one.ref.body for one in minted] == ["Waste is burnt.", "No smoke", "Compost"]
    assert values["challenge"] == minted[0].ref
    assert values["goals"] == [{"goal": minted[1].ref, "by": date(2018, 1, 1)}, {"goal": minted[2].ref}]
    assert {name: values[name] for name in ("language", "people", "period")} == {
        name: FILLED[name] for name in ("language", "people", "period")
    }


def test_a_blank_text_is_none() -> None:
    """Nothing is kept for an empty answer, and a guard that asks for the text finds none."""
    assert texts.mint_form(Challenge, {"tried": " \n"}) == ({"tried": None}, [])


def test_plain_is_json_without_words() -> None:
    """What goes into facts and history is JSON, and holds none of the words."""
    values, minted = texts.mint_form(Challenge, FILLED)
    plain = texts.plain(values)
    assert plain["period"] == {"first": "2017-05-15", "last": "2017-05-19"}
    assert plain["goals"][1] == {"goal": {"text": minted[2].ref.id, "commitment": minted[2].ref.commitment}}
    assert "Compost" not in canonical(plain)


@pytest.mark.parametrize("value", [{1, 2}, object(), 0.5, b"x"])
def test_plain_refuses_the_rest(value: object) -> None:
    """A value that is neither fact nor text stops the move instead of being guessed."""
    with pytest.raises(TypeError, match="neither a fact nor a text"):
        texts.plain({"a": [value]})


def test_mentioned() -> None:
    """All texts of a value are found, however deep."""
    values, minted = texts.mint_form(Challenge, FILLED)
    assert list(texts.mentioned(texts.plain(values))) == [one.ref.id for one in minted]


def test_kept_and_found(connection: Connection) -> None:
    """What was stored is found by id; an erased text is None, and an unknown id is not there."""
    kept, erased = texts.mint("kept"), texts.mint("erased")
    texts.store(connection, [kept, erased], person="PER-0001", ref="REQ-2017-0001")
    connection.execute(update(tables.texts).where(tables.texts.c.id == erased.ref.id).values(body=None))
    found = texts.resolve(connection, [kept.ref.id, erased.ref.id, "TXT-0"])
    assert found == {kept.ref.id: "kept", erased.ref.id: None}


def test_nothing_costs_nothing(connection: Connection) -> None:
    """No texts: no row, no query."""
    texts.store(connection, [], person=None, ref="SYS")
    assert texts.resolve(connection, []) == {}


def test_the_same_words_are_the_same_text(connection: Connection) -> None:
    """What is sent again in the same words, in the same place, is the text that is known; other words are new ones."""
    before, minted = texts.mint_form(Challenge, FILLED)
    texts.store(connection, minted, person="PER-0001", ref="REQ-2017-0001")
    known = texts.plain(before)
    again = {**FILLED, "goals": [{"goal": "No smoke"}, {"goal": "No smoke"}], "tried": "Nothing."}
    values, sent = texts.mint_form(Challenge, again)
    values, new = texts.unchanged(connection, values, sent, known)
    assert values["challenge"] == before["challenge"]
    assert values["goals"][0]["goal"] == before["goals"][0]["goal"]
    assert {one.ref for one in new} == {values["tried"], values["goals"][1]["goal"]}


def test_an_erased_text_is_none_other(connection: Connection) -> None:
    """Who writes again what was erased has written it: the erased text stays away."""
    before, minted = texts.mint_form(Challenge, FILLED)
    texts.store(connection, minted, person="PER-0001", ref="REQ-2017-0001")
    connection.execute(update(tables.texts).values(body=None))
    values, sent = texts.mint_form(Challenge, FILLED)
    assert texts.unchanged(connection, values, sent, texts.plain(before)) == (values, sent)
