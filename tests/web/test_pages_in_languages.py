"""Every page in each language that is listed as complete: nothing of it is left in English."""

import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import update

import app
from letters.catalogues import catalogue
from records import people
from records.languages import ENGLISH, WRITTEN
from records.tables import Filing, Person
from tests.support.every_page import SHOWN
from tests.support.served import ASKED, FILED, MOROTO, Served, demonstration
from tests.web.visitor import Visitor
from tools.translations import complete, extract

OTHERS = [language for language in complete() if language != ENGLISH]
# One language shows what is not marked for translation; what another lacks is found by `make check`.
LANGUAGES = [pytest.param(one, marks=() if one == "fr" else pytest.mark.soak) for one in OTHERS]
SAID_ALOUD = ("aria-label", "title", "placeholder", "alt", "data-more")  # attributes that a reader hears or sees
PLACEHOLDER = re.compile(r"\\\{\w+\\\}|%\\\(\w+\\\)\w")
LEAST = 12  # letters besides placeholders, for a sentence to be recognised by them


class Read(HTMLParser):
    """What is read on a page, piece by piece, except what somebody wrote: that is in whatever language it was written."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: set[str] = set()
        self._silent = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read; what is inside scripts, quotations and fields is not."""
        self.pieces |= {value.strip() for name, value in attrs if name in SAID_ALOUD and value}
        if tag in ("script", "style", "textarea", "pre", "blockquote", "code"):
            self._silent = tag

    def handle_endtag(self, tag: str) -> None:
        """The end of what is not read."""
        self._silent = "" if tag == self._silent else self._silent

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._silent and data.strip():
            self.pieces.add(" ".join(data.split()))


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """The demonstration."""
    with demonstration() as served:
        yield served


@pytest.fixture(scope="module")
def refs(served: Served) -> dict[str, str]:
    """What `Served.at` would fill in, found once for all pages: kind or type of a case → reference, a letter, and links."""
    cases = sorted(json.loads(served.connect("cases", "--json")), key=lambda case: case["ref"])
    moroto = {case["kind"]: case["ref"] for case in reversed(cases) if MOROTO in case["title"]}
    letters = json.loads(served.connect("outbox", "list", "--newest", "1000", "--json"))
    letter = next(str(one["id"]) for one in letters if one["ref"] == moroto["call"] and MOROTO in one["to_name"])
    links = {name: served.token(*asked) for name, asked in ASKED.items()} | {name: served.filed(name) for name in FILED}
    return {**{case["type"]: case["ref"] for case in cases}, **moroto, **links, "letter": letter}


@pytest.fixture
def opened(served: Served, refs: dict[str, str], language: str) -> Iterator[dict[str, str]]:
    """What is read on every page, with its path, by those who open them, all of whom prefer a language."""
    program = app.Connect(app.Settings.read(served.environ, Path(served.environ["CONNECT_HOME"]))).ready()
    with program.database.begin() as connection:
        connection.execute(update(Person.__table__).values(language=language))
        connection.execute(update(Filing.__table__).values(language=language))
    pages = app.create_app(program)
    found: dict[str, str] = {}
    for seen in SHOWN.values():
        with program.database.connect() as connection:
            person = people.by_email(connection, f"{seen.account}@connect.example").id if seen.account else None
        address = seen.path.format(**refs)
        answer = Visitor.at(pages, person).client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == (200 if seen.then else seen.status), seen.path
        assert f'<html lang="{language}"' in answer.text, seen.path
        found |= dict.fromkeys(Read(answer.text).pieces, seen.path)
    yield found
    program.database.dispose()


def said(texts: Iterable[str], language: str) -> re.Pattern[str]:
    """English texts that the language says otherwise, whatever fills them."""
    other = [text for text in texts if catalogue(language).gettext(text) != text]
    patterns = [
        PLACEHOLDER.sub(".+", re.escape(text)) for text in other if len(re.sub(r"\{\w+\}|\W", "", text)) >= LEAST
    ]
    return re.compile("|".join((*map(re.escape, other), *patterns)))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_in_english(opened: dict[str, str], language: str) -> None:
    """No piece of any page is an English text of the catalogue that the reader's language says otherwise."""
    texts = {one for text in extract() if text.id for one in ((text.id,) if isinstance(text.id, str) else text.id)}
    english = said(texts, language)
    own = set(WRITTEN.values())  # each language is called as it calls itself
    left = [f"{at}: {piece}" for piece, at in opened.items() if english.fullmatch(piece) and piece not in own]
    assert not left, "\n".join(left)
