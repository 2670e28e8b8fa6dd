"""Facts become a sentence for a reader in their language, and nothing that is missing takes the sentence away."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.toys import LOAN, WISH, broken
from workflow import blockers
from workflow.errors import BadForm, Refused, Stale, UnknownType, WorkflowError
from workflow.sentences import error_text, labels_of, parts_of, sentence
from workflow.words import Sentence

NAMES = {"PER-0001": "Ama", "ORG-0001": "Almere", "office:broker": "the secretariat"}
LABELS = labels_of(LOAN, WISH)
DUTCH = {
    "{who} is {state}.": "{who} is {state}. (nl)",
    "Out": "Uitgeleend",
    "yes": "ja",
    "broken {who}": "kapot {who",
    "positional": "{0}",
    "attribute": "{who.name}",
}


def said(message: str, facts: Mapping[str, Any], *, language: str = "en") -> str:
    """A sentence for a reader, who reads English or Dutch."""
    translate = (lambda text: DUTCH.get(text, text)) if language == "nl" else str
    names = lambda ident: NAMES.get(ident, ident)  # noqa: E731
    return sentence(message, facts, names=names, translate=translate, labels=LABELS, language=language)


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"x": "PER-0001"}, "Ama"),
        ({"x": "ORG-0001"}, "Almere"),
        ({"x": "office:broker"}, "the secretariat"),
        ({"x": "REQ-2017-0001"}, "REQ-2017-0001"),
        ({"x": "2017-05-15"}, "15 May 2017"),
        ({"x": date(2017, 5, 15)}, "15 May 2017"),
        ({"x": "2017-99-99"}, "2017-99-99"),
        ({"x": "20170515"}, "20170515"),
        ({"x": datetime(2017, 5, 15, 7, 0, tzinfo=UTC)}, "15 May 2017, 07:00 (UTC)"),
        ({"x": 40}, "40"),
        ({"x": True}, "yes"),
        ({"x": False}, "no"),
        ({"x": None}, "…"),
        ({}, "…"),
        ({"x": []}, "…"),
        ({"x": ["PER-0001"]}, "Ama"),
        ({"x": ["PER-0001", "ORG-0001"]}, "Ama and Almere"),
        ({"x": ("a", "b", "c")}, "a, b and c"),
        ({"x": {"b", "a"}}, "a and b"),
        ({"x": {"first": "2017-05-15", "last": "2017-05-19"}}, "15 May 2017 and 19 May 2017"),
    ],
)
def test_value(facts: Mapping[str, Any], shown: str) -> None:
    """Ids become names, dates are written out, lists are joined, and what is missing is a dot-dot-dot."""
    assert said("{x}", facts) == shown


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"state": "kept_back"}, "Kept back"),
        ({"possible_states": ["out", "asked"]}, "Out and Asked for"),
        ({"parts": ["reader", "broker", "clock"]}, "the reader, the librarian and the clock"),
        ({"type": "wish"}, "Wish"),
        ({"trigger": "give_back"}, "Give back"),
        ({"prepared_by": ["agree"]}, "Agree"),
        ({"milestone": "lent"}, "Lent"),
        ({"language": "fr"}, "French"),
        ({"languages": ["fr", "en"]}, "French and English"),
        ({"country": "UG"}, "Uganda"),
        ({"state": "unheard_of"}, "unheard_of"),
        ({"language": "xx"}, "xx"),
        ({"book": "out"}, "out"),
    ],
)
def test_code(facts: Mapping[str, Any], shown: str) -> None:
    """A code is looked up in the vocabulary that its fact is called by."""
    assert said(f"{{{next(iter(facts))}}}", facts) == shown


def test_translated() -> None:
    """Sentence, labels, names of languages, lists and dates are in the reader's language."""
    facts = {"who": ["a", "b"], "state": "out"}
    assert said("{who} is {state}.", facts, language="nl") == "a en b is Uitgeleend. (nl)"
    assert said("{day} {language} {ok}", {"day": "2017-05-15", "language": "fr", "ok": True}, language="nl") == (
        "15 mei 2017 Frans ja"
    )


@pytest.mark.parametrize(("message", "shown"), [("broken {who}", "broken a"), ("positional", "positional")])
def test_bad_translation(message: str, shown: str) -> None:
    """A translation with a broken placeholder is passed over for the original."""
    assert said(message, {"who": "a"}, language="nl") == shown


def test_attribute_of_text() -> None:
    """A placeholder that reaches into a value is passed over for the original."""
    assert said("attribute", {"who": "a"}, language="nl") == "attribute"


def test_reason_within() -> None:
    """The reason of a linked case is said within the sentence, however deep."""
    inner = blockers.linked("LOAN-2017-0001", blockers.not_from_this_state("lost", ("out", "overdue")))
    outer = blockers.linked("WISH-2017-0001", inner)
    assert said(outer.message, outer.facts) == (
        "WISH-2017-0001 cannot follow: LOAN-2017-0001 cannot follow: "
        "This is not possible while the case is “Lost”; it is possible in: Out and Overdue."
    )


def text_of(error: WorkflowError, **more: Any) -> str:
    """An error as a reader of English reads it."""
    return error_text(error, names=lambda i: NAMES.get(i, i), translate=str, labels=LABELS, **more)


def test_refused() -> None:
    """A refusal says all its reasons."""
    reasons = [blockers.not_your_part(("broker",)), blockers.other_eyes("PER-0001", ("change_terms",))]
    assert text_of(Refused(reasons, trigger="agree")) == (
        "Agree is not possible. Only the librarian can do this."
        " You prepared this (Change the terms); another broker confirms it."
    )


def test_bad_form() -> None:
    """A form that does not fit says what is wrong with each field, those of a table by row."""
    errors = {"day": ["Not a valid date."], "rows": {1: {"name": ["Too long."]}}}
    assert text_of(BadForm(errors)) == (
        "The form has errors: day and rows. day: Not a valid date. rows.1.name: Too long."
    )


def test_in_their_zone() -> None:
    """A moment is told in the reader's zone, and the zone with it."""
    stale = Stale(seen=3, now=4, who="PER-0001", trigger="agree", at=datetime(2017, 5, 15, 7, 0, tzinfo=UTC))
    assert text_of(stale, zone="Africa/Kampala") == (
        "Ama was quicker: “Agree” on 15 May 2017, 10:00 (Africa/Kampala)."
        " You saw version 3, it is version 4 now. Look again."
    )


def test_codes_to_type() -> None:
    """What a reader would have to type is not turned into a label."""
    assert text_of(UnknownType(type="book", types=["wish", "loan"])) == (
        "There is no case type “book”. There are: wish and loan."
    )


def test_labels_of_several() -> None:
    """Where two definitions name a thing differently, the first is heard."""
    other = broken(LOAN, "agree", label="Shake hands")
    assert labels_of(LOAN, other)["trigger"]["agree"] == "Agree"
    assert labels_of(other, LOAN)["trigger"]["agree"] == "Shake hands"


def test_parts() -> None:
    """The parts of a definition are those who act or wait, the clock and linked cases included."""
    assert [part.name for part in parts_of(LOAN)] == ["reader", "broker", "link", "clock"]


def test_field_error_in_another_language() -> None:
    """A sentence with facts is translated before it is filled; the id that was typed stays as it was."""
    error = BadForm({"who": [Sentence("{who} is {state}.", {"who": "PER-0001", "state": "out"})]})
    translate = lambda text: DUTCH.get(text, text)  # noqa: E731
    assert "who: PER-0001 is out. (nl)" in error_text(error, names=str, translate=translate, labels={}, language="nl")
