"""In which language a page is read, by whom and how they choose it."""

import pytest

from letters.catalogues import catalogue
from records import accounts
from tests.web.site import Site
from tests.web.visitor import Visitor
from workflow import streams


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    """French says one thing for sure."""
    french = catalogue("fr")
    monkeypatch.setattr(french, "ugettext", lambda text: f"«{text}»")


def lang(visitor: Visitor, address: str, browser: str = "") -> str:
    """The language that a page says it is in."""
    answer = visitor.client.get(address, headers={"Accept-Language": browser})
    return answer.text.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("fr-CA, en;q=0.5", "fr"), ("nl, pt-BR;q=0.8, en;q=0.1", "pt"), ("nl, en;q=0", "en"), ("", "en"), ("*", "en")],
)
def test_browser(site: Site, wanted: str, language: str) -> None:
    """Whoever is not signed in reads what their browser prefers among the languages that are written, else English."""
    assert lang(Visitor.at(site.app), "/login", wanted) == language


def test_asked_for(site: Site) -> None:
    """A link can ask for a language, against the browser; every link of that page keeps asking, and no cookie is set."""
    answer = Visitor.at(site.app).client.get("/?lang=fr", headers={"Accept-Language": "it"})
    assert '<html lang="fr">' in answer.text
    assert 'href="/login?lang=fr"' in answer.text
    assert "«Sign in»" in answer.text
    assert "connect.css?" not in answer.text
    assert "Set-Cookie" not in answer.headers or "lang" not in answer.headers["Set-Cookie"]


def test_unknown_is_not_asked_for(site: Site) -> None:
    """A language in which nothing is written is as if it had not been asked for, and no link repeats it."""
    page = Visitor.at(site.app).client.get("/?lang=xx", headers={"Accept-Language": "es"}).text
    assert '<html lang="es">' in page
    assert "/login?lang=xx" not in page


def test_switch(site: Site) -> None:
    """At the foot of a page that needs no account stand all languages, each in its own words, for this very page."""
    page = Visitor.at(site.app).client.get("/login?next=/desk&lang=it").text
    for code, name in (("en", "English"), ("fr", "Français"), ("pt", "Português")):
        assert f'<a href="/login?next=%2Fdesk&amp;lang={code}" lang="{code}" hreflang="{code}">{name}</a>' in page
    assert 'hreflang="it" aria-current="true">Italiano' in page


def test_own_language(site: Site) -> None:
    """Whoever is signed in reads their own language, whatever browser and link say, and is offered no switch."""
    person = site.programme.people["broker"]
    with site.program.database.begin() as connection:
        accounts.change(connection, person, actor=person, now=site.programme.now, via="test", language="fr")
    visitor = Visitor.at(site.app, person)
    assert lang(visitor, "/desk?lang=es", "pt") == "fr"
    page = visitor.client.get("/desk?lang=es").text
    assert "«Sign out»" in page
    assert "lang=es" not in page.replace('value="/desk?lang=es"', "")
    assert "hreflang" not in page


def test_choosing_ones_language(site: Site) -> None:
    """Whoever is signed in chooses a language on their own page; it is an entry of their account, and answered in it."""
    visitor = site.visitor("broker")
    answer = visitor.post("/account/language", {**visitor.get("/account").trigger("language"), "language": "fr"})
    assert answer.status_code == 303
    page = visitor.client.get("/account").text
    assert '<html lang="fr">' in page
    assert "«Your language»" in page
    with site.program.database.connect() as connection:
        *_before, last = streams.entries_of(connection, site.programme.people["broker"])
    assert (last.trigger, last.changes["facts"]) == ("change_account", {"language": "fr"})


def test_language_nobody_writes(site: Site) -> None:
    """A language in which nothing is written cannot be chosen."""
    visitor = site.visitor("broker")
    answer = visitor.post("/account/language", {**visitor.get("/account").trigger("language"), "language": "nl"})
    assert answer.status_code in (404, 422)
    assert '<html lang="en">' in visitor.client.get("/account").text
