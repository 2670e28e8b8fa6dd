"""The administration merges two entries of one organisation, and reads first what that does."""

from typing import Any

import pytest

from records import accounts, organisations
from records.database import reading
from tests.web.site import Site
from tests.web.visitor import Visitor


@pytest.fixture
def admin(site: Site) -> Visitor:
    """The administrator."""
    return site.visitor("admin")


def twin_of_north(site: Site) -> str:
    """The same government, typed a second time, with somebody who works there."""
    programme = site.programme
    by: dict[str, Any] = {"actor": "SYS", "now": programme.now, "via": "test"}
    with site.program.database.begin() as connection:
        one = organisations.get(connection, programme.bodies["north"])
        like: dict[str, Any] = {"kind": one.kind, "country": one.country, "zone": one.zone, "languages": one.languages}
        twin = organisations.create(connection, name="North, again", **like, **by)
        accounts.change(connection, programme.people["north"], organisation=twin, **by)
    return twin


def test_merge(site: Site, admin: Visitor) -> None:
    """Which it is the same as is chosen, who and which cases are concerned is read, and then it is done."""
    twin, north = twin_of_north(site), site.programme.bodies["north"]
    ref = site.programme.request("north", governments=[twin])
    chosen = f"/admin/organisations/{twin}/merge?into={north}"
    assert chosen in admin.get(f"/admin/organisations/{twin}/merge").html
    page = admin.get(chosen)
    assert "Who comes along north" in page.text
    assert f"Cases that are put right {ref}" in page.text
    form = page.forms[chosen].copy()
    answer = admin.post(chosen, form)
    assert (answer.status_code, "Fill this in" in answer.text) == (422, True)
    form["reason"] = "Typed twice."
    answer = admin.post(chosen, form)
    assert answer.location == f"/admin/organisations/{north}"
    assert "“North, again” is merged into “north”. 1 case is put right." in admin.get(answer.location).text
    assert "Corrected" in site.page("broker", ref).text
    assert "Typed twice." in site.page("broker", ref).text


def test_merged(site: Site, admin: Visitor) -> None:
    """The page of what was merged says into what, and offers to change nothing."""
    twin, north = twin_of_north(site), site.programme.bodies["north"]
    chosen = f"/admin/organisations/{twin}/merge?into={north}"
    form = admin.get(chosen).forms[chosen].copy()
    form["reason"] = "Typed twice."
    admin.post(chosen, form)
    page = admin.get(f"/admin/organisations/{twin}")
    assert f'href="/admin/organisations/{north}"' in page.html
    assert f"/admin/organisations/{twin}" not in page.forms
    assert twin not in admin.get("/admin/organisations").html
    assert "has been merged into another organisation" in admin.get(chosen, 409).text


def test_not_alike(site: Site, admin: Visitor) -> None:
    """What cannot be merged is told in a sentence, and nothing is different."""
    north, city = site.programme.bodies["north"], site.programme.bodies["city"]
    assert "are not of one kind" in admin.get(f"/admin/organisations/{north}/merge?into={city}", 409).text
    admin.get(f"/admin/organisations/{north}/merge?into=ORG-9999", 404)
    with reading(site.program.database) as connection:
        assert organisations.get(connection, north).merged_into is None
