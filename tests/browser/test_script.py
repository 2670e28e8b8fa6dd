"""What the script adds, and that nothing needs it: keys, colours, rows, and a question before typed text is lost."""

import pytest
from playwright.sync_api import Browser, Page

from tests.support.served import Served

CASE = "/desk/cases/{call}"


def _page(browser: Browser, served: Served, path: str = CASE, *, scripts: bool = True) -> Page:
    page = browser.new_context(java_script_enabled=scripts).new_page()
    served.sign_in(page, "broker")
    page.goto(served.at(path))
    return page


def _focus(page: Page) -> str:
    focused: str = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
    return focused


def test_keys(browser: Browser, served: Served) -> None:
    """Single keys go to the parts of a case, two in a row to other pages, and none is heard while somebody types."""
    page = _page(browser, served)
    for key, place in (("h", "history"), ("a", "actions"), ("s", "stands"), ("n", "write"), ("b", "around")):
        page.keyboard.press(key)
        assert _focus(page) == place
    page.keyboard.press("a")
    page.keyboard.press("j")
    assert _focus(page).startswith("Decide")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert _focus(page).startswith("Decide")
    page.click("#do-comment summary")
    page.focus("#do-comment textarea")
    page.keyboard.type("has ?")
    assert page.input_value("#do-comment textarea") == "has ?"
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("?")
    assert page.url.endswith("/help")
    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("w")
    assert page.url.endswith("/desk")


def test_keys_can_be_switched_off(browser: Browser, served: Served) -> None:
    """Who speaks to the computer, or types with one hand, is not taken elsewhere by a single letter."""
    page = _page(browser, served, "/help")
    page.uncheck("[data-shortcuts]")
    page.goto(served.at(CASE))
    page.keyboard.press("h")
    assert _focus(page) != "history"
    page.goto(served.address + "/help")
    assert not page.is_checked("[data-shortcuts]")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_light_or_dark(browser: Browser, served: Served, scripts: bool) -> None:
    """The switch holds on every page; with a script the page is not loaded anew."""
    page = _page(browser, served, scripts=scripts)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground) if scripts else ""
    page.click("form.scheme button[value=dark]")
    assert page.get_attribute("html", "data-scheme") == "dark"
    page.goto(served.address + "/desk/new")
    assert page.get_attribute("html", "data-scheme") == "dark"
    assert not scripts or page.evaluate(ground) != light
    page.click('form.scheme button[value=""]')
    page.goto(served.address + "/help")
    assert page.get_attribute("html", "data-scheme") is None


def test_a_link_opens_what_is_folded_away(browser: Browser, served: Served) -> None:
    """A link to a form opens it, and the focus is in it."""
    page = _page(browser, served, CASE + "#do-cancel")
    assert page.is_visible("#do-cancel [name=reason]")
    assert page.evaluate("document.querySelector('#do-cancel').contains(document.activeElement)")


def test_one_more_row(browser: Browser, served: Served) -> None:
    """A table takes one more row, with names and labels of its own, until it has as many as it may."""
    page = _page(browser, served, "/desk/new/call/prepare")
    table = page.locator("fieldset[data-more]").first
    name = table.locator("[name]").first.get_attribute("name") or ""
    stem = name.partition("-")[0]
    rows = table.locator(":scope > fieldset.row")
    before = rows.count()
    most = int(table.get_attribute("data-most") or 0)
    table.locator(":scope > button").click()
    assert rows.count() == before + 1
    names = table.locator("[name]").evaluate_all("all => all.map(one => one.name)")
    assert len({one.split("-")[1] for one in names if one.startswith(f"{stem}-")}) == before + 1
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert table.locator(":scope > button").count() == (before + 1 < most)


def test_leaving_asks_first(browser: Browser, served: Served) -> None:
    """Who leaves a form half written is asked; who sends it is not."""
    page = _page(browser, served)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("#do-comment summary")
    page.fill("#do-comment textarea", "Half a sentence")
    page.goto(served.address + "/help")
    assert asked == ["beforeunload"]
    page.goto(served.at(CASE))
    page.click("#do-comment summary")
    page.fill("#do-comment textarea", "A whole sentence.")
    page.click("#do-comment button")
    assert "Your comment is kept." in page.inner_text("[role=status]")
    assert asked == ["beforeunload"]


def test_on_paper(browser: Browser, served: Served) -> None:
    """On paper there are no buttons, no menus and no dark ground, and what is known stands there."""
    page = _page(browser, served, "/desk/cases/EXC-2017-0001")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.is_hidden("nav.rooms")
    assert page.is_hidden("#actions")
    assert page.is_visible("#facts")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
