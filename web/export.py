"""A list as a file for a spreadsheet: what is shown, all pages of it, written while it is read."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, request, stream_with_context
from flask_babel import gettext

from records import worklist
from records.exports import note
from records.sheets import csv_line
from records.stream import act
from records.worklist import EVERY, WORK, Cursor, Section, View
from web import finding
from web.database import reading, writing
from web.given import connect
from web.lines import Row, Teller, teller
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from workflow.words import _

MOST = 10_000  # cases in one file
AT_ONCE = 500  # cases a statement
MARK = "\ufeff"  # tells a spreadsheet that the file is UTF-8
IN_CHARGE = _("In charge")  # told to those who may read who people are
COLUMNS = (
    _("Reference"),
    _("Title"),
    _("Type"),
    _("State"),
    _("Milestone"),
    _("Country"),
    _("Waits for"),
    _("Since"),
    _("Until"),
    _("Time zone"),
    _("Overdue"),
    _("Stands still since"),
    IN_CHARGE,
    _("Begun"),
    _("Ended"),
)
CUT = _("This file ends here: it has at most {most} cases. Narrow the list to get the rest.")


def draw(room: Room, sections: Sequence[Section] = ()) -> Response:
    """The list that the address asks for, all pages; an entry on the reader's own stream says that it was taken."""
    filters = finding.filters()
    only = tuple(one for one in Section if one.value == request.args.get("list"))
    lists = tuple(sections) or only or (EVERY if filters.narrowing else WORK)
    reader, now = signed_in(), connect().now()
    with writing() as connection:
        note(connection, act(reader.id, now, "web"), room.name, finding.asked(*finding.VIEWS))
    view = View(reader.of_lists, now, filters, words_of().language)
    name = f"connect-{now.astimezone(words_of().clock):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = stream_with_context(_lines(view, lists, teller(room)))
    return Response(lines, mimetype="text/csv", headers=headers)


def _lines(view: View, sections: Sequence[Section], tells: Teller) -> Iterator[str]:
    columns = [one for one in COLUMNS if one != IN_CHARGE or tells.names]
    yield MARK + csv_line([gettext(one) for one in columns])
    after: Cursor | None = None
    for _page in range(MOST // AT_ONCE):
        page = worklist.page(reading(), view, *sections, after=after, limit=AT_ONCE)
        for row in tells.rows(page.items):
            yield csv_line(_cells(row, tells.names))
        after = page.next
        if after is None:
            return
    yield csv_line([gettext(CUT).format(most=MOST)])


def _cells(row: Row, names: bool) -> list[Any]:
    item = row.item
    yes, no = gettext(_("yes")), gettext(_("no"))
    until = (item.due_date, item.due_zone) if not item.ended else (None, None)
    return [
        row.ref,
        row.title,
        row.type,
        row.state,
        row.milestone,
        row.country,
        "; ".join(row.waits),
        item.entered_on,
        *until,
        yes if row.overdue else no,
        item.paused_on if row.still else None,
        *([row.owner] if names else []),
        f"{item.created_at:%Y-%m-%dT%H:%M:%SZ}",
        yes if row.ended else no,
    ]
