"""A long history made of a short one, in the format of an export: its cases again and again under other references.

Chains, places, tree, checkpoints and seal are those of the long one, so that it holds as the short one does.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from tempfile import TemporaryFile
from typing import Any

from workflow import archive, tree
from workflow.checkpoint import Signer, sign
from workflow.history import canonical
from workflow.tallies import Leaves, Roots

REF = re.compile(r"\b([A-Z]+-\d{4})-(\d{4})\b")
CHECKPOINTS = 10

Case = tuple[list[dict[str, Any]], dict[str, Any]]  # entries and row, as their lines say


def longer(lines: Sequence[str], entries: int, signer: Signer) -> Iterator[str]:
    """The lines of an export of at least so many entries, sealed, without line ends."""
    head, definitions, accounts, cases, links = _read(lines)
    copies = max(1, -(-(entries - len(accounts)) // sum(len(of) for of, _row in cases.values())))
    size = len(accounts) + copies * sum(len(of) for of, _row in cases.values())
    sizes = sorted({size * number // CHECKPOINTS for number in range(1, CHECKPOINTS)} - {0} | {size})
    plain = _lines({**head, "origin": signer.name, "size": size}, sizes, signer, definitions, accounts, cases, links)
    yield from archive.sealed(plain(copies), signer.name, signer)


def _lines(
    head: dict[str, Any],
    sizes: Sequence[int],
    signer: Signer,
    definitions: list[str],
    accounts: list[dict[str, Any]],
    cases: dict[str, Case],
    links: list[tuple[str, str]],
) -> Any:
    def plain(copies: int) -> Iterator[str]:
        with TemporaryFile() as file:
            leaves = Leaves(file, head["size"])
            yield canonical(head)
            yield canonical({"key": signer.key.text, "since": sizes[0]})
            yield from definitions
            for said in accounts:
                yield _placed(leaves, said)
            for ref, number in _in_order(cases, copies):
                yield from _case(leaves, cases[ref], number)
            renamed = (
                sorted((_renamed(one, number), _renamed(other, number)))
                for number in range(copies)
                for one, other in links
            )
            yield from (canonical({"link": pair}) for pair in sorted(renamed, key=" ".join))
            roots = Roots(leaves)
            yield from (canonical({"checkpoint": sign(signer.name, size, roots.at(size), [signer])}) for size in sizes)

    return plain


def _read(lines: Sequence[str]) -> Any:
    """What the short one says, by kind; entries of one case together with its row."""
    head, definitions, accounts, links = json.loads(lines[0]), [], [], []
    cases: dict[str, Case] = {}
    of_stream: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines[1:]:
        match json.loads(line):
            case {"definition": _}:
                definitions.append(line)
            case {"place": _, **said}:
                of_stream[json.loads(said["body"])["ref"]].append(said)
            case {"case": str(ref)} as row:
                cases[ref] = (of_stream.pop(ref), row)
            case {"link": [one, other]}:
                links.append((one, other))
    accounts = [said for of in of_stream.values() for said in of]
    return head, definitions, accounts, cases, links


def _in_order(cases: dict[str, Case], copies: int) -> Iterator[tuple[str, int]]:
    """Every case of every copy, in the order of their new references."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for ref in sorted(cases):
        kinds[ref.rpartition("-")[0]].append(ref)
    for _kind, refs in sorted(kinds.items()):
        for number in range(copies):
            yield from ((ref, number) for ref in refs)


def _case(leaves: Leaves, case: Case, number: int) -> Iterator[str]:
    head = None
    of, row = case
    for said in of:
        body = {**json.loads(_renamed(said["body"], number)), "previous_hash": head}
        text = canonical(body)
        head = sha256(text.encode()).hexdigest()
        yield _placed(leaves, {"body": text, "hash": head})
    row = json.loads(_renamed(canonical(row), number))
    row["row"]["head"] = head
    yield canonical(row)


def _placed(leaves: Leaves, said: dict[str, Any]) -> str:
    place = leaves.many
    leaves.put(place, tree.leaf_hash(said["body"].encode()))
    return canonical({"body": said["body"], "hash": said["hash"], "place": place})


def _renamed(text: str, number: int) -> str:
    return REF.sub(lambda found: f"{found[1]}-{number:05}{found[2]}", text)
