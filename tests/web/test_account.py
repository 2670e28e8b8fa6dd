"""Signing in and out, and the one-time link that sets a password."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from records import accounts, passwords
from tests.support.programme import email
from tests.web.site import Site
from tests.web.visitor import Page, Visitor

PASSWORD = "three words and more"


def _with_password(site: Site, name: str = "broker", password: str = PASSWORD) -> Visitor:
    person = site.programme.people[name]
    with site.program.database.begin() as connection:
        accounts.set_password(connection, person, password, actor=person, now=site.programme.now, via="test")
    return Visitor.at(site.app)


def _sign_in(visitor: Visitor, address: str, password: str, **more: str):
    token = visitor.get("/login").trigger("login")["csrf_token"]
    return visitor.post("/login", {"csrf_token": token, "email": address, "password": password, **more})


def test_signing_in_leads_to_ones_room(site: Site) -> None:
    """Email and password open the first of one's rooms; the address may be written in capitals."""
    visitor = _with_password(site, "north")
    answer = _sign_in(visitor, email("north").upper(), PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/portal")
    assert "north, north" in visitor.get("/portal").text


def test_wrong_and_unknown_sound_the_same(site: Site) -> None:
    """A wrong password and an unknown address get the same sentence, and the address typed is kept."""
    visitor = _with_password(site)
    wrong = _sign_in(visitor, email("broker"), "another password")
    unknown = _sign_in(visitor, "nobody@connect.example", PASSWORD)
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert Page(wrong.text).text == Page(unknown.text).text
    assert Page(unknown.text).trigger("login")["email"] == "nobody@connect.example"


def test_signing_in_makes_a_new_session(site: Site) -> None:
    """Nothing of the session before is kept, so that a prepared one is worth nothing."""
    visitor = _with_password(site)
    with visitor.client.session_transaction() as kept:
        kept["planted"] = "by somebody"
        kept["token"] = "chosen by somebody"
    _sign_in(visitor, email("broker"), PASSWORD)
    with visitor.client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept["token"] != "chosen by somebody"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/desk/cases/REQ-2018-0001", "/desk/cases/REQ-2018-0001"),
        ("https://elsewhere.example/", "/desk"),
        ("//elsewhere.example/", "/desk"),
        ("/\\elsewhere.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
    ],
)
def test_where_one_wanted_to_go(site: Site, wanted: str, reached: str) -> None:
    """After signing in one goes on to where one wanted to go, if that is ours."""
    visitor = _with_password(site)
    answer = _sign_in(visitor, email("broker"), PASSWORD, next=wanted)
    assert answer.location == reached


def test_a_page_remembers_where_one_wanted_to_go(site: Site) -> None:
    """A page that needs an account leads to the sign-in, which leads back to it."""
    answer = Visitor.at(site.app).client.get("/desk?list=others")
    assert answer.location == "/login?next=/desk?list%3Dothers"
    assert Page(Visitor.at(site.app).client.get(answer.location).text).trigger("login")["next"] == "/desk?list=others"


def test_signing_out(site: Site) -> None:
    """Signing out is a form, and afterwards the pages ask again."""
    visitor = _with_password(site)
    _sign_in(visitor, email("broker"), PASSWORD)
    token = visitor.get("/desk").trigger("logout")["csrf_token"]
    answer = visitor.post("/logout", {"csrf_token": token})
    assert (answer.location, answer.headers["Clear-Site-Data"]) == ("/", '"cache"')
    assert visitor.client.get("/desk").status_code == 303


def test_only_what_changes_a_session_sends_it(site: Site) -> None:
    """Reading pages and files sends no cookie: an answer that comes late signs nobody in who has signed out."""
    visitor = _with_password(site)
    _sign_in(visitor, email("broker"), PASSWORD)
    visitor.get("/desk")
    for address in ("/desk", "/static/connect.css", "/"):
        assert "Set-Cookie" not in visitor.client.get(address).headers


def test_a_new_password_ends_other_sessions(site: Site) -> None:
    """Whoever is signed in with the old password is signed out by the new one."""
    visitor = _with_password(site)
    _sign_in(visitor, email("broker"), PASSWORD)
    _with_password(site, password="another four words long")
    assert visitor.client.get("/desk").status_code == 303


