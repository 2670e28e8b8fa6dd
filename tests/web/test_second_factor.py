"""Signing in with a code: set up before anything else by who must, asked after the password, taken once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from records import accounts, second_factor, sessions, settings
from records.tables import Person
from tests.support.database import Database
from tests.support.programme import email
from tests.web.site import Site
from tests.web.visitor import Page, Visitor
from web.doors import OF_AN_ACCOUNT
from web.security import SETS_UP

PASSWORD = "three words and more"
GUESSES = int(OF_AN_ACCOUNT.split()[0])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared as they are: what is tested is not the hash."""
    monkeypatch.setattr("records.passwords.hashed", lambda password: f"={password}")
    monkeypatch.setattr("records.passwords.fits", lambda password, kept: kept == f"={password}")


@pytest.fixture
def site(site: Site) -> Site:
    """The pages, whose people are real, and where broker, requester and administrator have a password."""
    with_passwords(site)
    return site


def with_passwords(site: Site) -> None:
    """Nobody is a demonstration, and some have a password."""
    with site.program.database.begin() as connection:
        connection.execute(update(Person.__table__).values(is_demo=False))
        for name in ("broker", "north", "admin"):
            person = site.programme.people[name]
            accounts.set_password(connection, person, PASSWORD, actor=person, now=site.programme.now, via="test")


def sign_in(visitor: Visitor, name: str = "broker", **more: str) -> TestResponse:
    """The password is given."""
    token = visitor.get("/login").trigger("login")["csrf_token"]
    return visitor.post("/login", {"csrf_token": token, "email": email(name), "password": PASSWORD, **more})


def give(visitor: Visitor, page: Page, code: str, **more: str) -> TestResponse:
    """A code is given on the page that asks for it."""
    return visitor.post("/login/code", {**page.trigger("code").to_dict(), "code": code, **more})


def set_up(site: Site, visitor: Visitor, *, password: str = PASSWORD) -> tuple[str, TestResponse]:
    """The second factor is set up on its page: the secret in letters, and the answer."""
    page = visitor.get("/account/second-factor")
    sent = page.trigger("second-factor")
    secret = next(word for word in page.text.split() if len(word) == 32 and word.isalnum() and word.isupper())
    code = pyotp.TOTP(secret).at(site.programme.now)
    return secret, visitor.post("/account/second-factor", {**sent.to_dict(), "password": password, "code": code})


def later(site: Site, secret: str) -> str:
    """Half a minute on, the telephone shows another code."""
    site.programme.now += timedelta(seconds=30)
    return str(pyotp.TOTP(secret).at(site.programme.now))


def codes_of(answer: TestResponse) -> list[str]:
    """The recovery codes on a page."""
    return [word for word in Page(answer.text).text.split() if word.count("-") == 5]


def ready(site: Site, name: str = "broker") -> tuple[str, list[str], Visitor]:
    """Somebody who has set it up and is signed in: the secret, the recovery codes, and their browser."""
    visitor = Visitor.at(site.app)
    sign_in(visitor, name)
    secret, answer = set_up(site, visitor)
    return secret, codes_of(answer), visitor


@pytest.fixture
def anywhere(database: Database, tmp_path: Path) -> Iterator[Site]:
    """The same on both databases."""
    site = Site(database.url, tmp_path)
    with_passwords(site)
    yield site
    site.close()


def test_whole_story(site: Site) -> None:
    """Who must have one sets it up before anything else, and goes on to where they wanted; then the code is asked."""
    visitor = Visitor.at(site.app)
    answer = sign_in(visitor, next="/desk?list=others")
    assert answer.location == "/account/second-factor?next=/desk?list%3Dothers"
    page = visitor.get(answer.location)
    assert "Set it up now" in page.text
    assert "<svg" in page.html
    assert "<title>" in page.html
    secret, answer = set_up(site, visitor)
    assert answer.status_code == 200
    assert len(codes_of(answer)) == second_factor.CODES
    assert visitor.get("/desk")
    again = Visitor.at(site.app)
    asked = Page(sign_in(again, next="/desk?list=others").text)
    assert again.client.get("/desk").status_code == 303  # the password alone opens nothing
    answer = give(again, asked, later(site, secret))
    assert (answer.status_code, answer.location) == (303, "/desk?list=others")
    assert again.get("/desk")


