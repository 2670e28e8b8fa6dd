"""Asking clamd: what it is sent, what it says, and what becomes of a file where it says nothing."""

import pytest

from records import scanning
from records.file_errors import Infected
from tests.support.clamd import NAME, VIRUS, clamd


def test_clean_and_infected() -> None:
    """A whole file is sent, however large; clean ones are said to be so, infected ones are refused by name."""
    large = b"%PDF-1.7 " + b"x" * (3 * scanning.CHUNK + 1)
    with clamd() as there:
        assert scanning.verdict(large, "a.pdf", there.address) == scanning.CLEAN
        with pytest.raises(Infected, match=rf"a\.pdf \({NAME}\)"):
            scanning.verdict(VIRUS, "a.pdf", there.address)
        assert there.seen == [large, VIRUS]
        assert scanning.answers(there.address)


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "stream: OK FOUND?", "", "\ufffd"])
def test_other_answers(says: str) -> None:
    """Whatever else it says is no verdict: the file counts as not scanned."""
    with clamd() as there:
        there.says = says or "\0"
        assert scanning.verdict(b"content", "a.pdf", there.address) is None


def test_nobody_there() -> None:
    """Where clamd does not answer, or there is none, the file counts as not scanned."""
    with clamd() as there:
        address = there.address
    assert scanning.verdict(b"content", "a.pdf", address) is None
    assert scanning.verdict(b"content", "a.pdf", "unix:/nowhere/clamd.ctl") is None
    assert scanning.verdict(b"content", "a.pdf", None) is None
    with pytest.raises(scanning.Unanswered):
        scanning.answers(address)


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("unix:/run/clamav/clamd.ctl", True),
        ("127.0.0.1:3310", True),
        ("[::1]:3310", True),
        ("unix:clamd.ctl", False),
        ("localhost", False),
        (":3310", False),
        ("localhost:0", False),
        ("localhost:port", False),
    ],
)
def test_address(address: str, fits: bool) -> None:
    """An address is a path or a host with a port."""
    assert scanning.is_address(address) is fits
