"""`connect simulate`: lives on a simulated clock, and what must be true when they are over."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from commands.simulate import lines
from commands.simulation import truths
from commands.simulation.faults import drawn
from commands.simulation.running import Ended, Simulation, Wish
from tests.commands.conftest import Cli
from tests.support.postgres import Run

FEW = (8, 60)  # cases and days


LIES = {
    "1 ": "UPDATE cases SET title = 'Another' WHERE ref = (SELECT min(ref) FROM cases)",
    "2 Linked": "UPDATE cases SET state = 'evaluated' WHERE kind = 'request'",
    "2 What was planned": "UPDATE outbox SET act = 'ACT-nobody' WHERE id = (SELECT max(id) FROM outbox)",
    "2 It is": "DELETE FROM turns",
    "3 What is due": "UPDATE follow_ups SET status = 'planned', due_at = '2024-01-02 00:00:00.000000' WHERE id = (SELECT min(id) FROM follow_ups WHERE kind <> 'fire')",
    "3 What belongs": "UPDATE follow_ups SET status = 'planned', \"group\" = 'outcome' WHERE id = (SELECT min(id) FROM follow_ups WHERE kind <> 'fire')",
    "4 ": "UPDATE cases SET due_at = '2024-01-02 00:00:01.000000' WHERE due_at IS NOT NULL",
    "5 ": "DELETE FROM deliveries WHERE letter = (SELECT max(letter) FROM deliveries)",
    "6 ": "UPDATE roles SET role = 'auditor' WHERE role IN ('requester', 'expert')",
}


def simulation(folder: Path, cases: int, days: int, *, seed: int = 1, faults: bool = False) -> Simulation:
    """One in a folder of its own."""
    folder.mkdir()
    return Simulation(
        Wish(cases, days, seed, faults), f"sqlite:///{folder}/lived.sqlite", folder, lambda day, more: None
    )


def broken(ended: Ended) -> list[str]:
    """What does not hold."""
    return [f"{one.said}: {sentence}" for one in ended.truths for sentence in one.wrong]


@pytest.mark.slow
def test_killed_in_the_middle(tmp_path: Path) -> None:
    """Fifty cases live for two hundred days, are killed again and again, and every truth holds."""
    ended = simulation(tmp_path / "one", 50, 200, faults=True).run()
    assert not broken(ended)
    assert ended.cases >= 50
    assert ended.kills >= 10
    assert ended.writing
    assert {"arrange", "confirm", "undo", "postpone", "letters", "follow-ups"} <= ended.done.keys()


@pytest.mark.slow
def test_same_seed(tmp_path: Path) -> None:
    """The same seed gives the same histories, another seed others."""
    first, again, other = (
        simulation(tmp_path / name, *FEW, seed=seed).run() for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first.digest == again.digest
    assert first.done == again.done
    assert first.digest != other.digest
    assert not [*broken(first), *broken(other)]


@pytest.mark.slow
def test_lies(tmp_path: Path) -> None:
    """Whatever is changed in the database behind the program's back breaks the truth that speaks of it."""
    true = simulation(tmp_path / "true", *FEW)
    crowd = true.begin()
    true.live(crowd)
    assert not broken(true.look(crowd))
    for number, (said, lie) in enumerate(LIES.items()):
        folder = shutil.copytree(true.folder, tmp_path / f"lie {number}")
        with closing(sqlite3.connect(folder / "lived.sqlite")) as connection, connection:
            connection.execute(lie)
        looked = replace(true, folder=folder, url=f"sqlite:///{folder}/lived.sqlite").look(crowd)
        assert any(one.startswith(said) for one in broken(looked)), said


@pytest.mark.slow
@pytest.mark.postgres
def test_on_postgresql_too(postgres_server: str, run: Run, tmp_path: Path) -> None:
    """The same holds on an empty PostgreSQL."""
    with run.database() as url:
        ended = replace(simulation(tmp_path / "one", *FEW, faults=True), url=url).run()
    assert not broken(ended)
    assert ended.kills


def test_kills() -> None:
    """Kills come in their order, the same under the same seed, and none after the last day."""
    kills = list(drawn(1, 400))
    assert kills == list(drawn(1, 400)) != list(drawn(2, 400))
    assert [one.day for one in kills] == sorted({one.day for one in kills if one.day < 400})
    assert len(kills) >= 10


def test_command(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command ends with a table of the truths, and leaves nothing behind."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = cli("simulate", "--cases", "2", "--days", "20", "--seed", "3")
    assert result.exit_code == 0, result.output
    assert result.stdout.count(" holds") == 10
    assert "Histories: " in result.stdout
    assert not list(tmp_path.glob("connect-simulation-*"))


def test_not_empty(cli: Cli, sqlite_url: str) -> None:
    """A database that has tables is left alone."""
    result = cli("simulate", "--database", sqlite_url)
    assert result.exit_code == 1
    assert "not empty" in result.stderr


def test_not_true(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A truth that does not hold is said, with the command that repeats it, and what was left is kept."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    wrong = truths.Truth("1 Nothing is wrong", 3, ("Something is.",))
    monkeypatch.setattr("commands.simulation.running.truths", lambda *asked: [wrong])
    result = cli("simulate", "--cases", "1", "--days", "2", "--seed", "7")
    assert result.exit_code == 1
    assert "BROKEN 1 times" in result.stdout
    assert "Something is." in result.stdout
    assert "connect simulate --cases 1 --days 2 --seed 7" in result.stderr
    assert list(tmp_path.glob("connect-simulation-*/connect.sqlite"))


def test_stopped(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends it with a sentence that says how far it came."""

    def stop(lives: object, chance: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.simulation.lives.Lives.ask", stop)
    result = cli("simulate", "--cases", "1", "--days", "20")
    assert result.exit_code == 130
    assert "0 days were lived" in result.stderr


@pytest.mark.soak
def test_years(tmp_path: Path) -> None:
    """A thousand cases live for nine hundred days, are killed again and again, and every truth holds."""
    ended = simulation(tmp_path / "one", 1000, 900, faults=True).run()
    print("", *lines(ended, 900), sep="\n")
    assert not broken(ended)
