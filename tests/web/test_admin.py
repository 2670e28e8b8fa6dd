"""The administration: people are invited and leave, organisations are kept, settings decided; all of it with a history."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from records import organisations, people, settings
from records.database import reading
from tests.support.programme import email
from tests.web.site import Site
from tests.web.visitor import Page, Visitor


@pytest.fixture
def admin(site: Site) -> Visitor:
    """The administrator."""
    return site.visitor("admin")


def known(site: Site, ask: Callable[..., Any], *about: Any, **more: Any) -> Any:
    """What the records say now."""
    with reading(site.program.database) as connection:
        return ask(connection, *about, **more)


def send(visitor: Visitor, page: str, address: str, **answers: str | list[str]):
    """Opens a page, answers the questions of one of its forms otherwise, and sends it."""
    form = visitor.get(page).forms[address].copy()
    for name, value in answers.items():
        form.setlist(name, value if isinstance(value, list) else [value])
    return visitor.post(address, MultiDict(form))


def test_invited(site: Site, admin: Visitor) -> None:
    """Who is invited gets a link that sets a password, and then signs in; a broker sets up a second factor first."""
    new = {"name": "Broker of the evening", "email": "evening@connect.example", "roles": ["broker"]}
    answer = send(admin, "/admin/people/new", "/admin/people/new", **new)
    assert answer.status_code == 200
    link = re.search(r"/set-password/[^<\s]+", answer.text)
    assert link
    guest = Visitor.at(site.app)
    token = guest.get(link[0]).trigger("")["csrf_token"]
    password = "three words and more"
    assert guest.post(link[0], {"csrf_token": token, "password": password, "again": password}).status_code == 303
    token = guest.get("/login").trigger("login")["csrf_token"]
    answer = guest.post("/login", {"csrf_token": token, "email": new["email"], "password": password})
    assert answer.location == "/account/second-factor"


@pytest.mark.parametrize(
    ("answers", "said", "field"),
    [
        ({"email": email("broker")}, "has an account already", "email"),
        ({"email": "nowhere"}, "is no email address", "email"),
        ({"roles": ["auditor", "broker"]}, "holds no other role", "roles"),
        ({"zone": "Mars/Olympus"}, "is no time zone", "zone"),
        ({"roles": []}, "Fill this in", "roles"),
        ({"name": ""}, "Fill this in", "name"),
    ],
)
def test_invitation_that_does_not_fit(
    site: Site, admin: Visitor, answers: dict[str, str | list[str]], said: str, field: str
) -> None:
    """What does not fit is told at its question; what was typed is still there, and nobody is made."""
    before = len(known(site, people.every, limit=1000))
    given = {"name": "Somebody", "email": "somebody@connect.example", "roles": ["broker"], **answers}
    answer = send(admin, "/admin/people/new", "/admin/people/new", **given)
    page = Page(answer.text)
    assert answer.status_code in (409, 422)
    assert said in page.text
    assert field in page.invalid or field == "roles"  # a group cannot be invalid; its sentence stands beside it
    assert page.forms["/admin/people/new"]["email"] == given["email"]
    assert len(known(site, people.every, limit=1000)) == before


def test_roles(site: Site, admin: Visitor) -> None:
    """Roles are given and taken, with the reason kept in the history of the account."""
    person = site.programme.people["committee"]
    address = f"/admin/people/{person}"
    answer = send(admin, address, f"{address}/roles", roles=["broker"], reason="A new job.")
    assert answer.status_code == 303
    assert known(site, people.get, person).roles == ("broker",)
    assert "roles changed" in admin.get(address).text


def test_change(site: Site, admin: Visitor) -> None:
    """Name and substitute change; what is left empty of a place stays as it was."""
    person, other = site.programme.people["broker"], site.programme.people["lead"]
    address = f"/admin/people/{person}"
    answer = send(admin, address, f"{address}/change", name="Another name", substitute=other, zone="")
    assert answer.status_code == 303
    account = known(site, people.get, person)
    assert (account.name, account.substitute, account.zone) == ("Another name", other, "Europe/Amsterdam")
    answer = send(admin, address, f"{address}/change", substitute=person)
    assert answer.status_code == 422
    assert "substitute" in Page(answer.text).invalid


def test_absence(site: Site, admin: Visitor) -> None:
    """Days of an absence are kept and taken out again; half of one, or one that ends before it begins, is refused."""
    person = site.programme.people["lead"]
    address = f"/admin/people/{person}"
    days = {"absence-first": "2018-05-14", "absence-last": "2018-05-20"}
    assert send(admin, address, f"{address}/change", **days).status_code == 303
    account = known(site, people.get, person)
    assert (account.absent_from, account.absent_until) == (date(2018, 5, 14), date(2018, 5, 20))
    for wrong in ({"absence-last": ""}, {"absence-last": "2018-05-01"}):
        assert send(admin, address, f"{address}/change", **wrong).status_code == 422
    send(admin, address, f"{address}/change", **dict.fromkeys(days, ""))
    assert known(site, people.get, person).absent_from is None


def test_closed_and_opened(site: Site, admin: Visitor) -> None:
    """A closed account is signed out and stays in the list; it can be opened again. Both ask why."""
    person, visitor = site.programme.people["north"], site.visitor("north")
    address = f"/admin/people/{person}"
    assert send(admin, address, f"{address}/close").status_code == 422
    assert send(admin, address, f"{address}/close", reason="They left.").status_code == 303
    assert visitor.client.get("/portal").status_code == 303
    assert "This account is closed." in admin.get(address).text
    assert person in admin.get("/admin?status=closed").html
    assert send(admin, address, f"{address}/reopen", reason="They are back.").status_code == 303
    assert known(site, people.get, person).active


def test_closed_twice(site: Site, admin: Visitor) -> None:
    """Closing is not opening: the same press, sent again from an old page, changes nothing."""
    person = site.programme.people["north"]
    address = f"/admin/people/{person}"
    form = admin.get(address).forms[f"{address}/close"].copy()
    form["reason"] = "They left."
    for _ in range(2):
        assert admin.post(f"{address}/close", form).status_code == 303
    assert not known(site, people.get, person).active


def test_last_administrator(site: Site, admin: Visitor) -> None:
    """Somebody must be left who can give roles: the last administrator can neither lose the role nor be closed."""
    address = f"/admin/people/{site.programme.people['admin']}"
    for press, answers in (("roles", {"roles": ["broker"]}), ("close", {"reason": "Done."})):
        answer = send(admin, address, f"{address}/{press}", **answers)
        assert answer.status_code == 409
        assert "This is the last administrator." in Page(answer.text).text


def test_what_an_administrator_does_is_kept(site: Site, admin: Visitor) -> None:
    """A link that opens an account, and signing somebody out, are entries of the account by whoever did it."""
    address = f"/admin/people/{site.programme.people['broker']}"
    assert site.visitor("broker").get("/desk")
    send(admin, address, f"{address}/link")
    send(admin, address, f"{address}/sign-out")
    send(admin, address, f"{address}/roles", roles=["broker", "committee"], reason="More work.")
    told = admin.get(address).text
    for said in ("a link to set the password was made admin", "signed out everywhere admin", "More work."):
        assert said in told
    assert "roles changed: broker, member of the committee" in told


def test_typed_before_the_session_ended(site: Site, admin: Visitor) -> None:
    """What was typed when the session had ended comes back after signing in again."""
    form = admin.get("/admin/organisations/new").forms["/admin/organisations/new"].copy()
    form["name"] = "Sample Harbour"
    with site.program.database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sessions")
    asked = Page(admin.post("/admin/organisations/new", form).text).trigger("login")
    assert "Sample Harbour" in asked["kept"]


def test_same_organisation(site: Site, admin: Visitor) -> None:
    """A second press, or a second organisation of that name in that country, is refused with the one there is."""
    new = {"name": "Sample Harbour", "kind": "government", "country": "GH", "zone": "Africa/Accra"}
    address = "/admin/organisations/new"
    assert send(admin, address, address, **new).status_code == 303
    again = send(admin, address, address, **new)
    assert again.status_code == 409
    assert "There is already an organisation called so" in Page(again.text).text


def test_signed_out(site: Site, admin: Visitor) -> None:
    """An administrator ends all sessions of a person."""
    person, visitor = site.programme.people["north"], site.visitor("north")
    address = f"/admin/people/{person}"
    assert send(admin, address, f"{address}/sign-out").status_code == 303
    assert visitor.client.get("/portal").status_code == 303


def test_new_link(site: Site, admin: Visitor) -> None:
    """A new link is shown once, on the answer to the press."""
    address = f"/admin/people/{site.programme.people['north']}"
    assert "/set-password/" in send(admin, address, f"{address}/link").text
    assert "/set-password/" not in admin.get(address).html


def test_found(site: Site, admin: Visitor) -> None:
    """People are found by a part of their name or address, and by role."""
    found = admin.get("/admin?text=COMMITTEE")
    assert site.programme.people["committee"] in found.html
    assert site.programme.people["broker"] not in found.html
    assert site.programme.people["auditor"] in admin.get("/admin?role=auditor").html
    assert "Nobody fits." in admin.get("/admin?text=100%25").text


def test_organisation(site: Site, admin: Visitor) -> None:
    """An organisation is added and changed; both are entries of the system's history."""
    new = {"name": "Sample Harbour", "kind": "government", "country": "GH", "zone": "Africa/Accra", "languages": ["en"]}
    answer = send(admin, "/admin/organisations/new", "/admin/organisations/new", **new, population="1200")
    assert answer.status_code == 303
    made = known(site, organisations.by_name, "Sample Harbour")
    assert (made.country, made.population) == ("GH", 1200)
    address = f"/admin/organisations/{made.id}"
    assert send(admin, address, address, name="Sample Port", population="").status_code == 303
    changed = known(site, organisations.get, made.id)
    assert (changed.name, changed.population) == ("Sample Port", None)
    assert "Sample Port" in admin.get("/admin/organisations?kind=government").text
    assert "Sample Port" not in admin.get("/admin/organisations?kind=association").text


