"""A form that is sent: done, looked at first, or refused; and nothing that was typed is lost."""

import re

import pytest

from tests.web.site import Site, request_form
from tests.web.visitor import Page


def test_a_press_moves_and_says_so(site: Site) -> None:
    """After a move the case's page says what was done, where somebody who cannot see hears it."""
    ref = site.programme.request()
    visitor = site.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("validate")
    answer = visitor.post(f"/desk/cases/{ref}/transitions/validate", sent)
    assert (answer.status_code, answer.location) == (303, f"/desk/cases/{ref}")
    page = visitor.client.get(answer.location)
    assert '<p class="note good" role="status" tabindex="-1" autofocus>' in page.text
    assert f"Done: Validate. {ref} is now “Validated”." in Page(page.text).text
    assert site.programme.case(ref).state == "validated"


def test_a_first_signature_says_who_is_missing(site: Site) -> None:
    """Who agrees first reads who has to agree as well; who agrees last, where the case is now."""
    ref = site.programme.exchange("terms_drafted")
    told = [_told(site, who, ref, "agree_terms") for who in ("north", "city")]
    assert "moves on once these have agreed too: the expert." in told[0]
    assert f"{ref} is now “" in told[1]


def _told(site: Site, who: str, ref: str, trigger: str) -> str:
    visitor = site.visitor(who)
    sent = visitor.get(f"/portal/cases/{ref}").trigger(trigger)
    return visitor.get(visitor.post(f"/portal/cases/{ref}/transitions/{trigger}", sent).location).text


def test_the_same_key_twice_is_one_press(site: Site) -> None:
    """A double click lands twice on the same result, and one entry is written."""
    ref = site.programme.request()
    visitor = site.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("validate")
    answers = [visitor.post(f"/desk/cases/{ref}/transitions/validate", sent) for _ in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, f"/desk/cases/{ref}")] * 2
    assert site.programme.kinds(ref) == ["created", "moved"]


def test_preview_writes_nothing(site: Site) -> None:
    """What will happen is shown with every step, letter and date; no row of any table is different."""
    call, form = site.programme.to_decide()
    with site.programme.unchanged():
        answer = site.press("broker", call, "decide", form, preview="yes")
    said = Page(answer.text).text
    assert answer.status_code == 200
    for part in ("What will happen: Decide", "A new case:", "EXC-2018-0001", "Match", "is selected, please confirm by"):
        assert part in said
    assert "The offer expires" in said


def test_after_a_preview_the_form_is_still_filled(site: Site) -> None:
    """Looking first does not mean typing twice: the form that comes back does what was looked at."""
    call, form = site.programme.to_decide()
    page = Page(site.press("broker", call, "decide", form, preview="yes").text)
    answer = site.visitor("broker").post(f"/desk/cases/{call}/transitions/decide", page.trigger("decide"))
    assert answer.status_code == 303
    assert site.programme.case(call).state == "decided"


def test_a_missing_answer_is_told_at_its_field(site: Site) -> None:
    """What does not fit is marked where it stands, listed with a link at the top, and what was typed is kept."""
    ref = site.programme.request()
    answer = site.press("broker", ref, "ask_for_more", {"missing": "A budget.\nAnd a map."})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.invalid == ["answer_by"]
    assert '<a href="#ask_for_more.answer_by">Answer by</a>: Fill this in.' in answer.text
    assert page.trigger("ask_for_more")["missing"] == "A budget.\nAnd a map."


def test_a_refusal_tells_every_reason(site: Site) -> None:
    """A blocked press answers 409 with its reasons, and keeps what was typed."""
    call, form = site.programme.to_decide()
    answer = site.press("broker", call, "decide", {**form, "others": []})
    assert answer.status_code == 409
    assert "Say once what becomes of each application that is not chosen" in Page(answer.text).text
    assert Page(answer.text).trigger("decide")["requests-0-outcome"] == "matched"


def test_a_waivable_refusal_asks_for_a_reason(site: Site) -> None:
    """A refusal that a reason passes becomes a question; answered, the move is done and the reason is in the history."""
    site.programme.request()
    twin = site.programme.request()
    sent = site.page("broker", twin).trigger("validate")
    assert "waive.no_twin" in sent
    assert site.press("broker", twin, "validate").status_code == 409
    assert site.press("broker", twin, "validate", waive_no_twin="Another valley.").status_code == 303
    assert "Another valley." in site.page("broker", twin).text


