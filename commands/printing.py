"""Tables and JSON on standard output."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: Any) -> None:
    """One JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_json_list(values: Iterable[Any]) -> None:
    """A JSON list, a line an item, printed while it is read: it may be longer than memory."""
    before = "["
    for value in values:
        click.echo(f"{before}\n{json.dumps(value, ensure_ascii=False)}", nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")


def print_table(rows: Iterable[Sequence[str]], *, indent: str = "") -> None:
    """Columns as wide as their widest cell; the last as wide as it is."""
    lines = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        click.echo(indent + "  ".join(cells).rstrip())


def one_line(cell: str) -> str:
    """A text on one line: line ends and control characters would break the table, or reach the terminal as commands."""
    return " ".join("".join(one if one.isprintable() else " " for one in cell).split())
