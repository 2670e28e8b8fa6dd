"""Lists that somebody keeps under a name."""

import pytest
from sqlalchemy import Connection

from records import saved
from records.errors import TooManySaved
from records.saved import Saved
from tests.records import given


@pytest.fixture
def people(connection: Connection) -> Connection:
    """Two people."""
    given.person(connection, "PER-0001")
    given.person(connection, "PER-0002")
    return connection


def test_kept(people: Connection) -> None:
    """A list is kept for its person and room, replaced under its name, and forgotten."""
    saved.keep(people, "PER-0001", "desk", "Late", "overdue=yes")
    saved.keep(people, "PER-0001", "desk", "Late", "overdue=yes&kind=call")
    saved.keep(people, "PER-0001", "portal", "Mine", "kind=request")
    saved.keep(people, "PER-0002", "desk", "Late", "state=open")
    assert saved.saved(people, "PER-0001", "desk") == [Saved("Late", "overdue=yes&kind=call")]
    saved.forget(people, "PER-0001", "desk", "Late")
    assert saved.saved(people, "PER-0001", "desk") == []
    assert saved.saved(people, "PER-0002", "desk") == [Saved("Late", "state=open")]


def test_no_more_than_fit(people: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has as many as fit is told to delete one first, and can still replace one."""
    monkeypatch.setattr(saved, "MOST", 1)
    saved.keep(people, "PER-0001", "desk", "Late", "overdue=yes")
    with pytest.raises(TooManySaved):
        saved.keep(people, "PER-0001", "desk", "Another", "kind=call")
    saved.keep(people, "PER-0001", "desk", "Late", "kind=call")
