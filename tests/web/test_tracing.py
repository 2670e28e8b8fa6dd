"""A request has one name: in its answer, in every line of the log, and on the page of what went wrong."""

import json
import logging

import pytest

from commands import logs
from records import tracing
from tests.web.site import Site
from tests.web.visitor import Page
from web import casepage

NAMED = "of-the-proxy-0001"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the log got, line by line, as programs read it."""
    written: list[dict[str, object]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(logs.Json().format(record)))

    kept, log = Kept(), logging.getLogger("web")
    monkeypatch.setattr(log, "handlers", [kept])
    monkeypatch.setattr(log, "level", logging.INFO)
    log.manager._clear_cache()
    return written


def test_named(site: Site, lines: list[dict[str, object]]) -> None:
    """The name that a proxy gave is kept, another is made where there is none or it could forge a line of the log."""
    client = site.visitor().client
    kept = client.get("/healthz", headers={"X-Request-ID": NAMED})
    made = client.get("/healthz", headers={"X-Request-ID": 'x"} {'})
    assert kept.headers["X-Request-ID"] == NAMED
    assert len(made.headers["X-Request-ID"]) == 16
    assert [line["request"] for line in lines] == [NAMED, made.headers["X-Request-ID"]]
    assert (lines[0]["method"], lines[0]["path"], lines[0]["status"]) == ("GET", "/healthz", 200)
    assert tracing.request.get() == ""


def test_ours(site: Site, lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch) -> None:
    """What went wrong is told with the request's name, which leads to the traceback in the log."""

    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    ref = site.programme.request()
    monkeypatch.setattr(casepage, "draw", broken)
    answer = site.visitor("broker").client.get(f"/desk/cases/{ref}", headers={"X-Request-ID": NAMED})
    assert (answer.status_code, NAMED in Page(answer.text).text) == (500, True)
    (told,) = [line for line in lines if "traceback" in line]
    assert (told["request"], told["level"]) == (NAMED, "error")
    assert "ZeroDivisionError" in str(told["traceback"])


def test_a_key_is_not_logged(site: Site, lines: list[dict[str, object]]) -> None:
    """The line of a request leaves out the token of its address, and whatever was asked behind it."""
    site.visitor().client.get("/set-password/somebodys-own-token?more=of-it")
    assert lines[-1]["path"] == "/set-password/…"
    assert "somebodys" not in str(lines)
    assert "of-it" not in str(lines)


@pytest.mark.parametrize(("style", "expected"), [("json", logs.Json), ("text", logging.Formatter), ("auto", logs.Json)])
def test_styles(style: str, expected: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is JSON where that is asked for or nobody looks at a terminal, and text else."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    before = {room: logging.getLogger(room).level for room in logs.ROOMS}
    logs.begin(style)
    found = [type(handler.formatter) for handler in root.handlers]
    for room, level in before.items():
        logging.getLogger(room).setLevel(level)
    assert found == [expected]
