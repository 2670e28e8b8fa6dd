"""What proves one entry: its bytes and hash, its place in the signed tree, and the arithmetic between them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template
from sqlalchemy import select

from records.moments import rules as stored_rules
from web.audit.telling import Told, clerk
from web.database import reading
from workflow import arithmetic, checkpoint, proof, sequencing, tree
from workflow.arithmetic import Step
from workflow.checkpoint import Key
from workflow.errors import WorkflowError
from workflow.history import Entry, canonical, read_entry
from workflow.proof import Proof
from workflow.tables import entries
from workflow.words import _


class NoSuchEntry(WorkflowError):
    """Raised if an address names an entry, a checkpoint or rules that are not there."""

    message = _("There is nothing called {what} here. Check the address.")
    status = 404


@dataclass(frozen=True)
class Shown:
    """The page. `proof` is None while no checkpoint covers the entry; `holds` says whether the arithmetic arrives at the
    root that the checkpoint states."""

    told: Told
    entry: Entry
    fields: tuple[tuple[str, str], ...]
    proof: Proof | None
    leaf: str
    steps: tuple[Step, ...]
    commands: tuple[str, ...]
    keys: tuple[Key, ...]
    signed_by: tuple[tuple[Key, tuple[str, ...]], ...]
    holds: bool


def draw(ref: str, seq: int) -> str:
    """The page of entry REF/SEQ. Raises NoSuchEntry."""
    entry = read_entry(_body(ref, seq))
    connection = reading()
    found = proof.proof_of(connection, ref, seq)
    leaf = tree.leaf_hash(entry.body.encode())
    way = tuple(arithmetic.steps(leaf, found.place, found.size, found.path)) if found else ()
    signers = arithmetic.signed_by(found.note, found.keys) if found else ()
    shown = Shown(
        told=clerk(connection, [entry]).told(entry),
        entry=entry,
        fields=tuple((name, canonical(value)) for name, value in json.loads(entry.body).items()),
        proof=found,
        leaf=leaf.hex(),
        steps=way,
        commands=tuple(arithmetic.commands(entry.hash, leaf, way)),
        keys=tuple(found.keys) if found else tuple(sequencing.keys(connection)),
        signed_by=tuple((key, tuple(arithmetic.signature_commands(found.note, key))) for key in signers)
        if found
        else (),
        holds=found is not None and _arrives(found, leaf, way),
    )
    return render_template("audit/proof.html", shown=shown)


def body(ref: str, seq: int) -> Response:
    """The bytes that are hashed. Raises NoSuchEntry."""
    return _file(_body(ref, seq), "entry.json", "application/json")


def note(ref: str, seq: int) -> Response:
    """The newest checkpoint, which covers the entry. Raises NoSuchEntry."""
    found = proof.proof_of(reading(), ref, seq)
    if found is None:
        raise NoSuchEntry(what=f"{ref}/{seq}/checkpoint.txt")
    return _file(found.note, "checkpoint.txt", "text/plain")


def rules(fingerprint: str) -> Response:
    """The rules with that fingerprint, as they are stored beside the history. Raises NoSuchEntry."""
    found = stored_rules(reading(), fingerprint)
    if found is None:
        raise NoSuchEntry(what=f"{fingerprint}.json")
    return _file(
        json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True), f"{fingerprint}.json", "application/json"
    )


def _body(ref: str, seq: int) -> str:
    found = reading().scalar(select(entries.c.body).where(entries.c.ref == ref, entries.c.seq == seq))
    if found is None:
        raise NoSuchEntry(what=f"{ref}/{seq}")
    return str(found)


def _arrives(found: Proof, leaf: bytes, way: Sequence[Step]) -> bool:
    """By the checkpoint's own words, not by what the database has of the tree."""
    _origin, size, root = checkpoint.stated(found.note)
    return size == found.size and tree.check_inclusion(leaf, found.place, size, found.path, root) is None


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=kind, headers=headers)
