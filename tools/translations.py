"""Checks that each language listed as complete says every text and has every letter; keeps the translators' files up to date.

    tools/translations.py             what `make check` asks: only languages listed as complete must lack nothing
    tools/translations.py --update    write every new text into the translators' files, and take out what is no longer said
    tools/translations.py fr          what French still lacks, and what is wrong in it, complete or not

The list is `complete_languages` under `[tool.connect]` in pyproject.toml. The texts are written in English, so English has
no file; another language keeps its own in `web/translations/LANGUAGE/LC_MESSAGES/messages.po`.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from letters.catalogues import file_of  # noqa: E402 - run as a file, it finds the rooms only now
from records.languages import ENGLISH, WRITTEN  # noqa: E402
from tools import letter_texts  # noqa: E402

ROOMS = ("workflow", "records", "states", "letters", "matching", "handlers", "scheduler", "web", "commands", "app.py")
TRANSLATED = tuple(language for language in WRITTEN if language != ENGLISH)

# What a translation must repeat, whatever it says: `{name}`, `%(num)d`, tags of HTML.
REPEATED = re.compile(r"\{[^{}]*\}|%\(\w+\)\w|</?\w+[^<>]*>")

# Only what a reader of the file needs: a date in it would differ each time that nothing else does.
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def complete() -> list[str]:
    """The languages that lack nothing, as pyproject.toml lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed: list[str] = settings["tool"]["connect"]["complete_languages"]
    return listed


def extract() -> Catalog:
    """Every text marked for translation."""
    rooms = [room for room in ROOMS if (ROOT / room).exists()]
    with tempfile.NamedTemporaryFile(suffix=".pot") as pot:
        command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--mapping=tools/babel.cfg"]
        command += ["--keyword=lazy_gettext", "--keyword=lazy_ngettext:1,2", f"--output-file={pot.name}", *rooms]
        subprocess.run(command, cwd=ROOT, check=True)
        return read_po(pot)


def kept(language: str) -> Catalog:
    """What the translators' file of a language says; nothing where there is no file yet."""
    file = file_of(language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def says(message: Message | None) -> bool:
    """Whether a translation is there, in every plural form, and somebody has stood by it."""
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    """A text, or each of its plural forms."""
    return said if isinstance(said, tuple) else (said,)


def faults(text: Message, said: Message) -> Iterator[str]:
    """In what a translation does not fit its text."""
    asked, given = forms(text.id), forms(said.string)
    either = [Counter(REPEATED.findall(one)) for one in asked]
    for one in given:
        if Counter(REPEATED.findall(one)) not in either:
            yield f"it repeats other placeholders or tags in {one!r}"
        if (one[:1].isspace(), one[-1:].isspace()) != (asked[0][:1].isspace(), asked[0][-1:].isspace()):
            yield f"it begins or ends with other white space in {one!r}"


def problems(language: str, texts: Catalog) -> Iterator[str]:
    """What is missing or wrong in a language, a sentence each."""
    catalog = kept(language)
    for text in filter(lambda message: message.id, texts):
        said = catalog.get(text.id, text.context)
        if not says(said):
            yield f"{language} does not say {text.id!r}."
        else:
            yield from (f"{language} says {text.id!r} wrongly: {fault}." for fault in faults(text, said))
    yield from letter_texts.problems(language)


def update(language: str, texts: Catalog, said: Catalog) -> None:
    """Write a language's file anew: the texts in alphabetical order, with what `said` says of them."""
    catalog = Catalog(locale=language)
    for text in filter(lambda message: message.id, texts):
        one = said.get(text.id, text.context)
        catalog.add(text.id, one.string if one else None, flags=one.flags if one else (), context=text.context)
    file = file_of(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        opened.write(HEADER.format(language=language, plurals=catalog.plural_forms).encode())
        write_po(opened, catalog, width=0, no_location=True, omit_header=True, sort_output=True)


def main() -> int:
    """Prints what is missing; returns the exit status."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("language", nargs="*", help=f"look at these, complete or not: {', '.join(TRANSLATED)}")
    asked.add_argument("--update", action="store_true", help="write new texts into the translators' files")
    given, texts = asked.parse_args(), extract()
    if unknown := set(given.language) - set(TRANSLATED):
        asked.error(f"There is no translation into {', '.join(sorted(unknown))}.")
    if given.update:
        for language in TRANSLATED:
            update(language, texts, kept(language))
    demanded = given.language or [one for one in complete() if one != ENGLISH]
    found = [problem for language in demanded for problem in problems(language, texts)]
    print("\n".join(found) or f"{len(texts)} texts and every letter, in every language that was asked for.")
    for language in () if given.language else [one for one in TRANSLATED if one not in demanded]:
        print(
            f"{language}: {sum(1 for _ in problems(language, texts))} texts or letters are missing; not listed as complete."
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
