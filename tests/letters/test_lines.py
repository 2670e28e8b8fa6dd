"""Plain text is filled in lines of 72 characters, and what must stay as it is stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.lines import one_line, quoted, shortened, wrap

LONG_LINK = "https://example.org/" + "a" * 100


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        ("", ""),
        ("One.\nTwo.", "One. Two."),
        ("\n\nOne.\n \n\n\nTwo.\n", "One.\n\nTwo."),
        ("Items:\n- one\n- two", "Items:\n- one\n- two"),
        ("- one\ngoes on", "- one goes on"),
        (f"Here:\n{LONG_LINK}\nand on", f"Here:\n{LONG_LINK}\nand on"),
        ("> a\n>\n> b", "> a\n>\n> b"),
        ("said:\n> a\nafter", "said:\n> a\nafter"),
        ("a\x00b\x1b[0m", "ab[0m"),
        ("A reference such as " + "REQ-2017-0001 " * 5, ("A reference such as " + "REQ-2017-0001 " * 3).rstrip()
         + "\nREQ-2017-0001 REQ-2017-0001"),
    ],
)  # fmt: skip
def test_wrap(text: str, wrapped: str) -> None:
    """Sentences are joined; items, quotations and links keep their lines; references are not torn apart."""
    assert wrap(text) == wrapped


def test_wrap_indents() -> None:
    """A long item goes on under its text, a long quotation stays marked."""
    item, quotation = wrap("- " + "word " * 20), wrap("> " + "word " * 20)
    assert item.splitlines()[1].startswith("  word")
    assert quotation.splitlines()[1].startswith("> word")


@given(st.text())
def test_wrap_is_stable(text: str) -> None:
    """Wrapped once or twice is the same."""
    assert wrap(wrap(text)) == wrap(text)


@given(st.text(alphabet="ab >-\n\t:/.", max_size=300))
def test_quoted_text_stays_quoted(text: str) -> None:
    """Whatever somebody typed, every line of it is marked in the letter."""
    assert all(line.startswith(">") for line in wrap(quoted(text)).splitlines())


@given(st.text(alphabet="ab >-\n\t:/.", max_size=300))
def test_lines_are_short(text: str) -> None:
    """A line is longer than 72 characters only if it is one word."""
    assert all(len(line) <= 72 or len(line[2:].split()) == 1 for line in wrap(text).splitlines())


@pytest.mark.parametrize(
    ("value", "line"), [("a\r\n b\u2028c", "a b c"), (["a", "b\nc"], "a, b c"), (5, "5"), (("a",), "a"), ([], "")]
)
def test_one_line(value: object, line: str) -> None:
    """A value, or several, fit on one line."""
    assert one_line(value) == line


@pytest.mark.parametrize(("text", "short"), [("abc", "abc"), ("abcd", "ab…"), ("a cd", "a…")])
def test_shortened(text: str, short: str) -> None:
    """What is too long is cut, and the cut is shown."""
    assert shortened(text, 3) == short
