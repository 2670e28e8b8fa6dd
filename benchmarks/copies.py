"""Copies of specimens under new references, ids and people: as many cases as wished, each chain hashed anew."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import Any

from benchmarks.specimens import OF_CASES, Specimen

# Whatever names something: cut out of every value once, and put in anew for each copy.
NAMED = re.compile(r"\b((?:REQ|CALL|APP|EXC)-\d{4}-\d{4,}|(?:ORG|PER)-\d{4,}|(?:ACT|TXT)-[0-9a-f]{32}|[0-9a-f]{64})\b")
# What the database gives, and in which column.
NUMBERED = {**dict.fromkeys(("links", "participants", "follow_ups", "outbox"), "id"), "entries": "number"}

Row = dict[str, Any]
Pieces = Mapping[str, Any]  # column → its value; of a text, what lies between names and the names, in turns


class Names(dict[str, str]):
    """Old name → new; an act or a text that is met for the first time gets one, anything else keeps its own."""

    def __init__(self, known: Mapping[str, str], numbers: "count[int]") -> None:
        super().__init__(known)
        self._numbers = numbers

    def __missing__(self, name: str) -> str:
        """The new name of an act or a text."""
        if name.startswith(("ACT-", "TXT-")):
            self[name] = f"{name[:4]}{next(self._numbers):032x}"
            return self[name]
        return name


@dataclass(frozen=True)
class Cut:
    """A specimen whose values are cut where something is named."""

    refs: tuple[str, ...]
    rows: Mapping[str, list[Pieces]]


class Copier:
    """Makes copies; `last` are the last numbers drawn, by prefix and year."""

    def __init__(self, specimens: Sequence[Specimen]) -> None:
        self.specimens = [Cut(one.refs, _cut(one)) for one in specimens]
        self.last: dict[tuple[str, int], int] = defaultdict(int)
        self._numbers = count(1)
        for ref in (ref for one in specimens for ref in one.refs):
            prefix, year, number = ref.split("-")
            self.last[prefix, int(year)] = max(self.last[prefix, int(year)], int(number))

    def copy(self, specimen: Cut, people: Mapping[str, str]) -> dict[str, list[Row]]:
        """The rows of a copy, by table, with these in the place of its people and organisations."""
        names = Names({**people, **{ref: self._draw(ref) for ref in specimen.refs}}, self._numbers)
        # The entries first: they say what the new hashes are, which the cases repeat.
        entries = [_chained(row, names) for row in specimen.rows["entries"]]
        others = {table: rows for table, rows in specimen.rows.items() if table != "entries"}
        return {"entries": entries, **{table: [_filled(row, names) for row in rows] for table, rows in others.items()}}

    def _draw(self, ref: str) -> str:
        prefix, year, _ = ref.split("-")
        self.last[prefix, int(year)] += 1
        return f"{prefix}-{year}-{self.last[prefix, int(year)]:04d}"


def _cut(specimen: Specimen) -> dict[str, list[Pieces]]:
    return {
        table: [
            {
                column: NAMED.split(value) if isinstance(value, str) else value
                for column, value in row.items()
                if column != NUMBERED.get(table)
            }
            for row in specimen.rows[table]
        ]
        for table in OF_CASES
    }


def _filled(row: Pieces, names: Mapping[str, str]) -> Row:
    return {column: _joined(value, names) if isinstance(value, list) else value for column, value in row.items()}


def _joined(pieces: Sequence[str], names: Mapping[str, str]) -> str:
    return "".join(names[piece] if number % 2 else piece for number, piece in enumerate(pieces))


def _chained(row: Pieces, names: Names) -> Row:
    """An entry whose hash is that of its new body; the next one repeats it as the hash before its own."""
    body = _joined(row["body"], names)
    names[row["hash"][1]] = sha256(body.encode()).hexdigest()
    return _filled(row, names)