def test_nothing_before(site: Site) -> None:
    """Who owes a second factor opens no page and sends no form but those of setting it up."""
    visitor = Visitor.at(site.app)
    sign_in(visitor)
    token = visitor.get("/account/second-factor").trigger("logout")["csrf_token"]
    for address in ("/desk", "/account", "/account/letters", "/machines", "/documents/DOC-0001", "/admin"):
        assert visitor.client.get(address).location.startswith("/account/second-factor"), address
    for address in ("/account/language", "/account/calendar", "/desk/new/request/submit", "/account/password"):
        assert visitor.post(address, {"csrf_token": token}).location.startswith("/account/second-factor"), address
    assert {"account.second_factor", "account.begin_factor"} == SETS_UP


def test_who_need_not(site: Site) -> None:
    """A requester goes on with the password alone, and may set one up all the same."""
    visitor = Visitor.at(site.app)
    assert sign_in(visitor, "north").location == "/portal"
    _secret, answer = set_up(site, visitor)
    assert answer.status_code == 200
    assert sign_in(Visitor.at(site.app), "north").status_code == 200  # the code is asked


def test_setting(site: Site) -> None:
    """The office decides who needs one."""
    admin = site.programme.people["admin"]
    with site.program.database.begin() as connection:
        by = {"actor": admin, "now": site.programme.now, "via": "test"}
        settings.change(connection, "second_factor_roles", ["requester"], **by)
    assert sign_in(Visitor.at(site.app)).location == "/desk"
    assert sign_in(Visitor.at(site.app), "north").location.startswith("/account/second-factor")


def test_code_once(site: Site) -> None:
    """A code that was taken signs nobody in again; what was typed wrongly is told, and the right one then opens."""
    secret, _codes, _visitor = ready(site)
    code = later(site, secret)
    first, second = Visitor.at(site.app), Visitor.at(site.app)
    assert give(first, Page(sign_in(first).text), code).status_code == 303
    asked = Page(sign_in(second).text)
    answer = give(second, asked, code)
    assert answer.status_code == 422
    assert "This is not the code that counts now." in Page(answer.text).text
    assert second.client.get("/desk").status_code == 303
    assert give(second, Page(answer.text), later(site, secret)).status_code == 303


def test_recovery_code(site: Site) -> None:
    """A recovery code opens once, and says how many are left."""
    _secret, codes, _visitor = ready(site)
    visitor = Visitor.at(site.app)
    assert give(visitor, Page(sign_in(visitor).text), codes[0].lower()).status_code == 303
    assert "You used a recovery code; 9 are left." in visitor.get("/desk").text
    other = Visitor.at(site.app)
    assert give(other, Page(sign_in(other).text), codes[0]).status_code == 422


def test_guessing_codes(site: Site) -> None:
    """Codes cannot be guessed from ever other places, not even by whoever has the password; the owner's browser opens."""
    secret, _codes, owner = ready(site)
    thief = Visitor.at(site.app)
    asked = Page(sign_in(thief).text)
    for _ in range(GUESSES):
        assert give(thief, asked, "000000").status_code == 422
    elsewhere = Visitor.at(site.app)
    asked = Page(sign_in(elsewhere).text)
    assert give(elsewhere, asked, later(site, secret)).status_code == 429
    owner.client.delete_cookie("connect")
    assert give(owner, Page(sign_in(owner).text), later(site, secret)).status_code == 303


