"""Questionnaires on the page of an exchange: who answered what, who still owes, and one set of questions at a time."""

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.web.site import Site
from tests.web.visitor import Page
from workflow import doing
from workflow.tables import follow_ups, outbox

EVALUATION = {"questionnaire": "evaluation", "goals_met": 80, "use": "soon", "follow_up": "contact"}


@pytest.fixture
def held(site: Site) -> str:
    """An exchange that took place, whose requester answered the evaluation, and whose expert was asked."""
    ref = site.programme.exchange("executed")
    site.programme.fire(ref, "answer_questionnaire", "north", **EVALUATION, went_well="The market.")
    site.programme.now = site.programme.now.replace(day=25)
    doing.tick(site.programme.database, site.programme.engine, now=site.programme.now)
    return ref


def test_who_owes(site: Site, held: str) -> None:
    """The office reads who answered, when and what, and who was asked and has not."""
    text = site.page("broker", held).text
    assert "north answered on 16 June 2018" in text
    assert "The market." in text
    assert "city asked on 22 June 2018, not answered yet" in text


def test_ones_own(site: Site, held: str) -> None:
    """A party reads what they answered themselves, and where to answer; not what the other side said."""
    mine, theirs = (site.page(who, held, room="portal").text for who in ("north", "city"))
    assert "The market." in mine
    assert "The market." not in theirs
    assert "north answered" not in theirs
    assert "city asked on 22 June 2018" in theirs


def test_nobody_else(site: Site, held: str) -> None:
    """An association reads nobody's answers; the auditor reads all."""
    assert "The market." not in site.page("ghana", held, room="portal").text
    assert "The market." in site.page("auditor", held, room="audit").text


def test_only_the_chosen(site: Site, held: str) -> None:
    """The button shows the questions of what is due, or of what was chosen by a link, and no others."""
    form = site.page("city", held, room="portal").trigger("answer_questionnaire")
    assert form["questionnaire"] == "evaluation"
    assert "own_gain" in form
    assert not {"situation", "advice_fits", "on_track"} & form.keys()
    chosen = site.visitor("city").get(f"/portal/cases/{held}?questionnaire=check_in_half_way")
    assert {"on_track", "change"} <= chosen.trigger("answer_questionnaire").keys()
    assert "goals_met" not in chosen.trigger("answer_questionnaire")


def test_another_one_chosen(site: Site, held: str) -> None:
    """Whoever chooses another questionnaire and presses finds its questions, and nothing was sent."""
    form = site.page("city", held, room="portal").trigger("answer_questionnaire")
    form["questionnaire"] = "check_in_half_way"
    with site.programme.unchanged():
        answer = site.visitor("city").post(f"/portal/cases/{held}/transitions/answer_questionnaire", form)
    assert answer.status_code == 422
    assert "on_track" in Page(answer.text).trigger("answer_questionnaire")


def test_on_behalf(site: Site, held: str) -> None:
    """A broker goes from who owes an answer to the questions that they are asked, with their name chosen."""
    html = site.page("broker", held).html
    person = site.programme.people["city"]
    address = f"/desk/cases/{held}?questionnaire=evaluation&amp;on_behalf_of={person}#do-answer_questionnaire"
    assert address in html
    form = site.visitor("broker").get(address.replace("&amp;", "&").partition("#")[0]).trigger("answer_questionnaire")
    assert (form["on_behalf_of"], "own_gain" in form) == (person, True)


def again(site: Site, held: str, who: str, whom: str, rule: str = "evaluation") -> TestResponse:
    """Somebody presses the button that sends somebody the letter of a follow-up again."""
    room = "desk" if who == "broker" else "portal"
    token = site.page(who, held, room=room).forms["/logout"]["csrf_token"]
    sent = {"csrf_token": token, "key": f"{who} {whom} {rule}", "rule": rule, "person": site.programme.people[whom]}
    return site.visitor(who).post(f"/{room}/cases/{held}/remarks/send_again", sent)


def test_sent_again(site: Site, held: str) -> None:
    """A broker sends somebody their link anew: one entry, one letter, and no version of the case."""
    version = site.programme.case(held).version
    assert f"/desk/cases/{held}/remarks/send_again" in site.page("broker", held).forms
    for _press in range(2):
        assert again(site, held, "broker", "city").status_code == 303
    text = site.page("broker", held).text
    assert "A letter with a new link is on its way." in text
    assert "Letter to city: Evaluation" in text
    assert site.programme.case(held).version == version
    with site.program.database.begin() as connection:
        query = select(outbox.c.recipient).where(outbox.c.ref == held, outbox.c.template == "evaluation")
        recipients = list(connection.scalars(query))
    assert recipients.count(f"person:{site.programme.people['city']}") == 2


@pytest.mark.parametrize(
    ("who", "whom", "status"), [("broker", "north", 422), ("broker", "ghana", 422), ("city", "north", 403)]
)
def test_not_sent_again(site: Site, held: str, who: str, whom: str, status: int) -> None:
    """A link is not sent to who answered already, to who is not asked, nor to others by who is no broker."""
    with site.programme.unchanged():
        assert again(site, held, who, whom).status_code == status


def test_left_out(site: Site) -> None:
    """Who was not asked in time is named as such while the exchange goes on, and can be sent the link."""
    ref = site.programme.exchange("under_way")
    with site.program.database.begin() as connection:
        skipped = update(follow_ups).where(follow_ups.c.ref == ref, follow_ups.c.rule == "check_in_first_day")
        connection.execute(skipped.values(status="skipped"))
    text = site.page("broker", ref).text
    assert "city was not asked" in text
    assert again(site, ref, "broker", "city", "check_in_first_day").status_code == 303
