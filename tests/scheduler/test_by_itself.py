"""What happens by itself: a call closes at its deadline, an exchange begins and ends on its days, or says why it cannot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.programme import Programme
from workflow import doing
from workflow.tally import Tally

FIRST_MORNING = datetime(2018, 6, 11, 9, tzinfo=UTC)  # nine o'clock in Accra, where the exchange takes place
AFTER_LAST = datetime(2018, 6, 16, 9, tzinfo=UTC)


@pytest.fixture
def programme(sqlite_url: str) -> Iterator[Programme]:
    """A programme whose history must tell what its rows say."""
    programme = Programme(sqlite_url)
    yield programme
    assert programme.differences() == []
    programme.close()


def tick(programme: Programme, now: datetime) -> Tally:
    """A tick at a moment, which is then the programme's."""
    programme.now = now
    return doing.tick(programme.database, programme.engine, now=now)


def templates(programme: Programme, ref: str) -> list[str]:
    """The letters that follow-ups of a case owe, in order."""
    return [row.template for row in programme.rows("outbox", ref=ref) if row.follow_up]


def test_call_closes(programme: Programme) -> None:
    """A call closes when its last day is over in its zone, and not a second before."""
    call = programme.call()
    deadline = programme.case(call).due_at
    tick(programme, deadline - timedelta(seconds=1))
    assert programme.case(call).state == "open"
    tick(programme, deadline)
    assert programme.case(call).state == "closed"


def test_extended_call(programme: Programme) -> None:
    """A call whose deadline was extended closes at the new one."""
    call = programme.call()
    deadline = programme.case(call).due_at
    later = (deadline + timedelta(days=13)).date().isoformat()
    programme.fire(call, "extend_deadline", "broker", deadline=later, reason="Few answers.")
    tick(programme, deadline)
    assert programme.case(call).state == "open"
    tick(programme, programme.case(call).due_at)
    assert programme.case(call).state == "closed"


def test_starts_and_ends(programme: Programme) -> None:
    """An exchange is under way from nine o'clock of its first day at its place, and executed the morning after its last."""
    exchange = programme.exchange("arranged")
    tick(programme, FIRST_MORNING - timedelta(seconds=1))
    assert programme.case(exchange).state == "arranged"
    tick(programme, FIRST_MORNING)
    assert programme.case(exchange).state == "under_way"
    tick(programme, AFTER_LAST - timedelta(seconds=1))
    assert programme.case(exchange).state == "under_way"
    tick(programme, AFTER_LAST)
    assert programme.case(exchange).state == "executed"


def test_after_three_weeks(programme: Programme) -> None:
    """After three weeks without a scheduler the exchange has begun and ended, in that order, and all is caught up at once."""
    exchange = programme.exchange("arranged")
    tally = tick(programme, AFTER_LAST + timedelta(weeks=3))
    clock = [entry.trigger for entry in programme.entries(exchange) if entry.actor == "clock"]
    assert (clock, programme.case(exchange).state, tally.left) == (["start", "finish"], "executed", 0)
    assert {"evaluation", "evaluation_reminder"} <= {*templates(programme, exchange)}


def test_refused_start(programme: Programme) -> None:
    """An exchange that may not begin says why, is a task of the broker, and begins the morning after what was missing came."""
    exchange = programme.exchange("arranged")
    open_again = [{"who": programme.people["city"], "status": "open"}]
    programme.fire(exchange, "record_arrangements", "broker", travel=open_again)
    tick(programme, FIRST_MORNING)
    refused = programme.entries(exchange)[-1]
    assert (programme.case(exchange).state, refused.kind.value, refused.trigger) == ("arranged", "follow_up", "start")
    assert "task" in templates(programme, exchange)
    settled = [{"who": programme.people["city"], "status": "settled"}]
    programme.now = FIRST_MORNING + timedelta(hours=3)
    programme.fire(exchange, "record_arrangements", "broker", travel=settled)
    tick(programme, FIRST_MORNING + timedelta(days=1))
    assert programme.case(exchange).state == "under_way"


def test_whole_life(programme: Programme) -> None:
    """From arranged to half a year after, a tick an hour late each day, nothing is left behind, and nobody is told twice."""
    exchange = programme.exchange("arranged")
    day = programme.now.replace(hour=10, minute=0)
    for _ in range(250):
        day += timedelta(days=1)
        assert tick(programme, day).left == 0
    told = [
        (row.recipient, row.template, row.follow_up) for row in programme.rows("outbox", ref=exchange) if row.follow_up
    ]
    assert len(told) == len(set(told))
    order = [name for name in dict.fromkeys(templates(programme, exchange)) if name in LIFE]
    assert order == LIFE


LIFE = ["tomorrow_note", "check_in", "closing_note", "evaluation", "evaluation_reminder", "report_due", "outcome"]
