"""What happened is signed every minute, once whoever looks, and every checkpoint is kept elsewhere too."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection

from records.database import connect, reading
from scheduler import checkpoints, heads
from scheduler.clock import Clock
from tests.scheduler.office import Office
from tests.workflow.test_sequencing import NEXT, NOW, OURS, written
from workflow import sequencing, tree
from workflow.checkpoint import notes_in, opened, sign


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The file of heads."""
    return tmp_path / "heads"


def ticked(desk: Office) -> int:
    """A tick; how many checkpoints it signed."""
    return checkpoints.tick(desk.program.database, desk.program.settings, now=desk.programme.now).done


def test_when_something_changed(desk: Office) -> None:
    """A tick signs all there is, and the next one nothing, until something happens."""
    assert [ticked(desk), ticked(desk)] == [1, 0]
    desk.programme.request()
    assert [ticked(desk), ticked(desk)] == [1, 0]
    with reading(desk.program.database) as connection:
        assert not sequencing.is_new(connection)
        notes = list(sequencing.notes_since(connection, 0))
    assert len(notes) == 2


def test_with_all_that_is_due(desk: Office) -> None:
    """One round of the clock leaves nothing unsigned that it did."""
    programme = desk.programme
    programme.now = programme.case(programme.call()).due_at
    Clock(desk.program).once()
    with reading(desk.program.database) as connection:
        assert not sequencing.is_new(connection)


def test_several_at_once(postgres_url: str) -> None:
    """Many who sign while others write make one history: each checkpoint is the tree of its first entries."""
    engine = connect(postgres_url)
    settings = SimpleNamespace(origin=OURS.name, signer=OURS, heads_file=None)

    def work(number: int) -> int:
        signed = 0
        for _ in range(5):
            with engine.begin() as connection:
                written(connection, 3, f"REQ-2017-{number:04}")
            signed += checkpoints.tick(engine, settings, now=NOW).done
        return signed

    with ThreadPoolExecutor(4) as pool:
        signed = sum(pool.map(work, range(4)))
    with reading(engine) as connection:
        notes = [opened(note, [OURS.key]) for note in sequencing.notes_since(connection, 0)]
        kept = sequencing.Kept(connection)
        assert [one.root for one in notes] == [tree.root(one.size, kept) for one in notes]
    assert (len(notes), notes[-1].size) == (signed, 60)
    engine.dispose()


def test_another_key(desk: Office, caplog: pytest.LogCaptureFixture) -> None:
    """A scheduler with a key of its own signs nothing, says so in the log, and goes on with the rest."""
    ticked(desk)
    desk.program.settings.history_key_file.write_text(NEXT.private.hex())
    desk.programme.request()
    assert ticked(desk) == 0
    assert "Nothing was signed" in caplog.text
    assert "Traceback" not in caplog.text


def signed(connection: Connection, count: int) -> None:
    """So many more entries, signed."""
    written(connection, count)
    sequencing.place(connection)
    sequencing.checkpoint(connection, OURS.name, [OURS], NOW)


def test_every_head(sqlite_url: str, elsewhere: Path) -> None:
    """The file gets each checkpoint once and in order, also those of a time in which it could not be written."""
    engine = connect(sqlite_url)
    for count in (1, 2, 300):
        with engine.begin() as connection:
            signed(connection, count)
            if count > 1:
                heads.keep(connection, elsewhere)
    with engine.begin() as connection:
        assert heads.keep(connection, elsewhere) == 0
    assert [opened(note, [OURS.key]).size for note in notes_in(elsewhere.read_text())] == [1, 3, 303]


def test_contradicted(sqlite_url: str, elsewhere: Path) -> None:
    """A history that is shorter than what was kept, or another one, is told, and adds nothing to the file."""
    with connect(sqlite_url).begin() as connection:
        signed(connection, 3)
        for size, root in ((9, bytes(32)), (2, bytes(32))):
            elsewhere.write_text(sign(OURS.name, size, root, [OURS]))
            before = elsewhere.read_text()
            with pytest.raises(heads.HeadContradicts, match="audit verify"):
                heads.keep(connection, elsewhere)
            assert elsewhere.read_text() == before


@pytest.mark.parametrize("said", ["nothing that was signed", "\n"])
def test_no_head(sqlite_url: str, elsewhere: Path, said: str) -> None:
    """A file that ends with something else is not added to; an empty one is."""
    elsewhere.write_text(said)
    with connect(sqlite_url).begin() as connection:
        signed(connection, 1)
        if said.strip():
            with pytest.raises(Exception, match="not a signed checkpoint"):
                heads.keep(connection, elsewhere)
        else:
            assert heads.keep(connection, elsewhere) == 1


def test_cannot_be_written(sqlite_url: str, tmp_path: Path, elsewhere: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A file that cannot be written is told in the log; the history is signed all the same."""
    office = Office(sqlite_url, tmp_path, CONNECT_HEADS_FILE=str(elsewhere / "of" / "nobody"))
    with caplog.at_level(logging.WARNING):
        assert ticked(office) == 1
    assert f"No checkpoint could be added to {elsewhere / 'of' / 'nobody'}" in caplog.text
    office.close()
