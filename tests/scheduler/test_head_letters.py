"""Each auditor gets the newest checkpoint once a day, by a letter from which it can be checked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from letters import LANGUAGES
from records.database import reading
from scheduler import checkpoints, head_letters
from tests.scheduler.office import Office
from tests.support.offline import program
from workflow import sequencing
from workflow.checkpoint import notes_in, opened

NINE = datetime(2018, 6, 4, 9, tzinfo=UTC)


def told(office: Office, now: datetime) -> int:
    """A tick at a moment; how many letters with the head there are."""
    office.programme.now = now
    checkpoints.tick(office.program.database, office.program.settings, now=now)
    return len(office.letters(template=head_letters.TEMPLATE))


@pytest.fixture
def watched(desk: Office) -> Office:
    """An office whose auditor lives in Accra."""
    desk.change("auditor", zone="Africa/Accra", language="en")
    return desk


def test_once_a_day(watched: Office) -> None:
    """It comes from nine o'clock on, once a day, also when nothing happened."""
    moments = [
        timedelta(minutes=-1),
        timedelta(),
        timedelta(hours=9),
        timedelta(hours=23, minutes=59),
        timedelta(days=1),
    ]
    assert [told(watched, NINE + after) for after in moments] == [0, 1, 1, 1, 2]


def test_catches_up(watched: Office) -> None:
    """A scheduler that was away brings the letter of the day, and none of the days before."""
    assert [told(watched, NINE), told(watched, NINE + timedelta(days=9, hours=10))] == [1, 2]


def test_on_their_wall(watched: Office) -> None:
    """Nine o'clock is where the auditor is."""
    watched.change("auditor", zone="Pacific/Auckland")
    assert [told(watched, NINE - timedelta(hours=12, minutes=1)), told(watched, NINE - timedelta(hours=12))] == [0, 1]


def test_who(watched: Office) -> None:
    """Nobody but auditors gets it, and no account that was closed."""
    told(watched, NINE)
    assert {row.recipient for row in watched.letters(template=head_letters.TEMPLATE)} == {
        f"person:{watched.programme.people['auditor']}"
    }
    watched.change("auditor", active=False)
    assert told(watched, NINE + timedelta(days=1)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_can_be_checked(watched: Office, language: str) -> None:
    """In every language, what stands in the letter is the checkpoint: saved as it is, it is taken by both programs."""
    watched.change("auditor", language=language)
    told(watched, NINE)
    watched.tick(grace=False)
    (mail,) = [one for one in watched.mails if "auditor@" in str(one["To"])]
    plain = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    quoted = "\n".join(line for line in plain.splitlines() if line.startswith(">"))
    with reading(watched.program.database) as connection:
        keys, size = sequencing.keys(connection), sequencing.newest_size(connection)
    for notes in (notes_in(quoted), program().notes(quoted)):
        assert [opened(note, keys).size for note in notes] == [size]
    assert f" {size} " in plain


def test_once_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    """Many schedulers at once owe it once."""
    office = Office(postgres_url, tmp_path)
    told(office, NINE - timedelta(hours=12))
    with ThreadPoolExecutor(4) as pool:
        owed = sum(pool.map(lambda _: head_letters.owe(office.program.database, NINE + timedelta(hours=4)), range(4)))
    assert owed == 1
    office.close()
