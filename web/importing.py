"""The page on which a spreadsheet is looked at first, row by row, and then imported: all of it, or nothing.

What it brings, requests or exchanges of the past, stands in the address, behind the question mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from records import documents, imports, people, sheets, topics
from records.attachments import may_read
from records.documents import Stored
from records.errors import OnlyBrokers, UnknownDocument
from records.imports import Foreseen, Wrong
from records.matters import EXCHANGES, REQUESTS, Column, Matter, matters
from records.sheet_errors import NotImported
from records.sheets import MOST_ROWS, Sheet
from records.twins import Twin
from records.vocabulary import BROKERS
from web import uploads
from web.complaints import complaint
from web.database import reading, writing
from web.given import connect
from web.reader import Reader, signed_in
from web.rooms import Room
from web.scene import words_of
from web.words import Words
from workflow.errors import KeyReused, WorkflowError
from workflow.reading import idents
from workflow.words import _

MOST_SHOWN = 100  # things that are wrong, of those that are listed
XLSX = documents.TYPES["xlsx"]
NO_FILE = _("Choose a file first.")
SENT_BEFORE = _(
    "This page was sent before with another spreadsheet, and that was imported; nothing was done this time. Look at what "
    "is there now, and choose the file again if it is still needed."
)


@dataclass(frozen=True)
class Said:
    """What the page says of one thing that a spreadsheet can bring; `twin` and `other_row` name what looks the same."""

    rows: str
    heading: str
    what: str
    others: str
    twin: str
    other_row: str


SAID: Mapping[str, Said] = {
    REQUESTS: Said(
        _("Requests"),
        _("Import requests from a spreadsheet"),
        _(
            "Each row becomes a new request, submitted by you, today; with an address in on_behalf_of, on behalf of that"
            " person. All rows are imported, or none. Governments and people must be known already. Files, such as a letter"
            " of consent, are added to each request afterwards."
        ),
        _("I have looked at these rows: they are other requests."),
        _("The same government and topic as {ref}, which is still going on."),
        _("The same government and topic as row {row}."),
    ),
    EXCHANGES: Said(
        _("Exchanges of the past"),
        _("Import exchanges of the past from a spreadsheet"),
        _(
            "Each row becomes an exchange that is over, with one entry in its history: that you recorded it, today, and what"
            " is known of it. Nobody is written to, and nobody is said to have agreed or answered. All rows are imported,"
            " or none. Governments and associations must be known already. For an exchange that is still to come, import"
            " its request."
        ),
        _("I have looked at these rows: they are other exchanges."),
        _("The same government and first day as {ref}."),
        _("The same government and first day as row {row}."),
    ),
}
SOURCE = _("Imported from {file}.")


@dataclass(frozen=True)
class Line:
    """Something about a row of the spreadsheet: what is wrong with it, or what it looks like."""

    row: int
    column: str
    text: str
    ref: str = ""


@dataclass(frozen=True)
class Shown:
    """What an import would do. `lines` are the first things that are wrong, `more` how many are not shown."""

    document: str
    name: str
    rows: int
    letters: int
    lines: tuple[Line, ...]
    more: int
    twins: tuple[Line, ...]
    left_out: tuple[str, ...]
    key: str


def draw(room: Room, error: WorkflowError | None = None, shown: Shown | None = None) -> tuple[str, int]:
    """The page: what can be imported, and a file to choose; or what came of the one that was chosen."""
    _only_brokers()
    told = words_of(room).error(error) if error else ""
    if isinstance(error, KeyReused):
        told = gettext(SENT_BEFORE)
    matter = _matter()
    kinds = [(None if name == REQUESTS else name, one.rows) for name, one in SAID.items()]
    shows = {"columns": matter.columns, "of": _asked(), "said": SAID[matter.name], "kinds": kinds, "most": MOST_ROWS}
    page = render_template("import.html", room=room, shown=shown, problem=told, **shows)
    return page, error.status if error else 200


def upload(room: Room) -> Any:
    """Keeps the file that was chosen, so that it need not be chosen twice, and shows what it would do."""
    reader = _only_brokers()
    file = request.files.get("file")
    if file is None or not file.filename:
        return draw(room, NoFile())
    content = file.read(documents.MAX_BYTES + 1)
    try:
        sheets.read(content, file.filename)
        document = uploads.kept(content, file.filename, person=reader.id)
    except WorkflowError as error:
        return draw(room, error)
    return redirect(url_for(f"{room.name}.import_preview", document=document, of=_asked()), 303)


def preview(room: Room, document: str, error: WorkflowError | None = None) -> tuple[str, int]:
    """What importing a kept file would do now; nothing is written. Raises UnknownDocument."""
    reader = _only_brokers()
    stored = _stored(document, reader)
    try:
        sheet = sheets.read(stored.content, stored.name)
    except WorkflowError as unreadable:
        return draw(room, unreadable)
    foreseen = _foresee(sheet, stored.name, reader)
    if isinstance(error, NotImported):
        foreseen = Foreseen(foreseen.presses, foreseen.plans, error.wrong, foreseen.twins, foreseen.left_out)
    return draw(room, error, _shown(room, document, stored.name, foreseen))


def confirm(room: Room, document: str) -> Any:
    """Imports a kept file: every row, or none of them. Raises UnknownDocument."""
    reader, program, matter = _only_brokers(), connect(), _matter()
    stored = _stored(document, reader)
    given: dict[str, Any] = {"actor": reader.id, "now": program.now()}
    given |= {"key": (request.form.get("key") or uuid4().hex)[:60], "twins_too": bool(request.form.get("twins_too"))}
    try:
        foreseen = _foresee(sheets.read(stored.content, stored.name), stored.name, reader)
        with writing(keyed=bool(request.form.get("key"))) as connection:
            refs = imports.carry_out(program.engine, connection, foreseen, matter, **given)
    except WorkflowError as error:
        return preview(room, document, error)
    said = ngettext("Imported: {first}.", "Imported: %(num)d cases, from {first} to {last}.", len(refs))
    flash(said.format(first=refs[0], last=refs[-1]))
    target = matter.begins.edge.target
    return redirect(url_for(f"{room.name}.cases", kind=matter.kind, state=target), 303)


def template() -> Response:
    """An empty spreadsheet with the columns, and a second sheet that says what belongs into each."""
    _only_brokers()
    matter = _matter()
    explained = [
        [gettext(one) for one in (_("Column"), _("What belongs into it"), _("Needed"), _("What can be written"))]
    ]
    for one in matter.columns:
        needed = gettext(_("yes") if one.required else _("no"))
        explained.append([one.name, " · ".join(_named(one)), needed, _can_be(one.asked)])
    heading = [one.name for one in matter.columns]
    content = sheets.workbook({gettext(SAID[matter.name].rows): [heading], gettext(_("Columns")): explained})
    headers = {"Content-Disposition": f'attachment; filename="connect-{matter.name}.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)


class NoFile(WorkflowError):
    """Raised if no file was chosen."""

    message = NO_FILE
    status = 422


def _only_brokers() -> Reader:
    reader = signed_in()
    if not BROKERS & reader.roles:
        raise OnlyBrokers()
    return reader


def _stored(document: str, reader: Reader) -> Stored:
    """A kept file, if it is the reader's to read. Raises UnknownDocument."""
    if not may_read(reading(), reader.of_lists, document):
        raise UnknownDocument(document=document)
    return documents.read(reading(), document)


