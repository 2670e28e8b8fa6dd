"""A tick fires the clock moves that are due, each once, and says why where one is refused."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support import toys
from tests.support.club import LOAN, TERMS, Desk
from tests.support.toys import broken
from tests.workflow.conftest import MakeDesk
from workflow import doing
from workflow.definition import Refusal, guard
from workflow.engine import Engine
from workflow.tally import Tally

OVER = datetime(2017, 6, 2, 22, tzinfo=UTC)  # the last day of the loan is over in Amsterdam
PROMISED = date(2017, 6, 5)


@guard(rule="Nobody was promised that the book stays out.", refusal="It may stay out until {date}.")
def not_promised(loan: toys.LoanFacts) -> Refusal:
    """Refuses before a day, and tells it as a date."""
    return {"date": PROMISED} if loan.today < PROMISED else None


@pytest.fixture
def promised(make_desk: MakeDesk) -> Desk:
    """A desk whose clock may not call a book back too early."""
    return make_desk(broken(LOAN, "call_back", guards=(not_promised,)))


def tick(desk: Desk, now: datetime | None = None, **more: Any) -> Tally:
    """A tick at a moment, which is then the desk's."""
    desk.now = now or desk.now
    return doing.tick(desk.database, desk.engine, now=desk.now, **more)


def of_rule(desk: Desk, rule: str) -> Any:
    """The one follow-up of a rule."""
    (row,) = desk.rows("follow_ups", rule=rule)
    return row


# --- clock moves --------------------------------------------------------------------------------------------------------


def test_clock_move(desk: Desk) -> None:
    """A clock move is fired when it is due, not before, and its row names the act."""
    loan, _ = desk.out()
    tick(desk, OVER - timedelta(seconds=1))
    assert desk.case(loan).state == "out"
    tick(desk, OVER)
    moved = desk.entries(loan)[-1]
    assert (moved.trigger, moved.actor, moved.via, moved.at) == ("call_back", "clock", "clock", OVER)
    row = of_rule(desk, "call_back")
    assert (row.status, row.ended_by) == ("done", moved.act)


def test_fired_once(desk: Desk) -> None:
    """What was done is not done again."""
    desk.out()
    tick(desk, OVER)
    with desk.unchanged():
        assert tick(desk) == Tally(0, 0)


def test_late(desk: Desk) -> None:
    """After three weeks without a scheduler what is due is done now, and history says now."""
    loan, _ = desk.out()
    tick(desk, OVER + timedelta(weeks=3))
    assert [(one.trigger, one.at) for one in desk.entries(loan)[-1:]] == [("call_back", OVER + timedelta(weeks=3))]


def test_told_to_stop(desk: Desk) -> None:
    """Told to stop, it does nothing more, and says that something is due."""
    desk.out()
    tally = tick(desk, OVER, stop=lambda: True)
    assert (tally.done, tally.left > 0) == (0, True)


# --- refused ------------------------------------------------------------------------------------------------------------


def test_refused(promised: Desk) -> None:
    """A clock move that is refused is told in the case with its reasons, and asked again the next morning."""
    loan, _ = promised.out()
    tick(promised, OVER)
    entry = promised.entries(loan)[-1]
    assert (entry.kind.value, entry.trigger, entry.target, promised.case(loan).state) == (
        "follow_up",
        "call_back",
        None,
        "out",
    )
    grounds: Mapping[str, Any] = entry.grounds or {}
    assert grounds["verdicts"] == [{"code": "not_promised", "passed": False, "facts": {"date": "2017-06-05"}}]
    row = of_rule(promised, "call_back")
    assert (row.status, row.attempts, row.last_error) == ("planned", 1, "not_promised")
    assert row.due_at == datetime(2017, 6, 4, 7, tzinfo=UTC)


def test_refusal_is_a_task(promised: Desk) -> None:
    """Each reason of a refusal is a task of the broker, which says it."""
    loan, _ = promised.out()
    tick(promised, OVER)
    task = of_rule(promised, "not_promised")
    assert (task.ref, task.kind, task.recipient, task.due_at) == (loan, "task", "office:broker", OVER)
    assert task.facts == {
        "message": "It may stay out until {date}.",
        "facts": {"date": "2017-06-05"},
        "mend": None,
    }


def test_refused_again(promised: Desk) -> None:
    """The same refusal the next morning is counted, not told anew."""
    loan, _ = promised.out()
    tick(promised, OVER)
    told = promised.kinds(loan)
    tick(promised, datetime(2017, 6, 4, 7, tzinfo=UTC))
    assert promised.kinds(loan) == told
    row = of_rule(promised, "call_back")
    assert (row.attempts, row.due_at) == (2, datetime(2017, 6, 5, 7, tzinfo=UTC))


def test_refused_then_done(promised: Desk) -> None:
    """Once nothing speaks against it any more, it is done."""
    loan, _ = promised.out()
    tick(promised, OVER)
    tick(promised, datetime(2017, 6, 5, 7, tzinfo=UTC))
    assert promised.case(loan).state == "overdue"


def test_refused_others_go_on(promised: Desk) -> None:
    """A refusal keeps no other case waiting."""
    promised.out()
    later, _ = promised.out(terms={**TERMS, "last_day": "2017-06-05"})
    tick(promised, datetime(2017, 6, 6, 7, tzinfo=UTC))
    assert promised.case(later).state == "overdue"


# --- what should not happen ---------------------------------------------------------------------------------------------


def test_broken_row(desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A row that cannot be done for a reason nobody foresaw waits an hour and says why; the others are done."""
    broken_one, _ = desk.out()
    whole, _ = desk.out()
    fire = Engine.fire

    def failing(engine: Engine, connection: Any, ref: str, *given: Any, **press: Any) -> Any:
        if ref == broken_one:
            raise ZeroDivisionError("by nothing")
        return fire(engine, connection, ref, *given, **press)

    monkeypatch.setattr(Engine, "fire", failing)
    tick(desk, OVER)
    (row,) = desk.rows("follow_ups", rule="call_back", ref=broken_one)
    assert (row.status, row.due_at) == ("planned", OVER + timedelta(hours=1))
    assert (row.attempts, row.last_error) == (1, "ZeroDivisionError: by nothing")
    assert desk.case(whole).state == "overdue"
    assert f"call_back of {broken_one}" in caplog.text
