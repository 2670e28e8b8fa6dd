"""The doors: how often one may guess, from where demonstration accounts open, and the sessions one can end."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerificationError
from limits import parse_many
from sqlalchemy import update
from werkzeug.test import TestResponse

from records import accounts, sessions, settings
from records.passwords import NOBODY
from records.tables import Person
from tests.support.programme import email
from tests.web.site import Site
from tests.web.visitor import Page, Visitor
from web.doors import EVERYWHERE, OF_A_PLACE, OF_AN_ACCOUNT

PASSWORD = "three words and more"
GUESSES, ALL_GUESSES, FROM_ALL = (int(limit.split()[0]) for limit in (OF_AN_ACCOUNT, OF_A_PLACE, EVERYWHERE))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared as they are: what is tested is not the hash."""
    monkeypatch.setattr("records.passwords.hashed", lambda password: f"={password}")
    monkeypatch.setattr("records.passwords.fits", lambda password, kept: kept == f"={password}")


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody at the door, where the broker has a password."""
    person = site.programme.people["broker"]
    with site.program.database.begin() as connection:
        accounts.set_password(connection, person, PASSWORD, actor=person, now=site.programme.now, via="test")
        connection.execute(update(Person.__table__).values(is_demo=False))
        settings.change(connection, "second_factor_roles", [], actor=person, now=site.programme.now, via="test")
    return Visitor.at(site.app)


def sign_in(
    visitor: Visitor,
    name: str,
    password: str,
    *,
    whence: str = "127.0.0.1",
    host: str = "localhost",
    browser: str = "",
    token: str = "",
) -> TestResponse:
    """An attempt from somewhere, at an address that names a host; with the `token` of a page that was opened before."""
    at = f"http://{host}"
    token = token or Page(visitor.client.get("/login", base_url=at).text).trigger("login")["csrf_token"]
    sent = {"csrf_token": token, "email": email(name), "password": password}
    whence_and_with = {"environ_base": {"REMOTE_ADDR": whence}, "headers": {"User-Agent": browser}}
    return visitor.client.post("/login", base_url=at, data=sent, **whence_and_with)


def test_guessing_one_password(visitor: Visitor) -> None:
    """After so many wrong passwords for one account the next attempt is not even looked at; elsewhere one gets in."""
    answers = [sign_in(visitor, "broker", "wrong").status_code for _ in range(GUESSES)]
    assert set(answers) == {422}
    refused = sign_in(visitor, "broker", PASSWORD)
    assert refused.status_code == 429
    assert "each further try makes the wait longer" in Page(refused.text).text
    assert sign_in(visitor, "broker", PASSWORD, whence="192.0.2.7").status_code == 303


def test_the_wait_grows() -> None:
    """Each limit of an account waits longer than the one before, and lets fewer guesses through in that time."""
    limits = parse_many(OF_AN_ACCOUNT)
    waits = [one.get_expiry() for one in limits]
    rates = [one.amount / one.get_expiry() for one in limits]
    assert waits == sorted(waits)
    assert rates == sorted(rates, reverse=True)


def test_guessing_many(visitor: Visitor) -> None:
    """Guessing for many accounts from one place comes to an end too."""
    for number in range(ALL_GUESSES):
        assert sign_in(visitor, f"nobody{number}", "wrong").status_code == 422
    assert sign_in(visitor, "broker", PASSWORD).status_code == 429


def test_guessing_from_everywhere(visitor: Visitor) -> None:
    """Guessing for one account from ever other networks comes to an end, whether there is such an account or not."""
    token = visitor.get("/login").trigger("login")["csrf_token"]
    networks = [f"2001:db8:{number:x}::1" for number in range(FROM_ALL)]
    answers = {sign_in(visitor, "nobody", "wrong", whence=one, token=token).status_code for one in networks}
    assert answers == {422}
    assert sign_in(visitor, "nobody", "wrong", whence="192.0.2.7", token=token).status_code == 429


def test_one_network_of_ipv6(visitor: Visitor) -> None:
    """Whoever has an address of IPv6 has a whole network of them: they count as one."""
    for number in range(GUESSES):
        assert sign_in(visitor, "broker", "wrong", whence=f"2001:db8::{number:x}").status_code == 422
    assert sign_in(visitor, "broker", PASSWORD, whence="2001:db8::ffff").status_code == 429


def test_known_browser(site: Site, visitor: Visitor) -> None:
    """Others cannot lock anybody out: where somebody was signed in before, they get in whatever is tried elsewhere."""
    owner = Visitor.at(site.app)
    assert sign_in(owner, "broker", PASSWORD).status_code == 303
    owner.client.delete_cookie("connect")
    for number in range(ALL_GUESSES):  # from the very network of the owner
        sign_in(visitor, "broker" if number < GUESSES else f"nobody{number}", "wrong")
    assert sign_in(visitor, "broker", PASSWORD).status_code == 429
    assert sign_in(owner, "lead", PASSWORD).status_code == 429  # known for the one, not for others
    assert sign_in(owner, "broker", PASSWORD).status_code == 303


def test_known_browser_is_held_up_too(site: Site, visitor: Visitor) -> None:
    """Whoever guesses in a known browser is held up there, and there alone."""
    assert sign_in(visitor, "broker", PASSWORD).status_code == 303
    visitor.client.delete_cookie("connect")
    for _ in range(GUESSES):
        assert sign_in(visitor, "broker", "wrong").status_code == 422
    assert sign_in(visitor, "broker", PASSWORD).status_code == 429
    assert sign_in(Visitor.at(site.app), "broker", PASSWORD).status_code == 303


def test_forged_knowledge(visitor: Visitor) -> None:
    """A cookie that we did not sign makes no browser known."""
    visitor.client.set_cookie("connect_known", '["x", ["broker"]].forged', domain="localhost")
    for _ in range(GUESSES):
        sign_in(visitor, "broker", "wrong")
    assert sign_in(visitor, "broker", PASSWORD).status_code == 429


def test_cookie_tells_nothing(visitor: Visitor) -> None:
    """The cookie of a known browser holds no address, and is kept from scripts and other sites."""
    cookies = sign_in(visitor, "broker", PASSWORD).headers.getlist("Set-Cookie")
    (known,) = [one for one in cookies if one.startswith("connect_known=")]
    assert "connect.example" not in known
    assert "HttpOnly" in known
    assert "SameSite=Lax" in known


def test_same_work(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """For an unknown address as much is hashed as for a wrong password: the time it takes tells nothing."""
    monkeypatch.undo()
    worked: list[str] = []

    class Hasher:
        def verify(self, kept: str, _password: str) -> bool:
            worked.append(kept)
            raise VerificationError

    monkeypatch.setattr("records.passwords.HASHER", Hasher())
    for name in ("broker", "nobody", "north"):  # a password, no account, an account without a password
        assert sign_in(visitor, name, "wrong").status_code == 422
    assert worked[1:] == [NOBODY, NOBODY]
    assert extract_parameters(NOBODY) == extract_parameters(PasswordHasher().hash("anything"))


def test_right_ones_do_not_count(visitor: Visitor) -> None:
    """Who signs in rightly is never held up, however often."""
    for _ in range(GUESSES + 2):
        assert sign_in(visitor, "broker", PASSWORD).status_code == 303
        visitor.client.delete_cookie("connect")


@pytest.mark.parametrize(
    ("whence", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", 303),
        ("127.0.0.1", "localhost", 303),
        ("::1", "[::1]:8000", 303),
        ("192.0.2.7", "127.0.0.1:8000", 403),
        ("127.0.0.1", "connect.example", 403),  # a proxy on this machine
    ],
)
def test_demonstration_accounts(site: Site, visitor: Visitor, whence: str, host: str, status: int) -> None:
    """A demonstration account opens on this machine only; its password is printed for whoever starts the program."""
    with site.program.database.begin() as connection:
        connection.execute(update(Person.__table__).values(is_demo=True))
    answer = sign_in(visitor, "broker", PASSWORD, whence=whence, host=host)
    assert answer.status_code == status
    assert ("Demonstration accounts can only be used" in answer.text) is (status == 403)


def test_sessions_are_listed_and_ended(site: Site, visitor: Visitor) -> None:
    """One sees where one is signed in, and ends another session or all others; one's own stays."""
    others = [Visitor.at(site.app) for _ in range(3)]
    for other in others:
        assert sign_in(other, "broker", PASSWORD, browser="Another browser").status_code == 303
    sign_in(visitor, "broker", PASSWORD, browser="This browser")
    page = visitor.get("/account")
    assert page.text.count("Another browser") == 3
    form = next(form for form in page.forms.values() if "session" in form)
    assert visitor.post("/account/sessions/end", form).status_code == 303
    assert sorted(other.client.get("/desk").status_code for other in others) == [200, 200, 303]
    assert visitor.post("/account/sessions/end", {"csrf_token": form["csrf_token"]}).status_code == 303
    assert {other.client.get("/desk").status_code for other in others} == {303}
    assert "This browser" in visitor.get("/account").text


