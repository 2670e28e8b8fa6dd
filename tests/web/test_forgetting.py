"""Somebody is forgotten, takes their data along, and nothing is kept for longer than was decided."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import update

from records import drafts, erasing, people, retention, settings
from records.database import reading
from tests.web.site import Site
from tests.web.test_admin import send
from tests.web.visitor import Page
from workflow import archive, receiving, sequencing, streams, tables
from workflow.history import EntryKind
from workflow.receiving import Reply
from workflow.streams import SYSTEM
from workflow.verify import Verified, verify

FORGOTTEN = "a person whose data were erased"


def applied(site: Site) -> tuple[str, str]:
    """An application of the city that was withdrawn, and the person who filed it."""
    programme = site.programme
    ref = programme.application(
        programme.call(), "city", approach="We go round with them for a week, says Unmistakable."
    )
    programme.press(ref, "withdraw", "city", form={"reason": "Unmistakable has no time."})
    person = programme.people["city"]
    with site.program.database.begin() as connection:
        connection.execute(
            update(tables.outbox)
            .where(tables.outbox.c.ref == ref)
            .values(subject="S", body="From: city@connect.example")
        )
    return ref, person


def verified(site: Site) -> Verified:
    """Every chain, the tree, the texts and the rows hold."""
    program = site.program.ready()
    settings = program.settings
    sequencing.settle(program.database, settings.origin, [settings.signer], program.now())
    with reading(program.database) as connection:
        return verify(archive.lines(connection, settings.origin, with_texts=True), sealed=False)


def sent(site: Site, who: str, address: str, page: str) -> Any:
    """Somebody presses a button that asks nothing."""
    return site.visitor(who).post(address, site.visitor(who).get(page).forms[address])


def test_everything_holds(site: Site) -> None:
    """After somebody was erased the whole history verifies, replays to the same cases, and no entry has changed."""
    ref, person = applied(site)
    assert verified(site).entries
    before = {row.hash for row in site.programme.rows("entries")}
    with site.program.database.begin() as connection:
        by: dict[str, Any] = {"actor": SYSTEM, "now": site.programme.now, "via": "test"}
        erasing.erase(connection, person, reason="They asked for it.", **by)
    assert before < {row.hash for row in site.programme.rows("entries")}
    assert verified(site).entries == len(before) + 2
    assert site.programme.differences() == []
    page = site.page("broker", ref)
    assert FORGOTTEN in page.text
    assert "Unmistakable" not in page.text


def test_letters_afterwards(site: Site) -> None:
    """Letters of a case with somebody who is forgotten are read as before, without their name, address and words."""
    ref, person = applied(site)
    with site.program.database.begin() as connection:
        by: dict[str, Any] = {"actor": SYSTEM, "now": site.programme.now, "via": "test"}
        erasing.erase(connection, person, reason="They asked for it.", **by)
    page = site.visitor("broker").get(f"/desk/cases/{ref}/letters")
    assert "city@connect.example" not in page.text
    for row in site.programme.rows("outbox", ref=ref):
        told = site.visitor("broker").get(f"/desk/cases/{ref}/letters/{row.id}")
        assert "Unmistakable" not in told.text


def test_proposed_and_confirmed(site: Site) -> None:
    """An administrator proposes, and cannot confirm; the lead broker does, and the page says that nothing is left."""
    _ref, person = applied(site)
    address = f"/erasures/{person}"
    answer = send(site.visitor("admin"), address, f"{address}/propose", reason="Asked for by letter.")
    assert answer.status_code == 303
    page = site.visitor("admin").get(address)
    assert f"{address}/confirm" not in page.forms
    token = page.forms[f"{address}/take-back"]
    assert site.visitor("admin").post(f"{address}/confirm", token).status_code == 403
    assert person in site.visitor("lead").get("/erasures").html
    assert "Asked for by letter." in site.visitor("lead").get(address).text
    assert sent(site, "lead", f"{address}/confirm", address).status_code == 303
    assert "Nothing personal is left here." in site.visitor("lead").get(address).text
    account = site.visitor("admin").get(f"/admin/people/{person}")
    assert FORGOTTEN.capitalize() in account.text
    assert not [one for one in account.forms if one.startswith("/admin")]
    with reading(site.program.database) as connection:
        assert people.get(connection, person).name is None
        entry = streams.last_of(connection, person)
    assert (entry.actor, entry.kind) == (site.programme.people["lead"], EntryKind.ERASED)


def test_without_a_reason(site: Site) -> None:
    """A proposal without a reason is asked for one, at its question, and proposes nothing."""
    _ref, person = applied(site)
    answer = send(site.visitor("admin"), f"/erasures/{person}", f"/erasures/{person}/propose", reason="")
    assert answer.status_code == 422
    assert "reason" in Page(answer.text).invalid
    assert site.programme.rows("proposed_erasures") == []


def test_taken_back(site: Site) -> None:
    """A proposal is taken back by whoever may confirm; then it can be made again."""
    _ref, person = applied(site)
    address = f"/erasures/{person}"
    send(site.visitor("admin"), address, f"{address}/propose", reason="A mistake.")
    assert sent(site, "lead", f"{address}/take-back", address).status_code == 303
    assert f"{address}/propose" in site.visitor("admin").get(address).forms
    assert f"{address}/propose" not in site.visitor("lead").get(address).forms


def test_what_stands_against_it(site: Site) -> None:
    """Where a case with them goes on the page names it and offers no button."""
    site.programme.request("north")
    page = site.visitor("admin").get(f"/erasures/{site.programme.people['north']}")
    assert "REQ-2018-0001" in page.text
    assert not [address for address in page.forms if address.startswith("/erasures")]


def test_not_for_others(site: Site) -> None:
    """Erasures are for administrators and the lead broker; the lead broker proposes none."""
    person = site.programme.people["city"]
    for who in ("broker", "committee", "north", "auditor"):
        visitor = site.visitor(who)
        token = {"csrf_token": visitor.get("/account").forms["/logout"]["csrf_token"], "reason": "So."}
        for address in ("/erasures", f"/erasures/{person}"):
            visitor.get(address, 403)
        for name in ("propose", "confirm", "take-back"):
            assert visitor.post(f"/erasures/{person}/{name}", token).status_code == 403
    lead = {"csrf_token": site.visitor("lead").get("/account").forms["/logout"]["csrf_token"], "reason": "So."}
    assert site.visitor("lead").post(f"/erasures/{person}/propose", lead).status_code == 403


# --- what is held on oneself -------------------------------------------------------------------------------------------


def taken(site: Site, who: str) -> zipfile.ZipFile:
    """The file that somebody takes along."""
    answer = sent(site, who, "/account/data", "/account/data")
    assert answer.mimetype == "application/zip"
    return zipfile.ZipFile(BytesIO(answer.data))


def test_taken_along(site: Site) -> None:
    """The file has the account, the cases, what they did and wrote, the letters to them and their documents, to be read."""
    ref, person = applied(site)
    file = taken(site, "city")
    told = {name: json.loads(file.read(name)) for name in file.namelist() if name.endswith(".json")}
    assert set(told) == {f"{name}.json" for name in ("account", "cases", "history", "words", "drafts", "letters")}
    assert told["account.json"][0]["email"] == "city@connect.example"
    assert {"case": ref, "part": "expert", "still": True}.items() <= told["cases.json"][0].items()
    withdrawn = [one for one in told["history.json"] if one["what"] == "withdraw"]
    assert [(one["why"], one["by you"]) for one in withdrawn] == [("Unmistakable has no time.", True)]
    assert {"about": ref, "text": "Unmistakable has no time."} in told["words.json"]
    assert {one["case"] for one in told["letters.json"]} >= {ref}
    assert all(one["text"] for one in told["letters.json"])
    (paper,) = [name for name in file.namelist() if name.startswith("documents/")]
    assert file.read(paper) == b"A letter that is signed.\n"
    with reading(site.program.database) as connection:
        entry = streams.last_of(connection, person)
    assert (entry.kind, entry.trigger, entry.actor) == (EntryKind.EXPORTED, "take_data_along", person)


def test_only_ones_own(site: Site) -> None:
    """What is held on others is not in it: neither their addresses, nor what they wrote."""
    applied(site)
    file = taken(site, "south")
    whole = b"".join(file.read(name) for name in file.namelist())
    assert b"Unmistakable" not in whole
    assert b"city@connect.example" not in whole


# --- how long what is kept ----------------------------------------------------------------------------------------------


def left_open(site: Site) -> str:
    """A draft that nobody sent, of a case that has ended, to which an e-mail came."""
    ref, person = applied(site)
    programme = site.programme
    with site.program.database.begin() as connection:
        drafts.keep(connection, ref, "baseline", person, [("a", "b")], now=programme.now)
        reply = Reply("Hello from Unmistakable")
        receiving.keep(programme.engine, connection, ref, reply, person=person, part="expert", now=programme.now)
    return ref


def test_retention(site: Site) -> None:
    """The page shows how much of what is kept for too long; it goes with a reason, and the system's history says so."""
    left_open(site)
    site.programme.now += timedelta(days=4000)
    page = site.visitor("admin").get("/admin/retention")
    assert "/admin/retention" in page.forms
    assert send(site.visitor("admin"), "/admin/retention", "/admin/retention", reason="").status_code == 422
    assert site.programme.rows("drafts")
    assert send(site.visitor("admin"), "/admin/retention", "/admin/retention", reason="As agreed.").status_code == 303
    assert site.programme.rows("drafts") == []
    with reading(site.program.database) as connection:
        entry = streams.last_of(connection, SYSTEM)
        assert retention.counts(retention.overdue(connection, site.programme.now)) == {}
    counts = entry.changes["facts"]["counts"]
    assert (counts["drafts"], counts["mail"], entry.trigger) == (1, 1, "remove_overdue")
    assert "Nothing is kept for longer than its period." in site.visitor("admin").get("/admin/retention").text


