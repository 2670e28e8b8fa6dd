"""Draws the numbers in ids that do not carry a year: PER-0001, ORG-0001, DOC-0001."""

from sqlalchemy import Connection, text

# One statement draws on both databases; whoever draws next waits for this transaction's end.
_DRAW = text(
    "INSERT INTO counters (prefix, year, last) VALUES (:prefix, 0, 1) "
    "ON CONFLICT (prefix, year) DO UPDATE SET last = counters.last + 1 RETURNING last"
)


def draw(connection: Connection, prefix: str) -> str:
    """The next id of a prefix; given back if the transaction is rolled back."""
    number = connection.execute(_DRAW, {"prefix": prefix}).scalar_one()
    return f"{prefix}-{number:04}"
