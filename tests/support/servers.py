"""Several `connect serve` over one database, and somebody who asks them over HTTP."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

LONGEST_START = 60  # seconds until a server must listen
LONGEST_ANSWER = 60  # seconds that a request may take, others being before it
SESSION = "connect="  # the cookie that says who is signed in, beside which others may come
LONGEST_STOP = 30  # seconds to answer what is in hand


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the page, and the session's cookie if there is a new one."""

    status: int
    text: str
    cookie: str


@dataclass(frozen=True)
class Caller:
    """Somebody who asks one server, signed in if there is a cookie."""

    port: int
    cookie: str = ""

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path, "")

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """What comes of a form."""
        return self._ask("POST", path, urlencode(form))

    def _ask(self, method: str, path: str, body: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_ANSWER)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        given = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or ()]
        cookie = next((one for one in given if one.startswith(SESSION)), self.cookie)
        text = answer.read().decode()
        connection.close()
        return Answer(answer.status, text, cookie)


@contextmanager
def serving(url: str, home: Path, number: int) -> Iterator[list[int]]:
    """The ports of so many servers of one installation, each a process of its own that is ready to answer."""
    environ = {**os.environ, "CONNECT_DATABASE_URL": url, "CONNECT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    environ["CONNECT_SECRET_KEY"] = "only-for-tests-of-servers"
    program = [str(Path(sys.executable).with_name("connect")), "serve", "--port", "0"]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(subprocess.Popen(program, env=environ, stdout=subprocess.PIPE, text=True))
            for _ in range(number)
        ]
        try:
            yield [_ready(server) for server in servers]
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.communicate(timeout=LONGEST_STOP)


def _ready(server: "subprocess.Popen[str]") -> int:
    """The port that a server names once it listens; it must answer there."""
    assert server.stdout is not None
    assert select.select([server.stdout], [], [], LONGEST_START)[0], "The server says nothing."
    welcome = server.stdout.readline()
    port = int(welcome.partition("127.0.0.1:")[2].partition(" ")[0])
    assert Caller(port).get("/healthz").status == 200
    return port
