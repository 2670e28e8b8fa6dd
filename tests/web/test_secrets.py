"""No secret that is made on the way stands in a log, a letter or a table: whoever reads these cannot sign in."""

import logging
import re
from datetime import timedelta

import pyotp
import pytest

from records.tables import Base
from tests.web.site import SETTINGS, Site
from tests.web.visitor import Page, Visitor

PASSWORD, TYPED_WRONGLY = "four plain words here", "my other secret sentence"


def test_nowhere(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Invited, signed in with a code, guessed at, given a calendar and an error: of all that was secret nothing is kept."""
    caplog.set_level(logging.DEBUG)
    admin, secrets = site.visitor("admin"), {PASSWORD, TYPED_WRONGLY, SETTINGS["CONNECT_SECRET_KEY"]}
    sent = admin.get("/admin/people/new").trigger("new").to_dict()
    sent |= {"name": "A broker", "email": "new@connect.example", "roles": "broker"}
    link = re.search(r"/set-password/([^<\s]+)", admin.post("/admin/people/new", sent).text)
    assert link
    guest = Visitor.at(site.app)
    token = guest.get(link[0]).trigger("")["csrf_token"]
    guest.post(link[0], {"csrf_token": token, "password": PASSWORD, "again": PASSWORD})
    for password in (TYPED_WRONGLY, PASSWORD):
        login = guest.get("/login").trigger("login").to_dict()
        answer = guest.post("/login", {**login, "email": "new@connect.example", "password": password})
    page = guest.get(answer.location)
    totp = next(word for word in page.text.split() if len(word) == 32 and word.isalnum() and word.isupper())
    code = pyotp.TOTP(totp).at(site.programme.now)
    offered = page.trigger("second-factor").to_dict() | {"password": PASSWORD, "code": code}
    shown = Page(guest.post("/account/second-factor", offered).text)
    recovery = {word for word in shown.text.split() if word.count("-") == 5}
    calendar = guest.post("/account/calendar", {"csrf_token": guest.get("/account").trigger("logout")["csrf_token"]})
    feed = re.search(r"/calendar/([\w-]{20,})\.ics", calendar.text)
    assert feed
    with guest.client.session_transaction() as kept:
        secrets |= {kept["token"], link[1], totp, feed[1], *recovery}
    assert len(secrets) == 17
    _something_breaks(site, guest, feed[0])
    ref = site.programme.request()
    site.programme.press(ref, "validate", "broker", waivers={"no_twin": "It is about another place."})
    site.programme.now += timedelta(minutes=5)
    with site.program.database.connect() as connection:
        tables = {table.name: str(connection.execute(table.select()).all()) for table in Base.metadata.sorted_tables}
    assert "outbox" in tables
    assert "refused: a password of nobody" in caplog.text
    assert "signed in: PER-" in caplog.text
    for secret in secrets:
        assert secret not in caplog.text
        assert not [name for name, rows in tables.items() if secret in rows or secret.replace("-", "") in rows]


def _something_breaks(site: Site, guest: Visitor, address: str) -> None:
    """An error of ours is logged with its traceback, at an address that is somebody's key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("records.feeds.find", lambda *given: 1 / 0)
        assert guest.client.get(address).status_code == 500
    assert guest.client.get(f"{address}x").status_code == 404
