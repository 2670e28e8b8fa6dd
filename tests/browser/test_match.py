"""A broker looks who could help, tries other weights, and chooses, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from tests.support.served import Served


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_choosing(browser: Browser, served: Served, scripts: bool) -> None:
    """Another than the first is chosen only with a reason, whatever was tried; the choice is told with the case."""
    page = browser.new_context(java_script_enabled=scripts).new_page()
    served.enter(page, "broker")
    page.goto(served.at("/desk/cases/{call}/match"))
    page.fill("[name=weight-experience]", "10")
    page.click("text=Show the order")
    assert "weight-experience=10" in page.url
    page.select_option("#candidate", index=1)
    page.click("text=Keep the choice")
    expect(page.get_by_role("alert")).to_contain_text("Say why it is not")
    page.fill("#reason", "They know the country.")
    page.click("text=Keep the choice")
    expect(page.locator("main")).to_contain_text("They know the country.")
    page.context.close()
