"""Texts in the reader's language: what is said, what is not said yet, and how the translators' files are kept."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from letters import catalogues, language_of
from letters.catalogues import catalogue
from letters.shelf import TEXTS
from records.languages import WRITTEN, written
from tools import translations

TEXT, COUNTED = "Sign in", ("%(num)d day", "%(num)d days")


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """Two texts to be translated, and a folder of translations with nothing in it."""
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    monkeypatch.setattr(translations.letter_texts, "problems", lambda language: iter(()))
    catalogue.cache_clear()
    found = Catalog()
    found.add(COUNTED)
    found.add(TEXT)
    return found


@pytest.fixture(autouse=True)
def read_anew():
    """What a test's own files said is forgotten after it."""
    yield
    catalogue.cache_clear()


def say(language: str, texts: Catalog, **more: object) -> None:
    """A translators' file that says everything, plainly; `more` is what is said otherwise."""
    for text in texts:
        if text.id:
            text.string = ("%(num)d jour", "%(num)d jours") if isinstance(text.id, tuple) else "Se connecter"
    for name, value in more.items():
        setattr(texts[TEXT], name, value)
    translations.update(language, texts, texts)


def test_translated(texts: Catalog) -> None:
    """A text and its plural forms are read from the translators' file; in French nought is singular."""
    say("fr", texts)
    said = catalogue("fr")
    assert said.gettext(TEXT) == "Se connecter"
    assert [said.ngettext(*COUNTED, n) % {"num": n} for n in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]


def test_not_said_yet(texts: Catalog) -> None:
    """What a translator has not said, or doubts, and everything in a language without a file, stays in English."""
    say("fr", texts, flags={"fuzzy"})
    assert catalogue("fr").gettext(TEXT) == catalogue("es").gettext(TEXT) == catalogue("nl").gettext(TEXT) == TEXT
    assert catalogue("en").ngettext(*COUNTED, 2) == COUNTED[1]


def test_nothing_is_nothing(texts: Catalog) -> None:
    """The translation of an empty text is empty, and not the head of the file."""
    say("fr", texts)
    assert catalogue("fr").gettext("") == catalogue("fr").ugettext("") == ""


def test_update(texts: Catalog) -> None:
    """A file brought up to date keeps what was said, has the new texts, drops the old, and is the same the second time."""
    say("fr", texts)
    later = Catalog()
    later.add(TEXT)
    later.add("Password")
    translations.update("fr", later, translations.kept("fr"))
    first = catalogues.file_of("fr").read_bytes()
    translations.update("fr", later, translations.kept("fr"))
    assert catalogues.file_of("fr").read_bytes() == first
    assert {text.id: text.string for text in translations.kept("fr") if text.id} == {
        TEXT: "Se connecter",
        "Password": "",
    }


@pytest.mark.parametrize(
    ("text", "said", "told"),
    [
        ("Wait for {who}.", "Attendez.", "placeholders"),
        ("Wait for {who}.", "Attendez {qui}.", "placeholders"),
        ("A <b>word</b>", "Un mot", "tags"),
        ("Wait", " Attendez", "white space"),
        ("Wait", "", "does not say"),
        ("Wait for {who}.", "{who} : attendez.", ""),
    ],
)
def test_faults(texts: Catalog, text: str, said: str, told: str) -> None:
    """A translation that is missing, or that repeats not what it must, is told in a sentence; one that fits is not."""
    asked = Catalog()
    asked.add(text, said)
    translations.update("fr", asked, asked)
    found = list(translations.problems("fr", asked))
    assert (told in " ".join(found)) if told else not found


def test_templates_are_extracted() -> None:
    """Texts of code and of templates, also those in folders, are found; plural forms too."""
    found = {text.id for text in translations.extract()}
    assert {"Skip to the content", "The secretariat", "Invite somebody", COUNTED} <= found


def test_first_language_that_is_written() -> None:
    """Of several languages the first in which something is written is taken; none of them is English."""
    assert [written("nl", "fr", "es"), written("nl"), written(None)] == ["fr", "en", "en"]
    assert next(iter(WRITTEN)) == "en"


def test_letter_that_a_language_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter is in one language: if one of those that are sent together is not written in it, all are English."""
    monkeypatch.setattr("letters.shelf.TEXTS", {**TEXTS, "fr": {"welcome": "Subject: "}})
    assert language_of(["welcome"], "fr") == "fr"
    assert language_of(["welcome", "baseline"], "fr") == "en"
