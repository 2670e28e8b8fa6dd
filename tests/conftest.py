"""What every test may ask for: a database of each kind, Chromium, and an honest word about what is missing."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from argon2 import PasswordHasher

from records import passwords
from tests.support import browser, postgres
from tests.support.database import Database, migrate, sqlite_template
from tests.support.missing import complete, left_out, missing, nothing_may_be_left_out

if TYPE_CHECKING:
    from tests.support.situations import Scenes

RUN = pytest.StashKey[postgres.Run]()
MARKS = {"postgres": {"postgres_url", "postgres_server"}, "browser": {"page", "context", "browser", "new_context"}}

hypothesis.settings.register_profile("connect", deadline=None, derandomize=nothing_may_be_left_out())
hypothesis.settings.load_profile("connect")


# --- the run ------------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """The controller opens the run; workers of pytest-xdist find it in the environment."""
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = postgres.begin()
        os.environ |= {postgres.FOLDER: str(config.stash[RUN].folder), postgres.HURRY: "yes"}
        forget_settings(config.stash[RUN].folder)


@pytest.hookimpl(optionalhook=True)  # without pytest-xdist nobody asks
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores: who waits for a browser or a database leaves a core to others."""
    return (os.cpu_count() or 1) + 2


def forget_settings(home: Path) -> None:
    """No test reaches the database, the mail server or the folder that whoever starts the tests has set."""
    for name in [name for name in os.environ if name.startswith("CONNECT_") and not name.startswith("CONNECT_TEST_")]:
        del os.environ[name]
    os.environ["CONNECT_HOME"] = str(home)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller, which leaves last, stops what the run started."""
    if RUN in config.stash:
        config.stash[RUN].end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a server or a page is marked so, and can be chosen by it."""
    for item in items:
        for mark, fixtures in MARKS.items():
            if fixtures.intersection(getattr(item, "fixturenames", ())):
                item.add_marker(mark)


# --- what is missing ----------------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Where nothing may be left out, a skipped test is a failed one, whoever skipped it."""
    return complete((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """The same for a whole file that skips itself."""
    return complete((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The last word of a run: what it left out, why, and how to get it."""
    if sentences := left_out(terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("left out on this machine")
        for sentence, count in sentences.items():
            terminalreporter.write_line(f"{count} test{'s' if count > 1 else ''}: {sentence}")


# --- databases ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def run() -> postgres.Run:
    """What the processes of this test run share."""
    return postgres.current()


@pytest.fixture(scope="session")
def postgres_server(run: postgres.Run) -> str:
    """The URL of PostgreSQL's maintenance database."""
    try:
        return run.server
    except postgres.NoPostgres as error:
        missing("PostgreSQL", str(error))


@pytest.fixture
def postgres_url(postgres_server: str, run: postgres.Run) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database that nobody else uses."""
    with run.database(template=run.template(migrate)) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a migrated SQLite file that nobody else uses."""
    return f"sqlite:///{sqlite_template(tmp_path / 'connect.sqlite')}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database, once of each kind."""
    return Database(request.param, request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Nobody guesses the passwords of tests: hashing them as slowly as a service does would be most of their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


# --- the browser --------------------------------------------------------------------------------------------------------


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A browser test asks for its browser before its fixtures do, who would only say that something broke."""
    if item.get_closest_marker("browser") and (lacking := browser.why_not()):
        missing(lacking, browser.REMEDY)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, else Playwright's own; without the sandbox that Chromium refuses to root."""
    path = browser.system_chromium()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "args": arguments, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Scenes]":
    """All situations, on a stage of the file's own."""
    # Not above: tests of a single room need no whole program.
    from tests.support.situations import Scenes
    from tests.support.stage import Stage

    file = tmp_path_factory.mktemp("stage") / "connect.sqlite"
    sqlite_template(file)
    stage = Stage(f"sqlite:///{file}")
    yield Scenes(stage)
    stage.close()
