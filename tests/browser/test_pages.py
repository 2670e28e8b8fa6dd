"""Every page as somebody with a screen reader, a phone, or a dark room meets it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.every_page import SHOWN, Seen
from tests.support.served import Served

NARROWEST, DESK = 320, 1280  # CSS pixels
NOT_AGAIN = ""  # axe is in the page
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {**EVERYTHING, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def _look(page: Page) -> None:
    """Open everything that is folded away; then nothing scrolls sideways, and axe finds nothing in light, and in dark,
    where only colours are others, nothing in these."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    page.emulate_media(color_scheme="light")
    found = [Axe().run(page, options=EVERYTHING)]
    page.emulate_media(color_scheme="dark")
    found += [Axe(NOT_AGAIN).run(page, options=COLOURS)]
    assert [one.generate_report() for one in found if one.violations_count] == []


def _at(browser: Browser, served: Served, seen: Seen, width: int = NARROWEST) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 640}).new_page()
    seen.open(served, page)
    return page


@pytest.mark.parametrize("name", SHOWN)
def test_accessible(browser: Browser, served: Served, name: str) -> None:
    """Axe finds nothing to mend, in light and in dark, and nothing scrolls sideways on the narrowest phone."""
    _look(_at(browser, served, SHOWN[name]))


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_accessible_after_a_press(browser: Browser, served: Served, width: int) -> None:
    """A preview, a page with errors, and a remark that was refused are as accessible as a page just opened."""
    page = _at(browser, served, SHOWN["case"], width)
    for name, before in (("cancel", True), ("cancel", False), ("note", False)):
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if before:
            page.fill("#do-cancel [name=reason]", "No money.")
        else:
            page.fill(f"#do-{name} textarea", "")
        page.click(f"#do-{name} form button" + ("[name=preview]" if before else "[type=submit]:not([name=preview])"))
        expect(page.locator("[role=status], [role=alert]").first).to_be_focused()
        _look(page)


def test_what_is_wrong_leads_to_its_field(browser: Browser, served: Served) -> None:
    """The list of errors links to each field, whose error is part of its description."""
    page = _at(browser, served, SHOWN["case"])
    page.click("#do-cancel >> xpath=ancestor::details[1]/summary")
    page.click("#do-cancel form button[type=submit]:not([name=preview])")
    page.click("[role=alert] a")
    field = page.locator(":focus")
    assert field.get_attribute("aria-invalid") == "true"
    assert "Fill this in." in page.inner_text(
        "[id='" + (field.get_attribute("aria-describedby") or "").split()[-1] + "']"
    )


def test_blocked_in_words(browser: Browser, served: Served) -> None:
    """A button that cannot be pressed is disabled, and its reasons stand beside it."""
    page = browser.new_context().new_page()
    served.sign_in(page, "broker")
    page.goto(served.at("/desk/cases/{call}"))
    button = page.locator("#do-recommend button")
    assert button.is_disabled()
    assert "Only the selection committee can do this." in page.inner_text(
        f"#{button.get_attribute('aria-describedby')}"
    )
