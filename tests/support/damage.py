"""Single changes of an exported history: whatever the file carries, one of its values is another one afterwards."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from random import Random
from typing import Any

Lines = list[str]
Damage = Callable[[Random, Lines], Lines]


def damaged(seed: int, lines: Lines) -> tuple[str, Lines]:
    """What was done, and the lines afterwards; they differ from those before."""
    random = Random(seed)
    while True:
        damage = random.choice(DAMAGES)
        after = damage(random, list(lines))
        if after != lines:
            return damage.__name__, after


def bit(random: Random, lines: Lines) -> Lines:
    """A bit of a byte is turned; what is no text any more is replaced by a mark."""
    at = random.randrange(len(lines))
    raw = bytearray(lines[at].encode())
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    lines[at] = raw.decode(errors="replace").replace("\n", " ").replace("\r", " ")
    return lines


def value(random: Random, lines: Lines) -> Lines:
    """A value somewhere in a line is another one."""
    at = random.randrange(len(lines))
    said = json.loads(lines[at])
    _change(random, said)
    lines[at] = canonical(said)
    return lines


def order(random: Random, lines: Lines) -> Lines:
    """Two lines change places."""
    one, other = random.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def removed(random: Random, lines: Lines) -> Lines:
    """A line is gone."""
    del lines[random.randrange(len(lines))]
    return lines


def added(random: Random, lines: Lines) -> Lines:
    """A line is there twice."""
    lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
    return lines


def rehashed_row(random: Random, lines: Lines) -> Lines:
    """An entry says something else, and its hash fits."""
    at = random.choice([number for number, line in enumerate(lines) if '"place":' in line])
    _rewrite(random, lines, at)
    return lines


def rehashed_chain(random: Random, lines: Lines) -> Lines:
    """An entry says something else, and its hash and the chain behind it fit."""
    at = random.choice([number for number, line in enumerate(lines) if '"place":' in line])
    head = _rewrite(random, lines, at)
    ref = json.loads(json.loads(lines[at])["body"])["ref"]
    for number in range(at + 1, len(lines)):
        said = json.loads(lines[number])
        body = json.loads(said["body"]) if "place" in said else {}
        if body.get("ref") == ref:
            said["body"] = canonical({**body, "previous_hash": head})
            said["hash"] = head = sha256(said["body"].encode()).hexdigest()
        elif said.get("case") == ref:
            said["row"]["head"] = head
        else:
            break
        lines[number] = canonical(said)
    return lines


def replaced_definition(random: Random, lines: Lines) -> Lines:
    """Rules are others, and their fingerprint fits."""
    at = random.choice([number for number, line in enumerate(lines) if '"definition":' in line[:14]])
    said = json.loads(lines[at])
    _change(random, said["rules"])
    said["definition"] = sha256(canonical(said["rules"]).encode()).hexdigest()
    lines[at] = canonical(said)
    return lines


DAMAGES: tuple[Damage, ...] = (
    bit,
    value,
    order,
    removed,
    added,
    rehashed_row,
    rehashed_chain,
    replaced_definition,
)


def canonical(value: Any) -> str:
    """One JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rewrite(random: Random, lines: Lines, at: int) -> str:
    said = json.loads(lines[at])
    body = json.loads(said["body"])
    key = random.choice(["actor", "at", "reason", "to", "part", "via", "grounds", "changes"])
    body[key] = {"at": "2017-01-01T00:00:00.000000Z", "actor": "PER-9999"}.get(key) if key in ("at", "actor") else None
    said["body"] = canonical(body)
    said["hash"] = sha256(said["body"].encode()).hexdigest()
    lines[at] = canonical(said)
    return str(said["hash"])


def _change(random: Random, said: Any) -> None:
    """One of the values anywhere below."""
    holder, key = random.choice(list(_places(said)))
    old = holder[key]
    match old:
        case bool() | None:
            holder[key] = not old
        case int():
            holder[key] = old + random.choice([-1, 1])
        case str():
            at = random.randrange(len(old) + 1)
            holder[key] = old[:at] + random.choice("aZ09-") + old[at:]


def _places(said: Any) -> Iterator[tuple[Any, Any]]:
    for key, item in said.items() if isinstance(said, dict) else enumerate(said):
        if isinstance(item, dict | list):
            yield from _places(item)
        else:
            yield said, key