def _matter() -> Matter:
    """What the address says that the spreadsheet brings."""
    known = matters(connect().registry)
    return known.get(request.args.get("of", ""), known[REQUESTS])


def _asked() -> str | None:
    """The same as links take it along: requests go without saying."""
    name = _matter().name
    return None if name == REQUESTS else name


def _foresee(sheet: Sheet, name: str, reader: Reader) -> Foreseen:
    program, source = connect(), gettext(SOURCE).format(file=name)
    given: dict[str, Any] = {"actor": reader.id, "now": program.now(), "source": source}
    return imports.foresee(program.engine, reading(), sheet, _matter(), **given)


def _shown(room: Room, document: str, name: str, foreseen: Foreseen) -> Shown:
    words = _words(room, foreseen)
    own = {one.name: one for one in _matter().columns}
    lines = [_line(words, own, one) for one in foreseen.wrong]
    return Shown(
        document=document,
        name=name,
        rows=len(foreseen.presses),
        letters=sum(len(plan.letters) for plan in foreseen.plans),
        lines=tuple(lines[:MOST_SHOWN]),
        more=len(lines[MOST_SHOWN:]),
        twins=tuple(_twin(one, SAID[_matter().name]) for one in foreseen.twins),
        left_out=foreseen.left_out,
        key=uuid4().hex,
    )


def _words(room: Room, foreseen: Foreseen) -> Words:
    """The reader's words, with the names that reasons why not speak of."""
    named = idents([dict(one.blocker.facts) for one in foreseen.wrong if one.blocker])
    return words_of(room).about(_matter().law).knowing(people.names(reading(), named))


def _line(words: Words, own: Mapping[str, Column], one: Wrong) -> Line:
    if one.blocker:
        return Line(one.row, "", words.reason(one.blocker))
    column = own.get(one.column)
    said = words.say(one.message, one.facts) if one.facts else complaint(one.message, column.asked if column else None)
    return Line(one.row, " · ".join([one.column, *_named(column)]) if column else one.column, said)


def _named(column: Column | None) -> Sequence[str]:
    """The question that a column answers, in words."""
    if column is None:
        return []
    return [gettext(part) for part in (column.hint if column.part else "", column.label) if part]


def _twin(one: Twin, said: "Said") -> Line:
    if one.ref:
        return Line(one.row, "", gettext(said.twin).format(ref=one.ref), one.ref)
    return Line(one.row, "", gettext(said.other_row).format(row=one.other_row))


def _can_be(asked: Any) -> str:
    """What can be written in a column, in one line."""
    if asked is None or not (asked.options or asked.to or hasattr(asked, "row")):
        return ""
    if asked.to == "topic":
        language = words_of().language
        return "; ".join(f"{one.code} ({one.label(language)})" for one in topics.every(reading()) if one.active)
    if asked.options:
        return "; ".join(f"{code} ({gettext(label)})" for code, label in asked.options.items())
    if hasattr(asked, "row"):
        inside = " | ".join(gettext(one.label) for one in asked.row._declared_fields.values())
        return gettext(_("{inside}; a semicolon between rows")).format(inside=inside)
    said = {
        "organisation": _("Names or ids, a semicolon between them"),
        "person": _("E-mail addresses, a semicolon between them"),
    }
    return gettext(said.get(asked.to, ""))
