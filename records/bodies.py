"""What stands inside the body of an entry, asked of the database: a path of keys in its JSON, on SQLite and PostgreSQL.

    at_path(entries.c.body, "reason", "text")      the text there; NULL where there is nothing, or null
    has_path(entries.c.body, "changes", "case")    whether the key is there, also with null

The names of keys are written into the statement: they are ours, never a reader's.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _AtPath(FunctionElement[str]):
    inherit_cache = True
    type = String()


class _HasPath(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()


def at_path(body: ColumnElement[str], *keys: str) -> ColumnElement[str]:
    """What a path of keys leads to, as text."""
    return _AtPath(body, *_literals(keys))


def has_path(body: ColumnElement[str], *keys: str) -> ColumnElement[bool]:
    """Whether a path of keys leads to anything, null included."""
    return _HasPath(body, *_literals(keys))


def _literals(keys: tuple[str, ...]) -> list[ColumnElement[str]]:
    if not all(key.isidentifier() for key in keys):
        raise ValueError(f"{keys} are no names of keys.")
    return [literal_column(f"'{key}'") for key in keys]


def _parts(element: FunctionElement[Any], compiler: Any, **options: Any) -> tuple[str, list[str]]:
    body, *keys = (compiler.process(one, **options) for one in element.clauses)
    return body, keys


@compiles(_AtPath, "sqlite")
def _at_path_on_sqlite(element: _AtPath, compiler: Any, **options: Any) -> str:
    body, keys = _parts(element, compiler, **options)
    return f"json_extract({body}, '$.{'.'.join(key.strip(chr(39)) for key in keys)}')"


@compiles(_AtPath, "postgresql")
def _at_path_on_postgresql(element: _AtPath, compiler: Any, **options: Any) -> str:
    body, keys = _parts(element, compiler, **options)
    return f"json_extract_path_text(CAST({body} AS JSON), {', '.join(keys)})"


@compiles(_HasPath, "sqlite")
def _has_path_on_sqlite(element: _HasPath, compiler: Any, **options: Any) -> str:
    body, keys = _parts(element, compiler, **options)
    return f"(json_type({body}, '$.{'.'.join(key.strip(chr(39)) for key in keys)}') IS NOT NULL)"


@compiles(_HasPath, "postgresql")
def _has_path_on_postgresql(element: _HasPath, compiler: Any, **options: Any) -> str:
    body, keys = _parts(element, compiler, **options)
    return f"(json_extract_path(CAST({body} AS JSON), {', '.join(keys)}) IS NOT NULL)"
