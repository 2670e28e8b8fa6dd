"""`python -m migrations "what changes"` writes the next step from what the tables in the code have and the last step has not."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from records.database import connect
from records.migrate import config, steps, upgrade


def main(message: str) -> None:
    """Leaves a file in `migrations/versions` that a person reads and mends before it is committed."""
    number = f"{len(steps()) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.sqlite'}"
        if steps():
            upgrade(url)
        with connect(url).begin() as connection:
            command.revision(config(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or sys.exit('Say what changes: python -m migrations "what changes"'))
