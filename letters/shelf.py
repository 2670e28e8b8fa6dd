"""The texts of all letters, read once when the program starts, so that a version names exactly what is rendered."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

LANGUAGES = ("en",)

FOLDER = Path(__file__).parent


def _read(language: str) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((FOLDER / language).glob("*.txt"))}


# Language → name of the file without its ending → text. A name that begins with `_` is a part of letters, not a letter.
TEXTS: Mapping[str, Mapping[str, str]] = {language: _read(language) for language in LANGUAGES}


def _version(template: str) -> str:
    """Twelve hex digits of the sha256 of a letter's text and of the parts it shares, in all languages."""
    hashed = sha256()
    for language in LANGUAGES:
        for name, text in TEXTS[language].items():
            if name == template or name.startswith("_"):
                hashed.update(f"{language}/{name}\0{text}\0".encode())
    return hashed.hexdigest()[:12]


# Language → `papers/` and the name of the file without its ending → text: what a case can be drawn up as.
PAPERS: Mapping[str, Mapping[str, str]] = {
    language: {
        f"papers/{path.stem}": path.read_text(encoding="utf-8")
        for path in sorted((FOLDER / language / "papers").glob("*.txt"))
    }
    for language in LANGUAGES
}

# Every letter there is, and the version of its text.
VERSIONS: Mapping[str, str] = {
    name: _version(name)
    for name in sorted({name for texts in TEXTS.values() for name in texts})
    if not name.startswith("_")
}
