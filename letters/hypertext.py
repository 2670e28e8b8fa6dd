"""A letter's plain text as HTML: paragraphs, items, quotations and links; nothing is loaded from elsewhere. Pure."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
STYLE = "font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 40em"


def html(text: str, title: str, language: str) -> str:
    """One page; `text` is in the marks of `letters.lines`."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f'<body style="{STYLE}">\n{fragment(text)}\n</body>\n</html>\n'
    )


def fragment(text: str) -> str:
    """The text alone, for a page that has its own frame; `text` is in the marks of `letters.lines`."""
    return "\n".join(_paragraph(lines) for lines in _paragraphs(text))


def _paragraphs(text: str) -> Iterator[list[str]]:
    yield from (one.splitlines() for one in re.split(r"\n\s*\n", text.strip()))


def _paragraph(lines: list[str]) -> str:
    said = []
    kind = ""
    marked: list[tuple[str, str]] = []
    for line in lines:
        # A line that is indented goes on with the item above it.
        kind = _kind(line) if not (kind == "item" and line.startswith("  ")) else "more"
        marked.append((kind, line))
        kind = "item" if kind == "more" else kind
    for block, group in groupby(marked, key=lambda one: "item" if one[0] == "more" else one[0]):
        said.append(_BLOCKS[block](list(group)))
    return "\n".join(said)


def _kind(line: str) -> str:
    return "item" if line.startswith("- ") else "quote" if line.startswith(">") else "text"


def _items(lines: list[tuple[str, str]]) -> str:
    items: list[str] = []
    for kind, line in lines:
        if kind == "more":
            items[-1] += f" {line.strip()}"
        else:
            items.append(line.removeprefix("- "))
    return f"<ul>{''.join(f'<li>{_linked(one)}</li>' for one in items)}</ul>"


def _quote(lines: list[tuple[str, str]]) -> str:
    return f"<blockquote>{'<br>'.join(_linked(line.removeprefix('>').strip()) for _kind, line in lines)}</blockquote>"


def _text(lines: list[tuple[str, str]]) -> str:
    return f"<p>{_linked(' '.join(line.strip() for _kind, line in lines))}</p>"


_BLOCKS = {"item": _items, "quote": _quote, "text": _text}


def _linked(text: str) -> str:
    """The text escaped, its addresses as links."""
    said, end = "", 0
    for found in LINK.finditer(text):
        address = escape(found[0])
        said += f'{escape(text[end : found.start()])}<a href="{address}">{address}</a>'
        end = found.end()
    return said + escape(text[end:])
