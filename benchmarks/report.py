"""What a benchmark prints: what it ran on, and tables."""

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from sqlalchemy import Engine as Database
from sqlalchemy import text

SERVER = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def machine() -> str:
    """Python, libraries and processors."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("SQLAlchemy", "psycopg"))
    return (
        f"Python {platform.python_version()}, {libraries}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    )


def server(database: Database) -> str:
    """The name and version of a database."""
    with database.connect() as connection:
        told = str(connection.scalar(text(SERVER[database.dialect.name])))
    return f"{NAMES[database.dialect.name]} {told.split()[0]}"


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their heads, the first column to the left and the others to the right."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n{title}")
    for line in lines:
        first, *rest = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(["", first, *rest]).rstrip())


def met(fulfilled: bool) -> str:
    """Whether a goal is met, in a word."""
    return "met" if fulfilled else "MISSED"
