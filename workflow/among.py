"""“One of these”: a list as one parameter, so that a statement is the same, and stays prepared, however long the list is."""

from typing import Any

from sqlalchemy import JSON, BindParameter, Boolean, ColumnElement, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

NAMES = JSON().with_variant(ARRAY(String), "postgresql")


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a column's value is in the list of strings that a parameter called so is given."""
    listed: BindParameter[Any] = bindparam(name, type_=NAMES)
    return _Among(column, listed)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """Itself: SQLite would be asked whether it is `= 1`, and then look at every row instead of the index."""
        return self


@compiles(_Among, "postgresql")
def _in_array(element: Any, compiler: Any, **options: Any) -> str:
    column, listed = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({listed})"


@compiles(_Among, "sqlite")
def _in_json(element: Any, compiler: Any, **options: Any) -> str:
    column, listed = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({listed}))"  # noqa: S608
