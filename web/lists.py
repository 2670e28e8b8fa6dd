"""Lists of cases: the work list by what is urgent, as groups or as one list, narrowed by what the address asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_decimal, gettext

from records import saved, worklist
from records.worklist import EVERY, MOST_COUNTED, WORK, Cursor, Section, View
from web import finding
from web.database import reading
from web.export import MOST as MOST_EXPORTED
from web.given import connect
from web.lines import Row, by_ref, teller
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from workflow.words import _

SHORT = 15  # lines of each list where several are shown
HEADINGS: Mapping[Section, str] = {
    Section.OVERDUE: _("Overdue"),
    Section.MY_TURN: _("My turn"),
    Section.OTHERS: _("Waiting for others"),
    Section.PAUSED: _("Standing still"),
    Section.FOLLOWING: _("Goes with another case"),
    Section.ENDED: _("Ended"),
    Section.ALL: _("All cases"),
}
EMPTY: Mapping[Section, str] = {
    Section.OVERDUE: _("Nothing is overdue."),
    Section.MY_TURN: _("Nothing waits for you."),
    Section.OTHERS: _("Nothing waits for others."),
    Section.PAUSED: _("Nothing stands still."),
    Section.FOLLOWING: _("No case goes with another."),
    Section.ENDED: _("No case has ended."),
    Section.ALL: _("There is no case yet."),
}
EXPLAINED: Mapping[Section, str] = {
    Section.PAUSED: _("The clock stands still here until those who were asked have answered."),
    Section.FOLLOWING: _("These wait for the same people, and as long, as the case they go with."),
}
ALWAYS = frozenset({Section.OVERDUE, Section.MY_TURN, Section.OTHERS})  # shown also when nothing is in them


@dataclass(frozen=True)
class Listed:
    """One list. `count` is in words, for more than a hundred are not counted; `more` and `back` are the pages beside."""

    name: str
    heading: str
    explains: str
    empty: str
    count: str
    rows: tuple[Row, ...]
    more: str = ""
    back: str = ""
    whole: str = ""  # the address at which it is shown alone


@dataclass(frozen=True)
class Shown:
    """A page of lists. `flat` says that they are one list, in which each line is told by `places` where it belongs."""

    room: Room
    lists: tuple[Listed, ...]
    flat: bool
    only: str
    narrowing: bool
    nothing: bool
    places: Mapping[str, str]
    text: str
    overdue: bool
    selects: tuple[finding.Select, ...]
    kept: tuple[saved.Saved, ...]
    asked: str  # all that the list is, as an address says it
    grouped_address: str
    flat_address: str
    file_address: str
    most_exported: str  # in words, as the reader writes numbers


def draw(room: Room) -> str:
    """The work list of a room, narrowed by what the address asks for; flat, or one list of it alone."""
    only = next((one for one in Section if one.value == request.args.get("list")), None)
    if only or request.args.get("flat"):
        return _flat(room, (only,) if only else _sections(room, _view()), only)
    return _grouped(room)


def draw_all(room: Room) -> str:
    """Every case the reader may see, by reference."""
    return _flat(room, (Section.ALL,), None)


def _view() -> View:
    return View(signed_in().of_lists, connect().now(), finding.filters(), words_of().language)


def _sections(room: Room, view: View) -> Sequence[Section]:
    """Which lists there are: at the desk what wants work; a party finds all its cases, whatever they wait for."""
    return EVERY if room.public or view.filters.narrowing else WORK


def _grouped(room: Room) -> str:
    """The beginning of each list, under its heading; empty ones only where one expects them."""
    view = _view()
    sections = _sections(room, view)
    pages = worklist.groups(reading(), view, *sections, limit=SHORT)
    counted = worklist.counts(reading(), view, *sections)
    rows = by_ref(teller(room).rows([item for page in pages.values() for item in page.items]))
    lists = []
    for section, page in pages.items():
        if page.items or (section in ALWAYS and not view.filters.narrowing):
            own = tuple(rows[item.ref] for item in page.items)
            more = _address(list=section.value, after=_mark(page.next)) if page.next else ""
            whole = _address(list=section.value)
            lists.append(_listed(section, counted[section], own, more=more, whole=whole))
    return _drawn(room, view, lists, only=None, flat=False)


def _flat(room: Room, sections: Sequence[Section], only: Section | None) -> str:
    """One list of all that these lists have, page by page."""
    view = _view()
    after, before = (_cursor(request.args.get(name, ""), sections) for name in ("after", "before"))
    page = worklist.page(reading(), view, *sections, after=None if before else after, before=before)
    counted = worklist.counts(reading(), view, *sections)
    rows = tuple(teller(room).rows(page.items))
    turned = {
        "more": _address(after=_mark(page.next)) if page.next else "",
        "back": _address(before=_mark(page.previous)) if page.previous else "",
    }
    heading = only or (Section.ALL if Section.ALL in sections else None)
    listed = _listed(heading, sum(counted.values()), rows, **turned)
    places = (
        {}
        if heading
        else {item.ref: gettext(HEADINGS[one]) for item, one in zip(page.items, page.sections, strict=True)}
    )
    return _drawn(
        room, view, [listed] if rows or not view.filters.narrowing else [], only=only, flat=True, places=places
    )


def _listed(section: Section | None, count: int, rows: tuple[Row, ...], **addresses: str) -> Listed:
    named = section or Section.ALL
    return Listed(
        name=named.value,
        heading=gettext(HEADINGS[named]) if section else gettext(_("By urgency")),
        explains=gettext(EXPLAINED[named]) if named in EXPLAINED else "",
        empty=gettext(EMPTY[named]),
        count=str(count) if count <= MOST_COUNTED else gettext(_("more than {most}")).format(most=MOST_COUNTED),
        rows=rows,
        **addresses,
    )


def _drawn(
    room: Room,
    view: View,
    lists: Sequence[Listed],
    *,
    only: Section | None,
    flat: bool,
    places: Mapping[str, str] | None = None,
) -> str:
    query: dict[str, Any] = finding.asked(*finding.VIEWS)
    narrowed: dict[str, Any] = finding.asked()
    name = f"{room.name}.cases"
    shown = Shown(
        room=room,
        lists=tuple(lists),
        flat=flat,
        only=only.value if only else "",
        narrowing=view.filters.narrowing,
        nothing=not any(one.rows for one in lists),
        places=places or {},
        text=view.filters.text,
        overdue=view.filters.overdue,
        selects=tuple(finding.selects(room)),
        kept=tuple(saved.saved(reading(), view.reader.person, room.name)),
        asked=url_for(name, **query).partition("?")[2],
        grouped_address=url_for(name, **narrowed),
        flat_address=url_for(name, **narrowed, flat="yes"),
        file_address=url_for(f"{room.name}.file", **query),
        most_exported=format_decimal(MOST_EXPORTED),
    )
    return render_template("list.html", shown=shown, room=room)


def _address(**more: str) -> str:
    """This list's address with a page or a view of it."""
    query: dict[str, Any] = {**finding.asked(*finding.VIEWS), **more}
    return url_for(request.endpoint or "", **query)


def _mark(cursor: Cursor) -> str:
    """A cursor as an address says it: `my_turn~2018-03-19T23:00:00+00:00~REQ-2018-0001`."""
    section = cursor.section.value if cursor.section else ""
    return f"{section}~{cursor.due_at.isoformat() if cursor.due_at else ''}~{cursor.ref}"


def _cursor(mark: str, sections: Sequence[Section]) -> Cursor | None:
    """Where a page begins; a mark that is none begins with the first page. Only lists by date have a moment."""
    name, _first, rest = mark.partition("~")
    moment, found, ref = rest.partition("~")
    section = next((one for one in sections if one.value == name), None)
    try:
        due_at = datetime.fromisoformat(moment) if moment else None
        if due_at is not None:
            due_at.astimezone(UTC)  # as the database is asked; the ends of the calendar are not there in every zone
    except (ValueError, OverflowError):
        return None
    fits = bool(found and ref and section) and (due_at is not None) is (section in worklist.DATED)
    return Cursor(due_at, ref, section) if fits and (due_at is None or due_at.tzinfo) else None
