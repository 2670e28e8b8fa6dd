"""A driver alone, without SQLAlchemy's statements: `sqlite3` or psycopg 3, a prepared statement a row."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Engine as Database


class Driver:
    """One connection of a driver, opened as the program opens its own, so that both wait for the disk alike."""

    def __init__(self, database: Database) -> None:
        self._pooled = cast(Any, database.raw_connection())
        self._connection = self._pooled.driver_connection
        self._cursor = self._connection.cursor()
        self._postgres = database.dialect.name == "postgresql"
        self._asked: dict[str, str] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing."""
        if not self._postgres:
            self._cursor.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def run(self, statement: str, *values: Any) -> Any:
        """The cursor of a statement; sqlite3 keeps them prepared by itself."""
        if not self._postgres:
            return self._cursor.execute(statement, values)
        asked = self._asked.get(statement) or self._asked.setdefault(statement, statement.replace("?", "%s"))
        return self._cursor.execute(asked, values, prepare=True)

    def locked(self, statement: str, *values: Any) -> Any:
        """The one row of a query, locked where the database locks rows."""
        return self.run(f"{statement} FOR NO KEY UPDATE" if self._postgres else statement, *values).fetchone()

    def rows(self, table: str, column: str, value: str) -> list[dict[str, Any]]:
        """The rows of a table, values as the driver takes them back: JSON is text."""
        cursor = self.run(f"SELECT * FROM {table} WHERE {column} = ?", value)  # noqa: S608
        names = [column[0] for column in cursor.description]
        return [{n: dumped(v) for n, v in zip(names, row, strict=True)} for row in cursor.fetchall()]

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Many rows at once."""
        named = ", ".join(f'"{column}"' for column in columns)
        if not self._postgres:
            places = ", ".join("?" for _ in columns)
            self._cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({places})", rows)  # noqa: S608
            return
        with self._cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        """Give the connection back."""
        self._pooled.close()


def dumped(value: Any) -> Any:
    """A value of a JSON column as text: psycopg has read it already, sqlite3 has not."""
    return json.dumps(value) if isinstance(value, dict | list) else value


def read(value: Any) -> Any:
    """The other way round."""
    return json.loads(value) if isinstance(value, str) else value
