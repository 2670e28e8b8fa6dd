"""Fifty processes press one button of one version of a case at one moment, at two servers, over HTTP."""

import re
from collections.abc import Callable
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pytest

from records.passwords import hashed
from tests.support.database import Database
from tests.support.forks import together
from tests.support.programme import Programme, email
from tests.support.servers import Answer, Caller, serving
from tests.web.visitor import Page

PROCESSES = 50
EACH = 13  # by two people at each of two servers; the last of these makes two less
PASSWORD = "known to all fifty"
WON = re.compile(r"(broker|other_broker) was quicker: “Validate” on (\d+ \w+ \d{4}, \d\d:\d\d) \(Europe/Amsterdam\)")


def signed_in(port: int, name: str) -> str:
    """The cookie of somebody of the programme who has signed in at a server; it is good at every other one too."""
    page = Caller(port).get("/login")
    form = {**Page(page.text).forms["/login"].to_dict(), "email": email(name), "password": PASSWORD}
    answer = Caller(port, page.cookie).post("/login", form)
    return Caller(port, answer.cookie).get("/desk").cookie  # which has what the forms of all pages are proved by


def presses(caller: Caller, case: str, trigger: str, number: int) -> list[Callable[[], Answer]]:
    """So many presses of a button, as if each was made on a page of its own: every page has another key."""
    form = Page(caller.get(case).text).trigger(trigger).to_dict()
    keys = [f"{form['key']}-{one}" for one in range(number)]
    return [partial(caller.post, f"{case}/transitions/{trigger}", {**form, "key": key}) for key in keys]


@pytest.mark.slow
def test_one_moves(database: Database, tmp_path: Path) -> None:
    """One of fifty moves the case, once; forty-nine read who it was, and when."""
    programme = Programme(database.url, password_hash=hashed(PASSWORD))
    request = programme.request()
    programme.close()
    with serving(database.url, tmp_path, 2) as ports:
        cookies = [signed_in(ports[0], name) for name in ("broker", "other_broker")]
        callers = [Caller(port, cookie) for port in ports for cookie in cookies]
        shares = [presses(caller, f"/desk/cases/{request}", "validate", EACH) for caller in callers]
        answers = together(*islice(chain(*shares), PROCESSES))
    assert len(answers) == PROCESSES
    assert sorted(answer.status for answer in answers) == [303] + [412] * (PROCESSES - 1)
    told = {WON.search(Page(answer.text).text) for answer in answers if answer.status == 412}
    assert None not in told
    (winner,) = {found.group(1) for found in told if found}
    moved = programme.entries(request)[-1]
    assert (moved.trigger, moved.actor) == ("validate", programme.people[winner])
    assert len({found.group(2) for found in told if found}) == 1
    assert (programme.case(request).version, programme.case(request).state) == (2, "validated")
    assert len(programme.rows("outbox", act=moved.act)) == 2  # one letter to the requester, one to the association
    assert programme.differences() == []
    programme.close()
