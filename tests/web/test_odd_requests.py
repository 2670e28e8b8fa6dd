"""Addresses and forms that no page has made: each is answered with a page, and nothing of them is an error of ours."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.database import Database
from tests.web.site import Site

HUGE = "9" * 20
DIGITS = "9" * 5000


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Site]:
    """The pages, once on each kind of database."""
    site = Site(database.url, tmp_path)
    yield site
    site.close()


def test_addresses(site: Site) -> None:
    """Moments at the ends of the calendar, numbers that no database knows and NUL find the first page, or nothing."""
    ref = site.programme.request()
    late, early = quote("my_turn~9999-12-31T23:59:59-14:00~X"), quote("overdue~0001-01-01T00:00:00+14:00~X")
    for address, status in (
        (f"/desk?flat=yes&after={late}", 200),
        (f"/desk?flat=yes&before={early}", 200),
        (f"/desk/cases/{ref}?before={HUGE}", 200),
        (f"/desk/cases/{ref}?before={DIGITS}", 200),
        (f"/desk/cases/{ref}?by=%00", 200),
        ("/desk?text=no%00rth&country=%00&owner=%00", 200),
        (f"/desk/cases/{ref}/letters/{HUGE}", 404),
        ("/desk/cases/%00", 404),
        ("/desk/new/%00/submit", 404),
    ):
        assert site.visitor("broker").client.get(address).status_code == status, address[:80]


def test_forms(site: Site) -> None:
    """A version of thousands of digits is no version, and a list is saved under its name without NUL."""
    ref = site.programme.request()
    page, broker = site.page("broker", ref), site.visitor("broker")
    sent = page.trigger("withdraw" if "withdraw" in page.triggers else next(iter(page.triggers)))
    address = next(one for one, form in page.forms.items() if form is sent)
    answer = broker.post(address, {**sent.to_dict(), "version": DIGITS})
    assert answer.status_code == 422
    assert "This is no version of a case." in answer.text
    saved = {"csrf_token": sent["csrf_token"], "name": "mi\0ne", "query": "text=%00water"}
    assert broker.post("/desk/lists", saved).status_code == 303
    assert ">mine</a>" in broker.get("/desk").html


@pytest.mark.parametrize("kept", ["[" * 100_000, '[["reason", "\\ud800"]]'])
def test_a_carried_form_that_is_none(site: Site, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the place of a carried form leads where a sign-in leads, however it was put together."""
    monkeypatch.setattr("records.accounts.verify", lambda *given: site.programme.people["broker"])
    visitor = site.visitor()
    sent = visitor.get("/login").trigger("login").to_dict() | {"email": "broker@connect.example", "password": "any"}
    sent |= {"kept_at": f"/desk/cases/{site.programme.request()}/transitions/reject", "kept": kept}
    assert visitor.post("/login", sent).location == "/desk"