def test_more_since_then(site: Site) -> None:
    """What became overdue after the page was opened does not go unseen: the page comes again with the new numbers."""
    ref = left_open(site)
    site.programme.now += timedelta(days=200)
    form = site.visitor("admin").get("/admin/retention").forms["/admin/retention"]
    with site.program.database.begin() as connection:
        drafts.keep(
            connection, ref, "evaluation", site.programme.people["city"], [], now=site.programme.now - timedelta(190)
        )
    form["reason"] = "As agreed."
    answer = site.visitor("admin").post("/admin/retention", form)
    assert answer.status_code == 412
    assert len(site.programme.rows("drafts")) == 2
    again = Page(answer.text).forms["/admin/retention"]
    assert again["reason"] == "As agreed."
    assert site.visitor("admin").post("/admin/retention", again).status_code == 303


def test_proposed_to_administrators(site: Site) -> None:
    """What the clock proposed stands on the administrators' first page until it is decided."""
    left_open(site)
    site.programme.now += timedelta(days=4000)
    with site.program.database.begin() as connection:
        retention.propose(connection, site.programme.now)
    assert "It waits for your decision." in site.visitor("admin").get("/admin").text
    send(site.visitor("admin"), "/admin/retention", "/admin/retention", reason="As agreed.")
    assert "It waits for your decision." not in site.visitor("admin").get("/admin").text


def test_periods_are_settings(site: Site) -> None:
    """Each period is a setting that administrators decide."""
    address = "/admin/settings"
    assert send(site.visitor("admin"), address, address, keep_drafts_days="10").status_code == 303
    with reading(site.program.database) as connection:
        assert settings.every(connection)["keep_drafts_days"] == 10
