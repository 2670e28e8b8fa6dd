"""Checks the chain of one history, with nothing but Python: `connect history REF --json | python examples/check_hashes.py`."""

import json
import sys
from hashlib import sha256

ADDED = ("id", "hash", "actor_name")  # what the output has beside what was hashed


def main() -> None:
    """Say that all hold, or which is the first that does not."""
    before = None
    entries = json.load(sys.stdin)
    for number, entry in enumerate(entries, 1):
        hashed = {key: value for key, value in entry.items() if key not in ADDED}
        body = json.dumps(hashed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        true = sha256(body.encode()).hexdigest()
        if (entry["hash"], entry["previous_hash"], entry["seq"]) != (true, before, number):
            sys.exit(f"{entry['id']} does not hold.")
        before = true
    sys.stdout.write(f"{len(entries)} entries hold; the last hash is {before}.\n")


if __name__ == "__main__":
    main()
