"""The page of a case: where it stands, what can be done, what happened, told to each reader as far as it is theirs."""

import re
from datetime import timedelta

from tests.web.site import Site
from tests.web.visitor import Page


def test_it_says_where_the_case_stands(site: Site) -> None:
    """Milestones, state in words, whose turn it is and until when with its zone."""
    text = site.page("broker", site.programme.request()).text
    assert "Submitted now, since 5 March 2018 Validated still to come" in text
    assert "State Submitted Whose turn the broker Until 19 March 2018 (Europe/Amsterdam) in 14 days" in text
    assert "Since 5 March 2018 the clock runs Country Ghana" in text


def test_the_portal_speaks_the_publics_words(site: Site) -> None:
    """A party reads the state in the words for the public, the desk in those of the staff."""
    call = site.programme.call()
    (ref,) = (one for one in site.programme.linked(call) if one.startswith("REQ-"))
    assert "State Expertise sought" in site.page("broker", ref).text
    assert "State Looking for expertise" in site.page("north", ref, room="portal").text


def test_each_button_is_one_form(site: Site) -> None:
    """What can be pressed has a form with version, key and token; what cannot is a disabled button with its reason."""
    ref = site.programme.request()
    page = site.page("broker", ref)
    assert {"validate", "ask_for_more", "reject", "amend"} <= page.triggers
    for trigger in page.triggers:
        form = page.trigger(trigger)
        assert form["version"] == "1"
        assert len(form["key"]) == 32
        assert form["csrf_token"]
    assert "Score" in page.disabled
    assert "This is not possible while the case is “Submitted”; it is possible in: Validated." in page.text


def test_what_reads_alike_is_not_set_against_itself(site: Site) -> None:
    """A party for which two states are one word reads that a step is not next, and no button leads where it is."""
    ref = site.programme.exchange("terms_drafted")
    for who in ("north", "city"):
        page = site.page(who, ref, room="portal")
        assert "while the case is “In preparation”; it is possible in: In preparation" not in page.text
        assert "leads to: In preparation" not in page.text
    assert "This step is not next." in site.page("city", site.programme.exchange(), room="portal").text
    assert "leads to: Terms agreed" in site.page("broker", ref).text


def test_what_is_not_theirs_to_mend_is_not_told(site: Site) -> None:
    """Who may not recommend reads whose it is, and not that they have scored nothing: that is told to the committee."""
    call = site.programme.call()
    site.programme.application(call, state="validated")
    site.programme.close_call(call)
    told = {who: site.page(who, call).text for who in ("broker", "committee")}
    assert "Only the selection committee can do this." in told["broker"]
    assert "You have not scored" not in told["broker"]
    assert "You have not scored APP-" in told["committee"]


def test_days_of_what_came_before(site: Site) -> None:
    """An exchange shows when its request was submitted, validated and called for, to its experts too."""
    site.programme.now += timedelta(days=1)
    ref = site.programme.exchange()
    for who, room in (("broker", "desk"), ("city", "portal")):
        stages = site.page(who, ref, room=room).text.partition("Submitted")[2].partition("Matched")[0]
        assert len(re.findall(r"reached \d+ March 2018", stages)) == 3


def test_each_form_has_a_key_of_its_own(site: Site) -> None:
    """Two forms of a page, and the same form opened twice, are two requests."""
    ref = site.programme.request()
    keys = [site.page("broker", ref).trigger(name)["key"] for name in ("validate", "validate", "reject")]
    assert len(set(keys)) == 3


def test_a_party_finds_its_own_buttons_only(site: Site) -> None:
    """On the portal no button of the secretariat is shown, not even as forbidden."""
    ref = site.programme.request()
    page = site.page("north", ref, room="portal")
    assert page.triggers == {"amend", "withdraw"}
    assert "Validate" not in page.disabled


