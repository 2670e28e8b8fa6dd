"""`connect cases`: lists cases."""

from collections.abc import Iterator

import click

from commands.errors import UnknownName
from commands.printing import json_option, one_line, print_json_list
from commands.session import Session
from commands.words import Words, due_day
from records import worklist
from records.lines import Item
from workflow import shapes
from workflow.registry import Registry
from workflow.sentences import labels_of

EVERYTHING = worklist.Reader("", frozenset({"auditor"}), None)  # whoever has this shell has the database
AT_ONCE = 500  # cases a statement
COLUMNS = (16, 20, 24, 32, 32)  # characters of all columns but the last


@click.command()
@click.option("--type", "type_", metavar="T", help="Only cases of this type.")
@click.option("--state", metavar="S", help="Only cases in this state.")
@click.option("--waiting-for", metavar="PART", help="Only cases that wait for this part: broker, requester …")
@click.option("--overdue", is_flag=True, help="Only cases whose limit is over.")
@json_option
@click.pass_obj
def command(
    session: Session, type_: str | None, state: str | None, waiting_for: str | None, overdue: bool, as_json: bool
) -> None:
    """List cases, by reference."""
    _check(session.registry, type_, state, waiting_for)
    found = _items(session, worklist.Filters(type_, state, waiting_for, overdue))
    if as_json:
        print_json_list(shapes.case(one) for one in found)
        return
    words, number = session.words(None), 0
    for number, one in enumerate(found, start=1):
        if number == 1:
            _print("REFERENCE", "TYPE", "STATE", "WAITS FOR", "DUE", "TITLE")
        _print(*_cells(one, words.typed(one.type)))
    if number == 0:
        click.echo("There is no such case.", err=True)


def _check(registry: Registry, type_: str | None, state: str | None, part: str | None) -> None:
    """Raises UnknownType or UnknownName: a word spelled wrongly would list nothing, and say so too."""
    if type_ is not None:
        registry.newest(type_)
    labels = labels_of(*registry)
    for what, name in (("state", state), ("part", part)):
        if name is not None and name not in labels[what]:
            raise UnknownName(what=what, name=name, known=sorted(labels[what]))


def _items(session: Session, filters: worklist.Filters) -> Iterator[Item]:
    now, after = session.connect.now(), None
    with session.reading() as connection:
        while True:
            page = worklist.search(connection, EVERYTHING, filters, now=now, after=after, limit=AT_ONCE)
            yield from page.items
            if page.next is None:
                return
            after = page.next.ref


def _cells(one: Item, words: Words) -> tuple[str, ...]:
    late = " (overdue)" if one.overdue else ""
    state = words.label("state", one.state)
    return one.ref, one.type, state, words.parts(one.waits_for), due_day(one.due_date, one.due_zone) + late, one.title


def _print(*cells: str) -> None:
    *first, last = map(one_line, cells)
    click.echo(" ".join([*(cell.ljust(width) for cell, width in zip(first, COLUMNS, strict=True)), last]).rstrip())
