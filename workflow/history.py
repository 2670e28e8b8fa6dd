"""The format of history: what an entry is, which bytes are hashed, how entries are chained. Pure.

This page is all that somebody outside needs to check an exported history.

**Streams.** History consists of streams: one a case (`REQ-2017-0001`), one a person (`PER-0001`), one of the system
(`SYS`). The entries of a stream are numbered from 1 without gaps; an entry is called `REF/SEQ`.

**Entry.** A JSON object with exactly these keys; what does not apply is null:

    v                   1, the version of this format
    ref, seq            the stream, and the entry's number in it
    act                 what was done in one stroke shares one act: "ACT-" and 32 hexadecimal digits
    kind                one of EntryKind, below
    trigger             the transition, or null
    from, to            the case's state before and after; equal where it stayed, `from` null where it began
    actor               who: a person's id, or "clock"
    part                as what: the part or office in which the actor did it, "link" where a linked case caused it
    on_behalf_of        the person for whom a broker did it
    on_behalf_reason    how that person said so (a text)
    via                 by which way: "web", "command" …
    at                  when: RFC 3339 in UTC with six digits of a second, "2017-05-15T07:00:00.000000Z"
    type                the case's type
    definition_version  the version of its rules
    fingerprint         the hash of those rules
    grounds             why it was allowed:
                        {"part", "verdicts": [{"code", "passed", "facts"}], "waivers": [code], "cause": "REF/SEQ"},
                        and "in_stead_of": [person], those away in whose stead a substitute confirmed, where one did
    reason              the reason given (a text)
    changes             what is different afterwards, below
    previous_hash       the hash of the stream's entry before, null in the first

A `waived` entry names one code; `letters` says that none of the letters of its act was sent.

**Changes.** Only what changed, under up to ten keys:

    facts   {name: new value}; the other facts stay
    case    {column: new value} of milestone, came_from, entered_on, paused_on, paused_days, waits_for, follows,
            due_date, due_zone, title, country, owner, ended, signatures, kind; dates are "2017-05-15"
    seats   {"add": [[part, organisation, person]], "remove": the same}; who takes part as what
    links   {"add": [ref], "remove": [ref]}; told once, by the case whose move made or ended the link
    anew    [trigger]: what was pressed before is to be done anew, so who pressed it then is forgotten; else all who press a
            trigger (of kinds created, moved, signed, edited) are remembered, each once, in order
    note    of what is commented: {"form", "with", "text", "subject"}; the form is comment, call, email, letter or reply,
            `with` are the people it was with or went to, the others are texts; only a letter has a subject, and a letter of
            a follow-up that was sent again has "rule", its name, in the place of texts. A reply is an e-mail that came in:
            it may have "documents", the ids of what was attached
    letter  of a follow_up: {"id", "done"}, the number of a letter that had not left, and what was done with it:
            hold, release, send_now, drop, retry, renew or edit; of an edit also what it says since, as "subject" and "text"
    undoes  of an entry that takes an act back (undone, or corrected once its letters had left): {"act", "entries", "trigger"},
            the act, and of its entries in this stream the ids and the trigger; the other keys give back what was before
    unset   [name]: facts that were not there before the act that is taken back
    hands   {trigger: [person]}: who had pressed what before the act that is taken back; an empty list is nobody

Persons and the system have no facts of a case: their entries name what changed in words of their own.

**Texts.** What people wrote is kept apart, so that it can be erased. An entry holds {"text": id, "commitment": hash},
where hash is the SHA-256 of the salt's 32 bytes followed by the text in UTF-8. Who has text and salt can check it; who
has neither learns nothing, and after an erasure every entry still proves what it proved.

**Bytes.** An entry is hashed as canonical JSON (RFC 8785): keys sorted, no spaces, UTF-8. Keys are ASCII, numbers are
integers below 2^53; that makes it what most languages print when told to sort keys and to leave out spaces.

**Hash and chain.** An entry's hash is the SHA-256 of those bytes in hexadecimal, and the next entry of the stream
repeats it as `previous_hash`: whoever changes, drops, adds or moves an entry breaks every chain link after it. What a
chain alone cannot show (a tail cut off, a whole stream rewritten) is what checkpoints are for.

**Export.** One line an entry: {"body": the canonical JSON as a string, "hash": its hash}. The entries of a stream come
in order.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property
from hashlib import sha256
from types import NoneType
from typing import Any, NoReturn

from workflow.errors import WorkflowError
from workflow.words import _

FORMAT = 1
LETTERS = "letters"  # what a broker waives who moves a case without telling anybody
LARGEST_NUMBER = 2**53 - 1  # beyond it, readers that keep numbers as doubles see another one
INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
_INSTANT = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}\.[0-9]{6}Z")


class EntryKind(Enum):
    """What happened."""

    CREATED = "created"  # a case began
    MOVED = "moved"  # it went to another state, or entered its own anew
    SIGNED = "signed"  # one of several parties agreed, the others are still asked
    EDITED = "edited"  # its facts changed, its state did not
    ASSIGNED = "assigned"  # a broker took it, or was given it
    COMMENTED = "commented"  # somebody wrote a note
    WAIVED = "waived"  # a refusal was passed, with a reason
    UNDONE = "undone"  # an act was taken back
    CORRECTED = "corrected"  # something entered wrongly was put right
    MIGRATED = "migrated"  # its rules were changed for a newer version
    FOLLOW_UP = "follow_up"  # something due was done, or could not be done
    ERASED = "erased"  # what a person wrote was emptied
    ACCOUNT = "account"  # an account or its roles changed
    EXPORTED = "exported"  # history or personal data left the system


class NotCanonical(WorkflowError):
    """Raised if a value has no canonical form: a float, a key that is not ASCII, a number too large, a lone surrogate."""

    message = _("History cannot hold {value}: {why}.")
    status = 500


class NotAnEntry(WorkflowError):
    """Raised if bytes are not an entry in this format."""

    message = _("This is not an entry of a history: {why}.")
    status = 422


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """The one JSON text of a value, as in RFC 8785. Raises NotCanonical."""
    _check(value)
    text = _encode(value)
    if not text.isascii():
        _check_text(text)
    return text


def read_canonical(text: str) -> Any:
    """The value whose one JSON text this is, byte for byte. Raises NotCanonical and ValueError."""
    value = _decode(text)
    # A key that is not ASCII, or what only looks like one, is left to a walk through the value.
    same = canonical(value) == text if not text.isascii() and _FOREIGN_KEY.search(text) else _encode(value) == text
    if not text.isascii():
        _check_text(text)
    if not same:
        raise NotCanonical(value=text[:80], why="it is not in canonical form")
    return value


def _no_float(text: str) -> NoReturn:
    raise NotCanonical(value=text, why="it is no whole number")


def _whole(text: str) -> int:
    number = int(text)
    if len(text) > 15:
        _check(number)
    return number


_FOREIGN_KEY = re.compile(r'[^\x00-\x7f](?:[^"\\]|\\.)*":')
_decode = json.JSONDecoder(parse_int=_whole, parse_float=_no_float, parse_constant=_no_float).decode


def _check(value: Any) -> None:
    match value:
        case str() | bool() | None:
            return
        case int():
            if abs(value) > LARGEST_NUMBER:
                raise NotCanonical(value=value, why="it has more than 53 bits")
        case list() | tuple():
            for item in value:
                _check(item)
        case dict():
            for key, item in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise NotCanonical(value=repr(key), why="keys are ASCII")
                _check(item)
        case _:
            raise NotCanonical(value=repr(value), why=f"it is a {type(value).__name__}")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(value=repr(text[error.start]), why="it is half a character") from error


def commitment(salt: str, body: str) -> str:
    """What stands for a text in history: the SHA-256 of the salt (64 hexadecimal digits) and the text."""
    return sha256(bytes.fromhex(salt) + body.encode()).hexdigest()


@dataclass(frozen=True)
class Entry:
    """One line of history; `source` and `target` are its `from` and `to`. Texts are given as they are stored."""

    ref: str
    seq: int
    act: str
    kind: EntryKind
    actor: str
    via: str
    at: datetime
    trigger: str | None = None
    source: str | None = None
    target: str | None = None
    part: str | None = None
    on_behalf_of: str | None = None
    on_behalf_reason: Mapping[str, str] | None = None
    type: str | None = None
    definition_version: int | None = None
    fingerprint: str | None = None
    grounds: Mapping[str, Any] | None = None
    reason: Mapping[str, str] | None = None
    changes: Mapping[str, Any] | None = None
    previous_hash: str | None = None
    v: int = FORMAT

    @property
    def id(self) -> str:
        """What people call it."""
        return f"{self.ref}/{self.seq}"

    @cached_property
    def body(self) -> str:
        """The canonical JSON that is hashed."""
        values = {_KEYS[name]: getattr(self, name) for name in _KEYS}
        return canonical({**values, "kind": self.kind.value, "at": self.at.astimezone(UTC).strftime(INSTANT)})

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the body, in hexadecimal."""
        return hash_of(self.body)


