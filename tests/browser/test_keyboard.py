"""The desk by keyboard alone: the opening story from expertise sought to evaluated, and every key that the help lists."""

import pytest
from playwright.sync_api import Browser

from tests.support.keyboard import Keyboard
from tests.support.opening import Story, tell
from tests.support.served import Served

TO_PAGES = {"?": "/help", "g w": "/desk", "g n": "/desk/new", "g r": "/machines"}
TO_PARTS = {"s": "stands", "a": "actions", "b": "around", "h": "history", "n": "write"}  # of a case, by their ids
IN_LISTS = {"/", "j", "k"}
ENDED = "EXC-2017-0001"  # which no other test moves


@pytest.fixture
def keyboard(browser: Browser, served: Served) -> Keyboard:
    """A window in which nothing glides, so that what has the focus is where one looks at once."""
    return Keyboard(served, browser.new_context(reduced_motion="reduce").new_page())


def test_the_opening_story(keyboard: Keyboard) -> None:
    """From sought to evaluated nobody touches a mouse, always sees where the focus is, and is told what was done."""
    tell(Story(keyboard.served, keyboard))


def test_every_listed_key(keyboard: Keyboard) -> None:
    """Each key that the help lists leads where the help says, and the help lists no other."""
    page = keyboard.page
    keyboard.sign_in("broker")
    for keys, path in TO_PAGES.items():
        keyboard.enter(*keys.split())
        assert page.url == keyboard.served.address + path
    keyboard.enter("?")
    listed = [" ".join(row.locator("kbd").all_inner_texts()) for row in page.locator("tbody tr").all()]
    assert set(listed) == {*TO_PAGES, *TO_PARTS, *IN_LISTS}
    keyboard.find(ENDED)
    for key, part in TO_PARTS.items():
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == part
    keyboard.go("a")
    first, second = keyboard.go("j"), keyboard.go("j")
    assert first.tag == second.tag == "summary"
    assert second.place > first.place
    assert keyboard.go("k") == first


def test_past_what_every_page_begins_with(keyboard: Keyboard) -> None:
    """Back at the top, one key skips to the content, and the next control is the first of it."""
    page = keyboard.page
    page.goto(keyboard.served.address + "/login")
    keyboard.tab_to(lambda one: one.name == "email")
    while keyboard.go("Shift+Tab").text != "Skip to the content":
        assert page.evaluate("document.activeElement !== document.body")
    keyboard.go("Enter")
    assert keyboard.tab().name == "email"
