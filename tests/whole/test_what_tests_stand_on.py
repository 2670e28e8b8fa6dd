"""The servers and words that other tests rely on do what they say."""

from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from benchmarks import places
from tests.support.database import Database
from tests.support.missing import complete, left_out, missing, need_program
from tests.support.postgres import HURRY, Run, begin
from tests.support.textbrowser import TextBrowser

SKIPPED = ("tests/test_x.py", 1, "Skipped: not here: the program w3m. Install it.")


class Report:
    """As much of pytest's report of a skipped test as is read."""

    skipped = True

    def __init__(self) -> None:
        self.outcome = "skipped"
        self.longrepr: object = SKIPPED


def test_what_is_missing_skips_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """On somebody's own machine a missing program skips the test and says how to get it."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"the program no-such-program\. Install it"):
        need_program("no-such-program")


def test_what_is_missing_fails_where_nothing_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """With CI=true the same is a failure."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Chromium"):
        missing("Chromium", "Install it.")


def test_any_other_skip_fails_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """With CI=true a test that skips itself in its own way is a failure as well."""
    monkeypatch.setenv("CI", "true")
    assert complete(Report()).outcome == "failed"
    monkeypatch.delenv("CI")
    assert complete(Report()).outcome == "skipped"


def test_what_was_left_out_is_counted_by_its_remedy() -> None:
    """The summary names each missing thing once, with the number of tests it left out."""
    assert left_out([Report(), Report()]) == {"the program w3m. Install it.": 2}  # type: ignore[list-item]


def test_a_text_browser_is_not_misled(tmp_path: Path) -> None:
    """Words that a page does not have fail the test that looks for them, so that no key is pressed somewhere else."""
    file = tmp_path / "page.html"
    file.write_text("<p>Something</p>", "utf-8")
    with TextBrowser(tmp_path, f"file://{file}") as browser:
        assert browser.page().strip() == "Something"
        browser.find("Elsewhere")
        with pytest.raises(AssertionError, match="not on the page"):
            browser.page()


@pytest.mark.parametrize("turn", [1, 2])
def test_a_database_is_ones_own(database: Database, turn: int) -> None:
    """Whatever a test leaves in its database, the next one begins with a fresh copy."""
    engine = create_engine(database.url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (turn integer)"))


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres_server")
def test_what_is_measured_keeps_its_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests are in a hurry; the server that benchmarks start syncs to disk and commits as an ordinary one does."""
    monkeypatch.delenv(HURRY)
    monkeypatch.delenv("CONNECT_TEST_POSTGRES_URL", raising=False)
    with places.postgresql() as url, create_engine(url, poolclass=NullPool).connect() as connection:
        promises = [
            connection.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]
    assert promises == ["on", "on", "on"]


def test_a_thing_is_made_once_in_a_run(tmp_path: Path) -> None:
    """Of all processes of a run, the first that asks makes the thing and the others get it."""
    assert Run(tmp_path).once("thing", lambda: "made") == "made"
    assert Run(tmp_path).once("thing", lambda: "made again") == "made"


@pytest.mark.postgres
@pytest.mark.slow
def test_a_run_clears_up_after_itself(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a run ends, its server is gone and so are its folders."""
    monkeypatch.delenv("CONNECT_TEST_POSTGRES_URL", raising=False)
    run = begin()
    with run.database() as url, create_engine(url, poolclass=NullPool).connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    cluster = Path((run.folder / "cluster").read_text())
    run.end()
    assert not run.folder.exists()
    assert not cluster.parent.exists()
