"""Pressing the buttons of a case page in a browser, as a person does."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page


def press(page: Page, trigger: str, answers: Mapping[str, Any] | None = None, *, tell: str | None = None) -> None:
    """Open a button's form, answer what is given by the names of its fields, and press it.

    A list of values ticks boxes; `tell` is how a party told the broker, who then presses on its behalf.
    """
    form = page.locator(f"#do-{trigger} form")
    if not form.is_visible():
        page.locator(f"details:has(#do-{trigger}) > summary").first.click()
    for name, value in (answers or {}).items():
        _answer(form, name, value)
    if tell:
        form.locator("[name=on_behalf_of]").select_option(index=1)
        form.locator("[name=on_behalf_reason]").fill(tell)
    form.locator("button[type=submit]:not([name=preview])").click()


def preview(page: Page, trigger: str) -> str:
    """What the page says will happen."""
    page.locator(f"#do-{trigger} form button[name=preview]").click()
    return page.inner_text("main")


def _answer(form: Locator, name: str, value: Any) -> None:
    field = form.locator(f'[name="{name}"]')
    if isinstance(value, list):
        for one in value:
            form.locator(f'[name="{name}"][value="{one}"]').check()
    elif value is True:
        field.check()
    elif field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(str(value))


def state(page: Page) -> str:
    """The state the page shows, in words."""
    return page.locator("dt:has-text('State') + dd").first.inner_text()
