"""The letters of all cases on one page, and the buttons of a letter that has not left."""

import re

from sqlalchemy import update

from tests.web.site import Site
from workflow.tables import outbox


def change(site: Site, **values: object) -> None:
    """Every letter is as it is said."""
    with site.program.database.begin() as connection:
        connection.execute(update(outbox).values(**values))


def status(site: Site) -> str:
    """How the first letter stands."""
    return str(site.programme.rows("outbox")[0].status)


def press(site: Site, who: str, address: str, name: str) -> str:
    """Somebody opens a letter and presses a button; what they read then."""
    visitor = site.visitor(who)
    form = visitor.get(address).trigger(name)
    answer = visitor.client.post(f"{address}/{name}", data=form)
    assert answer.status_code == 303
    return visitor.get(answer.location).text


def test_all_letters(site: Site) -> None:
    """A broker reads the letters of all cases, the newest first, with whom they go to and how they stand."""
    first, second = site.programme.request(), site.programme.request("south")
    page = site.visitor("broker").get("/desk/outbox")
    assert re.findall(r"(REQ-\d+-\d+): we have received", page.text) == [second, first]
    assert "north waits to be sent" in page.text
    assert "Waiting (2) Held back (0) Failed (0)" in page.text


def test_some_letters(site: Site) -> None:
    """The list is narrowed to letters that stand so; why one failed is told."""
    ref = site.programme.request()
    change(site, status="failed_for_good", last_error="550 No such user")
    assert "550 No such user" in site.visitor("broker").get("/desk/outbox?show=failed").text
    assert ref not in site.visitor("broker").get("/desk/outbox?show=sent").text


def test_pages(site: Site) -> None:
    """A long list has pages; an address that makes no sense shows the first."""
    for _ in range(3):
        site.programme.request()
    site.visitor("broker").get("/desk/outbox?show=nothing&before=never")
    page = site.visitor("broker").get("/desk/outbox?before=3")
    assert len(re.findall(r"we have received", page.text)) == 2


def test_only_brokers(site: Site) -> None:
    """The committee reads no letters of others."""
    site.programme.request()
    assert "Only brokers" in site.visitor("committee").get("/desk/outbox", 403).text


def test_as_many_statements(site: Site) -> None:
    """The page takes as many statements for several letters as for one."""
    site.programme.request()
    site.visitor("broker").get("/desk/outbox")
    with site.statements() as one:
        site.visitor("broker").get("/desk/outbox")
    site.programme.request("south")
    with site.statements() as two:
        site.visitor("broker").get("/desk/outbox")
    assert len(one) == len(two)


def test_hold_and_release(site: Site) -> None:
    """A letter is held back, let go, and dropped by the buttons of its page; the case's history tells of it."""
    ref = site.programme.request()
    address = f"/desk/cases/{ref}/letters/1"
    assert "The letter is held back until somebody lets it leave." in press(site, "broker", address, "hold")
    assert status(site) == "held"
    press(site, "broker", address, "release")
    assert status(site) == "created"
    press(site, "broker", address, "drop")
    assert status(site) == "dropped"
    assert "A letter was held back" in site.page("broker", ref).text


def test_tried_again(site: Site) -> None:
    """Who opens a letter that failed reads why, and has it tried again."""
    ref = site.programme.request()
    change(site, status="failed_for_good", last_error="550 No such user")
    address = f"/desk/cases/{ref}/letters/1"
    assert "550 No such user" in site.visitor("broker").get(address).text
    assert "tried again within a minute" in press(site, "broker", address, "retry")
    assert status(site) == "created"


def test_what_was_pressed_late(site: Site) -> None:
    """A button for a letter that left meanwhile does nothing, and says so."""
    ref = site.programme.request()
    address = f"/desk/cases/{ref}/letters/1"
    form = site.visitor("broker").get(address).trigger("hold")
    change(site, status="sent")
    answer = site.visitor("broker").client.post(f"{address}/hold", data=form)
    assert (answer.status_code, status(site)) == (409, "sent")
    assert "Nothing was done" in answer.text


def test_no_buttons_for_others(site: Site) -> None:
    """Whoever gets a letter reads it without buttons; sent without them, a form does nothing."""
    ref = site.programme.request()
    page = site.visitor("north").get(f"/portal/cases/{ref}/letters/1")
    assert [one for one in page.forms if "/letters/" in one] == []
    assert status(site) == "created"


def test_edited(site: Site) -> None:
    """A broker edits a letter on its page; it shows what it says now, and what it said before."""
    ref = site.programme.request()
    address, broker = f"/desk/cases/{ref}/letters/1", site.visitor("broker")
    form = broker.get(address).trigger("edit").to_dict()
    assert form["text"].startswith("Dear north,")
    form.update({"subject": "About your request", "text": "Dear north,\n\nWe call you."})
    answer = broker.client.post(f"{address}/edit", data=form)
    page = broker.get(answer.location).text
    assert "About your request To: north · waits to be sent" in page
    assert "We call you. What it said before it was edited Dear north," in page
    assert "A letter was edited" in site.page("broker", ref).text


def test_an_edit_that_does_not_fit(site: Site) -> None:
    """What does not fit is said beside the field, and what was typed stays, also after the letter has changed."""
    ref = site.programme.request()
    address, broker = f"/desk/cases/{ref}/letters/1", site.visitor("broker")
    form = broker.get(address).trigger("edit").to_dict()
    form.update({"subject": "", "text": "What I typed."})
    answer = broker.client.post(f"{address}/edit", data=form)
    assert (answer.status_code, "What I typed." in answer.text) == (422, True)
    change(site, subject="Changed", body="Meanwhile")
    form["subject"] = "About it"
    answer = broker.client.post(f"{address}/edit", data=form)
    assert (answer.status_code, "What I typed." in answer.text) == (409, True)


def test_written_anew_asks_first(site: Site) -> None:
    """The page asks before what somebody edited is lost."""
    ref = site.programme.request()
    change(site, subject="By hand", body="By hand", rendered_subject="As it was", rendered_body="As it was")
    address, broker = f"/desk/cases/{ref}/letters/1", site.visitor("broker")
    form = broker.get(address).trigger("renew").to_dict()
    assert broker.client.post(f"{address}/renew", data=form).status_code == 409
    assert broker.client.post(f"{address}/renew", data={**form, "confirmed": "yes"}).status_code == 303
    assert site.programme.rows("outbox")[0].body is None


def test_nobody_is_written_to(site: Site) -> None:
    """A reason beside a broker's button sends none of its letters: so says the look before it, and the page after it."""
    ref = site.programme.request()
    form, why = {"reason": "It is about something else."}, "They know already."
    looked = site.press("broker", ref, "reject", form, silent=why, preview="yes").text
    assert "Nobody is written to." in looked
    assert f'value="{why}"' in looked
    answer = site.press("broker", ref, "reject", form, silent=why)
    page = site.visitor("broker").get(answer.location).text
    assert "letter waits to be sent" not in page
    assert "A rule was waived: Reject" in page
    assert why in page
    assert "Write to nobody" not in site.page("north", ref, room="portal").text
