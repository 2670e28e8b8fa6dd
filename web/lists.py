"""Lists of cases: the work list in its sections, and the list that filters narrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from records import worklist
from records.lines import Item
from records.worklist import MOST_COUNTED, Cursor, Filters, Section
from web.database import reading
from web.given import connect
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from web.words import Words
from workflow.words import _

NARROWING = ("type", "state", "waiting_for", "overdue", "text", "ended")  # what the address may ask for
SHORT = 15  # lines of each section where all are shown
HEADINGS: Mapping[Section, str] = {
    Section.OVERDUE: _("Overdue"),
    Section.MY_TURN: _("My turn"),
    Section.OTHERS: _("Waiting for others"),
    Section.PAUSED: _("Standing still"),
}
EMPTY: Mapping[Section, str] = {
    Section.OVERDUE: _("Nothing is overdue."),
    Section.MY_TURN: _("Nothing waits for you."),
    Section.OTHERS: _("Nothing waits for others."),
    Section.PAUSED: _("Nothing stands still."),
}


@dataclass(frozen=True)
class Row:
    """One case in a list."""

    ref: str
    title: str
    type: str
    state: str
    turn: str
    until: str
    still: bool  # its clock stands still, until somebody who was asked has answered
    overdue: bool
    is_demo: bool


@dataclass(frozen=True)
class Listed:
    """One section. `count` is in words, for more than a hundred are not counted; `more` is where the next page is."""

    name: str
    heading: str
    empty: str
    count: str
    rows: tuple[Row, ...]
    more: str


@dataclass(frozen=True)
class Choice:
    """What a filter offers."""

    value: str
    label: str
    chosen: bool


def draw(room: Room) -> str:
    """The room's first page: its work list, or what its filters find."""
    given = filters()
    if any(request.args.get(name) for name in NARROWING):
        return _found(room, given)
    only = next((one for one in Section if one.value == request.args.get("list")), None)
    sections = _sections(room, only)
    return render_template("list.html", room=room, sections=sections, only=only, **_filter_choices(room, given))


def draw_all(room: Room) -> str:
    """Every case the reader may see, by reference."""
    return _found(room, filters())


def filters() -> Filters:
    """What the address asks for; a value nobody knows finds nothing, rather than everything."""
    ended = {"yes": True, "no": False}.get(request.args.get("ended", ""))
    return Filters(
        type=request.args.get("type") or None,
        state=request.args.get("state") or None,
        waiting_for=request.args.get("waiting_for") or None,
        overdue=bool(request.args.get("overdue")),
        text=request.args.get("text", "")[:100],
        ended=ended,
    )


def _sections(room: Room, only: Section | None) -> list[Listed]:
    connection, reader, now = reading(), signed_in().of_lists, connect().now()
    counted = worklist.counts(connection, reader, now=now)
    shown = [only] if only else [one for one in Section if one is not Section.PAUSED or counted[one]]
    limit, after = (worklist.PAGE, _cursor(request.args.get("after", ""), only)) if only else (SHORT, None)
    words = words_of(room)
    found = []
    for section in shown:
        page = worklist.page(connection, reader, section, now=now, after=after, limit=limit)
        found.append(_listed(room, section, counted[section], page, words))
    return found


def _listed(room: Room, section: Section, count: int, page: worklist.Page, words: Words) -> Listed:
    more = url_for(f"{room.name}.cases", list=section.value, after=_mark(page.next)) if page.next else ""
    return Listed(
        name=section.value,
        heading=gettext(HEADINGS[section]),
        empty=gettext(EMPTY[section]),
        count=str(count) if count <= MOST_COUNTED else gettext(_("more than {most}")).format(most=MOST_COUNTED),
        rows=tuple(_rows(page.items, words)),
        more=more,
    )


def _found(room: Room, given: Filters) -> str:
    connection, reader = reading(), signed_in().of_lists
    page = worklist.search(connection, reader, given, now=connect().now(), after=request.args.get("after") or None)
    words = words_of(room)
    asked: dict[str, Any] = {name: request.args[name] for name in NARROWING if request.args.get(name)}
    more = url_for(request.endpoint or "", **asked, after=page.next.ref) if page.next else ""
    rows = tuple(_rows(page.items, words))
    return render_template("found.html", room=room, rows=rows, more=more, **_filter_choices(room, given))


def _rows(items: Sequence[Item], words: Words) -> list[Row]:
    laws: dict[tuple[str, int], tuple[Any, Words]] = {}
    rows = []
    for item in items:
        key = (item.type, item.definition_version)
        if key not in laws:
            definition = words.registry.get(*key)
            laws[key] = definition, words.about(definition)
        definition, own = laws[key]
        rows.append(
            Row(
                ref=item.ref,
                title=item.title,
                type=gettext(definition.label),
                state=own.state(definition, item.state),
                turn=own.listed(item.waits_for, "part"),
                until=own.until(item.due_date, item.due_zone),
                still=item.paused_on is not None and not item.ended,
                overdue=item.overdue,
                is_demo=item.is_demo,
            )
        )
    return rows


def _filter_choices(room: Room, given: Filters) -> dict[str, Any]:
    """What the filters offer, each in words, and what is chosen."""
    registry, words = connect().registry, words_of(room)
    types = [Choice(one.name, gettext(one.label), one.name == given.type) for one in _newest(registry)]
    parts: dict[str, str] = {}
    states: dict[str, str] = {}
    for definition in _newest(registry):
        if given.type in (None, definition.name):
            states |= {
                one.name: words.state(definition, one.name) for one in definition.states if one.name not in states
            }
        parts |= {name: label for name, label in words.about(definition).labels["part"].items() if name not in parts}
    return {
        "given": given,
        "types": types,
        "states": [Choice(name, label, name == given.state) for name, label in states.items()],
        "parts": [
            Choice(name, gettext(label), name == given.waiting_for)
            for name, label in parts.items()
            if name not in ("clock", "link")
        ],
    }


def _newest(registry: Any) -> list[Any]:
    return [registry.newest(name) for name in registry.names()]


def _mark(cursor: Cursor) -> str:
    return f"{cursor.due_at.isoformat() if cursor.due_at else ''}~{cursor.ref}"


def _cursor(mark: str, section: Section) -> Cursor | None:
    """Where a page begins; a mark that is none begins with the first page. Only what stands still has no moment."""
    moment, found, ref = mark.partition("~")
    try:
        due_at = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return None
    fits = bool(found and ref) and (due_at is None) is (section is Section.PAUSED)
    return Cursor(due_at, ref) if fits and (due_at is None or due_at.tzinfo) else None
