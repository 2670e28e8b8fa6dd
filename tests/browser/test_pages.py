"""Every page as somebody with a screen reader, a phone, or a dark room meets it."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.support.served import Served

PAGES = [
    ("", "/"),
    ("", "/login"),
    ("broker", "/desk"),
    ("broker", "/desk?type=call"),
    ("broker", "/desk/new"),
    ("broker", "/desk/new/request/submit"),
    ("broker", "/desk/new/call/prepare"),
    ("broker", "/desk/cases/CALL-{year}-0001"),
    ("broker", "/desk/cases/EXC-2017-0001"),
    ("committee", "/desk/cases/APP-{year}-0001"),
    ("requester.moroto", "/portal"),
    ("requester.moroto", "/portal/cases/REQ-{year}-0001"),
    ("expert.sample-city", "/portal/cases/APP-{year}-0001"),
    ("auditor", "/audit"),
    ("admin", "/admin"),
]
NARROWEST = 320  # CSS pixels
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize(("account", "path"), PAGES)
def test_accessible(browser: Browser, served: Served, account: str, path: str) -> None:
    """Axe finds nothing to mend, in light and in dark, and nothing scrolls sideways on the narrowest phone."""
    page = browser.new_context(viewport={"width": NARROWEST, "height": 640}).new_page()
    if account:
        served.sign_in(page, account)
    page.goto(served.address + path.format(year=served.year))
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_blocked_in_words(browser: Browser, served: Served) -> None:
    """A button that cannot be pressed is disabled, and its reasons stand beside it."""
    page = browser.new_context().new_page()
    served.sign_in(page, "broker")
    page.goto(f"{served.address}/desk/cases/CALL-{served.year}-0001")
    button = page.locator("#do-recommend button")
    assert button.is_disabled()
    assert "Only the selection committee can do this." in page.inner_text(
        f"#{button.get_attribute('aria-describedby')}"
    )
