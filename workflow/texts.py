"""What people write, kept apart from history so that it can be erased; history holds a text's id and commitment."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select

from workflow.forms import Form, walk
from workflow.history import commitment
from workflow.snapshot import TextRef
from workflow.tables import texts

SALT = 32  # bytes: as many as the hash has, so that a short text cannot be found by trying


@dataclass(frozen=True)
class Minted:
    """A new text and the salt of its commitment, not stored yet."""

    ref: TextRef
    salt: str


def mint(body: str) -> Minted:
    """Give a text its id and its commitment."""
    salt = secrets.token_hex(SALT)
    return Minted(TextRef(f"TXT-{uuid4().hex}", commitment(salt, body), body), salt)


def mint_form(form: type[Form], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Minted]]:
    """Loaded values with a TextRef for every text, in tables too, and what was minted. A blank text becomes None."""
    minted: list[Minted] = []

    def visit(field: Any, value: Any) -> Any:
        if not field.is_text:
            return value
        if not value.strip():
            return None
        minted.append(mint(value))
        return minted[-1].ref

    return walk(form, values, visit), minted


def unchanged(
    connection: Connection, values: Mapping[str, Any], minted: Iterable[Minted], known: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Minted]]:
    """Values and texts as `mint_form` gives them, but a text that stands in the same place of a case's facts already, in
    the same words, is that text: a form sent again as it was filled in changes nothing."""
    pairs = list(_pairs(values, known))
    bodies = resolve(connection, (was["text"] for _, was in pairs))
    same = {
        new.id: TextRef(was["text"], was["commitment"], new.body)
        for new, was in pairs
        if bodies.get(was["text"]) == new.body
    }
    return _put(values, same), [one for one in minted if one.ref.id not in same]


def _pairs(value: Any, known: Any) -> Iterator[tuple[TextRef, Mapping[str, str]]]:
    """Each new text, beside the text that is known in its place."""
    match value, known:
        case TextRef(), {"text": str(), "commitment": str()}:
            yield value, known
        case Mapping(), Mapping():
            for name in value.keys() & known.keys():
                yield from _pairs(value[name], known[name])
        case list(), list():
            for one, other in zip(value, known, strict=False):
                yield from _pairs(one, other)


def _put(value: Any, same: Mapping[str, TextRef]) -> Any:
    match value:
        case TextRef():
            return same.get(value.id, value)
        case Mapping():
            return {name: _put(item, same) for name, item in value.items()}
        case list():
            return [_put(item, same) for item in value]
    return value


def plain(value: Any) -> Any:
    """The same as JSON: dates in ISO 8601, texts as id and commitment, and so on down. Raises TypeError for the rest."""
    match value:
        case str() | bool() | int() | None:
            return value
        case TextRef():
            return value.plain()
        case date():
            return value.isoformat()
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"{value!r} is neither a fact nor a text.")


def mentioned(value: Any) -> Iterator[str]:
    """The ids of all texts that a JSON value holds: of an entry's changes, of a case's facts."""
    match value:
        case {"text": str(ident), "commitment": str()}:
            yield ident
        case Mapping():
            for item in value.values():
                yield from mentioned(item)
        case list() | tuple():
            for item in value:
                yield from mentioned(item)


_insert = insert(texts)
_read = select(texts.c.id, texts.c.body).where(texts.c.id.in_(bindparam("ids", expanding=True)))


def store(connection: Connection, minted: Iterable[Minted], *, person: str | None, ref: str) -> None:
    """Keep new texts of a case or person; `person` wrote them, and can have them erased."""
    rows = [{"id": one.ref.id, "salt": one.salt, "body": one.ref.body, "person": person, "ref": ref} for one in minted]
    if rows:
        connection.execute(_insert, rows)


def resolve(connection: Connection, ids: Iterable[str]) -> Mapping[str, str | None]:
    """The texts by id, in one query; None where a text was erased, no key where there is none."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {row.id: row.body for row in connection.execute(_read, {"ids": wanted})}