def test_session_of_somebody_else(site: Site, visitor: Visitor) -> None:
    """Nobody ends a session that is not theirs."""
    sign_in(visitor, "broker", PASSWORD)
    north, person = site.visitor("north"), site.programme.people["broker"]
    with site.program.database.begin() as connection:
        (theirs,) = sessions.of(connection, person, now=site.programme.now)
    token = north.get("/account").trigger("logout")["csrf_token"]
    north.post("/account/sessions/end", {"csrf_token": token, "session": theirs.id})
    assert visitor.get("/desk")


def test_after_a_working_day(site: Site, visitor: Visitor) -> None:
    """A session ends by itself, and is forgotten when its person signs in again."""
    sign_in(visitor, "broker", PASSWORD)
    site.programme.now += sessions.LASTS + timedelta(seconds=1)
    assert visitor.client.get("/desk").status_code == 303
    sign_in(visitor, "broker", PASSWORD)
    with site.program.database.begin() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one()
    assert rows == 1


def test_other_roles_end_sessions(site: Site, visitor: Visitor) -> None:
    """Whose roles change signs in anew: what is open in a browser shows what the old ones might see."""
    sign_in(visitor, "broker", PASSWORD)
    person = site.programme.people["broker"]
    with site.program.database.begin() as connection:
        accounts.grant(connection, person, "committee", actor=person, now=site.programme.now, via="test")
    assert visitor.client.get("/desk").status_code == 303


def test_token_is_not_kept(site: Site, visitor: Visitor) -> None:
    """The table holds no token with which one could sign in."""
    sign_in(visitor, "broker", PASSWORD)
    with visitor.client.session_transaction() as kept:
        token = kept["token"]
    with site.program.database.begin() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert rows
    assert token not in str(rows)