_RENAMED = {"source": "from", "target": "to"}
_KEYS = {field.name: _RENAMED.get(field.name, field.name) for field in fields(Entry)}
_NAMES = {key: name for name, key in _KEYS.items()}
_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("v", "seq"), (int,)),
    **dict.fromkeys(("ref", "act", "kind", "actor", "via", "at"), (str,)),
    **dict.fromkeys(("trigger", "from", "to", "part", "on_behalf_of"), (str, NoneType)),
    **dict.fromkeys(("type", "fingerprint", "previous_hash"), (str, NoneType)),
    "definition_version": (int, NoneType),
    **dict.fromkeys(("on_behalf_reason", "grounds", "reason", "changes"), (dict, NoneType)),
}


def read_instant(text: str) -> datetime:
    """A moment as history writes it. Raises ValueError."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"{text!r} is no moment in UTC with six digits of a second")
    return datetime.fromisoformat(text)


def hash_of(body: str) -> str:
    """The SHA-256 of an entry's canonical JSON, in hexadecimal."""
    return sha256(body.encode()).hexdigest()


def read_entry(body: str) -> Entry:
    """The entry whose canonical JSON this is, byte for byte. Raises NotAnEntry."""
    values = _object(body)
    shape = tuple((key, type(value)) for key, value in values.items())
    if shape not in _fine:
        _check_shape(values)
        _fine.add(shape)
    if values["v"] != FORMAT:
        raise NotAnEntry(why=f"its format is {values['v']}, not {FORMAT}")
    try:
        kind, at = EntryKind(values["kind"]), read_instant(values["at"])
    except ValueError as error:
        raise NotAnEntry(why=str(error)) from error
    entry = object.__new__(Entry)  # past its constructor, which takes longer than all the rest
    named = {"source": values.pop("from"), "target": values.pop("to"), "kind": kind, "at": at, "body": body}
    entry.__dict__.update(values, **named)  # the body has been read, and is not written again
    return entry


