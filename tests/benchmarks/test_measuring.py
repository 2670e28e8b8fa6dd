"""How a benchmark measures and what it prints."""

import pytest

from benchmarks import __main__ as command
from benchmarks.pairs import Slice, cpu, measure, rate
from benchmarks.report import met, table


class Counting:
    """Moves that are only counted; one of its ways fails."""

    def move(self, way: str) -> None:
        """One move."""
        if way == "broken":
            raise RuntimeError("It cannot move.")


def test_pairs() -> None:
    """Every pair has a slice of each way, made by all processes together."""
    found = measure(lambda _number: Counting(), 2, ("one", "other"), pairs=3, seconds=0.01)
    assert (len(found.first), len(found.second), len(found.ratios)) == (3, 3, 3)
    assert all(one.wall >= 0.01 and one.moves > 1 for one in (*found.first, *found.second))


def test_process_that_dies(capfd: pytest.CaptureFixture[str]) -> None:
    """A process that dies ends the measuring; nobody waits for it."""
    with pytest.raises(ChildProcessError):
        measure(lambda _number: Counting(), 1, ("one", "broken"), pairs=1, seconds=0.01)
    assert "It cannot move." in capfd.readouterr().err


def test_rates() -> None:
    """Rates are those of all processes; the middle one counts, whatever disturbed another."""
    slices = [Slice(100, 1.0, 0.5), Slice(50, 1.0, 0.5), Slice(1, 1.0, 0.5)]
    assert (rate(slices), cpu(slices)) == (50, 10.0)


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    """A table has its title, its heads, and its numbers to the right."""
    table("Moves", ("workers", "ratio"), [(1, "0.30"), (8, "0.2")])
    assert capsys.readouterr().out == "\nMoves\n  workers  ratio\n  1         0.30\n  8          0.2\n"
    assert (met(True), met(False)) == ("met", "MISSED")


def test_unknown_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    """A benchmark that does not exist is told with those that do."""
    assert command.main(["coffee"]) == 2
    assert f"There is no benchmark coffee. There are: {', '.join(command.BENCHMARKS)}." in capsys.readouterr().err


@pytest.mark.parametrize(("missed", "status"), [(None, 0), ("due", 1)])
def test_status(monkeypatch: pytest.MonkeyPatch, missed: str | None, status: int) -> None:
    """All benchmarks run, and a missed goal is the exit status."""
    run: list[bool] = []
    reached = [name != missed for name in command.BENCHMARKS]
    for name, one in zip(command.BENCHMARKS, reached, strict=True):
        monkeypatch.setitem(command.BENCHMARKS, name, lambda one=one: run.append(one) or one)
    assert (command.main([]), run) == (status, reached)