def test_no_waiver_is_asked_for_where_nothing_refuses(site: Site) -> None:
    """The form asks for a waiver only when that guard refuses."""
    ref = site.programme.request()
    assert "waive.no_twin" not in site.page("broker", ref).trigger("validate")


def test_the_loser_reads_who_won(site: Site) -> None:
    """Whoever presses on an old page reads who was quicker and when, and keeps what was typed."""
    ref = site.programme.request()
    visitor = site.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("ask_for_more")
    sent["missing"], sent["answer_by"] = "A map.", "2018-03-20"
    site.programme.fire(ref, "amend", "north", challenge="Something else.")
    answer = visitor.post(f"/desk/cases/{ref}/transitions/ask_for_more", sent)
    assert answer.status_code == 412
    assert "north was quicker: “Amend” on 5 March 2018, 10:00 (Europe/Amsterdam)." in Page(answer.text).text
    again = Page(answer.text).trigger("ask_for_more")
    assert (again["missing"], again["version"]) == ("A map.", str(site.programme.case(ref).version))
    assert visitor.post(f"/desk/cases/{ref}/transitions/ask_for_more", again).status_code == 303


def test_what_was_typed_is_shown_where_its_form_is_gone(site: Site) -> None:
    """When the case moved on so far that the form is not there any more, what was typed can still be copied."""
    ref = site.programme.request()
    visitor = site.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("ask_for_more")
    sent["missing"] = "A map of the valley."
    site.programme.fire(ref, "validate", "other_broker")
    answer = visitor.post(f"/desk/cases/{ref}/transitions/ask_for_more", sent)
    assert answer.status_code == 412
    assert "What you had written What is missing? A map of the valley." in Page(answer.text).text


def test_another_form_under_a_spent_key(site: Site) -> None:
    """A key that was used for other answers is told in a sentence, and the page gives a new one."""
    ref = site.programme.request(state="validated")
    visitor = site.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("cancel")
    sent["reason"] = "They asked for it."
    visitor.post(f"/desk/cases/{ref}/transitions/cancel", sent)
    sent["reason"] = "Something else."
    answer = visitor.post(f"/desk/cases/{ref}/transitions/cancel", sent)
    assert answer.status_code == 422
    assert "This form was sent before with other answers" in Page(answer.text).text


def test_a_broker_presses_for_a_party(site: Site) -> None:
    """A broker says for whom, and how they said so; only those who have the part can be named."""
    ref = site.programme.request()
    sent = site.page("broker", ref).trigger("amend")
    assert sent["on_behalf_of"] == ""
    answer = site.press("broker", ref, "amend", {"challenge": "A new challenge."})
    assert answer.status_code == 409
    assert "Say on whose behalf you do it" in Page(answer.text).text
    north = site.programme.people["north"]
    refused = site.press("broker", ref, "amend", {"challenge": "A new challenge."}, on_behalf_of=north)
    assert (refused.status_code, Page(refused.text).invalid) == (422, ["on_behalf_reason"])
    told = {"on_behalf_of": north, "on_behalf_reason": "By telephone."}
    assert site.press("broker", ref, "amend", {"challenge": "A new challenge."}, **told).status_code == 303
    assert "for north (By telephone.)" in site.page("broker", ref).text


@pytest.mark.parametrize("version", ["abc", "-1", "1e3"])
def test_a_version_that_is_none(site: Site, version: str) -> None:
    """A version that is no number is refused in a sentence."""
    ref = site.programme.request()
    answer = site.press("broker", ref, "validate", version=version)
    assert answer.status_code == 422
    assert "This is no version of a case." in Page(answer.text).text


@pytest.mark.parametrize("name", ["version", "key"])
def test_a_form_without_what_stands_beside_it(site: Site, name: str) -> None:
    """A form that lacks the version that was seen, or the key of the press, moves nothing."""
    ref = site.programme.request()
    sent = site.page("broker", ref).trigger("validate")
    del sent[name]
    with site.programme.unchanged():
        assert site.visitor("broker").post(f"/desk/cases/{ref}/transitions/validate", sent).status_code == 422


def test_a_name_nobody_asked_for(site: Site) -> None:
    """A field that the form does not have is refused by its name."""
    ref = site.programme.request()
    answer = site.press("broker", ref, "validate", budget="1000")
    assert answer.status_code == 422
    assert "budget: Nothing is asked here." in Page(answer.text).text


