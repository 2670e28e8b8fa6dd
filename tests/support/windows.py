"""The pages of a stage in a real browser: every press opens the page, types the answers, and clicks the button."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page
from werkzeug.serving import make_server

from tests.support.pages import Pages, Rendered, answers, rendered, told
from tests.support.stage import REGISTRY, Stage

PAPER = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"A letter that is signed.\n"}


class Windows(Pages):
    """One browser window for each person; the clock of its pages is the stage's."""

    def __init__(self, stage: Stage, home: Path, browser: Browser, address: str = "", *, scripts: bool) -> None:
        super().__init__(stage, home)
        self.address = address
        self._browser, self._scripts = browser, scripts
        self._contexts: dict[str, BrowserContext] = {}
        self._shown: dict[str, tuple[str, int]] = {}  # the case that the window of a person shows, and its newest entry

    @classmethod
    @contextmanager
    def on(cls, stage: Stage, home: Path, browser: Browser, *, scripts: bool) -> Iterator["Windows"]:
        """The pages served at an address of their own, as long as the block lasts."""
        windows = cls(stage, home, browser, scripts=scripts)
        server = make_server("127.0.0.1", 0, windows.app, threaded=True)
        windows.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield windows
        finally:
            windows.close()
            server.shutdown()
            thread.join()

    def window(self, person: str) -> Page:
        """The window of somebody who is signed in."""
        if person not in self._contexts:
            # Where nothing glides, a button stands still at once.
            motion: dict[str, Any] = {"java_script_enabled": self._scripts, "reduced_motion": "reduce"}
            self._contexts[person] = self._browser.new_context(**motion)
            self._contexts[person].new_page()
        context = self._contexts[person]
        cookie = self.client(person).get_cookie("connect")
        assert cookie is not None
        context.add_cookies([{"name": "connect", "value": cookie.value, "url": self.address}])
        return context.pages[0]

    def press(self, person: str, ref: str, trigger: str, press: Mapping[str, Any]) -> str:
        """Press a button as a person does; the reference of the case. Whatever else comes than a success is a failure."""
        room, new = self.room(person), ref in REGISTRY.names()
        opened = f"/{room}/new/{ref}/{trigger}" if new else f"/{room}/cases/{ref}"
        action = opened if new else f"{opened}/transitions/{trigger}"
        if new or self._shown.get(person) != (ref, self.stage.count()[ref]):
            self.window(person).goto(self.address + opened)
        page = self._contexts[person].pages[0]
        form, waivers = rendered(page.content(), action), press.get("waivers") or {}
        if all(form.named(f"waive.{code}") for code in waivers):
            self._send(page, form, press)
        else:
            # What can be waived is asked for once it has been refused.
            self._send(page, form, {**press, "waivers": {}})
            if page.locator("main [role=alert]").count():
                self._send(page, rendered(page.content(), action), {"waivers": waivers})
        status = page.locator("main [role=status]").first
        assert status.is_visible(), f"{trigger} of {ref}: {told(page.content())}"
        made = page.url.partition("#")[0].rsplit("/", 1)[-1].partition("?")[0]
        self._shown[person] = made, self.stage.count()[made]
        return made

    def _send(self, page: Page, form: Rendered, press: Mapping[str, Any]) -> None:
        shown = page.locator(f'form[action="{form.action}"]')
        _unfold(shown)
        for name, values in answers(form, press).items():
            _answer(shown.locator(f'[name="{name}"]'), form.named(name)[0].kind, values)
        with page.expect_navigation():  # a busy machine answers late
            shown.locator("button[type=submit]:not([name=preview])").click()

    def close(self) -> None:
        """Close all windows."""
        for context in self._contexts.values():
            context.close()


def _unfold(form: Locator) -> None:
    """Open what the form is folded into, the outermost first."""
    for details in form.locator("xpath=ancestor::details").all():
        if details.get_attribute("open") is None:
            details.locator("> summary").click()


def _answer(field: Locator, kind: str, values: list[str]) -> None:
    if kind == "select":
        field.select_option(values)
    elif kind == "checkbox":
        for one in field.all():
            one.set_checked(one.get_attribute("value") in values)
    elif kind == "file":
        field.set_input_files([PAPER])  # type: ignore[list-item]
    else:
        field.first.fill(values[0])
