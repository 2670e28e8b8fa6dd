"""A process that is killed while it sends: the same Message-ID comes again, never another, and no letter is missing."""

from itertools import count

import pytest

from scheduler.delivery import Server
from tests.scheduler.office import Office
from tests.support.forks import killed_at, together
from tests.support.mailserver import MailServer, distinct, serving
from workflow import outbox
from workflow.engine import GRACE

FEWEST = 8  # statements and commits that sending one letter takes at least


@pytest.mark.slow
def test_killed_at_any_moment(office: Office) -> None:
    """Killed at any step, also between the server's word and the commit, a letter is sent in the end, as one e-mail."""
    server = MailServer()
    with serving(server):
        office.programme.request()
        office.programme.now += GRACE
        office.deliver = Server(server.url)
        again, steps = 0, 0
        for step in count(1):
            before = len(server.taken)
            office.close()
            died = killed_at(step, office.program.database, lambda: office.tick(grace=False))
            office.programme.now += 2 * outbox.LEASE
            office.tick(grace=False)
            assert office.statuses()[-1] == "sent"
            assert distinct(server.ids[before:]) == 1
            again += len(server.taken) - before - 1
            if not died:
                break
            steps += 1
            office.owe(f"person:{office.programme.people['north']}")
    assert again > 0
    assert steps > FEWEST


@pytest.mark.slow
def test_several_at_once(office: Office) -> None:
    """Several processes send each letter once between them."""
    server = MailServer()
    with serving(server):
        office.programme.request()
        for _ in range(40):
            office.owe(f"person:{office.programme.people['city']}")
        office.deliver = Server(server.url)
        office.close()
        office.programme.now += outbox.LEASE
        tallies = together(*[lambda: office.tick(grace=False)] * 3)
    assert sum(tally.done for tally in tallies) == 41
    assert (len(server.ids), distinct(server.ids)) == (41, 41)
    assert set(office.statuses()) == {"sent"}