def test_a_zone(site: Site) -> None:
    """Everybody chooses in which zone times are shown to them; one that there is not is refused."""
    visitor = site.visitor("north")
    form = {**visitor.get("/account").forms["/account/zone"].to_dict(), "zone": "Africa/Kampala"}
    page = visitor.get(visitor.post("/account/zone", form).location)
    assert page.forms["/account/zone"]["zone"] == "Africa/Kampala"
    assert visitor.post("/account/zone", {**form, "zone": "Nowhere"}).status_code == 422


def test_a_closed_account_is_out_at_once(site: Site) -> None:
    """Closing an account ends its sessions."""
    visitor = site.visitor("broker")
    person = site.programme.people["broker"]
    with site.program.database.begin() as connection:
        accounts.close(connection, person, actor="SYS", now=site.programme.now, via="test")
    assert visitor.client.get("/desk").status_code == 303


def test_the_cookie(site: Site, tmp_path: Path) -> None:
    """The session's cookie is kept from scripts and other sites, and from plain HTTP where the service has HTTPS."""
    cookie = _sign_in(_with_password(site), email("broker"), PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    url = site.program.database.url.render_as_string(hide_password=False)
    secure = Site(url, tmp_path, CONNECT_BASE_URL="https://connect.example")
    answer = _sign_in(Visitor.at(secure.app), email("broker"), PASSWORD)
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "Secure" in cookie
        assert cookie.startswith("__Host-connect")
        assert "Path=/;" in f"{cookie};"
        assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers
    secure.close()


# --- the one-time link --------------------------------------------------------------------------------------------------


def _link(site: Site, name: str = "north") -> str:
    with site.program.database.begin() as connection:
        token = accounts.password_link(
            connection,
            site.programme.people[name],
            key=site.program.settings.secret_key,
            actor="SYS",
            now=site.programme.now,
            via="test",
        )
    return f"/set-password/{token}"


def _set(site: Site, link: str, password: str, again: str | None = None):
    visitor = Visitor.at(site.app)
    token = visitor.get(link).trigger("")["csrf_token"]
    answer = visitor.post(link, {"csrf_token": token, "password": password, "again": again or password})
    return visitor, answer


def test_a_link_sets_a_password_once(site: Site) -> None:
    """The link of the letter sets a password; opened again it says that it was used."""
    link = _link(site)
    visitor, answer = _set(site, link, PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/login")
    assert _sign_in(visitor, email("north"), PASSWORD).location == "/portal"
    assert "This link was used already." in visitor.get(link, 410).text


def test_opening_a_link_uses_nothing_up(site: Site) -> None:
    """A mail scanner that opens the link leaves it as it was."""
    link = _link(site)
    for _ in range(3):
        Visitor.at(site.app).get(link)
    assert _set(site, link, PASSWORD)[1].status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [("short", "short", "A password has at least"), (PASSWORD, "another one here", "The two passwords differ.")],
)
def test_a_password_that_will_not_do(site: Site, password: str, again: str, sentence: str) -> None:
    """A password that is too short, or typed in two ways, is told on the page; the link stays good."""
    link = _link(site)
    _visitor, answer = _set(site, link, password, again)
    assert answer.status_code == 422
    assert sentence in Page(answer.text).text
    assert _set(site, link, PASSWORD)[1].status_code == 303


def test_an_old_link(site: Site) -> None:
    """A link that is too old says so."""
    link = _link(site)
    site.programme.now += timedelta(days=passwords.LINK_DAYS, seconds=1)
    assert "This link has expired." in Visitor.at(site.app).get(link, 410).text


def test_a_link_of_ones_own_making(site: Site) -> None:
    """A link that we did not sign is refused."""
    assert "This link is not complete." in Visitor.at(site.app).get("/set-password/made-up", 400).text


def test_password_fields(site: Site) -> None:
    """What is typed as a password is hidden, and nothing keeps a password manager or pasting from it."""
    for who, address in ((None, "/login"), (None, _link(site)), ("north", "/account/password")):
        html = site.visitor(who).get(address).html
        typed = [tag for tag in re.findall("<input[^>]*>", html) if re.search('name="(password|old|again)"', tag)]
        assert typed
        for tag in typed:
            assert 'type="password"' in tag
            assert re.search('autocomplete="(current|new)-password"', tag)
        assert "onpaste" not in html