_fine: set[tuple[tuple[str, type], ...]] = set()  # of keys and types: a few dozen, each looked at once


def _check_shape(values: Mapping[str, Any]) -> None:
    if values.keys() != _NAMES.keys():
        raise NotAnEntry(why=f"its keys differ by {sorted(values.keys() ^ _NAMES.keys())}")
    wrong = next((key for key, types in _TYPES.items() if type(values[key]) not in types), None)
    if wrong:
        raise NotAnEntry(why=f"{wrong} is {values[wrong]!r}")


def _object(text: str) -> dict[str, Any]:
    try:
        values = read_canonical(text)
    except NotCanonical as error:
        raise NotAnEntry(why=str(error)) from error
    except (ValueError, RecursionError) as error:
        raise NotAnEntry(why=f"it is not JSON ({error})") from error
    if not isinstance(values, dict):
        raise NotAnEntry(why="it is not a JSON object")
    return values


def write_line(body: str, digest: str) -> str:
    """One line of an export, without its end."""
    return _encode({"body": body, "hash": digest})


def read_line(line: str) -> tuple[str, str]:
    """The body and the hash that a line of an export claims. Raises NotAnEntry."""
    values = _object(line)
    match values:
        case {"body": str(body), "hash": str(digest)} if len(values) == 2:
            return body, digest
    raise NotAnEntry(why="a line of an export has a body and a hash")


@dataclass(frozen=True)
class FirstBad:
    """The first entry that does not hold: which it is, what of it, what it should be, what it is.

    `line` counts from 1; `ref` and `seq` are None where the entry cannot even be read.
    """

    line: int
    ref: str | None
    seq: int | None
    what: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        name = f"Entry {self.ref}/{self.seq}" if self.ref else "The entry"
        return f"{name} (line {self.line}) is bad: {self.what} should be {self.expected}, it is {self.found}."


def check_chain(lines: Iterable[tuple[str, str]]) -> FirstBad | None:
    """The first of (body, hash) that breaks its chain, None if all hold. Streams may be mixed, each in its order."""
    heads: dict[str, tuple[int, str | None]] = {}
    for number, (body, digest) in enumerate(lines, start=1):
        try:
            entry = read_entry(body)
        except NotAnEntry as error:
            return FirstBad(number, None, None, "body", "an entry in the format of history", str(error))
        seq, head = heads.get(entry.ref, (0, None))
        claims = (
            ("hash", entry.hash, digest),
            ("seq", seq + 1, entry.seq),
            ("previous_hash", head, entry.previous_hash),
        )
        for what, expected, found in claims:
            if expected != found:
                return FirstBad(number, entry.ref, entry.seq, what, expected, found)
        heads[entry.ref] = entry.seq, entry.hash
    return None
