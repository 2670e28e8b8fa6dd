"""Whatever goes wrong is a page with a sentence; nothing is half done, and nobody sees a traceback."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from records import answer_links
from tests.web.site import Site
from tests.web.visitor import Page
from web import casepage, faults


def test_no_such_page(site: Site) -> None:
    """An address that leads nowhere says so, and shows the way back."""
    page = site.visitor("broker").get("/desk/nowhere", 404)
    assert "There is no such page." in page.text
    assert 'role="alert"' in page.html


def test_a_method_that_is_not_taken(site: Site) -> None:
    """Opening the address of a button is not pressing it."""
    ref = site.programme.request()
    assert "use the buttons" in site.visitor("broker").get(f"/desk/cases/{ref}/transitions/validate", 405).text
    assert site.programme.case(ref).state == "submitted"


def test_our_own_mistake(site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of ours has a reference on the page and in the log, where the traceback is."""

    def broken(*_given: object) -> None:
        raise ZeroDivisionError("the secret of the house")

    ref = site.programme.request()
    monkeypatch.setattr(casepage, "read", broken)
    page = site.visitor("broker").get(f"/desk/cases/{ref}", 500)
    assert "Something went wrong on our side" in page.text
    assert "secret" not in page.html
    reference = page.text.split("reference: ")[1].split()[0]
    assert reference in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_key_is_not_logged(site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The log of a fault leaves out the token of an address: whoever reads logs could use it."""

    def broken(*_given: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(answer_links, "read", broken)
    site.visitor().get("/answer/somebodys-own-token", 500)
    assert "GET /answer/… failed" in caplog.text
    assert "somebodys-own-token" not in caplog.text


def test_a_locked_database(site: Site) -> None:
    """Where others keep the database locked, a press is not done, says so, and keeps what was typed."""
    ref = site.programme.request()
    visitor = site.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("reject")
    sent["reason"] = "It is not a challenge."
    other = sqlite3.connect(str(site.program.database.url.database), isolation_level=None)
    with site.program.database.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = visitor.post(f"/desk/cases/{ref}/transitions/reject", sent)
    finally:
        other.rollback()
        other.close()
    assert answer.status_code == 503
    assert "The database is busy; nothing was changed. Try again in a moment." in Page(answer.text).text
    assert Page(answer.text).trigger("reject")["reason"] == "It is not a challenge."
    assert visitor.post(f"/desk/cases/{ref}/transitions/reject", sent).status_code == 303


def test_a_database_that_is_gone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a database every page but those that need none says what to do."""

    class Gone(Exception):
        sqlstate = None

    def unreachable(*_given: object) -> None:
        raise OperationalError("SELECT 1", {}, Gone("connection refused"))

    monkeypatch.setattr("web.reader.look_up", unreachable)
    site.app.patience.seconds = 0
    assert "CONNECT cannot reach its database just now" in site.visitor().get("/", 503).text
    assert site.visitor().get("/healthz").text == "alive"


def test_every_status_has_its_sentence() -> None:
    """Errors of HTTP itself are told in sentences that end and say what to do."""
    assert all(sentence.endswith(".") for sentence in (*faults.SENTENCES.values(), faults.ELSE))
