"""Two PostgreSQL servers on loopback: one that takes writes, and a synchronous replica that can take its place."""

import contextlib
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from tests.support.postgres import SETTINGS, Cluster

# Its machine is never without power: nothing need wait for the disk. But a commit waits for the log, here and there.
SPEED = {"fsync": "off", "wal_retrieve_retry_interval": "100ms", "listen_addresses": "127.0.0.1"}
LONGEST = 30  # seconds until a replica must follow
SYNCHRONOUS = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'"


@dataclass(frozen=True)
class Server(Cluster):
    """One of the two."""

    port: int

    @property
    def url(self) -> str:
        """Where its maintenance database is found."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """A new cluster."""
        self._own()
        self._run("initdb", "--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale")

    def copy(self, other: "Server") -> None:
        """A replica of another one, as that is now."""
        self._own()
        source = ["--host=127.0.0.1", f"--port={other.port}", "--username=postgres"]
        self._run("pg_basebackup", *source, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        # Once it has taken the other's place it has no replica, and would wait for one for ever.
        with open(self.folder / "data/postgresql.auto.conf", "a", encoding="utf-8") as settings:
            settings.write("synchronous_standby_names = ''\n")

    def _own(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")

    def run(self) -> None:
        """Starts it; answers once it takes connections."""
        settings = SETTINGS | SPEED | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._run("pg_ctl", "start", "--wait", f"--options={options}", f"--log={self.folder}/log")

    def die(self) -> None:
        """Ends at once, as if its machine had lost its power."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def promote(self) -> None:
        """A replica takes writes from now on."""
        self._run("pg_ctl", "promote", "--wait")


@dataclass
class Pair:
    """`first` takes writes; `second` has all of it before a commit is answered."""

    first: Server
    second: Server
    name: str = field(default="connect")

    @property
    def url(self) -> str:
        """The database, on whichever of the two takes writes."""
        ports = sorted((self.first.port, self.second.port))
        hosts = "&".join(f"host=127.0.0.1:{port}" for port in ports)
        return f"postgresql+psycopg://postgres@/{self.name}?{hosts}"

    def begin(self) -> None:
        """Both are made, with an empty database."""
        self.first.make()
        self.first.run()
        self._do(f'CREATE DATABASE "{self.name}"')
        self.replicate()

    def replicate(self) -> None:
        """The second is made anew, and commits wait for it from now on."""
        self.second.copy(self.first)
        self.second.run()
        self._do("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self._do("SELECT pg_reload_conf()")
        self.wait()

    def crash(self) -> None:
        """The first loses its power, and comes back."""
        self.first.die()
        self.first.run()
        self.wait()

    def fail_over(self) -> None:
        """The first is gone for good, and the second takes its place."""
        self.first.die()
        self.second.promote()
        self.first, self.second = self.second, self.first

    def wait(self) -> None:
        """Until the second follows."""
        until = time.monotonic() + LONGEST
        while not self._do(SYNCHRONOUS):
            assert time.monotonic() < until, "The replica does not follow."
            time.sleep(0.05)

    def _do(self, statement: str) -> int:
        engine = create_engine(self.first.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            return int(result.scalar_one()) if statement == SYNCHRONOUS else 0

    def end(self) -> None:
        """Both are stopped and deleted."""
        self.first.stop()
        self.second.stop()


@contextlib.contextmanager
def pair() -> Iterator[Pair]:
    """Two servers for as long as the block runs. Raises NoPostgres."""
    with tempfile.TemporaryDirectory(prefix="connect-pair-") as folder:
        os.chmod(folder, 0o711)
        both = Pair(*(Server(Path(folder, name), port) for name, port in zip("ab", free_ports(2), strict=True)))
        try:
            both.begin()
            yield both
        finally:
            both.end()


def free_ports(number: int) -> list[int]:
    """Ports of loopback that nobody has now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in sockets]
