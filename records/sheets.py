"""Spreadsheets, read and written: CSV in UTF-8, and XLSX. What is read are words: dates as ISO days, numbers as typed."""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from records.sheet_errors import NotASheet, SheetTooLong

MOST_ROWS = 500  # of one file, without the heading
MOST_COLUMNS = 60
LONGEST_CELL = 20_000  # characters
MOST_UNPACKED = 100 * 2**20  # bytes of an XLSX file that is opened: a small one can hold a very large sheet
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so


@dataclass(frozen=True)
class Line:
    """A row with something in it: its number in the spreadsheet, and heading → words; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """The headings, as they are written, and the rows."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read(content: bytes, name: str) -> Sheet:
    """The first sheet of a file. Raises NotASheet and SheetTooLong."""
    rows = _xlsx(content, name) if content.startswith(b"PK") else _csv(content, name)
    numbered = ((number, row) for number, row in enumerate(islice(rows, 20 * MOST_ROWS), start=1) if any(row))
    first = next(numbered, None)
    if first is None:
        raise NotASheet(name=name)
    headings = tuple(first[1])
    lines = tuple(Line(number, _cells(headings, row)) for number, row in islice(numbered, MOST_ROWS + 1))
    if len(lines) > MOST_ROWS:
        raise SheetTooLong(most=MOST_ROWS)
    return Sheet(tuple(filter(None, headings)), lines)


def _cells(headings: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {heading: cell for heading, cell in zip(headings, row, strict=False) if heading and cell}


def _csv(content: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotASheet(name=name) from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            yield [cell.strip()[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise NotASheet(name=name) from error


def _xlsx(content: bytes, name: str) -> Iterator[list[str]]:
    try:
        if sum(one.file_size for one in zipfile.ZipFile(BytesIO(content)).infolist()) > MOST_UNPACKED:
            raise SheetTooLong(most=MOST_ROWS)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield [_words(cell) for cell in row]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise NotASheet(name=name) from error


def _words(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell).strip()[:LONGEST_CELL]


# --- written ----------------------------------------------------------------------------------------------------------


def harmless(cell: Any) -> str:
    """A cell that a spreadsheet takes for text: one that begins like a formula gets an apostrophe."""
    said = "" if cell is None else str(cell)
    return f"'{said}" if said.lstrip(" \n").startswith(FORMULA) or said.startswith(FORMULA) else said


def csv_line(cells: Iterable[Any]) -> str:
    """One line of a CSV file, in which no cell is a formula."""
    line = StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """An XLSX file: title of a sheet → its rows, the first of them the heading."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([harmless(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for number in range(1, len(rows[0]) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 28
        for row_ in sheet.iter_rows():
            for cell in row_:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()
