"""`connect audit`: the history is signed and taken home in a file."""

import json
import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import delete, update

import app
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form
from workflow import checkpoint, proof_tables, tables
from workflow.archive import SEAL


@pytest.fixture
def ref(cli: Cli, cast: Cast) -> str:
    """A request that somebody submitted."""
    made = cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast), "--json")
    return str(json.loads(made.stdout)["ref"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an export goes."""
    return tmp_path / "history.jsonl"


def test_checkpoint(cli: Cli, ref: str, program: app.Connect) -> None:
    """The newest checkpoint is printed; without anything new, the same again."""
    note = cli("audit", "checkpoint").stdout
    assert checkpoint.opened(note, [program.settings.signer.key]).size > 0
    assert cli("audit", "checkpoint").stdout == note


def test_no_entry_yet(cli: Cli, home: Path) -> None:
    """Where nothing happened, nothing is signed."""
    assert cli("audit", "checkpoint").stdout == "There is no entry yet.\n"


def test_key_is_nobody_elses(cli: Cli, ref: str, program: app.Connect) -> None:
    """The key is made once, for its owner alone."""
    cli("audit", "checkpoint")
    assert stat.S_IMODE(program.settings.history_key_file.stat().st_mode) == 0o600


def test_export(cli: Cli, ref: str, file: Path, program: app.Connect) -> None:
    """The file has every entry, that of the export too, rules, the row of the case, the checkpoint and the seal."""
    said = cli("audit", "export", str(file)).stdout
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    bodies = [json.loads(line["body"]) for line in lines if "place" in line]
    assert said == f"{len(bodies)} entries were written to {file}.\n"
    assert lines[0] == {
        "ahead": [],
        "connect": 1,
        "origin": "127.0.0.1:8000/history",
        "size": len(bodies),
        "texts": False,
    }
    assert [(one["kind"], one["changes"]) for one in bodies if one["ref"] == "SYS"][-1] == (
        "exported",
        {"exported": {"what": "history", "texts": False}},
    )
    assert [line["case"] for line in lines if "case" in line] == [ref]
    assert checkpoint.opened(lines[-2]["checkpoint"], [program.settings.signer.key]).size == len(bodies)
    seal = checkpoint.opened(lines[-1]["seal"], [program.settings.signer.key])
    assert (seal.origin, seal.size) == (f"127.0.0.1:8000/history{SEAL}", len(lines) - 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_texts_only_when_asked(cli: Cli, ref: str, file: Path) -> None:
    """What people wrote leaves only with `--texts`."""
    cli("audit", "export", str(file))
    assert "Waste is burnt" not in file.read_text("utf-8")
    cli("audit", "export", "--texts", str(file))
    assert "Waste is burnt" in file.read_text("utf-8")


def test_verify(cli: Cli, ref: str, file: Path) -> None:
    """A file and the database are verified alike, also against a checkpoint that was kept elsewhere."""
    kept = file.with_suffix(".note")
    kept.write_text(cli("audit", "checkpoint").stdout, "utf-8")
    cli("audit", "export", str(file))
    for what in ([str(file)], []):
        done = cli("audit", "verify", *what, "--head", str(kept))
        assert done.exit_code == 0
        assert "entries of 1 cases hold, as 2 signed checkpoints say" in done.stdout


def test_verify_finds(cli: Cli, ref: str, file: Path, program: app.Connect) -> None:
    """The first thing that does not hold is named, and the status is 1."""
    cli("audit", "export", str(file))
    file.write_text(file.read_text("utf-8").replace('"seq\\":1', '"seq\\":2', 1), "utf-8")
    refused(cli("audit", "verify", str(file)), " should be ", "it is")
    with program.database.begin() as connection:
        connection.execute(update(tables.cases).values(title="Another"))
    refused(cli("audit", "verify"), f"title of {ref} should be ", "Another")


def test_verify_what_lost_its_place(cli: Cli, ref: str, program: app.Connect) -> None:
    """An entry that waits for no place, and has none, is told."""
    with program.database.begin() as connection:
        connection.execute(delete(proof_tables.unplaced).where(proof_tables.unplaced.c.number == 1))
    refused(cli("audit", "verify"), "SYS/1 has no place")


def test_rotate_key(cli: Cli, ref: str, file: Path, program: app.Connect) -> None:
    """Another key signs from then on; the old one is kept beside it, and what was kept elsewhere still holds."""
    key = program.settings.history_key_file
    kept = file.with_suffix(".note")
    kept.write_text(cli("audit", "checkpoint").stdout, "utf-8")
    first, note = key.read_text(), cli("audit", "rotate-key").stdout
    assert (key.with_name("history_key.1").read_text(), key.read_text() != first) == (first, True)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert not key.with_name("history_key.new").exists()
    assert len(checkpoint.opened(note, [program.settings.signer.key, _key_of(first, program)]).keys) == 2
    assert "key of the history changed: from" in cli("history", "SYS").stdout
    kept.write_text(f"{kept.read_text('utf-8')}\n{note}", "utf-8")
    cli("audit", "export", str(file))
    assert cli("audit", "verify", str(file), "--head", str(kept)).exit_code == 0


def _key_of(private: str, program: app.Connect) -> checkpoint.Key:
    return checkpoint.Signer(program.settings.origin, bytes.fromhex(private.strip())).key


def test_rotated_half(cli: Cli, ref: str, program: app.Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was stopped before the files changed places finishes by asking again, and no third key is made."""
    key, links = program.settings.history_key_file, os.link
    cli("audit", "checkpoint")

    def stopped(file: Path, other: Path) -> None:
        if file == key:
            raise OSError("stopped")
        links(file, other)

    with monkeypatch.context() as patched:
        patched.setattr("commands.audit.os.link", stopped)
        assert cli("audit", "rotate-key").exit_code == 1
    coming = key.with_name("history_key.new").read_text()
    note = cli("audit", "rotate-key").stdout
    assert (key.read_text(), len(note.splitlines())) == (coming, 6)
