"""Checks docs/security.md: every requirement of OWASP ASVS 5.0, levels 1 and 2, stands in it once, and every test that it names exists.

A requirement is met by tests, or by what stands elsewhere in the page, or says "not yet" or "does not apply, because".
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "security.md"

# Section:requirements of levels 1 and 2, which are its first ones, by the CSV file of version 5.0.0.
COUNTED = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 "
    "5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 "
    "8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 "
    "11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 "
    "14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2"
)
REQUIRED: Mapping[str, int] = {
    section: int(number) for section, number in (pair.split(":") for pair in COUNTED.split())
}
ROW = re.compile(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
FROM_AFAR = re.compile(r"tests/[\w/]+\.py::\w+")


@cache
def tests_of(file: str) -> frozenset[str]:
    """The functions of a file of tests; none if there is no such file."""
    path = ROOT / file
    found = ast.walk(ast.parse(path.read_text("utf-8"))) if path.exists() else ()
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef))


def problems(page: str) -> Iterator[str]:
    """What is wrong with the page, in sentences."""
    required = {f"{section}.{number}" for section, most in REQUIRED.items() for number in range(1, most + 1)}
    rows = [(ident, row[2]) for row in ROW.finditer(page) for ident in row[1].split(", ")]
    for ident, times in sorted(Counter(ident for ident, _how in rows).items()):
        if ident not in required:
            yield f"{ident} is no requirement of level 1 or 2."
        elif times > 1:
            yield f"{ident} stands there {times} times."
    yield from (f"{ident} is missing." for ident in sorted(required - {ident for ident, _how in rows}))
    for ident, how in rows:
        if not TEST.search(how) and not re.search(r"not yet|does not apply, because|above|docs/operating\.md", how):
            yield f'{ident} names no test, and says neither "not yet" nor why it does not apply.'
    for named in sorted(set(FROM_AFAR.findall(page))):
        file, _colons, name = named.partition("::")
        if name not in tests_of(file):
            yield f"{named} does not exist."


def main() -> int:
    """Says what is wrong; 1 if anything is."""
    found = list(problems(PAGE.read_text("utf-8")))
    print("\n".join(found) or f"{sum(REQUIRED.values())} requirements, each with a test or a reason.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
