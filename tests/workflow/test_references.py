"""The ids in a form: which cases they name, and whether what they name can be chosen."""

from typing import Any

import pytest

from tests.support.toys import LIBRARIAN, LOAN, OTHER_READER, READER, WISH, Library, case, snapshot
from workflow.definition import Seat
from workflow.forms import File, Form, Line, Person, Persons, Ref, Refs, Table
from workflow.reading import idents
from workflow.references import around_case, cases_named, missing
from workflow.snapshot import Facts
from workflow.words import Sentence


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
CASES = (case(WISH, "asked", ref=OPEN), case(WISH, "granted", ref=GRANTED), case(LOAN, "out", ref=LENT))


def wrong(**values: Any) -> dict[str, Any]:
    """What is wrong with a librarian's form of a new case."""
    return missing(Everything, values, Facts(snapshot(*CASES, actor=LIBRARIAN)))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"wish": OPEN},
        {"wish": GRANTED},
        {"asked": [OPEN]},
        {"asked": [OPEN, GRANTED]},  # not offered, and a guard's to refuse
        {"asked": []},
        {"wish": None, "asked": None},
        {"who": READER, "people": [READER, "PER-0002"]},
        {"rows": [{"wish": OPEN}, {"note": "PER-0099"}]},
        {"line": "WISH-2017-0099"},
    ],
)
def test_what_can_be_chosen(values: dict[str, Any]) -> None:
    """What exists, and is of the kind that the field asks for; words are no references."""
    assert wrong(**values) == {}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"wish": "WISH-2017-0099"}, ["wish"]),
        ({"wish": LENT}, ["wish"]),
        ({"wish": READER}, ["wish"]),
        ({"asked": [OPEN, LENT]}, ["asked"]),
        ({"place": READER}, ["place"]),
        ({"place": "ORG-0001"}, ["place"]),
        ({"who": "ORG-0001"}, ["who"]),
        ({"people": [READER, "PER-0099"]}, ["people"]),
        ({"paper": "DOC-0001"}, ["paper"]),
        ({"paper": OPEN, "wish": LENT}, ["paper", "wish"]),
    ],
)
def test_what_cannot_be_chosen(values: dict[str, Any], fields: list[str]) -> None:
    """What is not there, or is something else."""
    assert list(wrong(**values)) == fields


# --- people -------------------------------------------------------------------------------------------------------------


class Staffed(Library):
    """A library where two readers work for one organisation, and somebody brought a paper."""

    def organisation(self, person: str) -> str | None:
        """Both readers work there."""
        return "ORG-0001" if person in (READER, OTHER_READER) else None

    def people_of(self, organisation: str, role: str | None = None) -> tuple[str, ...]:
        """Both of them."""
        return (READER, OTHER_READER) if organisation == "ORG-0001" else ()

    def knows(self, ident: str) -> bool:
        """Papers are known too."""
        return super().knows(ident) or ident.startswith("DOC-")

    def brought(self, person: str, document: str) -> bool:
        """One reader brought one."""
        return (person, document) == (READER, "DOC-0001")


class Chosen(Facts):
    """Facts with a list of their own."""

    offered = (LIBRARIAN,)


class Offering(Form):
    """A question with a list, one without, and a paper."""

    listed = Person("Who?", offers="offered")
    rows = Table("Rows", type("Listed", (Form,), {"who": Person("Who?", offers="offered")}))
    anybody = Person("Who else?")
    paper = File("Paper")


def said(actor: str, ref: str = "", facts: dict[str, Any] | None = None, **values: Any) -> list[str]:
    """The fields that are wrong in a form of somebody, of a new case or of one in which ORG-0001 takes part."""
    one = case(WISH, "asked", ref=OPEN, seats=(Seat("reader", "ORG-0001"),), facts=facts or {})
    return list(missing(Offering, values, Chosen(snapshot(one, actor=actor, directory=Staffed()), ref)))


@pytest.mark.parametrize("actor", [READER, LIBRARIAN])
def test_only_who_is_offered(actor: str) -> None:
    """Where a question has a list, nobody else can be named, not by the office either; in tables too."""
    assert said(actor, OPEN, listed=LIBRARIAN, rows=[{"who": LIBRARIAN}]) == []
    assert said(actor, OPEN, listed=READER, rows=[{"who": LIBRARIAN}, {"who": READER}]) == ["listed", "rows"]


@pytest.mark.parametrize("actor", [READER, LIBRARIAN])
def test_only_who_has_to_do_with_it(actor: str) -> None:
    """Without a list, whoever takes part in the case or works for who does can be named."""
    assert said(actor, OPEN, anybody=OTHER_READER) == []
    assert said(actor, OPEN, anybody=LIBRARIAN) == ["anybody"]


def test_people_of_a_new_case() -> None:
    """Before there is a case one names oneself and those one works with; the office names whom it likes."""
    assert said(READER, anybody=READER) == said(READER, anybody=OTHER_READER) == []
    assert said(READER, anybody=LIBRARIAN) == ["anybody"]
    assert said(LIBRARIAN, anybody=READER) == []
    assert around_case(Facts(snapshot())) == ()


# --- documents ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "paper", "wrong_fields"),
    [
        (READER, "DOC-0001", []),
        (OTHER_READER, "DOC-0001", ["paper"]),
        (READER, "DOC-0002", ["paper"]),
        (OTHER_READER, "DOC-0003", []),
        (LIBRARIAN, "DOC-0002", []),
    ],
)
def test_whose_paper(actor: str, paper: str, wrong_fields: list[str]) -> None:
    """One attaches what one brought, or what the case names already; the office attaches what it likes."""
    assert said(actor, OPEN, {"letter": "DOC-0003"}, paper=paper) == wrong_fields


def test_paper_of_a_new_case() -> None:
    """Before there is a case nothing is named by it."""
    assert said(READER, paper="DOC-0001") == []
    assert missing(Offering, {"paper": "DOC-0003"}, Facts(snapshot(actor=READER, directory=Staffed()))) == {
        "paper": ["Choose the file again."]
    }


def test_each_is_named() -> None:
    """Of several references those that cannot be chosen are named, each with a sentence."""
    found = wrong(asked=[OPEN, "WISH-2017-0099", LENT])["asked"]
    assert list(map(str, found)) == ["“WISH-2017-0099” cannot be chosen here.", f"“{LENT}” cannot be chosen here."]


def test_rows_are_named() -> None:
    """In a table the row is named by its place, as marshmallow does it."""
    rows = [{"wish": OPEN}, {"wish": LENT, "note": "x"}]
    assert wrong(rows=rows) == {"rows": {1: {"wish": [Sentence("“{ident}” cannot be chosen here.", {"ident": LENT})]}}}


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