def test_too_late(site: Site) -> None:
    """Between password and code ten minutes may pass; then the sign-in begins anew. So it does for whoever gave none."""
    secret, _codes, _visitor = ready(site)
    visitor, nobody = Visitor.at(site.app), Visitor.at(site.app)
    asked = Page(sign_in(visitor).text)
    site.programme.now += sessions.FOR_A_CODE
    assert give(visitor, asked, later(site, secret)).location == "/login"
    assert nobody.client.get("/login/code").location == "/login"
    assert "at most ten minutes" in nobody.get("/login").text


def test_without_password(site: Site) -> None:
    """Whoever found an open browser sets nothing up without the password."""
    visitor = Visitor.at(site.app)
    sign_in(visitor, "north")
    _secret, answer = set_up(site, visitor, password="a guess of somebody")
    assert answer.status_code == 422
    assert "This is not your password." in Page(answer.text).text
    with site.program.database.begin() as connection:
        assert second_factor.of(connection, site.programme.people["north"]) is None


def test_same_picture_again(site: Site) -> None:
    """After a mistyped code the same secret is still there: nobody has to read another picture."""
    visitor = Visitor.at(site.app)
    sign_in(visitor, "north")
    page = visitor.get("/account/second-factor")
    sent = {**page.trigger("second-factor").to_dict(), "password": PASSWORD, "code": "12"}
    again = Page(visitor.post("/account/second-factor", sent).text)
    assert again.trigger("second-factor")["offered"] == sent["offered"]


def test_removed_and_set_up_anew(site: Site) -> None:
    """Removing it needs a code; other sessions end; who must have one is led to set up another at once."""
    secret, codes, visitor = ready(site)
    other = Visitor.at(site.app)
    give(other, Page(sign_in(other).text), codes[0])
    sent = visitor.get("/account/second-factor").trigger("codes").to_dict()
    assert visitor.post("/account/second-factor/remove", {**sent, "code": "000000"}).status_code == 422
    assert visitor.post("/account/second-factor/remove", {**sent, "code": later(site, secret)}).status_code == 303
    assert other.client.get("/desk").location.startswith("/login")
    assert visitor.client.get("/desk").location.startswith("/account/second-factor")
    assert set_up(site, visitor)[1].status_code == 200
    assert visitor.get("/desk")


def test_new_recovery_codes(site: Site) -> None:
    """New recovery codes need a code, and end the old ones."""
    secret, old, visitor = ready(site)
    sent = visitor.get("/account/second-factor").trigger("codes").to_dict()
    assert visitor.post("/account/second-factor/codes", {**sent, "code": "000000"}).status_code == 422
    new = codes_of(visitor.post("/account/second-factor/codes", {**sent, "code": later(site, secret)}))
    assert len({*new} - {*old}) == second_factor.CODES
    other = Visitor.at(site.app)
    assert give(other, Page(sign_in(other).text), old[1]).status_code == 422


def test_lost(site: Site) -> None:
    """The administrator removes a lost second factor with a reason; its owner is signed out, and sets up another."""
    _secret, _codes, visitor = ready(site)
    admin, person = site.visitor("admin"), site.programme.people["broker"]
    page, address = admin.get(f"/admin/people/{person}"), f"/admin/people/{person}/factor"
    sent = page.forms[address].to_dict()
    assert admin.post(address, sent).status_code == 422  # without a reason
    assert admin.post(address, {**sent, "reason": "They came to the office."}).status_code == 303
    told = admin.get(f"/admin/people/{person}").text
    assert "second factor removed" in told
    assert "They came to the office." in told
    assert visitor.client.get("/desk").location.startswith("/login")
    assert sign_in(Visitor.at(site.app)).location.startswith("/account/second-factor")


