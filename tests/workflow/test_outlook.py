"""What a forecast reads and tells: of all cases, of one, and of what would come of a press."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from records.database import reading
from tests.support.programme import Programme
from workflow import outlook
from workflow.errors import UnknownCase
from workflow.forecast import Forecast, Line


@pytest.fixture
def programme(sqlite_url: str) -> Iterator[Programme]:
    """A programme of a test's own."""
    programme = Programme(sqlite_url)
    yield programme
    programme.close()


def of_all(programme: Programme, **more: int) -> Forecast:
    """The forecast of all cases."""
    with reading(programme.database) as connection:
        return outlook.of_all(connection, programme.engine, programme.now, **more)


def of_case(programme: Programme, ref: str, **more: int) -> Forecast:
    """The forecast of one."""
    with reading(programme.database) as connection:
        return outlook.of_case(connection, programme.engine, ref, programme.now, **more)


def if_done(programme: Programme, ref: str, trigger: str, by: str, **form: object) -> Forecast:
    """What would come of a press."""
    plan = programme.preview(ref, trigger, programme.people[by], form=form or None)
    with reading(programme.database) as connection:
        return outlook.if_done(connection, programme.engine, plan)


def named(lines: tuple[Line, ...]) -> list[str]:
    """What the lines are called."""
    return list(dict.fromkeys(line.trigger or line.rule for line in lines))


def test_one_case(programme: Programme) -> None:
    """The forecast of one case is its part of the forecast of all, what linked cases do to it included."""
    call, form = programme.to_decide()
    programme.fire(call, "decide", "broker", **form)
    (application,) = (row.ref for row in programme.rows("cases", state="selected"))
    (exchange,) = (row.ref for row in programme.rows("cases", kind="exchange"))
    everything = of_all(programme).lines
    for ref in (application, exchange):
        assert of_case(programme, ref).lines == tuple(line for line in everything if line.ref == ref)
    assert "overdue_lead_broker" in named(of_case(programme, exchange).lines)


def test_who_is_told_and_why(programme: Programme) -> None:
    """A line says to whom, at nine in whose zone, in which language, and on which date it hangs; a letter of a move also
    of which."""
    ref = programme.request("south")
    programme.fire(ref, "ask_for_more", "broker", missing="A map.", answer_by="2018-03-20")
    reminder, last, lapse, told = of_case(programme, ref).lines
    south = f"person:{programme.people['south']}"
    assert (reminder.recipient, reminder.zone, reminder.language) == (south, "Africa/Kampala", "en")
    assert (reminder.due_at.hour, reminder.anchor) == (6, "entered")
    assert (last.rule, last.anchor) == ("last_reminder", "limit")
    assert (lapse.kind, lapse.recipient, lapse.trigger) == ("fire", "clock", "lapse")
    assert (told.rule, told.cause, told.recipient) == ("request_lapsed", "lapse", south)


def test_reason_that_is_gone(programme: Programme) -> None:
    """What its rule would not send is no line: a check of the logistics where all of it is settled."""
    exchange = programme.exchange("terms_agreed")
    assert "logistics_check" in named(of_case(programme, exchange).lines)
    settled = [{"who": programme.people["city"], "status": "settled"}]
    programme.fire(exchange, "record_arrangements", "broker", travel=settled, insurance=settled)
    assert "logistics_check" not in named(of_case(programme, exchange).lines)


def test_what_if(programme: Programme) -> None:
    """What would come of a press is what comes once it is pressed; the letters of the press itself are told apart."""
    exchange = programme.exchange("arranged")
    later = {"first_day": "2018-06-18", "last_day": "2018-06-22", "reason": "A holiday."}
    with programme.unchanged():
        then = if_done(programme, exchange, "change_dates", "broker", **later)
    programme.fire(exchange, "change_dates", "broker", **later)
    now = of_case(programme, exchange)
    assert (then.lines, then.until) == (now.lines, now.until)
    (start,) = (line for line in then.lines if line.trigger == "start")
    assert f"{start.due_at:%Y-%m-%d %H:%M}" == "2018-06-18 09:00"


def test_what_it_owes_itself(programme: Programme) -> None:
    """A press that would tell people owes them a letter each; one that tells nobody owes none."""
    ref = programme.request("north")
    for silent, templates in ((None, ["request_rejected"]), ("They know.", [])):
        plan = programme.preview(ref, "reject", programme.people["broker"], form={"reason": "Twice."}, silent=silent)
        assert [line.rule for line in outlook.owed(programme.engine, plan)] == templates


def test_no_further_than_so_many_rows(programme: Programme) -> None:
    """Where more is planned than is looked at, the forecast ends there, says when, and misses nothing before."""
    for by in ("north", "south", "west"):
        programme.request(by)
        programme.now += timedelta(days=1)
    whole, part = of_all(programme), of_all(programme, most=2)
    assert part.until < whole.until
    assert part.lines == tuple(line for line in whole.lines if line.due_at <= part.until)
    assert 0 < len(part.lines) < len(whole.lines)


def test_days(programme: Programme) -> None:
    """A forecast looks as many days ahead as it is told."""
    ref = programme.request("north")
    assert of_case(programme, ref, days=1).lines == ()
    assert of_case(programme, ref, days=30).lines != ()


def test_unknown(programme: Programme) -> None:
    """Of a case that does not exist there is no forecast."""
    with pytest.raises(UnknownCase):
        of_case(programme, "REQ-2018-0999")


def test_as_many_questions_for_many_cases(programme: Programme) -> None:
    """The database is asked as often for many cases as for one."""
    sent: list[str] = []
    event.listen(programme.database, "before_cursor_execute", lambda *given: sent.append(given[2]))
    programme.request("north")
    sent.clear()
    of_all(programme)
    few = len(sent)
    for by in ("south", "west", "north"):
        programme.call(programme.request(by, state="validated"))
    sent.clear()
    of_all(programme)
    assert len(sent) == few