def test_settings(site: Site, admin: Visitor) -> None:
    """What differs is decided, each with its meaning beside it; what does not fit is told."""
    page = admin.get("/admin/settings")
    assert settings.ALL["committee_quorum"].meaning in page.text
    answer = send(admin, "/admin/settings", "/admin/settings", committee_quorum="3", partner_countries_added=["NO"])
    assert answer.status_code == 303
    decided = known(site, settings.every)
    assert (decided["committee_quorum"], decided["partner_countries_added"]) == (3, ["NO"])
    assert send(admin, "/admin/settings", "/admin/settings", committee_quorum="0").status_code == 422
    assert send(admin, "/admin/settings", "/admin/settings", office_zone="Mars").status_code == 422


def test_unknown(admin: Visitor) -> None:
    """Somebody, or something, that does not exist is told."""
    admin.get("/admin/people/PER-9999", 404)
    admin.get("/admin/organisations/ORG-9999", 404)


@pytest.mark.parametrize("name", ["broker", "committee", "north", "auditor"])
def test_for_administrators_only(site: Site, name: str) -> None:
    """Nobody else opens any of these pages."""
    for page in ("/admin", "/admin/people/new", "/admin/organisations", "/admin/settings"):
        site.visitor(name).get(page, 403)


# --- two at once ------------------------------------------------------------------------------------------------------


