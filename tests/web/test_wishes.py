"""How often somebody is written what can wait: on a page of their own, and by the link that letters carry."""

import pytest

from records import wishes
from tests.web.site import Site


def digest(site: Site) -> str:
    """How often north is written to."""
    north = site.programme.people["north"]
    return next(str(row.digest) for row in site.programme.rows("people") if row.id == north)


def link(site: Site) -> str:
    """The address that a letter to north carries."""
    key = site.program.settings.secret_key
    return f"{wishes.PATH}{wishes.token(site.programme.people['north'], key=key)}"


def test_chosen(site: Site) -> None:
    """Somebody chooses on a page of their own; the history of their account has it."""
    north = site.visitor("north")
    form = north.get("/account/letters").forms["/account/letters"].to_dict()
    answer = north.client.post("/account/letters", data={**form, "digest": "weekly"})
    assert "one letter a week" in north.get(answer.location).text
    assert digest(site) == "weekly"
    entry = site.programme.entries(site.programme.people["north"])[-1]
    assert (entry.trigger, entry.changes) == ("change_account", {"facts": {"digest": "weekly"}})


def test_no_way(site: Site) -> None:
    """What is no way to be written to is refused."""
    north = site.visitor("north")
    form = north.get("/account/letters").forms["/account/letters"].to_dict()
    assert north.client.post("/account/letters", data={**form, "digest": "hourly"}).status_code == 422
    assert digest(site) == "none"


def test_opened(site: Site) -> None:
    """Opening the link of a letter, as programs do that look for harm, changes nothing."""
    assert "Letters that can wait come to me" in site.visitor().get(link(site)).text
    assert digest(site) == "none"


def test_one_click(site: Site) -> None:
    """What a mail program sends by itself, without a token of a page, ends the letters that can wait."""
    client = site.app.test_client()
    answer = client.post(link(site), data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, digest(site)) == (200, "off")


def test_by_the_page(site: Site) -> None:
    """Who opens the link without being signed in chooses there."""
    address = link(site)
    form = site.visitor().get(address).forms[address].to_dict()
    site.app.test_client().post(address, data={**form, "digest": "daily"})
    assert digest(site) == "daily"


@pytest.mark.parametrize("token", ["x", "PER-0007.forged"])
def test_forged(site: Site, token: str) -> None:
    """A link that was not made here opens nothing and changes nothing."""
    answer = site.app.test_client().post(f"{wishes.PATH}{token}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 400
    assert digest(site) == "none"
