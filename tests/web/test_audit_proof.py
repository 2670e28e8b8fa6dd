"""The page that proves one entry."""

import subprocess
from hashlib import sha256
from html import unescape
from pathlib import Path

from sqlalchemy import text

from tests.web.site import Site
from workflow import sequencing


def sign(site: Site) -> None:
    """A checkpoint over everything."""
    settings = site.program.settings
    sequencing.settle(site.program.database, settings.origin, [settings.signer], site.programme.now)


def test_not_signed_yet(site: Site) -> None:
    """An entry that no checkpoint covers has its bytes and its hash, and says what is missing."""
    ref = site.programme.request()
    page = site.visitor("auditor").get(f"/audit/entries/{ref}/1")
    assert "No checkpoint covers this entry yet." in page.text
    assert site.programme.entries(ref)[0].hash in page.text
    assert "By hand" not in page.text
    site.visitor("auditor").get(f"/audit/entries/{ref}/1/checkpoint.txt", 404)


def test_proved_by_hand(site: Site, tmp_path: Path) -> None:
    """Whoever saves both files and runs what the page shows gets what stands below each command."""
    ref = site.programme.request("north", state="validated")
    sign(site)
    visitor = site.visitor("auditor")
    page = visitor.get(f"/audit/entries/{ref}/2")
    assert "leads from this entry to the root that the checkpoint states" in page.text
    for name in ("entry.json", "checkpoint.txt"):
        (tmp_path / name).write_bytes(visitor.client.get(f"/audit/entries/{ref}/2/{name}").data)
    assert sha256((tmp_path / "entry.json").read_bytes()).hexdigest() == site.programme.entries(ref)[1].hash
    commands = [unescape(part.partition("</code>")[0]) for part in page.html.split("<pre><code>")[1:]]
    arithmetic = next(one for one in commands if one.startswith("sha256sum"))
    done = subprocess.run(["sh", "-e"], input=arithmetic, cwd=tmp_path, capture_output=True, text=True, check=True)
    expected = [line.removeprefix("# ") for line in arithmetic.splitlines() if line.startswith("# ")]
    assert [line.split()[0] for line in done.stdout.splitlines()] == expected
    assert (tmp_path / "checkpoint.txt").read_text("utf-8").splitlines()[2] == expected[-1]


def test_before_and_after(site: Site) -> None:
    """An entry leads to the one before and to its place in its history; an account's entries are proved too."""
    ref = site.programme.request("north", state="validated")
    visitor = site.visitor("auditor")
    html = visitor.get(f"/audit/entries/{ref}/2").html
    assert f'href="/audit/entries/{ref}/1"' in html
    assert f'href="/audit/cases/{ref}?before=3#{ref}/2"' in html
    assert "it is the first of its history" in visitor.get(f"/audit/entries/{site.programme.people['north']}/1").text


def test_changed(site: Site) -> None:
    """Where the tree was changed, the page says that the arithmetic does not arrive."""
    ref = site.programme.request("north", state="validated")
    sign(site)
    with site.program.database.begin() as connection:
        names = connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'places'")
        )
        for name in [*names]:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE places SET leaf = :leaf WHERE place = 0"), {"leaf": "0" * 64})
    page = site.visitor("auditor").get(f"/audit/entries/{ref}/2")
    assert "does not lead to the root that the checkpoint states" in page.text


def test_not_there(site: Site) -> None:
    """An entry that does not exist is not there."""
    ref = site.programme.request()
    for address in (f"{ref}/2", f"{ref}/9/entry.json", "REQ-2018-0999/1"):
        site.visitor("auditor").get(f"/audit/entries/{address}", 404)
