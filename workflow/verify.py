"""Checks an exported history (`docs/history-format.md`) line by line, and against checkpoints that were kept elsewhere.

The first thing that does not hold is named. Memory does not grow with the history: leaves lie in a temporary file, links
are compared as sums of hashes; only rules and accounts are remembered.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from json.decoder import scanstring  # type: ignore[attr-defined]  # which reads one string of JSON
from json.encoder import encode_basestring
from tempfile import TemporaryFile
from typing import IO, Any

from workflow import lawful, replay, tree
from workflow.archive import FORMAT, NO_CASE, NOT_COMPARED, SEAL
from workflow.checkpoint import Checkpoint, Key, opened, read_key
from workflow.errors import WorkflowError
from workflow.history import Entry, canonical, commitment, read_canonical, read_entry, read_instant
from workflow.replay import DATES, ReplayedCase, Rows
from workflow.rotation import TRIGGER
from workflow.tallies import Commitments, Leaves, Links, Roots
from workflow.words import _

# What a line has → its place among the others, and the method that reads it; entries and rows of cases come together.
KINDS: Mapping[frozenset[str], tuple[int, str]] = {
    frozenset(("connect", "origin", "size", "ahead", "texts")): (0, "_begin"),
    frozenset(("key", "since")): (1, "_key"),
    frozenset(("definition", "type", "version", "rules")): (2, "_definition"),
    frozenset(("place", "body", "hash")): (3, "_entry"),
    frozenset(("case", "row", "seats", "turns")): (3, "_row"),
    frozenset(("link",)): (4, "_link"),
    frozenset(("checkpoint",)): (5, "_checkpoint"),
    frozenset(("text", "salt", "body")): (6, "_text"),
    frozenset(("seal",)): (7, "_seal"),
}
ENTRY = re.compile(r'\{"body":(".*"),"hash":"([0-9a-f]{64})","place":(0|[1-9][0-9]{0,14})\}')
COLUMNS = ({one.name for one in fields(ReplayedCase)} - {"seats", *NOT_COMPARED}) | {"due_at"}
Told = Callable[[int, int], object]  # hears how many more entries, and how many there are


class Untrue(WorkflowError):
    """Raised if something in a history does not hold."""

    message = _("{where}: {what} should be {expected}, it is {found}.")
    status = 422


@dataclass(frozen=True)
class Verified:
    """What was checked and holds."""

    entries: int
    cases: int
    checkpoints: int


def verify(
    lines: Iterable[str], heads: Sequence[str] = (), *, sealed: bool = True, told: Told = lambda more, of: None
) -> Verified:
    """Check every line of an export, without line ends, and that each of `heads` (notes) is a beginning of this history.

    `sealed=False` is for lines straight from the database. Raises Untrue, DoesNotReplay, NotACheckpoint and NotAKey.
    """
    with TemporaryFile() as file:
        checking = _Checking(file, told)
        for line in lines:
            checking.line(line)
        checking.end(sealed=sealed)
        checking.kept(heads)
        return Verified(checking.entries, checking.cases, checking.checkpoints)


class _Checking:
    """One pass over the lines."""

    def __init__(self, file: IO[bytes], told: Told) -> None:
        self._file, self._told = file, told
        self.entries, self.cases, self.checkpoints = 0, 0, 0
        self._number, self._rank, self._last = 0, -1, ""
        self._digest, self._is_sealed, self._signed = sha256(), False, 0
        self._keys: dict[Key, int] = {}  # in the order in which they follow each other, and since when each signs
        self._named: dict[str, int] = {}  # keys that an entry names as the next one, and its place
        self._begun = 0  # keys whose first checkpoint was read
        self._rules: dict[str, dict[str, Any]] = {}
        self._people, self._links, self._texts = lawful.People(), Links(), Commitments()
        self._case: ReplayedCase | None = None
        self._stream: tuple[str, int, str | None] = ("", 0, None)
        self._owed = False  # the row of the case whose entries were read

    def line(self, line: str) -> None:
        """One more line."""
        self._number += 1
        said = self._read(line)
        rank, method = KINDS.get(frozenset(said), (-1, ""))
        if rank < self._rank or self._is_sealed or (rank == 0) != (self._number == 1):
            raise self._untrue("the line", "of a kind that stands here", ", ".join(said))
        if rank != self._rank:
            self._rank, self._last = rank, ""
        if self._owed and rank != 3:
            self._close()
        try:
            getattr(self, method)(said)
        except (TypeError, KeyError, ValueError, AttributeError, IndexError) as error:
            raise self._untrue("the line", "in the format of an export", repr(error)) from error
        self._digest.update(line.encode() + b"\n")

    def _read(self, line: str) -> dict[str, Any]:
        try:
            # Nearly all lines are entries, whose body need not be taken apart to see that their line is as it should be.
            if entry := ENTRY.fullmatch(line):
                body, end = scanstring(line, entry.start(1) + 1)
                if end == entry.end(1) and encode_basestring(body) == entry[1]:
                    return {"body": body, "hash": entry[2], "place": int(entry[3])}
            said = read_canonical(line)
            if isinstance(said, dict):
                return said
        except (ValueError, RecursionError, WorkflowError):
            pass
        raise self._untrue("the line", "a JSON object in canonical form", line[:80])

    def end(self, *, sealed: bool) -> None:
        """Nothing is missing behind the last line."""
        if not self._number:
            raise self._untrue("the file", "an export", "empty")
        self._close()
        if not self._links.even:
            raise self._untrue("links of the table", "those that the entries made and did not end", "others")
        self._same("seal", sealed, self._is_sealed)
        self._same("entries", self._size, self.entries)
        self._same("entries that are signed", self._size, self._signed)
        self._same("keys whose first checkpoint is there", len(self._keys), self._begun)

    def kept(self, notes: Iterable[str]) -> None:
        """Checkpoints that were kept elsewhere are of this history."""
        roots = Roots(self._leaves)
        for kept in sorted((opened(note, self._keys) for note in notes), key=lambda one: one.size):
            self._same("origin of what was kept elsewhere", self._origin, kept.origin)
            if kept.size > self._size:
                raise self._untrue("size", f"at least {kept.size}, as was signed before", self._size)
            found = roots.at(kept.size)
            self._same(f"root of {kept.size} entries, kept elsewhere,", kept.root.hex(), found.hex())

    def _begin(self, said: Mapping[str, Any]) -> None:
        self._same("format", FORMAT, said["connect"])
        self._origin, self._size, self._with_texts = said["origin"], said["size"], said["texts"] is True
        self._ahead: set[str] = set(said["ahead"])
        self._leaves = Leaves(self._file, self._size)
        self._roots = Roots(self._leaves)

    def _key(self, said: Mapping[str, Any]) -> None:
        key, since = read_key(said["key"]), said["since"]
        self._same("name of a key", self._origin, key.name)
        self._same("key", key.text, said["key"])
        before = max(self._keys.values(), default=0)
        if not before < since <= self._size:
            raise self._untrue("since when a key signs", f"above {before}, at most {self._size}", since)
        self._keys[key] = since

    def _definition(self, said: Mapping[str, Any]) -> None:
        self._rising(said["definition"])
        rules = said["rules"]
        self._same("fingerprint", sha256(canonical(rules).encode()).hexdigest(), said["definition"])
        self._same("type and version", [rules["name"], rules["version"]], [said["type"], said["version"]])
        self._rules[said["definition"]] = rules

    def _entry(self, said: Mapping[str, Any]) -> None:
        entry, place = read_entry(said["body"]), said["place"]
        if entry.ref != self._stream[0]:
            self._close()
            self._next_stream(entry.ref)
        replay.chained(entry, said["hash"], *self._stream[1:])
        if not self._leaves.put(place, tree.leaf_hash(said["body"].encode())):
            raise self._untrue(f"place of {entry.id}", f"a free one below {self._size}", place)
        self._stream = (entry.ref, entry.seq, entry.hash)
        if self._with_texts and (ident := self._texts.tell([entry.changes, entry.reason, entry.on_behalf_reason])):
            raise self._untrue(f"commitment of {ident} in {entry.id}", "as before", "another")
        self._after(entry, place)
        self.entries += 1
        self._told(1, self._size)

    def _next_stream(self, ref: str) -> None:
        """People and the system first, then cases; each of the two in the order of bytes, so that none comes twice."""
        self._rising(f"{0 if ref.startswith(NO_CASE) else 1}{ref}")
        self._stream = (ref, 0, None)

    def _after(self, entry: Entry, place: int) -> None:
        if entry.ref.startswith(NO_CASE):
            self._people.add(entry, place)
            if entry.trigger == TRIGGER:
                self._named[(entry.changes or {})["facts"]["to"]] = place
            return
        case = self._case or ReplayedCase(entry.ref, entry.at)
        wrong = lawful.judge(entry, place, self._rules.get(entry.fingerprint or ""), case, self._people)
        if wrong:
            raise self._untrue(f"{entry.id}, {wrong[0]}", *wrong[1:])
        self._case, self._owed = replay.after(case, entry), entry.ref not in self._ahead
        for pair, times in replay.links_of(entry).items():
            self._linked(pair, times)

    def _close(self) -> None:
        """A stream is over; of a case the row must have come."""
        if self._owed:
            raise self._untrue(f"what follows the entries of {self._stream[0]}", "the row of the case", "missing")
        self.cases += self._case is not None
        self._case, self._stream = None, ("", 0, None)

    def _row(self, said: Mapping[str, Any]) -> None:
        case, ref, row = self._case, said["case"], said["row"]
        if case is None or not self._owed or ref != case.ref:
            raise self._untrue("the row of a case", "behind the entries of its case", ref)
        self._same(f"columns of {ref}", sorted(COLUMNS), sorted(row))
        seats, turns = [tuple(seat) for seat in said["seats"]], [(part, _instant(due)) for part, due in said["turns"]]
        rows = Rows(cases={}, seats={ref: seats}, links=[], turns={ref: turns})
        for what, expected, found in replay.compared(case, {"ref": ref, **_typed(row)}, rows):
            if not _alike(expected, found):
                self._same(f"{what} of {ref}", replay.shown(expected), replay.shown(found))
        self._owed = False

    def _link(self, said: Mapping[str, Any]) -> None:
        one, other = said["link"]
        self._rising(f"{one} {other}")
        if one >= other:
            raise self._untrue("link", "the smaller reference first", said["link"])
        self._linked((one, other), -1)

    def _linked(self, pair: replay.Pair, times: int) -> None:
        if not self._ahead.intersection(pair):
            self._links.add(pair, times)

    def _checkpoint(self, said: Mapping[str, Any]) -> None:
        signed = opened(said["checkpoint"], self._keys)
        self._same("origin of a checkpoint", self._origin, signed.origin)
        if not self._signed < signed.size <= self._size:
            raise self._untrue("size of a checkpoint", f"above {self._signed}, at most {self._size}", signed.size)
        self._by_the_right_keys(signed)
        root = self._roots.at(signed.size)
        self._same(f"root of {signed.size} entries", root.hex(), signed.root.hex())
        self._signed, self.checkpoints = signed.size, self.checkpoints + 1

    def _by_the_right_keys(self, signed: Checkpoint) -> None:
        """The newest key of its time signed; where it had just followed another, that one too, and an entry names it."""
        so_far = [key for key, since in self._keys.items() if since <= signed.size]
        if not so_far:
            raise self._untrue("key of a checkpoint", "one that was in use", signed.keys[0].text)
        newest = so_far[-1]
        begins = self._keys[newest] == signed.size
        follows = begins and len(so_far) > 1
        self._begun += begins
        for key in so_far[-2:] if follows else [newest]:
            if key not in signed.keys:
                raise self._untrue(f"who signed {signed.size} entries", key.text, [one.text for one in signed.keys])
        if follows and self._named.get(newest.text, self._size) >= signed.size:
            raise self._untrue(f"the key that signs from {signed.size} entries on", "named in an entry", newest.text)

    def _text(self, said: Mapping[str, Any]) -> None:
        self._rising(said["text"])
        known = self._texts.of(said["text"])
        if not self._with_texts:
            raise self._untrue("text", "left out", said["text"])
        if known is not None and said["body"] is not None:
            self._same(f"commitment of {said['text']}", known, commitment(said["salt"], said["body"]))

    def _seal(self, said: Mapping[str, Any]) -> None:
        signed = opened(said["seal"], [*self._keys][-1:])
        self._same("origin of the seal", self._origin + SEAL, signed.origin)
        self._same("lines above the seal", self._number - 1, signed.size)
        self._same("hash of all lines above the seal", self._digest.hexdigest(), signed.root.hex())
        self._is_sealed = True

    def _rising(self, key: str) -> None:
        """Lines of a kind stand in the order of their bytes, each once."""
        if self._last and key <= self._last:
            raise self._untrue("order", f"behind {self._last}", key)
        self._last = key

    def _same(self, what: str, expected: Any, found: Any) -> None:
        if expected != found or type(expected) is not type(found):
            raise self._untrue(what, expected, found)

    def _untrue(self, what: str, expected: Any, found: Any) -> Untrue:
        return Untrue(where=f"Line {self._number}", what=what, expected=expected, found=found)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON says it; to Python, 1 is true."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    return type(one) is type(other) and bool(one == other)


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a case with days and moments in the place of their texts."""
    days = {name: date.fromisoformat(row[name]) for name in DATES if row[name] is not None}
    moments = {name: _instant(row[name]) for name in ("created_at", "due_at")}
    return {**row, **days, **moments}


def _instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text)
