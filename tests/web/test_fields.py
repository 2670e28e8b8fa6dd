"""Between HTML names and JSON values: every kind of question, there and back."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

import app
from web.fields import KINDS, RESERVED, asked_by, decode, encode, filled_rows, kind_of, waivers
from workflow import forms

OPTIONS = {"a": "A", "b": "B"}


class Row(forms.Form):
    """A row with several kinds in it."""

    what = forms.Line("What", required=True)
    many = forms.Whole("How many")
    which = forms.Choices("Which", OPTIONS)
    when = forms.Period("When")
    done = forms.Yes("Done")


class Everything(forms.Form):
    """One question of each kind."""

    line = forms.Line("Line")
    text = forms.Text("Text")
    choice = forms.Choice("Choice", OPTIONS)
    choices = forms.Choices("Choices", OPTIONS)
    day = forms.Day("Day")
    period = forms.Period("Period")
    whole = forms.Whole("Whole")
    yes = forms.Yes("Yes")
    file = forms.File("File")
    person = forms.Person("Person")
    persons = forms.Persons("Persons")
    ref = forms.Ref("Ref", "request")
    refs = forms.Refs("Refs", "organisation")
    table = forms.Table("Table", Row)


FIELDS = Everything._declared_fields
VALUES: dict[str, Any] = {
    "line": "One line",
    "text": "\nTwo lines,\n the second indented.\n",
    "choice": "b",
    "choices": ["a", "b"],
    "day": "2018-06-10",
    "period": {"first": "2018-06-10", "last": "2018-06-12"},
    "whole": 0,
    "yes": True,
    "file": "DOC-0001",
    "person": "PER-0001",
    "persons": ["PER-0002", "PER-0001"],
    "ref": "REQ-2018-0001",
    "refs": ["ORG-0001"],
    "table": [
        {
            "what": "First",
            "many": 2,
            "which": ["a"],
            "when": {"first": "2018-01-01", "last": "2018-01-02"},
            "done": True,
        },
        {"what": "Second"},
    ],
}


@pytest.mark.parametrize("name", list(VALUES))
def test_there_and_back(name: str) -> None:
    """What a browser would post for a value is read as that value, which the form's own check takes."""
    given = {name: VALUES[name]}
    assert decode(FIELDS, encode(FIELDS, given)) == given
    assert set(Everything().load(given)) == {name}


def test_every_kind_is_known() -> None:
    """Each kind of field that a case type may use has a row of the table, and a subclass is dealt with as its kind."""
    kinds = {one for one in vars(forms).values() if isinstance(one, type) and issubclass(one, forms.Asked)}
    assert kinds - {forms.Asked} == set(KINDS)
    assert {name for name, field in FIELDS.items() if kind_of(field)} == set(VALUES)


def test_nothing_answered_is_nothing_sent() -> None:
    """A form of blanks has no values, so that its check says what is missing."""
    blank = MultiDict({"line": " ", "text": "\r\n", "choice": "", "day": "", "period-first": "", "table-0-what": ""})
    assert decode(FIELDS, blank) == {}


def test_a_browsers_line_ends() -> None:
    """A text comes with the line ends of a browser and is read with ours."""
    assert decode(FIELDS, MultiDict({"text": "One\r\nTwo"})) == {"text": "One\nTwo"}


def test_what_does_not_fit_is_kept() -> None:
    """A value that is no number, no day or half a period is left as it was typed, for the form's check to refuse."""
    typed = MultiDict({"whole": "three", "day": "tomorrow", "period-last": "2018-06-12"})
    read = decode(FIELDS, typed)
    assert read == {"whole": "three", "day": "tomorrow", "period": {"last": "2018-06-12"}}
    assert set(Everything().validate(read)) == {"whole", "day", "period"}
    assert dict(encode(FIELDS, read)) == dict(typed)


def test_blank_rows_are_dropped() -> None:
    """Rows are read in the order of their numbers, without those that say nothing."""
    posted = MultiDict({"table-7-what": "Last", "table-0-what": " ", "table-2-what": "First", "table-2-many": ""})
    assert decode(FIELDS, posted) == {"table": [{"what": "First"}, {"what": "Last"}]}
    assert filled_rows(FIELDS["table"], posted, "table") == ["table-2-", "table-7-"]


def test_what_the_page_filled_in_is_no_row() -> None:
    """A row in which only the page wrote something was not answered."""
    posted = MultiDict([("prefilled", "table-0-what=A"), ("prefilled", "table-1-what=B"), ("table-0-what", "A")])
    posted.update({"table-1-what": "B", "table-1-many": "3"})
    assert decode(FIELDS, posted) == {"table": [{"what": "B", "many": 3}]}


def test_what_the_page_filled_in_is_changed() -> None:
    """A row in which somebody wrote something else than the page had is an answer."""
    posted = MultiDict([("prefilled", "table-0-what=A"), ("table-0-what", "Another")])
    assert decode(FIELDS, posted) == {"table": [{"what": "Another"}]}


@pytest.mark.parametrize(
    ("name", "emptied"),
    [("text", ""), ("choices", []), ("refs", []), ("table", []), ("yes", False), ("day", None), ("choice", None)],
)
def test_an_answer_taken_out(name: str, emptied: Any) -> None:
    """What the page had filled in and comes back blank is emptied; what cannot be, the form's check refuses."""
    read = decode(FIELDS, MultiDict([("prefilled", name)]))
    assert read == {name: emptied}
    assert bool(Everything().validate(read)) is (emptied is None)


@pytest.mark.parametrize("name", ["budget", "table-0-budget", "period-middle", "table-x-what", "line-first"])
def test_a_strange_name_is_kept_to_be_refused(name: str) -> None:
    """A name that no question has is passed on, so that it is refused and not ignored."""
    read = decode(FIELDS, MultiDict({name: "1"}))
    assert read == {name: "1"}
    assert Everything().validate(read) == {name: ["Unknown field."]}


def test_what_stands_beside_the_answers() -> None:
    """Version, key, token, behalf and waivers are no answers; a waiver without a reason is none."""
    beside = MultiDict(dict.fromkeys(RESERVED, "1")) | MultiDict(
        {"waive.no_twin": "Another place.", "waive.other": " "}
    )
    assert decode(FIELDS, beside) == {}
    assert waivers(beside) == {"no_twin": "Another place."}


def test_no_case_type_asks_under_a_reserved_name() -> None:
    """No question has the name of what stands beside the answers, nor one that reads as a part of another's."""
    for definition in app.known_types():
        for transition in definition.transitions:
            asked = asked_by(definition, transition.trigger)
            assert RESERVED.isdisjoint(asked)
            assert not [name for name in asked if "-" in name or "." in name]


def test_every_form_of_every_type_can_be_drawn() -> None:
    """Each question of each type is of a kind that pages know."""
    for definition in app.known_types():
        for transition in definition.transitions:
            for field in asked_by(definition, transition.trigger).values():
                assert kind_of(field).widget