def test_what_was_typed_comes_through(site: Site) -> None:
    """What somebody wrote when their session had ended comes through both steps of the sign-in."""
    ref = site.programme.request()
    secret, _codes, visitor = ready(site)
    sent = visitor.get(f"/desk/cases/{ref}").trigger("ask_for_more")
    sent["missing"] = "A map of the town."
    visitor.client.delete_cookie("connect")
    login = visitor.get("/login").trigger("login")["csrf_token"]
    kept = Page(
        visitor.post(f"/desk/cases/{ref}/transitions/ask_for_more", {**sent.to_dict(), "csrf_token": login}).text
    )
    form = {**kept.trigger("login").to_dict(), "email": email("broker"), "password": PASSWORD}
    answer = give(visitor, Page(visitor.post("/login", form).text), later(site, secret))
    assert Page(answer.text).trigger("ask_for_more")["missing"] == "A map of the town."


def test_closed_meanwhile(site: Site) -> None:
    """Whose account is closed between password and code is not let in."""
    secret, _codes, _visitor = ready(site)
    visitor = Visitor.at(site.app)
    asked = Page(sign_in(visitor).text)
    with site.program.database.begin() as connection:
        person = site.programme.people["broker"]
        accounts.close(connection, person, actor="SYS", now=site.programme.now, via="test")
    assert give(visitor, asked, later(site, secret)).location.startswith("/login")


def test_token_is_new_after_the_code(site: Site) -> None:
    """The session after the code has another token than the one between password and code, which is worth nothing."""
    secret, _codes, _visitor = ready(site)
    visitor = Visitor.at(site.app)
    asked = Page(sign_in(visitor).text)
    with visitor.client.session_transaction() as kept:
        between = kept["token"]
    give(visitor, asked, later(site, secret))
    with visitor.client.session_transaction() as kept:
        assert kept["token"] != between
        kept["token"] = between
    assert visitor.client.get("/desk").location.startswith("/login")


def test_on_each_database(anywhere: Site) -> None:
    """Set up, a code once, a recovery code once: the same on both databases."""
    secret, codes, _visitor = ready(anywhere)
    code = later(anywhere, secret)
    taken = []
    for typed in (code, code, codes[0], codes[0]):
        visitor = Visitor.at(anywhere.app)
        taken.append(give(visitor, Page(sign_in(visitor).text), typed).status_code)
    assert taken == [303, 422, 303, 422]


# --- one's own password -------------------------------------------------------------------------------------------------


def change(visitor: Visitor, **said: str) -> TestResponse:
    """The form of another password, filled in."""
    sent = visitor.get("/account/password").trigger("password").to_dict()
    new = "another four words long"
    return visitor.post("/account/password", {**sent, "old": PASSWORD, "password": new, "again": new, **said})


def test_another_password(site: Site) -> None:
    """Whoever knows the old password sets another; all other sessions end, and this one is a new one."""
    visitor, other = Visitor.at(site.app), Visitor.at(site.app)
    sign_in(visitor, "north")
    sign_in(other, "north")
    assert change(visitor).location == "/account"
    assert "Your password is changed." in visitor.get("/account").text
    assert other.client.get("/portal").status_code == 303


def test_another_password_that_will_not_do(site: Site) -> None:
    """What does not do is told, and the password stays as it was."""
    visitor = Visitor.at(site.app)
    sign_in(visitor, "north")
    for said, sentence in (
        ({"old": "a guess of somebody"}, "This is not the password that you have now."),
        ({"again": "something else here"}, "The two passwords differ."),
        ({"password": "password1234", "again": "password1234"}, "among those that are tried first"),
        ({"password": "connect north", "again": "connect north"}, "made of names that others know"),
    ):
        answer = change(visitor, **said)
        assert answer.status_code == 422
        assert sentence in Page(answer.text).text
    assert sign_in(Visitor.at(site.app), "north").location == "/portal"


def test_guessing_ones_password(site: Site) -> None:
    """In an open browser the password cannot be guessed either."""
    visitor = Visitor.at(site.app)
    sign_in(visitor, "north")
    answers = [change(visitor, old="a guess of somebody").status_code for _ in range(GUESSES + 1)]
    assert answers == [*[422] * GUESSES, 429]
