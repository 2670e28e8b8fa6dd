"""Every column is said to be personal, a fact, or nothing about people; what is personal goes."""

from records import personal
from records.personal import COLUMNS, GOES, KINDS, TABLES

# Personal columns that go by another way than a row of GOES.
ELSEWHERE = {
    "documents": {"name", "content"},  # which are somebody's is looked for
    "proposed_erasures": {"person", "by", "at"},  # the proposal itself
}


def test_every_column_is_classified() -> None:
    """Each column of each table is named once, and none that is not there."""
    for name, table in TABLES.items():
        holds = COLUMNS[name]
        named = [*holds.personal, *holds.fact, *holds.none]
        assert sorted(named) == sorted(column.name for column in table.columns), name
    assert COLUMNS.keys() == TABLES.keys()


def test_what_is_personal_goes() -> None:
    """Each personal column is emptied, or its row goes, when somebody is erased."""
    gone: dict[str, set[str]] = {name: set(columns) for name, columns in ELSEWHERE.items()}
    for one in GOES:
        there = {column.name for column in one.table.columns}
        gone.setdefault(one.table.name, set()).update(one.left or there)
    for name, holds in COLUMNS.items():
        assert holds.personal <= gone.get(name, set()), name


def test_only_what_is_personal_goes() -> None:
    """Nothing is emptied that is a fact; the state of an account is changed, and is no secret."""
    for one in GOES:
        if one.left:
            assert one.left.keys() <= {*COLUMNS[one.table.name].personal, "active"}, one.table.name


def test_kinds_are_named() -> None:
    """What goes is told of under a kind that has a name."""
    assert {one.kind for one in GOES} | {"documents", "mentions"} == set(KINDS)
    assert all(personal.KINDS.values())
