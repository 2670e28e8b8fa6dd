"""Papers: what their marks mean on a page, and that the same paper is the same file."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from letters import PAPERS, MissingFact, UnknownLetter, draw, paper_text
from letters.pdf import units

NOW = datetime(2018, 6, 16, 9, tzinfo=UTC)
GIVEN: dict[str, Any] = {"title": "A paper", "foot": "EXC-2018-0001", "language": "en", "now": NOW}


def said(paper: bytes) -> str:
    """What is read on the pages of a paper."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)


def test_marks() -> None:
    """Titles, headings, items and lines to sign on stand alone; other lines of a paragraph are joined."""
    text = "# Title\nA line\nand more.\n\n## Heading\n- one\n- two\n___\n\n\nThe end.\n"
    assert list(units(text)) == ["# Title", "A line and more.", "## Heading", "- one", "- two", "___", "The end."]


def test_pages() -> None:
    """A long paper goes on over pages, each with its foot and number; letters of all our languages are there."""
    words = "Ziniaré, Sandgerði, Chișinău, Ærø, Łódź, Αθήνα, Кишинёв."
    paper = draw("# Title\n\n" + f"{words}\n\n" * 60, **GIVEN)
    reader = PdfReader(BytesIO(paper))
    assert len(reader.pages) > 1
    assert words in said(paper)
    assert "EXC-2018-0001 · 2/" in reader.pages[1].extract_text()
    assert reader.metadata
    assert reader.metadata.title == "A paper"


def test_same_bytes() -> None:
    """The same paper of the same moment is the same file."""
    assert draw("# Title", **GIVEN) == draw("# Title", **GIVEN)


def test_marks_of_others() -> None:
    """What somebody typed on several lines cannot draw a line to sign on by way of control characters."""
    assert list(units("Typed\x0c\x1b[2J here")) == ["Typed[2J here"]


def test_unknown_paper() -> None:
    """A paper that does not exist is told."""
    with pytest.raises(UnknownLetter):
        paper_text("coffee", {}, "en")


def test_paper_that_lacks_a_fact() -> None:
    """A paper that would have a hole in it is not drawn up."""
    with pytest.raises(MissingFact):
        paper_text("certificate_of_attendance", {"others": {}, "case": {}, "now": "today"}, "en")


def test_every_paper_begins_with_a_title() -> None:
    """Every paper has a title, and a reference to where it comes from."""
    for name, text in PAPERS["en"].items():
        assert text.startswith("# "), name
        assert "case.ref" in text, name
