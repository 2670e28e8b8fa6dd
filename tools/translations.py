"""Checks that every text can be extracted, and that each language listed as complete says all of them.

The list is `complete_languages` under `[tool.connect]` in pyproject.toml. The texts are written in English, so English has
no catalogue; another language keeps its own in `web/translations/LANGUAGE/LC_MESSAGES/messages.po`.
"""

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
ROOMS = ("workflow", "records", "states", "letters", "matching", "handlers", "scheduler", "web", "commands", "app.py")


def extract() -> Catalog:
    """Every text marked for translation."""
    rooms = [room for room in ROOMS if (ROOT / room).exists()]
    with tempfile.NamedTemporaryFile(suffix=".pot") as pot:
        command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--mapping=tools/babel.cfg"]
        command += ["--keyword=lazy_gettext", "--keyword=lazy_ngettext:1,2", f"--output-file={pot.name}", *rooms]
        subprocess.run(command, cwd=ROOT, check=True)
        return read_po(pot)


def says(message: Message | None) -> bool:
    """Whether a translation is there, in every plural form, and somebody has stood by it."""
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def problems(language: str, texts: Catalog) -> Iterator[str]:
    """What is wrong with a language, a sentence each."""
    file = ROOT / "web" / "translations" / language / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        yield f"{language} is listed as complete and has no {file.relative_to(ROOT)}."
        return
    with file.open("rb") as opened:
        catalog = read_po(opened, locale=language)
    for text in filter(lambda message: message.id, texts):
        said = catalog.get(text.id, text.context)
        if not says(said):
            yield f"{language} does not say {text.id!r}."
        else:
            yield from (f"{language} says {text.id!r} wrongly: {error}." for error in said.check(catalog))


def main() -> int:
    """Prints the problems; returns the exit status."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    texts = extract()
    found = [
        problem
        for language in settings["tool"]["connect"]["complete_languages"]
        if language != "en"
        for problem in problems(language, texts)
    ]
    print("\n".join(found) or f"{len(texts)} texts, each said in every language listed as complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
