"""Governments that have no account file: in French from the first visit to their own page, in Spanish to a call whose
deadline is then extended.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from records import people
from tests.web.filer import APPLICATION, PDF, REQUEST, Filer
from tests.web.site import Site
from tests.web.visitor import Page, Visitor


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """The pages, whose clock stands still until somebody moves it."""
    site = Site(sqlite_url, tmp_path)
    yield site
    site.close()


def own_page(site: Site, email: str, ref: str) -> Page:
    """The page of a case, as whoever filed it reads it."""
    with site.program.database.begin() as connection:
        account = people.by_email(connection, email)
    return Visitor.at(site.app, account.id).get(f"/portal/cases/{ref}")


def test_a_request_in_french(site: Site) -> None:
    """A town that has never heard of us files its request, puts right what is missing, confirms it, and withdraws it."""
    filer = Filer(site, "fr-BF,fr;q=0.9,en;q=0.5")
    assert "Déposer une demande" in filer.visitor.get("/file/request").text
    begun = filer.send("/file/request", {**REQUEST, "challenge": "", "topic": ""}, consent=(BytesIO(PDF), "accord.pdf"))
    assert (begun.status_code, 'lang="fr"' in begun.text) == (422, True)
    draft = next(at for at in Page(begun.text).forms if at.startswith("/file/draft/"))
    sent = filer.send(draft, {"challenge": "Les déchets sont brûlés.", "topic": "waste"})
    assert "Veuillez confirmer" in filer.visitor.get(sent.location).text
    assert "Vous avez envoyé une demande à CONNECT." in filer.letters()[-1]
    assert "accord.pdf" in filer.visitor.get(filer.link()).text
    assert "Le dépôt est fait" in filer.confirm().text
    page = own_page(site, REQUEST["your_email"], "REQ-2018-0001")
    assert 'lang="fr"' in page.html
    assert {"amend", "withdraw"} <= page.triggers
    (letter,) = site.programme.rows("outbox", template="request_received")
    assert letter.language == "fr"


def test_an_application_in_spanish(site: Site) -> None:
    """An offer that came too late is not lost: the deadline is extended, its author reads so, confirms, and amends it."""
    programme, filer = site.programme, Filer(site, "es")
    call = programme.call()
    (request,) = programme.linked(call)
    said = {**APPLICATION, "request": request}
    filer.send(f"/file/application/{call}", said)
    link = filer.link()
    programme.close_call(call)
    assert "se cerró" in filer.visitor.get(link).text
    assert filer.visitor.post(link, {}).status_code == 409
    programme.fire(call, "reopen", "broker", deadline="2018-04-30", reason="More time.")
    (told,) = programme.rows("outbox", recipient="drafts:es", ref=call)
    with programme.database.begin() as connection:
        assert f"/file/application/{call}" in site.program.letter(connection, told).text
    address, form = filer.form(link)
    assert "Presentación hecha" in filer.visitor.get(filer.visitor.post(address, form).location).text
    page = own_page(site, APPLICATION["your_email"], "APP-2018-0001")
    assert APPLICATION["approach"] in page.text
    assert {"amend", "withdraw"} <= page.triggers
