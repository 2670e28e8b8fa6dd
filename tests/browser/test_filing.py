"""A government without an account files a request in a browser: with scripts it is kept while it is written, without by a
button; in a text browser by keys.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, FilePayload, Page
from werkzeug.serving import make_server

from tests.support.textbrowser import TextBrowser
from tests.web.filer import PDF, Filer
from tests.web.site import Site

PDF_FILE: FilePayload = {"name": "accord.pdf", "mimeType": "application/pdf", "buffer": PDF}
NO_PDF: FilePayload = {"name": "accord.pdf", "mimeType": "application/pdf", "buffer": b"no PDF"}


class Open(Filer):
    """Somebody who files at an address of its own; the clock of the pages is the test's."""

    address = ""

    def later(self) -> None:
        """As long as a person takes who writes."""
        self.site.programme.now += timedelta(seconds=10)


@pytest.fixture
def filer(sqlite_url: str, tmp_path: Path) -> Iterator[Open]:
    """The pages, served as long as the test lasts."""
    filer = Open(Site(sqlite_url, tmp_path))
    server = make_server("127.0.0.1", 0, filer.site.app, threaded=True)
    filer.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield filer
    server.shutdown()
    thread.join()
    filer.site.close()


def write(page: Page, email: str) -> None:
    """All that must be answered but the name."""
    page.fill("[name=your_email]", email)
    page.fill("[name=governments-0-name]", "Ville Exemple")
    page.select_option("[name=governments-0-country]", "BF")
    page.select_option("[name=topic]", index=1)
    page.fill("[name=challenge]", "Les déchets sont brûlés.")
    page.fill("[name=hoped_for-0-indicator]", "Ménages desservis")
    page.fill("[name=period-first]", "2030-01-01")
    page.fill("[name=period-last]", "2030-12-31")
    page.check("[name=languages][value=fr]")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_request_in_french(browser: Browser, filer: Open, scripts: bool) -> None:
    """From the first visit to its confirmation; a file of no use is said beside its question, and all else is kept."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{filer.address}/file/request")
    filer.later()
    if scripts:
        with page.expect_response("**/file/draft/*"):
            page.fill("[name=your_name]", "Awa")
            page.fill("[name=challenge]", "Les déchets")
        page.set_input_files("input[type=file][name=consent]", files=[NO_PDF])
        page.locator(".field .wrong").wait_for()
        assert "/file/draft/" in page.url
    write(page, "awa@example.org")
    page.fill("[name=your_name]", "Awa")
    page.set_input_files("input[type=file][name=consent]", files=[PDF_FILE])
    if scripts:
        page.locator(".field", has_text="accord.pdf").wait_for()
    with page.expect_navigation():
        page.click("button[name=send]")
    assert "Veuillez confirmer" in page.locator("h1").inner_text()
    page.goto(filer.address + filer.link())
    with page.expect_navigation():
        page.click("main button")
    assert "Le dépôt est fait" in page.locator("h1").inner_text()
    assert context.cookies() == []
    context.close()


def test_in_a_text_browser(filer: Open, tmp_path: Path) -> None:
    """Whoever reads pages as text files a request too: nothing of the form needs more."""
    with TextBrowser(tmp_path, f"{filer.address}/file/request") as browser:
        browser.page()
        browser.top()
        browser.fill("Your name", "Awa")
        browser.fill("Your e-mail address", "awa.text@example.org")
        browser.fill("Name of the government", "Text Town")
        browser.choose("Country", "Burkina")
        browser.choose("Topic", "Waste")
        browser.write("What is the challenge", "Waste is burnt.")
        browser.fill("Indicator", "Households")
        browser.fill("First day", "2030-01-01")
        browser.fill("Last day", "2030-12-31")
        browser.tick("French")
        filer.later()
        assert "Please confirm it" in browser.send("Send Save")
    (again := tmp_path / "again").mkdir()
    with TextBrowser(again, filer.address + filer.link()) as browser:
        browser.page()
        browser.top()
        assert "It is filed" in browser.send("Confirm: Submit")
