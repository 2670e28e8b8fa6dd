"""Questionnaires under a link: opened by anybody who has it, changed by nobody but who presses."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from records import accounts, answer_links
from records.tables import Draft, core
from tests.web.site import SETTINGS, Site
from tests.web.visitor import Page, Visitor
from workflow.tables import outbox

KEY = SETTINGS["CONNECT_SECRET_KEY"]
EVALUATION = {"goals_met": "80", "use": "soon", "follow_up": "contact", "went_well": "The market."}


def link(site: Site, ref: str, questionnaire: str = "evaluation", who: str = "north") -> str:
    """The address of somebody's own page."""
    person, now = site.programme.people[who], site.programme.now
    return f"/answer/{answer_links.token(ref, questionnaire, person, key=KEY, now=now)}"


def send(site: Site, address: str, said: dict[str, str], visitor: Visitor | None = None) -> TestResponse:
    """Somebody without an account fills in the page and presses."""
    visitor = visitor or Visitor.at(site.app)
    form = visitor.get(address).forms[address].copy()
    for name, value in said.items():
        form.setlist(name, [value])
    return visitor.post(address, form)


def drafts(site: Site) -> list[object]:
    """Everything that is kept as a draft."""
    with site.program.database.begin() as connection:
        return list(connection.execute(select(core(Draft))))


def letters(site: Site, ref: str) -> int:
    """How many letters of a case there are."""
    with site.program.database.begin() as connection:
        return len(connection.execute(select(outbox.c.id).where(outbox.c.ref == ref)).all())


@pytest.fixture
def held(site: Site) -> str:
    """An exchange that took place."""
    return site.programme.exchange("executed")


def test_opening_changes_nothing(site: Site, held: str) -> None:
    """Whoever follows the link, a mail scanner too, reads the questions, and nothing is different afterwards."""
    with site.programme.unchanged():
        page = Visitor.at(site.app).get(link(site, held))
        Visitor.at(site.app).client.head(link(site, held))
    assert "You answer as north." in page.text
    assert "How well does the advice fit your means?" in page.text
    assert not drafts(site)


def test_sent(site: Site, held: str) -> None:
    """What is sent is the person's own entry, came by the link, and is read again under it, not asked again."""
    address = link(site, held)
    assert send(site, address, EVALUATION).status_code == 303
    entry = site.programme.entries(held)[-1]
    assert (entry.trigger, entry.actor, entry.via) == (
        "answer_questionnaire",
        site.programme.people["north"],
        "link",
    )
    page = Visitor.at(site.app).get(address)
    assert "You answered on 16 June 2018." in page.text
    assert "The market." in page.text
    assert address not in page.forms


def test_thanks(site: Site, held: str) -> None:
    """After sending one reads that it was sent."""
    visitor, address = Visitor.at(site.app), link(site, held)
    answer = send(site, address, EVALUATION, visitor)
    assert "Thank you. Your answers were sent." in visitor.get(answer.location).text


def test_sent_twice(site: Site, held: str) -> None:
    """The same form pressed twice is one answer; another one after it changes nothing."""
    visitor, address = Visitor.at(site.app), link(site, held)
    form = {**visitor.get(address).forms[address].to_dict(), **EVALUATION}
    for said in (form, form, {**form, "key": "another", "goals_met": "10"}):
        visitor.post(address, said)
    answers = site.programme.case(held).facts["answers"]["evaluation"]
    assert [one["goals_met"] for one in answers.values()] == [80]


def test_missing(site: Site, held: str) -> None:
    """What is missing is said at its question, with what was typed; nothing was sent."""
    with site.programme.unchanged():
        answer = send(site, link(site, held), {"went_well": "The market."})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert {"goals_met", "use", "follow_up"} <= set(page.invalid)
    assert page.forms[link(site, held)]["went_well"] == "The market."


