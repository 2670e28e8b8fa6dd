"""Several letters that one act owes one person become one."""

import pytest

from letters import Letter, merge, render
from tests.letters import samples


def letter(subject: str, body: str) -> Letter:
    """A letter that differs from others in what it says only."""
    return Letter(subject, "Dear colleague,", body, "Kind regards")


def test_one() -> None:
    """A single letter stays as it is."""
    one = letter("A", "First.")
    assert merge([one]) == one


def test_several() -> None:
    """Two letters are one, each under its own subject, between one greeting and one closing."""
    merged = merge([letter("A", "First."), letter("B", "Second.")])
    assert merged.subject == "A (+1)"
    assert merged.text == "Dear colleague,\n\n1. A\n\nFirst.\n\n2. B\n\nSecond.\n\nKind regards\n"


def test_the_same_twice() -> None:
    """A letter that is owed twice, for two parts of one person, is said once."""
    assert merge([letter("A", "First."), letter("A", "First.")]) == letter("A", "First.")


def test_order() -> None:
    """What comes first is read first, and gives the subject."""
    assert merge([letter("B", "b"), letter("A", "a"), letter("B", "b")]).body == "1. B\n\nb\n\n2. A\n\na"


def test_subject_stays_short() -> None:
    """However long the first subject is, what is merged has one of at most 120 characters that tells how many more."""
    merged = merge([letter("A" * 120, "First."), letter("B", "Second."), letter("C", "Third.")])
    assert len(merged.subject) == 120
    assert merged.subject.endswith("A… (+2)")


def test_real_letters_in_short_lines() -> None:
    """Letters of one act merge with lines that are still short, and every link is kept."""
    names = ["request_matched", "application_selected", "association_invited"]
    merged = merge([render(name, samples.full(), "en") for name in names])
    assert [line for line in merged.text.splitlines() if len(line) > 78 and "://" not in line] == []
    assert merged.text.count(samples.LINK) == 3
    assert merged.text.count("Dear ") == merged.text.count("Kind regards,") == 1


def test_none() -> None:
    """Nothing cannot be merged."""
    with pytest.raises(ValueError, match="no letter to merge"):
        merge([])
