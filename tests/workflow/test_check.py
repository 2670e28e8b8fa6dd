"""A definition is proved sound before a case is moved by it; what is wrong is said in a sentence."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support import toys
from tests.workflow import mistakes_around_it, mistakes_in_itself
from tests.workflow.broken import Broken
from workflow import checks, moments
from workflow.check import check, refuse_unsound
from workflow.definition import Move, Workflow
from workflow.errors import NotSound

AUDIENCES = {"friends"}
MISTAKES = [
    *mistakes_in_itself.SPELLING,
    *mistakes_in_itself.WAYS,
    *mistakes_in_itself.WAITING,
    *mistakes_around_it.TIMES,
    *mistakes_around_it.LINKED,
    *mistakes_around_it.ASKING,
    *mistakes_around_it.TOLD,
]


def problems(definition: Workflow, texts: Mapping[str, set[str]] | None = None) -> list[str]:
    """What is wrong with a type, beside the other toy."""
    known = {"letters": toys.LETTERS, "audiences": AUDIENCES, "texts": texts}
    return check(definition, toys.registry(definition), **known)


@pytest.mark.parametrize("definition", [toys.WISH, toys.LOAN], ids=["wish", "loan"])
def test_sound(definition: Workflow) -> None:
    """There is nothing to say about a sound definition."""
    assert problems(definition) == []


@pytest.mark.parametrize(("mistake", "sentence"), MISTAKES, ids=[sentence for _, sentence in MISTAKES])
def test_refused(mistake: Broken, sentence: str) -> None:
    """A mistake is refused in a sentence that says what is wrong and how to mend it."""
    assert sentence in problems(mistake())


def test_untranslated() -> None:
    """A language that is listed as complete has every text."""
    texts = {"nl": {"Loan", "Prepared", "Asked"}}
    assert "The text “Agree” is missing in “nl”. Translate it." in problems(toys.LOAN, texts)
    assert "The text “Prepared” is missing in “nl”. Translate it." not in problems(toys.LOAN, texts)


def test_every_text() -> None:
    """The texts of guards, forms, choices, parts and milestones are among those to translate."""
    missing = " ".join(problems(toys.WISH, {"nl": set()}))
    for text in ("A reader has one wish at a time.", "Which book?", "French", "the reader", "Returned", "Wish"):
        assert f"“{text}”" in missing


def sometimes(loan: toys.LoanFacts, form: Mapping[str, Any], wish: toys.WishFacts) -> bool:
    """A condition that no check can look through."""
    return loan.days < wish.wishes_of_reader


class Dated(toys.LoanFacts):
    """Facts with dates that no form sets."""

    @property
    def fair_day(self) -> date | None:
        """A date under its own name."""
        return None

    def anchor(self, name: str) -> date | None:
        """A date of a linked case."""
        return self.fair_day if name == "opening_day" else super().anchor(name)


@pytest.mark.parametrize("name", ["fair_day", "opening_day", "set_day"])
def test_dates_of_facts(name: str) -> None:
    """A date that facts provide, anchor or record is as good as one that a form sets."""
    recorded = toys.broken(toys.LOAN, "note", record=lambda loan, form: {"set_day": "2017-05-15"})
    dated = replace(toys.with_state(recorded, "out", limit=moments.on(name)), facts=Dated)
    assert problems(dated) == []


@pytest.mark.parametrize(
    "move",
    [Move("wishes", "loan_returned", when=sometimes), Move("wishes", "sing", states=("asked",), when=sometimes)],
    ids=["in some states", "of some types"],
)
def test_moves_on_condition(move: Move) -> None:
    """A linked move on a condition may leave out states, and types that do not know it."""
    moves = (Move("wishes", "loan_returned", states=("granted",)), move)
    assert problems(toys.broken(toys.LOAN, "give_back", moves=moves)) == []


def test_misspelt() -> None:
    """A linked move on a condition that is spelt wrongly shows where nothing moves the linked case any more."""
    loan = toys.broken(toys.LOAN, "give_back", moves=(Move("wishes", "loan_retuned", when=sometimes),))
    found = check(toys.WISH, toys.registry(loan), letters=toys.LETTERS, audiences=AUDIENCES)
    assert found == ["“loan_returned” waits for a linked case, and none moves it. Let one do so, or delete it."]


def test_once() -> None:
    """The same mistake is told once, however often it was made."""
    found = problems(toys.broken(toys.LOAN, "give_back", moves=(), by=()))
    assert len(found) == len(set(found))


def test_refuse_unsound() -> None:
    """The program does not start with a type that is not sound."""
    types = toys.registry(replace(toys.LOAN, prefix="x"))
    with pytest.raises(NotSound, match="The case type loan is not sound: The prefix “x” is not two"):
        refuse_unsound(types, letters=toys.LETTERS, audiences=AUDIENCES)


def test_all_sound() -> None:
    """The program starts when all types are sound."""
    refuse_unsound(toys.registry(), letters=toys.LETTERS, audiences=AUDIENCES)


def sentences() -> Iterator[str]:
    """A pattern of every sentence that a check can say."""
    for file in sorted(Path(str(checks.__file__)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.JoinedStr | ast.Constant):
                pattern = _pattern(node.value)
                if len(pattern) > 30:  # not the quoted name of something that a sentence is about
                    yield pattern


def _pattern(said: ast.expr) -> str:
    if isinstance(said, ast.Constant):
        return re.escape(str(said.value))
    parts = said.values if isinstance(said, ast.JoinedStr) else []
    return "".join(re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in parts)


@pytest.mark.parametrize("pattern", sorted(set(sentences())))
def test_every_refusal_is_tried(pattern: str) -> None:
    """No check can say a sentence that no mistake here provokes."""
    said = [sentence for _, sentence in MISTAKES] + ["The text “x” is missing in “nl”. Translate it."]
    assert any(re.fullmatch(pattern, sentence) for sentence in said)
