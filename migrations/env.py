"""How Alembic runs here: always on a connection handed in by `records/migrate.py`, in its transaction."""

from typing import Any

import sqlalchemy as sa
from alembic import context

import records.tables  # adds the records' tables to the engine's metadata
from workflow.columns import Instant

metadata = records.tables.Base.metadata


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """A step must not change when the program does: it names plain types, never the program's own."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    render_as_batch=True,  # SQLite alters a table by making it anew
    transactional_ddl=True,  # a step that fails leaves nothing behind, on SQLite too
    compare_type=True,
    user_module_prefix="sa.",
)
with context.begin_transaction():
    context.run_migrations()
