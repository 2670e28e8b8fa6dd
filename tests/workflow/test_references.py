"""The ids in a form: which cases they name, and whether what they name can be chosen."""

from typing import Any

import pytest

from tests.support.toys import LOAN, READER, WISH, case, snapshot
from workflow.forms import File, Form, Line, Person, Persons, Ref, Refs, Table
from workflow.reading import idents
from workflow.references import cases_named, missing


class Row(Form):
    """A row of a table."""

    wish = Ref("Wish", "wish")
    note = Line("Note")


class Everything(Form):
    """Every kind of reference."""

    wish = Ref("Wish", "wish")
    asked = Refs("Wishes", "wish", states=("asked",))
    place = Ref("Place", "organisation")
    who = Person("Who")
    people = Persons("People")
    paper = File("Paper")
    rows = Table("Rows", Row)
    line = Line("Line")


OPEN, GRANTED, LENT = "WISH-2017-0001", "WISH-2017-0002", "LOAN-2017-0001"


def wrong(**values: Any) -> dict[str, Any]:
    """What is wrong with a form."""
    cases = (case(WISH, "asked", ref=OPEN), case(WISH, "granted", ref=GRANTED), case(LOAN, "out", ref=LENT))
    return missing(Everything, values, snapshot(*cases))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"wish": OPEN},
        {"wish": GRANTED},
        {"asked": [OPEN]},
        {"asked": []},
        {"wish": None, "asked": None},
        {"who": READER, "people": [READER, "PER-0002"]},
        {"rows": [{"wish": OPEN}, {"note": "PER-0099"}]},
        {"line": "WISH-2017-0099"},
    ],
)
def test_what_can_be_chosen(values: dict[str, Any]) -> None:
    """What exists, and is of the kind and in the state that the field asks for; words are no references."""
    assert wrong(**values) == {}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"wish": "WISH-2017-0099"}, ["wish"]),
        ({"wish": LENT}, ["wish"]),
        ({"wish": READER}, ["wish"]),
        ({"asked": [OPEN, GRANTED]}, ["asked"]),
        ({"place": READER}, ["place"]),
        ({"place": "ORG-0001"}, ["place"]),
        ({"who": "ORG-0001"}, ["who"]),
        ({"people": [READER, "PER-0099"]}, ["people"]),
        ({"paper": "DOC-0001"}, ["paper"]),
        ({"paper": OPEN, "wish": LENT}, ["paper", "wish"]),
    ],
)
def test_what_cannot_be_chosen(values: dict[str, Any], fields: list[str]) -> None:
    """What is not there, is something else, or is not in the state that the field asks for."""
    assert list(wrong(**values)) == fields


def test_each_is_named() -> None:
    """Of several references those that cannot be chosen are named, each with a sentence."""
    assert wrong(asked=[OPEN, GRANTED, LENT]) == {
        "asked": [f"“{GRANTED}” cannot be chosen here.", f"“{LENT}” cannot be chosen here."]
    }


def test_rows_are_named() -> None:
    """In a table the row is named by its place, as marshmallow does it."""
    rows = [{"wish": OPEN}, {"wish": LENT, "note": "x"}]
    assert wrong(rows=rows) == {"rows": {1: {"wish": [f"“{LENT}” cannot be chosen here."]}}}


ANY_DEPTH: dict[str, Any] = {
    "one": OPEN,
    "many": [GRANTED, "PER-0001", 3, None, True],
    "rows": [{"deep": {"er": [LENT]}, "who": "ORG-0012"}],
    "text": f"See {OPEN}.",
    "OTHER-2017-0001": "DOC-12345",
}


def test_cases_named() -> None:
    """References are found however deep; a sentence that mentions one names none."""
    assert cases_named(ANY_DEPTH) == {OPEN, GRANTED, LENT}
    assert cases_named(None) == cases_named("wish-2017-0001") == cases_named({}) == set()


def test_idents() -> None:
    """The same for people, organisations and documents."""
    assert idents(ANY_DEPTH) == {"PER-0001", "ORG-0012", "DOC-12345"}
    assert idents(None) == idents("PER-1") == idents([]) == set()