def test_draft(site: Site, held: str) -> None:
    """A draft comes back under the link, is no history, may be unfinished, and is gone once the answers are sent."""
    address, visitor = link(site, held), Visitor.at(site.app)
    with site.programme.unchanged():
        assert send(site, address, {"went_well": "The market.", "draft": "yes"}, visitor).status_code == 303
        assert send(site, address, {"goals_met": "not yet", "draft": "yes"}, visitor).status_code == 303
    form = Visitor.at(site.app).get(address).forms[address]
    assert (form["went_well"], form["goals_met"]) == ("The market.", "not yet")
    assert len(drafts(site)) == 1
    send(site, address, EVALUATION)
    assert not drafts(site)


def test_a_draft_too_long(site: Site, held: str) -> None:
    """A draft longer than any answer is not kept, and what was typed is still there."""
    answer = send(site, link(site, held), {"went_well": "x" * 100_001, "draft": "yes"})
    assert answer.status_code == 422
    assert not drafts(site)


def test_expired(site: Site, held: str) -> None:
    """A link that is too old asks nothing and takes nothing; a press sends a new one to the person alone."""
    address = link(site, held)
    site.programme.now += timedelta(days=answer_links.DAYS + 1)
    visitor = Visitor.at(site.app)
    page = visitor.get(address, 410)
    before = letters(site, held)
    token = page.forms[f"{address}/new"]["csrf_token"]
    assert visitor.post(address, {"csrf_token": token, "key": "k", **EVALUATION}).status_code == 410
    answer = visitor.post(f"{address}/new", page.forms[f"{address}/new"])
    assert "a new one is on its way" in Page(answer.text).text
    entry = site.programme.entries(held)[-1]
    assert (entry.kind.value, entry.via, (entry.changes or {})["note"]) == (
        "commented",
        "link",
        {"form": "letter", "with": [site.programme.people["north"]], "rule": "evaluation"},
    )
    assert letters(site, held) == before + 1


@pytest.mark.parametrize("forged", ["x", "WyJFWEMiXQ.forged", "%00", "a" * 5000])
def test_forged(site: Site, held: str, forged: str) -> None:
    """A link that is not ours says what to do; asking for a new one says what it says to everybody, and does nothing."""
    visitor = Visitor.at(site.app)
    visitor.get(f"/answer/{forged}", 404)
    token = visitor.get("/login").trigger("login")["csrf_token"]
    with site.programme.unchanged():
        answer = visitor.post(f"/answer/{forged}/new", {"csrf_token": token})
    assert answer.status_code == 404 or "a new one is on its way" in Page(answer.text).text


def test_of_another_key(site: Site, held: str) -> None:
    """A token signed with another key, or for another purpose, opens nothing."""
    person, now = site.programme.people["north"], site.programme.now
    foreign = answer_links.token(held, "evaluation", person, key="some other key", now=now)
    Visitor.at(site.app).get(f"/answer/{foreign}", 404)


def test_too_often(site: Site, held: str) -> None:
    """New links are sent so often an hour and no more, whoever asks."""
    visitor, address = Visitor.at(site.app), link(site, held)
    token = visitor.get(address).forms[address]["csrf_token"]
    answers = [visitor.post(f"{address}/new", {"csrf_token": token, "key": str(n)}) for n in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]


def test_closed_account(site: Site, held: str) -> None:
    """The link of somebody whose account was closed opens nothing, and looks like one that is not ours."""
    address, person = link(site, held), site.programme.people["north"]
    with site.program.database.begin() as connection:
        accounts.close(connection, person, actor=person, now=site.programme.now, via="test")
    there = Visitor.at(site.app).get(address, 404)
    assert there.text == Visitor.at(site.app).get("/answer/x", 404).text


def test_not_asked(site: Site, held: str) -> None:
    """A questionnaire that does not ask somebody says so, and takes nothing from them."""
    page = Visitor.at(site.app).get(link(site, held, "outcome_90", "city"))
    assert "not asked of you" in page.text
    assert "What are your next steps?" not in page.text


