"""The demonstration, served by a real `connect serve` from a folder of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import Any

from click.testing import CliRunner
from playwright.sync_api import Page

from commands.main import connect
from records import answer_links, database, filing_links, filings

PROGRAM = str(Path(sys.executable).with_name("connect"))
MOROTO = "Moroto"  # in the title of every case of the story that is open when the demonstration is loaded
# The name of a link in an address → which questionnaire it asks, and for how many days it has been on its way.
ASKED = {"answer": ("evaluation", 0), "took_place": ("took_place", 0), "expired": ("evaluation", answer_links.DAYS + 1)}
# The name of a link to what somebody without an account files → whether they have sent it.
FILED = {"draft": False, "sent": True, "confirm": True}
LONGEST_STOP = 30  # seconds that a server may take to answer what it has in hand


@dataclass(frozen=True)
class Served:
    """Where it is served, and the password of all its accounts."""

    address: str
    password: str
    environ: dict[str, str]
    sessions: dict[str, list[Any]] = field(default_factory=dict)  # the cookies of whoever has signed in, by account

    def enter(self, page: Page, account: str) -> None:
        """Be signed in, by the form if nobody was yet."""
        if account not in self.sessions:
            self.sign_in(page, account)
            self.sessions[account] = page.context.cookies()
        page.context.clear_cookies()
        page.context.add_cookies(self.sessions[account])

    def sign_in(self, page: Page, account: str) -> None:
        """Sign in by the form, as a person does; whoever was signed in is signed out."""
        page.context.clear_cookies()
        page.goto(f"{self.address}/login")
        page.fill("[name=email]", f"{account}@connect.example")
        page.fill("[name=password]", self.password)
        page.click("main button[type=submit]")

    def ref(self, kind: str) -> str:
        """Moroto's request or call, the first application to it, or the exchange that came of it."""
        found = json.loads(self.connect("cases", "--json"))
        return min(case["ref"] for case in found if case["kind"] == kind and MOROTO in case["title"])

    def newest(self, type_: str) -> str:
        """The newest case of a type."""
        return max(case["ref"] for case in json.loads(self.connect("cases", "--type", type_, "--json")))

    def letter(self) -> str:
        """The number of a letter of Moroto's call to Moroto."""
        found = json.loads(self.connect("outbox", "list", "--newest", "1000", "--json"))
        call = self.ref("call")
        return next(str(one["id"]) for one in found if one["ref"] == call and MOROTO in one["to_name"])

    def token(self, questionnaire: str, days_ago: int) -> str:
        """What makes the address of a requester's page of the first exchange, in a letter of so many days ago."""
        key = Path(self.environ["CONNECT_HOME"], "instance", "secret_key").read_text("utf-8").strip()
        people = json.loads(self.connect("user", "list", "--json"))
        person = next(one["id"] for one in people if one["email"] == "requester.agona-west@connect.example")
        sent = datetime.now(UTC) - timedelta(days=days_ago)
        return answer_links.token("EXC-2017-0001", questionnaire, person, key=key, now=sent)

    def filed(self, link: str) -> str:
        """What makes the address of a request that somebody without an account has begun, or sent."""
        home, now = Path(self.environ["CONNECT_HOME"], "instance"), datetime.now(UTC)
        key = Path(home, "secret_key").read_text("utf-8").strip()
        engine = database.connect(f"sqlite:///{home}/connect.sqlite")
        with engine.begin() as connection:
            handle = filings.begin(connection, "request", None, now=now)
            said = [("your_name", "Sample"), ("challenge", "Waste is burnt beside the market.")]
            who = {"email": "sample@connect.example", "name": "Sample", "language": "en"}
            filings.keep(connection, handle, said, (), **who, now=now)
            if FILED[link]:
                filings.send(connection, handle, now)
        engine.dispose()
        stamped = f"{handle}-{filing_links.stamp(now)}"
        confirms = link == filing_links.CONFIRM
        said_of = (filing_links.CONFIRM, stamped) if confirms else (filing_links.DRAFT, handle)
        return filing_links.token(*said_of, key=key)

    def at(self, path: str) -> str:
        """An address, in which `{request}`, `{call}`, `{application}` and `{exchange}` are Moroto's, as is `{letter}`;
        the name of a type of exchange is the newest of it, and what stands in `ASKED` or `FILED` a link of that."""
        kinds = [kind for _text, kind, *_rest in Formatter().parse(path) if kind]
        return self.address + path.format(**{kind: self._found(kind) for kind in kinds})

    def _found(self, what: str) -> str:
        if what == "letter":
            return self.letter()
        if what in ASKED:
            return self.token(*ASKED[what])
        if what in FILED:
            return self.filed(what)
        return self.newest(what) if what in ("study_visit", "work_placement", "roundtable") else self.ref(what)

    def connect(self, *words: str) -> str:
        """What a command prints; it must succeed."""
        done = CliRunner().invoke(connect, words, env=self.environ, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout


def load(home: Path) -> Path:
    """The demonstration in a folder, loaded by its own commands."""
    for words in (["db", "upgrade"], ["demo"]):
        subprocess.run([PROGRAM, *words], env=_environ(home), check=True, stdout=subprocess.DEVNULL)
    return home


@contextmanager
def demonstration(loaded: Path | None = None) -> Iterator[Served]:
    """The demonstration, as long as the block lasts: a copy of one that is loaded, or one loaded for this."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as probe:
        home = Path(folder)
        shutil.copytree(loaded, home, dirs_exist_ok=True) if loaded else load(home)
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://127.0.0.1:{port}"
        environ = _environ(home, CONNECT_BASE_URL=address, PYTHONUNBUFFERED="1")
        password = Path(home, "instance", "demonstration_password").read_text("utf-8").strip()
        # Without the clock: what it would press within half a minute is pressed by whoever the story says.
        program = [PROGRAM, "serve", "--no-scheduler", "--port", str(port)]
        with subprocess.Popen(program, env=environ, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            assert address in server.stdout.readline()  # said once it listens
            try:
                yield Served(address, password, environ)
            finally:
                server.terminate()
                server.communicate(timeout=LONGEST_STOP)


def _environ(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "CONNECT_HOME": str(home), **more}
