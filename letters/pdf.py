"""A paper's text on pages: A4, one typeface with the letters of all our languages. Pure, but for reading its font.

A line that begins with `# ` is the title, with `## ` a heading, with `- ` an item; `___` is a line to sign on. An empty line
ends a paragraph; other lines are joined.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from letters.lines import CONTROL

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu"
MARGIN, LINE = 25, 6  # millimetres
SIZES = {"# ": 18, "## ": 13}  # points
SIZE, SMALL = 11, 8
OWN_LINE = re.compile(r"# |## |- |___")


class _Sheets(FPDF):
    """Pages with a foot that says whose paper it is and which page."""

    foot = ""

    def footer(self) -> None:
        """The foot of every page."""
        self.set_y(-MARGIN + 8)
        self.set_font(FAMILY, size=SMALL)
        self.cell(0, LINE, f"{self.foot} · {self.page_no()}/{{nb}}", align="C")


def draw(text: str, *, title: str, foot: str, language: str, now: datetime) -> bytes:
    """The file: a PDF with its title and language, made at a moment, so that the same paper is the same bytes."""
    sheets = _Sheets(format="A4")
    sheets.foot = foot
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        sheets.add_font(FAMILY, style, FONTS / file)
    sheets.set_margins(MARGIN, MARGIN, MARGIN)
    sheets.set_auto_page_break(True, MARGIN)
    sheets.set_title(title)
    sheets.set_lang(language)
    sheets.set_creation_date(now)
    sheets.add_page()
    for unit in units(text):
        _put(sheets, unit)
    return bytes(sheets.output())


def units(text: str) -> Iterator[str]:
    """Titles, headings, items, lines to sign on, and paragraphs, each without line ends."""
    for paragraph in re.split(r"\n\s*\n", CONTROL.sub("", text).strip()):
        unit = ""
        for line in map(str.strip, paragraph.splitlines()):
            if unit and (OWN_LINE.match(line) or OWN_LINE.match(unit)):
                yield unit
                unit = line
            else:
                unit = f"{unit} {line}".strip()
        if unit:
            yield unit


def _put(sheets: FPDF, unit: str) -> None:
    mark = next((mark for mark in SIZES if unit.startswith(mark)), "")
    if unit == "___":
        sheets.ln(3 * LINE)
        x, y = sheets.get_x(), sheets.get_y()
        sheets.line(x, y, x + 80, y)
        sheets.ln(LINE / 2)
        return
    if mark:
        sheets.ln(LINE / 2)
    sheets.set_font(FAMILY, "B" if mark else "", SIZES.get(mark, SIZE))
    height = LINE * SIZES.get(mark, SIZE) / SIZE
    if unit.startswith("- "):
        sheets.set_x(MARGIN + 5)
        unit = f"•  {unit[2:]}"
    sheets.multi_cell(0, height, unit.removeprefix(mark), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheets.ln(LINE / 4)
