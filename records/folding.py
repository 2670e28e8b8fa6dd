"""Words without case and accents, so that a name is found by whoever has another keyboard; alike in Python and in SQL.

`folded(text)` is a function of the database: on SQLite this one, on PostgreSQL the one that ON_POSTGRESQL makes.
"""

from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection

FIRST, LAST = "\u0300", "\u036f"  # the accents, once Unicode has taken letters apart
# Letters that Unicode does not take apart, and what people type instead.
LETTERS = {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ə": "e"}
LETTERS |= {one.upper(): plain for one, plain in LETTERS.items() if one != "ı"}
# Greek, Cyrillic and Armenian: PostgreSQL knows their small letters only where the database's locale does.
LETTERS |= {one: one.lower() for one in map(chr, range(0x370, 0x587)) if len(one.lower()) == 1 and one.lower() != one}
_TABLE = str.maketrans(LETTERS)

ON_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION folded(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT lower(translate(
  regexp_replace(normalize(word, NFKD), '[{FIRST}-{LAST}]', '', 'g'),
  '{"".join(LETTERS)}', '{"".join(LETTERS.values())}'
)) $$
"""


def fold(text: str) -> str:
    """The text in lower case and without accents."""
    apart = normalize("NFKD", text)
    return "".join(letter for letter in apart if not FIRST <= letter <= LAST).translate(_TABLE).lower()


def make(connection: Connection) -> None:
    """Gives a PostgreSQL database the function; SQLite is given it with every connection."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(ON_POSTGRESQL)


def teach(sqlite: Any) -> None:
    """Gives a connection of Python's sqlite3 the function."""
    sqlite.create_function("folded", 1, lambda text: None if text is None else fold(text), deterministic=True)