def test_too_much_text(site: Site) -> None:
    """A text that is too long is told at its field, and is kept."""
    ref = site.programme.request()
    answer = site.press("broker", ref, "reject", {"reason": "x" * 20_001})
    assert answer.status_code == 422
    assert "This is too long: at most 20000." in Page(answer.text).text
    assert len(Page(answer.text).trigger("reject")["reason"]) == 20_001


def test_a_case_begins_on_the_page_for_new_ones(site: Site) -> None:
    """A requester files a request of their own, after having looked at what will happen."""
    form = request_form(site)
    with site.programme.unchanged():
        looked = site.begin("north", "request", "submit", form, room="portal", preview="yes")
    assert "REQ-2018-0001: we have received your request" in Page(looked.text).text
    answer = site.begin("north", "request", "submit", form, room="portal")
    assert (answer.status_code, answer.location) == (303, "/portal/cases/REQ-2018-0001")


def test_a_new_case_keeps_what_was_typed(site: Site) -> None:
    """What is wrong with a new case is told at its field, and the rest is kept."""
    answer = site.begin("north", "request", "submit", {**request_form(site), "languages": []}, room="portal")
    page = Page(answer.text)
    assert answer.status_code == 422
    assert '<a href="#submit.languages">Languages in which you can work</a>: Fill this in.' in answer.text
    assert page.trigger("submit")["hoped_for-0-indicator"] == "Households served"


def test_amending_begins_with_what_is_known(site: Site) -> None:
    """The form of an amendment is filled with what the case says, texts and tables too."""
    ref = site.programme.request()
    sent = site.page("north", ref, room="portal").trigger("amend")
    assert sent["challenge"] == "Waste is burnt beside the market."
    assert (sent["period-first"], sent["period-last"]) == ("2018-04-01", "2018-12-31")
    assert sent.getlist("languages") == ["en"]
    assert sent["hoped_for-0-today"] == "100"
    assert sent["consent"] == site.programme.paper


def test_amending_takes_an_answer_out_again(site: Site) -> None:
    """An answer that is emptied is gone; one that must stay is refused at its field."""
    ref = site.programme.request(tried_so_far="A landfill.")
    assert site.press("north", ref, "amend", {"tried_so_far": ""}, room="portal", tried_so_far="").status_code == 303
    assert site.programme.case(ref).facts["tried_so_far"] is None
    refused = site.press("north", ref, "amend", {"challenge": ""}, room="portal", challenge=" ")
    assert (refused.status_code, Page(refused.text).invalid) == (422, ["challenge"])


def test_an_amendment_sent_as_it_was_shown(site: Site) -> None:
    """A form sent again as it was filled in is refused: it changes nothing, and nobody is written to."""
    ref = site.programme.request()
    sent = site.press("north", ref, "amend", {}, room="portal")
    assert (sent.status_code, "Nothing would change" in sent.text) == (409, True)
    assert site.programme.case(ref).version == 1


def test_a_request_is_not_merged_with_itself(site: Site) -> None:
    """Who merges a request chooses among the others."""
    ref, other = site.programme.request(), site.programme.request("south")
    offered = re.findall(r'<option value="(REQ-[\d-]+)"', site.visitor("broker").get(f"/desk/cases/{ref}").html)
    assert (other in offered, ref in offered) == (True, False)


def test_a_questionnaire_is_answered_by_its_page(site: Site) -> None:
    """What the case knows already under the name of another question is not sent along with the answers."""
    exchange = site.programme.exchange("arranged")
    form = {"questionnaire": "evaluation", "goals_met": 80, "use": "soon", "follow_up": "contact"}
    assert site.press("north", exchange, "answer_questionnaire", form, room="portal").status_code == 303


@pytest.mark.parametrize("missing", ["version", "key"])
def test_a_form_without_what_the_page_sends_along(site: Site, missing: str) -> None:
    """A move that does not say which version was seen, or has no key, is refused and nothing is done."""
    ref = site.programme.request()
    answer = site.press("broker", ref, "reject", {"reason": "Not concrete."}, **{missing: ""})
    assert answer.status_code == 422
    assert "Load the page anew" in answer.text
    assert site.programme.case(ref).state == "submitted"
