"""What a machine lacks: a test that needs it is skipped with the remedy, and fails where nothing may be left out."""

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from typing import Any, NoReturn

import pytest

PREFIX = "not here: "


def nothing_may_be_left_out() -> bool:
    """Whether this run must be complete, as `CI=true` asks."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def missing(what: str, remedy: str) -> NoReturn:
    """Ends the test: `what` is not on this machine, and `remedy` is how to get it."""
    sentence = f"{PREFIX}{what}. {remedy}"
    if nothing_may_be_left_out():
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def need_program(name: str, remedy: str | None = None) -> str:
    """The path of a program, or the end of the test."""
    path = shutil.which(name)
    if path is None:
        missing(f"the program {name}", remedy or f"Install it (on Debian: sudo apt-get install {name}).")
    return path


def complete(report: Any) -> Any:
    """The report, or a failure in the place of a skip that may not be."""
    if nothing_may_be_left_out() and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Left out although nothing may be (CI=true): {report.longrepr[2]}"
    return report


def left_out(reports: Iterable[pytest.TestReport]) -> Counter[str]:
    """How many tests each missing thing left out, by the sentence that says so."""
    sentences: Counter[str] = Counter()
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        sentences[reason.removeprefix("Skipped: ").removeprefix(PREFIX)] += 1
    return sentences