def test_a_blocked_button_leads_to_what_mends_it(site: Site) -> None:
    """The reason of a refusal links to the form that would help, on the same page."""
    ref = _without_consent(site)
    html = site.page("broker", ref).html
    reason = re.search(r"The consent of the mayor or chief executive is missing\.[^<]*<a href=\"([^\"]+)\"", html)
    assert reason is not None
    assert reason[1].startswith("#do-")
    assert f'id="{reason[1][1:]}"' in html


def test_destructive_buttons_stand_apart(site: Site) -> None:
    """What ends a case stands under its own heading, after what goes on with it."""
    text = site.page("broker", site.programme.request()).text
    assert text.index("Validate") < text.index("To end it") < text.index("Reject")


def test_it_shows_what_was_answered(site: Site) -> None:
    """Facts are told under the questions they answer: texts, codes, names, dates, tables and documents."""
    ref = site.programme.request()
    page = site.page("broker", ref)
    for part in (
        "Waste is burnt beside the market.",
        "When could it be? 1 April 2018 – 31 December 2018",
        "Languages in which you can work English",
        "Indicator: Households served; Today: 100; Hoped for: 500",
        "letter.txt",
    ):
        assert part in page.text
    assert f"/documents/{site.programme.paper}?case={ref}" in page.html


def test_history_says_who_when_and_why(site: Site) -> None:
    """Every entry has who did it as what, the moment on the reader's clock, the reason, and what changed."""
    ref = site.programme.request(state="validated")
    site.programme.press(ref, "cancel", "broker", form={"reason": "They asked for it."})
    text = site.page("broker", ref).text
    assert (
        "Cancel: Validated → Cancelled 5 March 2018, 10:00 (Europe/Amsterdam) · broker (the broker) They asked for it."
        in text
    )
    assert "5 March 2018, 09:00 (Africa/Accra)" in site.page("north", ref, room="portal").text


def test_a_party_does_not_read_the_committees_opinion(site: Site) -> None:
    """What members of the committee think is for the secretariat; each of them reads their own."""
    ref = site.programme.request(state="validated")
    assert "The challenge is concrete and its own" in site.page("broker", ref).text
    party = site.page("north", ref, room="portal")
    assert "The challenge is concrete and its own" not in party.text
    assert "Recommended" not in party.text
    assert "Score" not in party.text.partition("History")[2]
    mine = site.page("committee", ref).text
    assert "The challenge is concrete and its own" in mine


def test_the_committee_reads_no_names(site: Site) -> None:
    """A member of the committee reads which government asks, and of nobody's person but an applicant's."""
    call = site.programme.call()
    application = site.programme.application(call)
    (ref,) = (one for one in site.programme.linked(call) if one.startswith("REQ-"))
    with site.program.database.begin() as connection:
        _rename(connection, site.programme.people["north"], "Somebody in the north")
        _rename(connection, site.programme.people["city"], "Somebody in the city")
    assert "Somebody in the north" not in site.page("committee", ref).text.partition("History")[0]
    assert "Somebody in the city" in site.page("committee", application).text
    assert "Somebody in the north" in site.page("broker", ref).text


def test_a_published_call_names_its_requests_and_nobody_elses_offer(site: Site) -> None:
    """Whoever may read a call reads whom it is for; who has applied is not told."""
    call = site.programme.call()
    application = site.programme.application(call, "city")
    (ref,) = (one for one in site.programme.linked(call) if one.startswith("REQ-"))
    page = site.page("town", call, room="portal")
    assert ref in page.text
    assert f"/portal/cases/{ref}" not in page.html
    assert application not in page.text


def test_letters_and_follow_ups(site: Site) -> None:
    """The desk lists what is owed and what is to come; a party what comes to itself."""
    ref = site.programme.request()
    broker, party = site.page("broker", ref).text, site.page("north", ref, room="portal").text
    assert f"{ref}: we have received your request north · waits to be sent" in broker
    assert f"{ref}: we have received your request north · waits to be sent" in party
    assert "Still to come Overdue: the lead broker" in broker
    assert "Still to come" not in party


