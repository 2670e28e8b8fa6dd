"""Each form of exchange from request to evaluated, by everybody who takes part, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.database import sqlite_template
from tests.support.exchanges import EXCHANGES
from tests.support.moves import Brings, go
from tests.support.situations import play
from tests.support.stage import Stage
from tests.support.windows import Windows

# From executed on, with nothing waived: both sides report, answer, and the association passes on what was learned.
REPORT = (
    go("exchange", "draft_report"),
    go("exchange", "agree_report", "north"),
    go("exchange", "agree_report", "city"),
)
CONCLUDE = (go("exchange", "record_lessons"), go("exchange", "evaluate"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda one: one.type)
def test_from_request_to_evaluated(browser: Browser, tmp_path: Path, exchange: Brings, scripts: bool) -> None:
    """Every party presses its own buttons; at the end request, application and exchange are where they belong."""
    file = tmp_path / "connect.sqlite"
    sqlite_template(file)
    stage = Stage(f"sqlite:///{file}")
    with Windows.on(stage, tmp_path, browser, scripts=scripts) as windows:
        stage.through = windows.press
        play(stage, f"{exchange.type}/executed")
        for step in (*REPORT, *exchange.answered, *CONCLUDE):
            step(stage)
    states = {name: stage.case(ref).state for name, ref in stage.refs.items() if name != "call"}
    assert {states[name] for name in states if name.startswith(("request", "second"))} == {"evaluated"}
    assert states["application"] == "completed"
    assert states["exchange"] == "evaluated"
    assert stage.differences() == []
    stage.close()
