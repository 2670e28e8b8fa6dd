"""Plain text in lines of 72 characters. Pure.

A paragraph ends with an empty line. Inside it, an item (`- `), a line of a quotation (`> `) and a link each begin a line
of their own; other lines are joined and filled, so that a template may break its sentences wherever it reads best.
"""

import re
from collections.abc import Iterable, Iterator
from textwrap import TextWrapper
from typing import Any

WIDTH = 72  # characters; a link or another long word is never broken

OWN_LINE = re.compile(r"- |>|https?://\S+$")
QUOTE = re.compile(r"> ?")
SIGNATURE = re.compile(r"> — \S+ [A-Za-z0-9+/=]{80,}")  # of a signed note, which in two lines would be none
# Control characters would reach a terminal or a mail program as commands; tabs and line ends are dealt with below.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def wrap(text: str) -> str:
    """The same text with every paragraph filled, one empty line between paragraphs, and no empty line at the ends."""
    paragraphs = re.split(r"\n\s*\n", CONTROL.sub("", text).strip())
    return "\n\n".join("\n".join(_filled(paragraph.splitlines())) for paragraph in paragraphs)


def quoted(text: str) -> str:
    """What somebody typed, each line of it marked, so that none can pass for a sentence of the letter."""
    return "\n".join(f"> {line}".rstrip() for line in CONTROL.sub("", text).strip().splitlines())


def one_line(value: Any) -> str:
    """A value on one line, whatever white space it came with; several values with commas between."""
    values: Iterable[Any] = [value] if isinstance(value, str) or not isinstance(value, Iterable) else value
    return ", ".join(" ".join(CONTROL.sub(" ", str(one)).split()) for one in values)


def numbered(number: int, text: str) -> str:
    """The heading of one letter among several."""
    return "\n".join(TextWrapper(WIDTH, subsequent_indent="   ", break_on_hyphens=False).wrap(f"{number}. {text}"))


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters; what is left out is shown by an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _filled(lines: list[str]) -> Iterator[str]:
    for unit in _units(lines):
        if SIGNATURE.fullmatch(unit):
            yield unit
            continue
        mark = "> " if unit.startswith(">") else ""
        indent = "  " if unit.startswith("- ") else mark
        wrapper = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False)
        wrapper.initial_indent, wrapper.subsequent_indent = mark, indent
        yield from wrapper.wrap(QUOTE.sub("", unit, count=1) if mark else unit) or [mark.strip()]


def _units(lines: Iterable[str]) -> Iterator[str]:
    """Each unit is filled by itself: an item, a quoted line, a link, or the running text between them."""
    unit = ""
    for line in map(str.strip, lines):
        if unit and (OWN_LINE.match(line) or unit.startswith(">") or re.fullmatch(r"https?://\S+", unit)):
            yield unit
            unit = line
        else:
            unit = f"{unit} {line}".strip()
    yield unit
