"""Copies a whole database into a file and back, by SQLite's online backup and by PostgreSQL's own programs."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, create_engine, func, make_url, select

from records.backup_errors import NoProgram, ProgramFailed
from records.database import connect, reading

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PARTS: Mapping[str, str] = {
    SQLITE: "database.sqlite",
    POSTGRESQL: "database.dump",
}  # what a copy is called in its backup

SSL = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # of libpq's parameters, those that older programs know too


def kind(url: str) -> str:
    """Which of the two a URL is of."""
    return make_url(url).get_backend_name()


@contextmanager
def copied(url: str, part: Path) -> Iterator[Connection]:
    """Writes a copy, made while others go on writing; what the block reads is of the same moment as the copy.

    Raises NoProgram and ProgramFailed.
    """
    if kind(url) == SQLITE:
        with closing(sqlite3.connect(str(make_url(url).database))) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # whole in itself, without a log beside it
        with plainly(part) as connection:
            yield connection
        return
    engine = connect(url, longest=0)
    try:
        with reading(engine) as connection:
            snapshot = connection.execute(select(func.pg_export_snapshot())).scalar_one()
            server = _server(connection)
            _run("pg_dump", server, "--format=custom", f"--snapshot={snapshot}", f"--file={part}")
            yield connection
    finally:
        engine.dispose()


@contextmanager
def plainly(file: Path) -> Iterator[Connection]:
    """A SQLite file as it lies there, which only is read."""
    engine = create_engine(f"sqlite:///file:{file}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def fill(url: str, part: Path) -> None:
    """Fills an empty PostgreSQL database from a copy, all of it or nothing. Raises NoProgram and ProgramFailed."""
    engine = connect(url, longest=0)
    try:
        with engine.connect() as connection:
            server = _server(connection)
    finally:
        engine.dispose()
    _run("pg_restore", server, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(part))


def _server(connection: Connection) -> dict[str, Any]:
    """How a program reaches the very server that this connection has reached, be it one of several."""
    info = connection.connection.dbapi_connection.info  # type: ignore[union-attr]
    told = {"host": info.host, "port": info.port, "user": info.user, "dbname": info.dbname, "password": info.password}
    ssl = {name: value for name, value in info.get_parameters().items() if name in SSL}
    return {name: value for name, value in {**ssl, **told}.items() if value}


def _run(name: str, server: Mapping[str, Any], *arguments: str) -> None:
    # The password goes by the environment: everybody on the machine can read a command line.
    environ = {**os.environ, "PGPASSWORD": str(server.get("password", ""))}
    address = make_conninfo(**{one: value for one, value in server.items() if one != "password"})
    command = [_program(name), f"--dbname={address}", *arguments]
    done = subprocess.run(
        command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise ProgramFailed(program=name, why=" ".join(done.stderr.split())[:1_000] or f"status {done.returncode}")


def _program(name: str) -> str:
    """Where a program of PostgreSQL is: on the path, or the newest that Debian keeps aside. Raises NoProgram."""
    if found := shutil.which(name):
        return found
    aside = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda one: int(re.findall(r"\d+", str(one))[0])
    )
    if not aside:
        raise NoProgram(program=name)
    return str(aside[-1])
