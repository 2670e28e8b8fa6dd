"""`connect serve`: it answers, and stops without losing an answer."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import app
from commands.errors import NoSuchAddress, PortTaken
from commands.server import Server
from scheduler.alone import alone
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused

ROOT = Path(__file__).parents[2]
LONG = 10 * 1024 * 1024  # bytes of an answer that does not fit into what the system buffers


@pytest.fixture
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], int, list[str]]]:
    """The real program on a free port: process, port, and what it has said up to then."""
    command = [sys.executable, "-c", "from commands.main import main; main()", "serve", "--port", "0"]
    environ = {**os.environ, "CONNECT_LOG": "text"}  # what is said, not each request
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    )
    assert process.stdout
    said = [process.stdout.readline(), process.stdout.readline()]
    yield process, int(said[0].split(" (")[0].rsplit(":", 1)[1]), said
    process.kill()
    process.wait()
    process.stdout.close()


def get(port: int, path: str = "/") -> tuple[int, bytes]:
    """Status and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve(served: tuple[subprocess.Popen[str], int, list[str]], number: signal.Signals) -> None:
    """It says where it is, answers, and has the scheduler beside it; a signal ends both cleanly."""
    process, port, said = served
    assert said[0].startswith("Connect is at http://127.0.0.1:")
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/login")[0] == 200
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    assert process.stdout
    assert process.stdout.read() == "Stopped.\n"


def test_port_taken(cli: Cli, home: Path) -> None:
    """A port that another program has is told, with another to take."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(cli("serve", "--port", str(port)), f"Port {port} of 127.0.0.1 is taken", f"--port {port % 65535 + 1}")


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_no_such_address(cli: Cli, home: Path, host: str) -> None:
    """An address that is not this machine's is told."""
    refused(cli("serve", "--host", host, "--port", "0"), "Nothing can be served at", "--host")


def test_bad_port(cli: Cli, home: Path) -> None:
    """A port that is none is wrong usage."""
    assert cli("serve", "--port", "70000").exit_code == 2


# --- the loop -----------------------------------------------------------------------------------------------------------


class Running:
    """A server in the main thread's place: signals are sent to it as the system would."""

    def __init__(self, application: Callable[..., Iterable[bytes]], proxy: str | None = None) -> None:
        self.server = Server(application, "127.0.0.1", 0, proxy)
        self.port = self.server.port
        self.answers: list[tuple[int, bytes]] = []

    def while_running(self, act: Callable[[], None]) -> None:
        """Run until a signal ends it; `act` is done beside it."""
        beside = threading.Thread(target=act)
        beside.start()
        self.server.run()
        beside.join()

    def ask(self) -> threading.Thread:
        """Ask for a page beside everything else; the answer is kept."""
        asking = threading.Thread(target=lambda: self.answers.append(get(self.port)))
        asking.start()
        return asking


def quick(_environ: Any, start: Any) -> Iterable[bytes]:
    """An application that answers at once."""
    start("200 OK", [("Content-Length", "0")])
    return [b""]


def test_request_in_hand() -> None:
    """A request that is being answered when the signal comes is answered to the last byte."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(_environ: Any, start: Any) -> Iterable[bytes]:
        begun.set()
        go_on.wait(10)
        start("200 OK", [("Content-Length", str(LONG))])
        return [b"x" * LONG]

    running = Running(slow)

    def act() -> None:
        asking = running.ask()
        begun.wait(10)
        os.kill(os.getpid(), signal.SIGTERM)
        # The answer is not made before the listener is closed: whoever comes now finds nobody.
        while connects(running.port):
            pass
        go_on.set()
        asking.join()

    running.while_running(act)
    assert [(status, len(body)) for status, body in running.answers] == [(200, LONG)]


def connects(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_idle_connection() -> None:
    """A browser that keeps its connection open holds nothing up."""
    running = Running(quick)

    def act() -> None:
        get(running.port)  # an answer shows that it runs, and that signals are its own
        with socket.create_connection(("127.0.0.1", running.port)):
            os.kill(os.getpid(), signal.SIGTERM)

    running.while_running(act)


def test_a_proxy_is_seen() -> None:
    """What a proxy that nobody named adds is passed on, so that it can be known, and is not believed."""
    seen: list[tuple[str, str]] = []

    def noting(environ: Any, start: Any) -> Iterable[bytes]:
        seen.append((environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR", "")))
        return quick(environ, start)

    running = Running(noting)

    def act() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        connection.request("GET", "/", headers={"X-Forwarded-For": "203.0.113.9"})
        connection.getresponse().read()
        os.kill(os.getpid(), signal.SIGTERM)

    running.while_running(act)
    assert seen == [("127.0.0.1", "203.0.113.9")]


def test_handlers_are_given_back() -> None:
    """After it has run, signals mean again what they meant before."""
    before = signal.getsignal(signal.SIGTERM)
    running = Running(quick)

    def act() -> None:
        get(running.port)
        os.kill(os.getpid(), signal.SIGTERM)

    running.while_running(act)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("proxy", "seen"), [(None, b"127.0.0.1"), ("192.0.2.1", b"127.0.0.1"), ("127.0.0.1", b"198.51.100.7")]
)
def test_from_where(proxy: str | None, seen: bytes) -> None:
    """From where somebody comes is what the proxy adds last; of anybody else, and of what came before, nothing is believed."""

    def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [str(environ["REMOTE_ADDR"]).encode()]

    running, answers = Running(echo, proxy), []

    def act() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        connection.request("GET", "/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
        answers.append(connection.getresponse().read())
        os.kill(os.getpid(), signal.SIGTERM)

    running.while_running(act)
    assert answers == [seen]


def test_errors_of_the_listener() -> None:
    """A port that is taken and an address that is not here are two different errors."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortTaken):
        Server(lambda *_: [], "127.0.0.1", taken.getsockname()[1])
    with pytest.raises(NoSuchAddress):
        Server(lambda *_: [], "203.0.113.1", 0)


@pytest.fixture
def unserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is stopped as soon as it runs."""
    monkeypatch.setattr("commands.server.Server.run", lambda _self: None)


@pytest.mark.usefixtures("unserved")
def test_welcome(cli: Cli, cast: Cast, home: Path) -> None:
    """Real accounts are never listed."""
    (home / "instance").mkdir(exist_ok=True)
    (home / "instance" / "demonstration_password").write_text("topsecret")
    told = cli("serve", "--port", "0", "--no-scheduler").stdout
    assert "topsecret" not in told
    assert "@test.example" not in told


@pytest.mark.usefixtures("unserved")
def test_scheduler_elsewhere(cli: Cli, program: app.Connect) -> None:
    """Where a scheduler works already, the pages say so and are served; without one of their own they say nothing."""
    with alone(program.settings.database_file):
        beside, pages = cli("serve", "--port", "0"), cli("serve", "--port", "0", "--no-scheduler")
    assert "one at a time" in beside.stderr
    assert (beside.exit_code, pages.exit_code, pages.stderr) == (0, 0, "")
