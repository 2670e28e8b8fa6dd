"""What the service's role may do on PostgreSQL: it owns nothing, and nothing of history can it change."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

import records.tables

TABLES = records.tables.Base.metadata.tables

# Rows of these are working data: what they say is said again by history, or may be forgotten.
WORKING = frozenset(
    {"turns", "keys", "roles", "interests", "settings", "subscribers", "filings", "saved_filters"}
    | {
        "feeds",
        "sessions",
        "second_factors",
        "recovery_codes",
        "committee_scores",
        "lessons",
        "deliveries",
        "drafts",
        "profiles",
        "proposed_erasures",
    },
)

# Less than SELECT, INSERT and UPDATE.
LESS: Mapping[str, str] = {
    "entries": "SELECT, INSERT",
    **dict.fromkeys(("definitions", "places", "subtrees", "checkpoints", "signing_keys"), "SELECT, INSERT"),
    "unplaced": "SELECT, INSERT, DELETE",
    "texts": "SELECT, INSERT, UPDATE (body, salt)",
}


def of(table: str) -> str:
    """The rights on a table, as GRANT spells them."""
    if table in WORKING:
        return "SELECT, INSERT, UPDATE, DELETE"
    return LESS.get(table, "SELECT, INSERT, UPDATE")


def make(connection: Connection, role: str) -> None:
    """Grants a role these rights and no others on the tables; run as their owner."""
    who = connection.dialect.identifier_preparer.quote(role)
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {who}",
        f"GRANT USAGE ON SCHEMA {schema} TO {who}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {who}",  # SELECT: to copy them
        f"GRANT SELECT ON alembic_version TO {who}",
        *(f"GRANT {of(table)} ON {table} TO {who}" for table in TABLES),
    ]
    for statement in statements:
        connection.execute(text(statement))
