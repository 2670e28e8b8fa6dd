"""Entries a second of `connect audit verify FILE`, against a loop that reads, parses and hashes the same lines."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from statistics import median

from benchmarks.report import met, table
from tests.support.longer import longer
from tests.support.served import PROGRAM, load
from workflow.checkpoint import Signer
from workflow.verify import verify

GOAL = 0.25
ENTRIES, PAIRS = 20_000, 11
SIGNER = Signer("connect.example/history", bytes(range(32)))
HEAD = ("", "entries/s", "loop", "ratio", "lowest", "highest", "goal", "")


def run(entries: int = ENTRIES, pairs: int = PAIRS) -> bool:
    """Measure and print; whether the goal is met."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "history.jsonl"
        written = write(file, entries)
        found = [_pair(file, number) for number in range(pairs + 1)][1:]
    ratios = [loop / ours for ours, loop in found]
    ours, loop = (written / median(seconds) for seconds in zip(*found, strict=True))
    ratio = median(ratios)
    row = ("audit verify", f"{ours:.0f}", f"{loop:.0f}", f"{ratio:.2f}", f"{min(ratios):.2f}", f"{max(ratios):.2f}")
    title = f"{written:,} entries verified; the loop parses each line and the entry in it, and hashes both"
    table(title, HEAD, [(*row, GOAL, met(ratio >= GOAL))])
    return ratio >= GOAL


def write(file: Path, entries: int) -> int:
    """Write an export of at least so many entries, the demonstration's again and again; how many it has."""
    with tempfile.TemporaryDirectory() as folder:
        home, short = load(Path(folder)), Path(folder) / "short.jsonl"
        environ = {**os.environ, "CONNECT_HOME": str(home)}
        subprocess.run([PROGRAM, "audit", "export", str(short)], check=True, env=environ, stdout=subprocess.DEVNULL)
        lines = short.read_text("utf-8").splitlines()
    many = 0
    with file.open("w", encoding="utf-8") as opened:
        for line in longer(lines, entries, SIGNER):
            opened.write(f"{line}\n")
            many += '"place":' in line
    return many


def _pair(file: Path, number: int) -> tuple[float, float]:
    """Seconds of the processor of the one and of the other; which comes first changes with every pair."""
    ways: Mapping[str, Callable[[Path], object]] = {"ours": _verify, "loop": _loop}
    took = {}
    for way in ways if number % 2 else reversed(ways):
        begun = time.process_time()
        ways[way](file)
        took[way] = time.process_time() - begun
    return took["ours"], took["loop"]


def _verify(file: Path) -> None:
    with file.open(encoding="utf-8", newline="\n") as opened:
        verify(line.removesuffix("\n") for line in opened)


def _loop(file: Path) -> None:
    with file.open(encoding="utf-8", newline="\n") as opened:
        for line in opened:
            said = json.loads(line)
            sha256(line.encode()).hexdigest()
            if "place" in said:
                json.loads(said["body"])
                sha256(said["body"].encode()).hexdigest()