def test_cancelled(site: Site) -> None:
    """Of an exchange that was cancelled nothing is answered any more."""
    ref = site.programme.exchange("matched")
    address = link(site, ref, "baseline")
    request = next(one for one in site.programme.linked(ref) if one.startswith("REQ-"))
    application = next(one for one in site.programme.linked(ref) if one.startswith("APP-"))
    site.programme.fire(
        ref,
        "cancel",
        "broker",
        caused_by="outside",
        requests=[{"request": request, "outcome": "end"}],
        experts=[{"application": application, "outcome": "release"}],
        reason="A flood.",
    )
    page = Visitor.at(site.app).client.get(address)
    assert "/answer/" not in "".join(Page(page.text).forms)


def test_without_its_forgery_token(site: Site, held: str) -> None:
    """A form without a good forgery token sends nothing, and what was typed comes back."""
    with site.programme.unchanged():
        answer = send(site, link(site, held), {**EVALUATION, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert Page(answer.text).forms[link(site, held)]["goals_met"] == "80"


def test_signed_in_as_another(site: Site, held: str) -> None:
    """Whoever is signed in in the same browser, the answer is of whom the link is for."""
    send(site, link(site, held), EVALUATION, site.visitor("broker"))
    assert site.programme.entries(held)[-1].actor == site.programme.people["north"]


def test_indicators_come_back(site: Site) -> None:
    """The indicators of the baseline come back with their values of then, and a place for those of now."""
    ref = site.programme.exchange("matched")
    said = {"situation": "As it is.", "expectation": "More.", "indicators-0-indicator": "Households"}
    send(site, link(site, ref, "baseline"), {**said, "indicators-0-today": "100", "indicators-0-hoped": "500"})
    address = link(site, ref, "outcome_90")
    form = Visitor.at(site.app).get(address).forms[address]
    assert [form[f"values_now-0-{name}"] for name in ("indicator", "before", "hoped", "today")] == [
        "Households",
        "100",
        "500",
        "",
    ]
    assert send(site, address, {"values_now-0-today": "250", "next_steps": "More of it."}).status_code == 303
    assert "250" in Visitor.at(site.app).get(address).text


# --- did it take place? -----------------------------------------------------------------------------------------------


@pytest.fixture
def ended(site: Site) -> str:
    """An exchange on its last day."""
    ref = site.programme.exchange("under_way")
    site.programme.now = site.programme.now.replace(day=15, hour=18)
    return ref


def test_it_took_place(site: Site, ended: str) -> None:
    """One press says that it took place: the answer is kept, and the exchange is held."""
    assert send(site, link(site, ended, "took_place"), {"took_place": "yes"}).status_code == 303
    assert site.programme.case(ended).state == "executed"
    assert [entry.trigger for entry in site.programme.entries(ended)[-2:]] == ["answer_questionnaire", "finish"]
    # Whoever says so after that says so, and moves nothing.
    send(site, link(site, ended, "took_place", "city"), {"took_place": "yes"})
    assert site.programme.entries(ended)[-1].trigger == "answer_questionnaire"


def test_it_did_not(site: Site, ended: str) -> None:
    """One press says that it did not: the broker has a task at once, and neither clock nor party notes that it was held."""
    send(site, link(site, ended, "took_place", "city"), {"took_place": "no"})
    tasks = [row for row in site.programme.rows("follow_ups", ref=ended) if row.rule == "nobody_denies"]
    assert [(row.recipient, row.status) for row in tasks] == [("office:broker", "planned")]
    send(site, link(site, ended, "took_place"), {"took_place": "yes"})
    assert site.programme.case(ended).state == "under_way"
    assert "said that it did not take place" in site.page("broker", ended).text


def test_two_buttons(site: Site, ended: str) -> None:
    """The page of that question is two buttons, and keeps no draft."""
    html = Visitor.at(site.app).get(link(site, ended, "took_place")).html
    assert html.count('name="took_place"') == 2
    assert 'name="draft"' not in html
