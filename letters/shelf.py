"""The texts of all letters, read once when the program starts, so that a version names exactly what is rendered."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from records.languages import ENGLISH, WRITTEN, written

LANGUAGES = tuple(WRITTEN)

FOLDER = Path(__file__).parent


def _read(folder: Path, within: str = "") -> dict[str, str]:
    return {f"{within}{path.stem}": path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


# Language → name of the file without its ending → text. A name that begins with `_` is a part of letters, not a letter.
TEXTS: Mapping[str, Mapping[str, str]] = {language: _read(FOLDER / language) for language in LANGUAGES}

# Language → `papers/` and the name of the file without its ending → text: what a case can be drawn up as.
PAPERS: Mapping[str, Mapping[str, str]] = {
    language: _read(FOLDER / language / "papers", "papers/") for language in LANGUAGES
}


def language_of(names: Iterable[str], *wanted: str | None) -> str:
    """The first of the wanted languages in which something is written; English unless all `names` are written in it.

    `names` are those of letters and papers. A letter is in one language, so one missing text makes all of it English.
    """
    language = written(*wanted)
    return language if all(name in TEXTS[language] or name in PAPERS[language] for name in names) else ENGLISH


def _version(template: str) -> str:
    """Twelve hex digits of the sha256 of a letter's text and of the parts it shares, in all languages."""
    hashed = sha256()
    for language in LANGUAGES:
        for name, text in TEXTS[language].items():
            if name == template or name.startswith("_"):
                hashed.update(f"{language}/{name}\0{text}\0".encode())
    return hashed.hexdigest()[:12]


# Every letter there is, and the version of its text.
VERSIONS: Mapping[str, str] = {
    name: _version(name)
    for name in sorted({name for texts in TEXTS.values() for name in texts})
    if not name.startswith("_")
}
