"""The database goes away and comes back: what was sent is done once, and whoever waits in vain is told."""

import errno
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, make_url, text
from werkzeug.test import TestResponse

from tests.support import postgres
from tests.web.site import Site
from tests.web.visitor import Page
from web import casepage, patience


@pytest.fixture
def far(postgres_url: str, tmp_path: Path) -> Iterator[Site]:
    """The pages on PostgreSQL."""
    site = Site(postgres_url, tmp_path)
    yield site
    site.close()


def cut(postgres_server: str, site: Site) -> None:
    """The server ends every connection of the site."""
    name = make_url(str(site.program.database.url)).database
    postgres.execute(
        postgres_server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    )


def press(site: Site, ref: str) -> TestResponse:
    """The broker opens a request and validates it."""
    return site.press("broker", ref, "validate")


def validated(site: Site, ref: str) -> int:
    """How often a request was validated; its rows must agree with its history."""
    site.programme.database.dispose()  # its connections were cut as well
    assert site.programme.differences() == []
    return [entry.trigger for entry in site.programme.entries(ref)].count("validate")


def when_writing(database: Engine, act: Callable[[Any], None]) -> Any:
    """At the first commit of a transaction that writes."""
    done: list[str] = []

    def first(connection: Any) -> None:
        if not connection.get_execution_options().get("reads") and not done:
            done.append("commit")
            act(connection)

    event.listen(database, "commit", first)
    return done


def test_cut_between_requests(far: Site, postgres_server: str) -> None:
    """Connections that were lost meanwhile are replaced, and nobody notices."""
    ref = far.programme.request()
    far.page("broker", ref)
    cut(postgres_server, far)
    assert far.visitor("broker").get(f"/desk/cases/{ref}")


def test_cut_before_the_commit(far: Site, postgres_server: str) -> None:
    """A press whose connection is lost before its commit has done nothing, and is played again."""
    ref = far.programme.request()
    far.page("broker", ref)
    done = when_writing(far.program.database, lambda _: cut(postgres_server, far))
    answer = press(far, ref)
    assert (answer.status_code, done, validated(far, ref)) == (303, ["commit"], 1)


def commit_and_close(connection: Any) -> None:
    """The commit counts, and nobody hears of it."""
    connection.connection.dbapi_connection.commit()
    connection.connection.dbapi_connection.close()


def test_a_commit_that_nobody_heard_of(far: Site) -> None:
    """A press whose commit counted although its connection was lost is answered by its key, and not done twice."""
    ref = far.programme.request()
    far.visitor("broker")
    done = when_writing(far.program.database, commit_and_close)
    answer = press(far, ref)
    assert (answer.status_code, done, validated(far, ref)) == (303, ["commit"], 1)


def test_without_a_key(far: Site) -> None:
    """A form without a key whose commit nobody heard of is not sent again: its sender is told to look."""
    visitor = far.visitor("broker")
    form = next(form for address, form in visitor.get("/account").forms.items() if address.endswith("/language"))
    when_writing(far.program.database, commit_and_close)
    answer = visitor.post("/account/language", {**form.to_dict(), "language": "fr"})
    assert answer.status_code == 503
    assert "it is not known whether it was" in Page(answer.text).text


def test_gone_for_a_moment(far: Site, postgres_server: str) -> None:
    """While the server lets nobody in, requests wait for it, and are answered when it does."""
    ref = far.programme.request()
    far.page("broker", ref)
    name = make_url(str(far.program.database.url)).database
    postgres.execute(postgres_server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    cut(postgres_server, far)
    back = threading.Timer(0.3, postgres.execute, [postgres_server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'])
    back.start()
    began = time.monotonic()
    far.visitor("broker").get(f"/desk/cases/{ref}")
    assert time.monotonic() - began > 0.2
    back.join()


def test_gone_for_long(far: Site, postgres_server: str, caplog: pytest.LogCaptureFixture) -> None:
    """Who has waited in vain is told so, without the server's address; whoever comes then does not wait any more."""
    visitor, name = far.visitor("broker"), make_url(str(far.program.database.url)).database
    far.app.patience.seconds = 0.2  # type: ignore[attr-defined]
    postgres.execute(postgres_server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    cut(postgres_server, far)
    answer = visitor.client.get("/desk")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "CONNECT cannot reach its database just now; nothing was changed." in Page(answer.text).text
    assert str(name) not in answer.text
    assert str(name) in caplog.text
    began = time.monotonic()
    assert visitor.client.get("/desk").status_code == 503
    assert time.monotonic() - began < patience.FIRST * 4
    postgres.execute(postgres_server, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert visitor.client.get("/desk").status_code == 200


def only_reads(connection: Any) -> None:
    """What a standby says of every transaction."""
    if not connection.get_execution_options().get("reads"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def test_a_server_that_only_reads(far: Site) -> None:
    """A press on a server that takes no writes is told so, and nothing was changed; pages are read all the same."""
    ref, visitor = far.programme.request(), far.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("validate")
    event.listen(far.program.database, "begin", only_reads)
    answer = visitor.post(f"/desk/cases/{ref}/transitions/validate", sent)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "The database is read-only." in Page(answer.text).text
    assert visitor.get(f"/desk/cases/{ref}")
    assert validated(far, ref) == 0


def test_a_statement_that_takes_too_long(far: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose statement the server ends, because it took too long, says so."""
    ref, visitor = far.programme.request(), far.visitor("broker")

    def slow(room: Any, ref: str, kept: Any = None) -> None:
        from web.database import reading

        reading().execute(text("SET LOCAL statement_timeout = '20ms'"))
        reading().execute(text("SELECT pg_sleep(5)"))

    monkeypatch.setattr(casepage, "draw", slow)
    assert "The database took too long; nothing was changed." in visitor.get(f"/desk/cases/{ref}", 503).text


@pytest.mark.parametrize(("number", "sentence"), [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "read-only")])
def test_a_disk(site: Site, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str) -> None:
    """A disk that has no room, or takes no writes, is told in a sentence, with when to try again."""

    def full(*_given: object) -> None:
        raise OSError(number, "of the disk")

    ref = site.programme.request()
    monkeypatch.setattr(casepage, "draw", full)
    answer = site.visitor("broker").client.get(f"/desk/cases/{ref}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert sentence in Page(answer.text).text
