"""What makes the page of a case a place to work: dates, names, the likely first, what a press will do and has done."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.web.site import Site
from tests.web.visitor import Page
from workflow.tables import cases


def _order(text: str, *parts: str) -> bool:
    """Whether the parts are there in that order."""
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_milestones_have_their_days(site: Site) -> None:
    """Each milestone that was reached says when, on the reader's calendar; one gone back behind is still to come."""
    exchange = site.programme.exchange("terms_agreed")
    (request,) = (one for one in site.programme.linked(exchange) if one.startswith("REQ-"))
    text = site.page("broker", request).text
    assert "Submitted reached 5 March 2018 Validated reached 5 March 2018" in text
    assert re.search(r"Matched now, since \d+ March 2018 Arranged still to come", text)


def test_whose_turn_by_name(site: Site) -> None:
    """Whose turn it is is said with the names of those who have the part."""
    exchange = site.programme.exchange("terms_drafted")
    text = site.page("broker", exchange).text
    assert "Whose turn the requesting government: north" in text
    assert "the expert: city" in text
    assert re.search(r"Since \d+ March 2018 the clock runs", text)


def test_a_clock_that_stands_still(site: Site) -> None:
    """Where the limit is paused, the page says since when."""
    ref = site.programme.request()
    with site.program.database.begin() as connection:
        connection.execute(update(cases).where(cases.c.ref == ref).values(paused_on=site.programme.now.date()))
    assert "the clock stands still since 5 March 2018" in site.page("broker", ref).text


def test_a_deadline_that_is_over(site: Site) -> None:
    """What is overdue says so in words, and by how much."""
    ref = site.programme.request()
    site.programme.now += timedelta(days=17)
    text = site.page("broker", ref).text
    assert "Until 19 March 2018 (Europe/Amsterdam) overdue, 3 days ago" in text


def test_the_likely_comes_first(site: Site) -> None:
    """What goes on along the path comes before what goes elsewhere, and what is for others to do comes after."""
    request, (call, _decision) = site.programme.request(), site.programme.to_decide()
    exchange = site.programme.exchange("terms_agreed")
    for ref, expected in (
        (request, ["validate", "ask_for_more", "amend", "reject"]),
        (call, ["decide", "reopen", "recommend", "cancel"]),
        (exchange, ["arrange", "record_briefing", "change_terms", "accept_invitation_association", "cancel"]),
    ):
        found = re.findall(r'id="do-([a-z_]+)"', site.page("other_broker", ref).html)
        assert [one for one in found if one in expected] == expected


def test_who_can_mend_it(site: Site) -> None:
    """A reason says who could mend it, beside the link that leads there."""
    exchange = site.programme.exchange("terms_agreed")
    page = site.page("other_broker", exchange)
    assert 'href="#do-record_arrangements"' in page.html
    assert "This can be mended by: the broker, the requesting government, the expert." in page.text


def test_replacing_somebody(site: Site) -> None:
    """Beside who takes part stand the buttons that change it."""
    html = site.page("broker", site.programme.exchange()).html
    people = html.partition('id="people"')[2].partition("</section>")[0]
    assert 'href="#do-invite_association"' in people
    assert 'href="#do-add_another_expert"' in people


def test_a_preview_says_what_is_cancelled(site: Site) -> None:
    """Before a case is ended, every reminder that ends with it is named, with its day."""
    ref = site.programme.request()
    with site.programme.unchanged():
        answer = site.press("broker", ref, "reject", {"reason": "Not concrete."}, preview="yes")
    text = Page(answer.text).text
    panel = text.partition("What will happen: Reject")[2].partition("Milestones")[0].partition("Where it stands")[0]
    assert re.search(r"Cancelled .*Overdue: the lead broker .* the lead broker", panel)
    assert '<a href="#do-reject">' in answer.text


def test_a_preview_says_who_is_no_longer_reminded(site: Site) -> None:
    """What hangs on somebody who leaves is cancelled with their leaving, and the preview says so."""
    exchange = site.programme.exchange("arranged")
    offer = next(one for one in site.programme.linked(exchange) if one.startswith("APP-"))
    for who, room in (("broker", "desk"), ("city", "portal")):
        answer = site.press(who, offer, "withdraw_from_exchange", {"reason": "Ill."}, room=room, preview="yes")
        cancelled = Page(answer.text).text.partition("Cancelled")[2].partition("Where it stands")[0]
        assert re.search(rf"Tomorrow[^·]*{exchange}|One week left[^·]*{exchange}", cancelled), who


