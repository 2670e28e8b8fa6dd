"""Canonical bytes, commitments, entries and chains, against published vectors and another library."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.chains import REQUEST, chained, created, entry, lines, story
from workflow import history
from workflow.history import EntryKind, NotAnEntry, NotCanonical, canonical, check_chain, read_entry, read_line


def vectors(name: str) -> list[Any]:
    """The cases of a file in `tests/vectors`, each a parameter named by its description."""
    rows = json.loads((Path(__file__).parents[1] / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["description"]) for row in rows]


words = st.text(st.characters(exclude_categories=["Cs"]))
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words
keys = st.text(st.characters(max_codepoint=127))
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner))


@given(values)
def test_canonical_is_rfc_8785(value: Any) -> None:
    """Whatever history may hold, its bytes are those of an independent implementation of RFC 8785."""
    assert canonical(value).encode() == rfc8785.dumps(value)


@given(values)
def test_canonical_loses_nothing(value: Any) -> None:
    """The bytes read back are the value."""
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize("vector", vectors("canonical"))
def test_canonical_vectors(vector: dict[str, Any]) -> None:
    """Each published value has its published bytes, or is refused with its published sentence."""
    if vector["error"] is None:
        assert canonical(vector["value"]) == vector["canonical"]
    else:
        with pytest.raises(NotCanonical) as refused:
            canonical(vector["value"])
        assert str(refused.value) == vector["error"]


@pytest.mark.parametrize("value", [{1: "a"}, {"at": datetime(2017, 5, 15, tzinfo=UTC)}, {1, 2}, b"x", float("nan")])
def test_what_json_has_not(value: Any) -> None:
    """What has no JSON of its own is refused, not guessed."""
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize("vector", vectors("commitments"))
def test_commitment_vectors(vector: dict[str, str]) -> None:
    """A commitment is the SHA-256 of the salt's bytes and the text's."""
    assert history.commitment(vector["salt"], vector["body"]) == vector["commitment"]


@pytest.mark.parametrize("vector", vectors("chains"))
def test_chain_vectors(vector: dict[str, Any]) -> None:
    """Each published chain holds, or is bad at its published entry for its published reason."""
    bad = check_chain((line["body"], line["hash"]) for line in vector["lines"])
    expected = vector["error"]
    found = bad and {"line": bad.line, "ref": bad.ref, "seq": bad.seq, "what": bad.what}
    assert found == expected


def test_body_and_hash() -> None:
    """An entry's body is the canonical JSON of the documented keys, and its hash that body's SHA-256."""
    one = chained(created())[0]
    said = json.loads(one.body)
    assert (said["from"], said["to"], said["kind"], said["v"]) == (None, "submitted", "created", 1)
    assert said["at"] == "2017-02-01T09:00:00.000000Z"
    assert one.body == rfc8785.dumps(said).decode()
    assert one.hash == sha256(one.body.encode()).hexdigest()
    assert one.id == f"{REQUEST}/1"


def test_the_page_names_every_key() -> None:
    """The format's page tells of every key that is hashed and of every kind there is."""
    page = history.__doc__ or ""
    table = page[page.index("    v ") : page.index("**Changes.**")]
    assert [key for key in json.loads(created().body) if key not in table] == []
    assert "EntryKind" in table


def test_an_instant_is_told_in_utc() -> None:
    """Nine o'clock in Accra and eleven in Kampala are the same bytes."""
    accra = datetime(2017, 5, 15, 9, tzinfo=UTC)
    kampala = accra.astimezone(timezone(timedelta(hours=3)))
    assert entry(at=accra).body == entry(at=kampala).body


def test_entries_read_back() -> None:
    """Every entry of a history is what its body says."""
    assert [read_entry(one.body) for one in story()] == story()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", "1"),
        ("seq", True),
        ("actor", None),
        ("changes", []),
        ("part", 1),
        ("definition_version", "1"),
        ("at", "?"),
    ],
)
def test_wrong_shapes(name: str, value: Any) -> None:
    """A key with a value of another shape is told by name."""
    values = json.loads(created().body) | {name: value}
    with pytest.raises(NotAnEntry, match=r"not an entry of a history"):
        read_entry(canonical(values))


def test_too_deep() -> None:
    """JSON too deep to read is refused in a sentence."""
    with pytest.raises(NotAnEntry, match="it is not JSON"):
        read_entry("[" * 100_000)


def test_lines_carry_bodies_unchanged() -> None:
    """A line of an export gives back body and hash."""
    written = story()
    assert [read_line(line) for line in lines(written)] == [(one.body, one.hash) for one in written]


@pytest.mark.parametrize("line", ["", "{}", "[]", '{"body":1,"hash":""}', '{"body":"","hash":"","more":1}'])
def test_lines_that_are_none(line: str) -> None:
    """What is no line of an export is refused."""
    with pytest.raises(NotAnEntry):
        read_line(line)


def test_first_bad_is_a_sentence() -> None:
    """Who checks a chain reads which entry is bad, and what it should have been."""
    first, second = chained(created(), entry(EntryKind.COMMENTED))
    bad = check_chain([(first.body, first.hash), (replace(second, seq=5).body, replace(second, seq=5).hash)])
    assert str(bad) == f"Entry {REQUEST}/5 (line 2) is bad: seq should be 2, it is 5."


@given(st.data())
def test_any_change_is_found(data: st.DataObject) -> None:
    """One character changed anywhere in a history makes it bad."""
    pairs = [(one.body, one.hash) for one in story()]
    line = data.draw(st.integers(0, len(pairs) - 1))
    body, digest = pairs[line]
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda c: c != body[place]))
    pairs[line] = (body[:place] + other + body[place + 1 :], digest)
    bad = check_chain(pairs)
    assert bad is not None
    assert bad.line == line + 1