def twice(site: Site, admin: Visitor, page: str, address: str, first: dict[str, str], second: dict[str, str]) -> Page:
    """A form is opened by two; one of them saves, and then the other: what the second reads."""
    form = admin.get(page).forms[address].copy()
    other = Visitor.at(site.app, site.programme.people["admin"])
    assert send(other, page, address, **first).status_code == 303
    form.update({name: form.get(name, "") for name in second})
    for name, value in second.items():
        form.setlist(name, [value])
    answer = admin.post(address, form)
    assert answer.status_code == 412
    return Page(answer.text)


@pytest.mark.parametrize(
    ("page", "address", "first", "second"),
    [
        ("/admin/people/PER-0001", "/admin/people/PER-0001/change", {"name": "One"}, {"name": "Other"}),
        ("/admin/organisations/ORG-0001", "/admin/organisations/ORG-0001", {"name": "One"}, {"name": "Other"}),
        ("/admin/topics/waste", "/admin/topics/waste", {"en": "One"}, {"en": "Other"}),
        ("/admin/settings", "/admin/settings", {"committee_quorum": "2"}, {"committee_quorum": "3"}),
    ],
)
def test_two_at_once(
    site: Site, admin: Visitor, page: str, address: str, first: dict[str, str], second: dict[str, str]
) -> None:
    """Who saves second overwrites nothing: they read who was quicker and when, and what they typed is still there.

    Saved again, now that they know, it is done.
    """
    told = twice(site, admin, page, address, first, second)
    assert "admin changed this at 5 March 2018, 10:00 (Europe/Amsterdam), after you opened the page." in told.text
    (name, value), kept = next(iter(second.items())), told.forms[address]
    assert kept[name] == value
    assert admin.post(address, kept).status_code == 303
    assert admin.get(page).forms[address][name] == value


def test_without_a_version(site: Site, admin: Visitor) -> None:
    """A form that does not say what it began with is refused, and nothing is changed unchecked."""
    form = admin.get("/admin/settings").forms["/admin/settings"].copy()
    form.pop("version")
    assert admin.post("/admin/settings", form).status_code == 422
