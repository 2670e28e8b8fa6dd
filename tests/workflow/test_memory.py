"""Verifying a long history takes no more memory than a short one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.longer import longer
from tests.workflow.test_verify import OURS, exported, played, signed

# Said by a process of its own, for a peak never falls; by its own memory, for what the resource module says begins with the
# peak of whoever started it.
VERIFY = """
import sys
from workflow.verify import verify
with open(sys.argv[1], encoding="utf-8", newline="\\n") as opened:
    found = verify(line.removesuffix("\\n") for line in opened)
(peak,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(found.entries, peak)
"""
ALIKE = 1.03  # peaks of two runs of the same differ by less
ROOT = Path(__file__).parents[2]


def peak(file: Path) -> tuple[int, int]:
    """How many entries were verified, and the most memory it took, in kB."""
    done = subprocess.run([sys.executable, "-c", VERIFY, file], cwd=ROOT, check=True, capture_output=True, text=True)
    entries, most = map(int, done.stdout.split())
    return entries, most


@pytest.mark.parametrize("sizes", [(500, 3_000), pytest.param((20_000, 200_000), marks=pytest.mark.soak)])
def test_same_peak(tmp_path: Path, sizes: tuple[int, int]) -> None:
    """The peak is that of a history a fraction as long."""
    desk = played(tmp_path)
    signed(desk)
    lines, peaks = exported(desk), {}
    for size in sizes:
        file = tmp_path / f"{size}.jsonl"
        file.write_text("".join(f"{line}\n" for line in longer(lines, size, OURS)), "utf-8")
        entries, peaks[size] = peak(file)
        assert size <= entries < size + len(lines)
    small, large = peaks.values()
    print(f"verifying takes at most {small:,} kB for {sizes[0]:,} entries, {large:,} kB for {sizes[1]:,}")
    assert large < small * ALIKE