def test_a_new_case_of_a_match_is_linked(site: Site) -> None:
    """Linked cases are listed with their state, and lead to their pages."""
    exchange = site.programme.exchange()
    page = site.page("broker", exchange)
    assert "Linked cases" in page.text
    (request,) = (one for one in site.programme.linked(exchange) if one.startswith("REQ-"))
    assert f"/desk/cases/{request}" in page.html


def test_what_was_settled_is_told_by_person(site: Site) -> None:
    """A table that is kept by person is told by person, each row under its questions."""
    exchange = site.programme.exchange("arranged")
    text = site.page("broker", exchange).text
    assert "Travel city Status: Settled" in text
    assert "{" not in text.partition("What is known")[2].partition("Linked cases")[0]
    assert "north the host" in text


def test_an_association_follows_the_exchanges_of_its_country(site: Site) -> None:
    """An association reads an exchange of its country before it takes part; that of another country is not there."""
    exchange = site.programme.exchange()
    assert "History" in site.page("ghana", exchange, room="portal").text
    site.visitor("uganda").get(f"/portal/cases/{exchange}", 404)


def test_long_histories_are_paged(site: Site) -> None:
    """The newest entries come first; the older ones are a link further, and none is missing."""
    ref = site.programme.request()
    for number in range(30):
        site.programme.fire(ref, "amend", "north", challenge=f"Version {number}.")
    first = site.page("broker", ref)
    older = re.search(r'href="(/desk/cases/[^"]+before=\d+)#history"', first.html)
    assert older is not None
    second = site.visitor("broker").get(older[1])
    seen = re.findall(r'<li id="([^"]+)"', first.html) + re.findall(r'<li id="([^"]+)"', second.html)
    assert seen == [f"{ref}/{number}" for number in range(31, 0, -1)]


def test_an_auditor_reads_everything_and_presses_nothing(site: Site) -> None:
    """The audit shows every entry with what proves it, and no button but those that concern no case."""
    ref = site.programme.request(state="validated")
    page = site.page("auditor", ref, room="audit")
    for entry in site.programme.entries(ref):
        assert entry.hash in page.text
    assert page.triggers == set()
    asks = f"/audit/cases/{ref}"
    assert list(page.forms) == ["/logout", asks, f"{asks}#history", "/scheme"]


def test_no_anchor_is_there_twice(site: Site) -> None:
    """However many forms a page has, each field has its own anchor."""
    for ref in (site.programme.request(), site.programme.to_decide()[0]):
        ids = site.page("broker", ref).ids
        assert sorted(ids) == sorted(set(ids))


def test_a_letter_previewed_by_a_party_is_its_own(site: Site) -> None:
    """A party that looks first reads its own letters; of others it is told how many."""
    exchange = site.programme.exchange()
    (request,) = (one for one in site.programme.linked(exchange) if one.startswith("REQ-"))
    answer = site.press(
        "north", request, "withdraw_from_exchange", {"reason": "No money."}, room="portal", preview="yes"
    )
    text = Page(answer.text).text
    assert "Letters to others:" in text
    assert f"north: {request}:" in text
    assert "city:" not in text


def _without_consent(site: Site) -> str:
    people = [site.programme.people["north"]]
    form = {
        "governments": [site.programme.bodies["north"]],
        "topic": "waste",
        "challenge": "Waste.",
        "hoped_for": [{"indicator": "Households served"}],
        "period": {"first": "2018-04-01", "last": "2018-12-31"},
        "languages": ["en"],
        "people": people,
    }
    return site.programme.fire("request", "submit", "north", **form).ref


def _rename(connection, person: str, name: str) -> None:
    from records import accounts
    from tests.support.programme import NOW

    accounts.change(connection, person, name=name, actor="SYS", now=NOW, via="test")
