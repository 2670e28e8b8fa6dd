"""Rebuilds every case from its history alone and compares it with the tables; changes nothing."""

import os
import sys
from pathlib import Path

from app import Connect, Settings
from records.database import reading
from workflow import export, replay
from workflow.errors import WorkflowError


def main() -> None:
    """Say that history and tables tell the same, or where they differ."""
    connect = Connect(Settings.read(os.environ, Path.cwd())).ready()
    with reading(connect.database) as connection:
        lines = list(export.lines(connection))
        replayed = replay.replay(lines)
        different = replay.differences(replayed, export.read_rows(connection))
    if different:
        sys.exit("\n".join(different))
    sys.stdout.write(f"{len(lines)} entries give {len(replayed.cases)} cases, and the tables say the same.\n")


if __name__ == "__main__":
    try:
        main()
    except WorkflowError as error:
        sys.exit(str(error))
