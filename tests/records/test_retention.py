"""What is kept for too long is proposed, looked at, and removed with a reason; the rest stays."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from records import documents, retention, sessions, settings
from records.retention import KINDS
from records.tables import Document, Draft, Session, core
from tests.records import given
from tests.records.test_erasing import BY, PDF, somebody
from workflow import streams, tables
from workflow.history import EntryKind
from workflow.streams import SYSTEM

LATER = given.NOW + timedelta(days=2000)


@pytest.fixture
def person(connection: Connection) -> str:
    """Somebody of `left_behind`."""
    return left_behind(connection)


def left_behind(connection: Connection) -> str:
    """Somebody whose draft, session, letters and document are of the same day, of a case that has ended."""
    person = somebody(connection)
    (document,) = connection.scalars(select(core(Document).c.id))
    connection.execute(tables.cases.update().values(facts={"cv": document}))
    return person


def test_overdue(lite: Connection) -> None:
    """Each kind is overdue once its period is over, and not a day before."""
    left_behind(lite)
    for kind in KINDS:
        days = timedelta(days=settings.DEFAULTS[kind.setting])
        for moment, found in ((given.NOW + days - timedelta(days=1), 0), (given.NOW + days + timedelta(days=2), 1)):
            (one,) = [one for one in retention.overdue(lite, moment) if one.kind == kind]
            assert min(len(one.keys), 1) == (found if kind.name != "mail" else 0), (kind.name, moment)


def test_removed(connection: Connection, person: str) -> None:
    """What was found is gone, with an entry that says who removed how much and why; a second time nothing is left."""
    found = retention.overdue(connection, LATER)
    counts = {"documents": 1, "drafts": 1, "letters": 2, "sessions": 1}
    assert retention.remove(connection, found, reason="As agreed.", **{**BY, "now": LATER}) == counts
    for gone in (core(Draft), core(Session)):
        assert connection.execute(select(gone)).first() is None
    assert connection.scalars(select(core(Document).c.content)).all() == [None]
    rows = connection.execute(select(tables.outbox.c.subject, tables.outbox.c.body)).all()
    assert [tuple(row) for row in rows] == [(None, None)] * 3
    entry = streams.last_of(connection, SYSTEM)
    assert (entry.kind, entry.trigger, entry.actor) == (EntryKind.ERASED, "remove_overdue", "PER-0001")
    assert entry.changes["facts"]["counts"] == counts
    with pytest.raises(retention.NothingOverdue):
        retention.remove(connection, retention.overdue(connection, LATER), reason="Again.", **BY)


def test_proposed_once_a_month(lite: Connection) -> None:
    """What is overdue is proposed by an entry, once a month, until it is removed; nothing goes by itself."""
    somebody(lite)
    assert retention.last(lite) is None
    first = retention.propose(lite, LATER)
    assert first == {"drafts": 1, "letters": 2, "sessions": 1}
    assert retention.propose(lite, LATER + timedelta(days=29)) == {}
    proposed = retention.last(lite)
    assert proposed is not None
    assert (proposed.counts, proposed.at, proposed.open) == (first, LATER, True)
    assert retention.propose(lite, LATER + timedelta(days=30)) == first
    retention.remove(lite, retention.overdue(lite, LATER), reason="As agreed.", **{**BY, "now": LATER})
    proposed = retention.last(lite)
    assert proposed is not None
    assert not proposed.open


def test_nothing_to_propose(lite: Connection) -> None:
    """Where nothing is overdue nothing is proposed."""
    assert retention.propose(lite, given.NOW) == {}
    assert retention.last(lite) is None


def test_for_ever(lite: Connection) -> None:
    """A period of 0 days keeps a kind for ever."""
    somebody(lite)
    for kind in KINDS:
        settings.change(lite, kind.setting, 0, **BY)
    assert retention.counts(retention.overdue(lite, LATER)) == {}


def test_documents_in_use(lite: Connection) -> None:
    """A document stays as long as one case that names it goes on, or ended lately; so does one that no case names."""
    document = documents.store(lite, PDF, "a.pdf", person=None)
    assert _documents_overdue(lite) == []
    given.case(lite, "APP-2018-0001", ended=True, facts={"cv": document})
    assert _documents_overdue(lite) == [document]
    given.case(lite, "APP-2018-0002", facts={"cv": document})
    assert _documents_overdue(lite) == []


def _documents_overdue(connection: Connection) -> Any:
    return next(one.keys for one in retention.overdue(connection, LATER) if one.kind.name == "documents")


def test_sessions_that_last(lite: Connection) -> None:
    """A session that still lasts is never overdue."""
    person = somebody(lite)
    sessions.begin(lite, person, browser="", now=LATER)
    (one,) = [one for one in retention.overdue(lite, LATER) if one.kind.name == "sessions"]
    assert len(one.keys) == 0  # the old one ended when the new one began
