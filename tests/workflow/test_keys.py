"""A request sent twice under one key is done once and answered twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.club import Desk
from tests.support.database import Database
from tests.support.forks import together
from tests.support.toys import LIBRARIAN, OTHER_READER, READER
from workflow.errors import BadForm, KeyReused, Refused

ASKED: dict[str, Any] = {"form": {"reader": READER, "book": "A book"}, "key": "k1"}
FRENCH = {"language": "fr"}


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk that is not connected yet, so that processes may share it."""
    desk = Desk(database.url)
    yield desk
    desk.close()


def test_key_again(desk: Desk) -> None:
    """The answer of the first is given again, word for word, and nothing is done."""
    first = desk.press("wish", "ask", READER, **ASKED)
    with desk.unchanged():
        assert desk.press("wish", "ask", READER, **ASKED) == first
    assert len(desk.rows("cases")) == 1


def test_key_again_after_more(desk: Desk) -> None:
    """The answer is that of then, whatever has happened since, and whichever version is told."""
    wish = desk.wish()
    first = desk.press(wish, "reword", READER, form=FRENCH, key="k1", version=1)
    desk.fire(wish, "grant", LIBRARIAN)
    assert desk.press(wish, "reword", READER, form=FRENCH, key="k1", version=3) == first


@pytest.mark.parametrize(
    "other",
    [
        {"form": {"reader": READER, "book": "Another book"}},
        {"form": None},
        {"waivers": {"one_wish": "Because."}},
        {"on_behalf_of": READER, "on_behalf_reason": "She rang."},
    ],
)
def test_key_of_another_request(desk: Desk, other: dict[str, Any]) -> None:
    """The same key with another request is an error, not an answer."""
    desk.press("wish", "ask", READER, **ASKED)
    with desk.unchanged(), pytest.raises(KeyReused) as error:
        desk.press("wish", "ask", READER, **{**ASKED, **other})
    assert error.value.status == 422


def test_key_of_the_same_request(desk: Desk) -> None:
    """The order in which a form's fields come makes no other request of it."""
    first = desk.press("wish", "ask", READER, **ASKED)
    turned = dict(reversed(ASKED["form"].items()))
    assert list(turned) != list(ASKED["form"])
    assert desk.press("wish", "ask", READER, form=turned, key="k1") == first


def test_key_of_another_case_or_trigger(desk: Desk) -> None:
    """A key belongs to one button of one case."""
    one, other = desk.wish(), desk.wish()
    desk.press(one, "reword", READER, form=FRENCH, key="k1")
    for ref, trigger in ((other, "reword"), (one, "grant")):
        with pytest.raises(KeyReused):
            desk.press(ref, trigger, READER, form=FRENCH, key="k1")


def test_key_of_another_person(desk: Desk) -> None:
    """Nobody reads the answer to somebody else's request by guessing its key."""
    desk.press("wish", "ask", READER, **ASKED)
    with pytest.raises(KeyReused):
        desk.press("wish", "ask", OTHER_READER, **ASKED)


@pytest.mark.parametrize("key", ["", " ", "x" * 101])
def test_no_key(desk: Desk, key: str) -> None:
    """An empty key would make all requests one, and one that is too long cannot be kept: both are told."""
    with desk.unchanged(), pytest.raises(BadForm) as error:
        desk.press("wish", "ask", READER, **{**ASKED, "key": key})
    assert list(error.value.errors) == ["key"]


def test_key_of_what_was_refused(desk: Desk) -> None:
    """What was refused was not done: the key is free for the next try."""
    wish = desk.wish()
    with pytest.raises(Refused):
        desk.press(wish, "grant", READER, key="k1")
    assert desk.press(wish, "grant", LIBRARIAN, key="k1").state == "granted"


def test_preview_takes_no_key(desk: Desk) -> None:
    """To ask what would happen uses no key up."""
    desk.preview("wish", "ask", READER, **ASKED)
    assert desk.press("wish", "ask", READER, **ASKED).version == 1


def test_one_key_at_once(desk: Desk) -> None:
    """Sent four times at one moment, a creation makes one case, and all four read the same answer."""
    desk.close()
    answers = together(*[lambda: desk.press("wish", "ask", READER, **ASKED)] * 4)
    assert answers == [answers[0]] * 4
    assert [row.ref for row in desk.rows("cases")] == ["WISH-2017-0001"]


def test_many_at_once(desk: Desk) -> None:
    """Creations at one moment get a number each, without gaps, though the year has no row of numbers yet."""
    desk.close()
    refs = together(*[lambda: [desk.wish() for _ in range(3)]] * 4)
    assert sorted(ref for some in refs for ref in some) == [f"WISH-2017-{number:04d}" for number in range(1, 13)]
    assert desk.differences() == []