def test_what_a_press_did(site: Site) -> None:
    """After a press the page says what it moved and to whom it writes, once."""
    call, decision = site.programme.to_decide()
    answer = site.press("broker", call, "decide", decision)
    assert answer.status_code == 303, Page(answer.text).text
    text = site.page("broker", call).text
    assert _order(text, "Done: Decide.", "What happened", "EXC-2018-0001", "letters wait to be sent")
    assert "What happened" not in site.page("broker", call).text.partition("History")[0]


def test_what_is_over(site: Site) -> None:
    """Follow-ups that are not to come any more are kept, with what became of them and why."""
    ref = site.programme.request(state="validated")
    text = site.page("broker", ref).text
    past = text.partition("Past and cancelled")[2]
    assert "Overdue: the lead broker cancelled: Validate" in past
    assert "because of: the day until which it may wait" in past
    assert "Past and cancelled" not in site.page("north", ref, room="portal").text


def _seen(page: Page) -> list[str]:
    return re.findall(r'<li id="[^"]+/(\d+)"', page.html)


def test_history_by_kind(site: Site) -> None:
    """Only the steps, or only the changes, with a link back to everything."""
    ref = site.programme.request()
    site.programme.fire(ref, "amend", "north", challenge="Something else.")
    site.programme.press(ref, "validate", "broker")
    broker = site.visitor("broker")
    assert _seen(broker.get(f"/desk/cases/{ref}")) == ["3", "2", "1"]
    assert _seen(broker.get(f"/desk/cases/{ref}?kind=moves")) == ["3", "1"]
    page = broker.get(f"/desk/cases/{ref}?kind=changes")
    assert _seen(page) == ["2"]
    assert f'<a href="/desk/cases/{ref}#history">Show all again</a>' in page.html
    assert _seen(broker.get(f"/desk/cases/{ref}?kind=nonsense")) == ["3", "2", "1"]
    assert "No entry fits." in broker.get(f"/desk/cases/{ref}?kind=waived").text


def test_history_by_person(site: Site) -> None:
    """Only what one did; who reads less than everything is not offered the list of everybody."""
    ref = site.programme.request(state="validated")
    north = site.programme.people["north"]
    assert _seen(site.visitor("broker").get(f"/desk/cases/{ref}?by={north}")) == ["1"]
    assert "Who did it" in site.page("broker", ref).text
    assert "Who did it" not in site.page("north", ref, room="portal").text
    committee = site.programme.people["committee"]
    asked = site.visitor("north").get(f"/portal/cases/{ref}?by={committee}")
    assert "Score" not in asked.text.partition("History")[2]


def test_filters_hold_on_the_next_page(site: Site) -> None:
    """Older entries are of the same kind."""
    ref = site.programme.request()
    for number in range(30):
        site.programme.fire(ref, "amend", "north", challenge=f"Version {number}.")
    page = site.visitor("broker").get(f"/desk/cases/{ref}?kind=changes")
    older = re.search(r'href="(/desk/cases/[^"]+)#history">Older', page.html)
    assert older is not None
    second = site.visitor("broker").get(older[1].replace("&amp;", "&"))
    assert _seen(second) == [str(number) for number in range(6, 1, -1)]


@pytest.mark.parametrize("who", ["broker", "north"])
def test_a_constant_number_of_statements(site: Site, who: str) -> None:
    """However long a history is, the page asks the database equally often, and shows no more than a page of it."""
    room = "desk" if who == "broker" else "portal"
    short, long = site.programme.request(), site.programme.request()
    for number in range(60):
        site.programme.fire(long, "amend", "north", challenge=f"Version {number}.")
    counts = []
    for ref in (short, long):
        site.page(who, ref, room=room)
        with site.statements() as sent:
            page = site.page(who, ref, room=room)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert len(_seen(page)) == 25
