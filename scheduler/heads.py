"""The file of heads: every signed checkpoint, one behind the other, where nobody of the service can rewrite it.

It is only added to. What it says last must be in the history, or the history was cut, or changed for another one.
"""

from pathlib import Path

from sqlalchemy import Connection

from workflow import sequencing, tree
from workflow.checkpoint import LONGEST_NOTE, notes_in, stated
from workflow.errors import WorkflowError
from workflow.words import _


class HeadContradicts(WorkflowError):
    """Raised if the history does not hold what was signed and kept elsewhere."""

    message = _(
        "{file} ends with a checkpoint of {size} entries that is not one of this history: entries were taken away or "
        "rewritten, or an older copy of the database was put in its place. Nothing was added. Run: connect audit verify "
        "--head {file}"
    )
    status = 409


def keep(connection: Connection, file: Path) -> int:
    """Add what was signed since the file's last checkpoint; how many that are. Raises HeadContradicts and OSError."""
    size = checked(connection, file)
    added = 0
    with file.open("a", encoding="utf-8", newline="\n") as opened:
        for note in sequencing.notes_since(connection, size):
            opened.write(f"{note}\n")
            added += 1
    return added


def checked(connection: Connection, file: Path) -> int:
    """How many entries the file's last checkpoint covers, 0 if it has none. Raises HeadContradicts, NotACheckpoint, OSError."""
    note = _last(file)
    if note is None:
        return 0
    _origin, size, root = stated(note)
    if size > sequencing.size(connection) or tree.root(size, sequencing.Kept(connection)) != root:
        raise HeadContradicts(file=file, size=size)
    return size


def _last(file: Path) -> str | None:
    """The last checkpoint; None if there is no file yet, or nothing in it."""
    if not file.exists():
        return None
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - LONGEST_NOTE))
        text = opened.read().decode("utf-8", errors="replace").strip()
    return notes_in(f"{text}\n")[-1] if text else None
