"""`python -m benchmarks [fire|due|pages|matching|public|verify]`: measures and prints; ends with 1 if a goal is missed."""

import sys

from benchmarks import due, fire, matching, pages, public, report, verify

BENCHMARKS = {
    "fire": fire.run,
    "due": due.run,
    "pages": pages.run,
    "matching": matching.run,
    "public": public.run,
    "verify": verify.run,
}


def main(chosen: list[str]) -> int:
    """Run what is named, or everything."""
    if unknown := [name for name in chosen if name not in BENCHMARKS]:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    print(report.machine())
    reached = [BENCHMARKS[name]() for name in chosen or BENCHMARKS]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
