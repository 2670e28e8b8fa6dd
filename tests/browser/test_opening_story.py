"""The opening story, pressed in a real browser: Moroto's request goes from expertise sought to evaluated."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pressing import press, state
from tests.support.served import Served, demonstration

TOLD = "By telephone, today."


@pytest.fixture
def served() -> Iterator[Served]:
    """A demonstration that only this story moves."""
    with demonstration() as running:
        yield running


class Story:
    """One browser and the cases of Moroto in it."""

    def __init__(self, served: Served, page: Page) -> None:
        self.served, self.page = served, page

    def open(self, account: str, ref: str) -> None:
        """Sign in and open a case."""
        self.served.sign_in(self.page, account)
        self.page.goto(f"{self.served.address}/desk/cases/{ref}")

    def press(self, trigger: str, becomes: str, answers: dict[str, Any] | None = None, **more: Any) -> None:
        """Press a button; the page then says that it is done, and the state it led to."""
        press(self.page, trigger, answers, **more)
        assert f"is now “{becomes}”" in self.page.inner_text("[role=status]")
        assert state(self.page) == becomes

    def offered(self, trigger: str, name: str) -> list[str]:
        """The values that a field of a form offers."""
        fields = f'#do-{trigger} [name="{name}"][value], #do-{trigger} [name="{name}"] option'
        return [value for one in self.page.locator(fields).all() if (value := one.get_attribute("value"))]


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_sought_to_evaluated(browser: Browser, served: Served, scripts: bool) -> None:
    """The broker, and the lead broker for one confirmation, take the request to its end by pressing buttons."""
    page = browser.new_context(java_script_enabled=scripts).new_page()
    story = Story(served, page)
    _match(story)
    _prepare(story)
    _confirm_by_other_eyes(story)
    _carry_out(story)
    request = served.ref("request")
    page.goto(f"{served.address}/desk/cases/{request}")
    assert state(page) == "Evaluated"
    told = served.connect("history", request)
    assert [line.rsplit("→ ")[-1] for line in told.splitlines() if "→" in line] == [
        "Validated", "Expertise sought", "Matched", "Arranged", "Executed", "Evaluated",
    ]  # fmt: skip
    assert page.locator("ol.history > li").count() == len([line for line in told.splitlines() if line[:1].isdigit()])


def _match(story: Story) -> None:
    offer = story.served.ref("application")
    story.served.sign_in(story.page, "broker")
    story.page.click("text=Moroto District")
    decision = {
        "requests-0-outcome": "matched",
        "requests-0-applications": [offer],
        "requests-0-exchange_type": "expert_assignment",
        "others-1-outcome": "reserve",
    }
    story.press("decide", "Decided", decision)
    story.page.goto(f"{story.served.address}/desk/cases/{offer}")
    first, last = _days()
    travellers = story.offered("confirm", "travellers")
    story.press("confirm", "Confirmed", {"available-first": first, "available-last": last, "travellers": travellers})


def _days() -> tuple[str, str]:
    """Monday to Thursday of last week: the exchange is recorded after the fact."""
    monday = date.today() - timedelta(days=date.today().weekday() + 7)
    return monday.isoformat(), (monday + timedelta(days=3)).isoformat()


def _prepare(story: Story) -> None:
    story.open("broker", story.served.ref("exchange"))
    terms = {
        "objectives": "To plan the local economy together.",
        "tasks": "To visit, and to advise.",
        "working_days": 4,
        "place": "Moroto",
        "working_language": "en",
        "indicators-0-indicator": "A plan that the council adopts",
    }
    story.press("draft_terms", "Terms drafted", terms)
    story.press("agree_terms", "Terms drafted", tell=TOLD)
    story.press("agree_terms", "Terms agreed", tell=TOLD)
    liaison = story.offered("accept_invitation_association", "liaison")[0]
    story.press("accept_invitation_association", "Terms agreed", {"liaison": liaison}, tell=TOLD)
    settled = {"travel-0-status": "settled", "insurance-0-status": "settled"}
    story.press("record_arrangements", "Terms agreed", settled)
    travellers = story.offered("record_briefing", "who")[:1]
    story.press("record_briefing", "Terms agreed", {"held_on": date.today().isoformat(), "who": travellers})
    refusal = story.page.inner_text("#do-arrange")
    assert "another broker confirms it" in refusal
    assert story.page.locator("#do-arrange button").is_disabled()


def _confirm_by_other_eyes(story: Story) -> None:
    story.open("lead.broker", story.served.ref("exchange"))
    first, last = _days()
    people = story.offered("arrange", "participants")[:1]
    dates = {
        "first_day": first,
        "last_day": last,
        "place": "Moroto",
        "participants": people,
        "emergency_contacts": people,
    }
    press(story.page, "arrange", dates)
    assert "The first day is past" in story.page.inner_text("main")
    assert story.page.locator("#do-arrange [name=place]").input_value() == "Moroto"  # nothing typed is lost
    story.press("arrange", "Arranged", {"waive.first_day_past": "Recorded after the fact."})


def _carry_out(story: Story) -> None:
    story.open("broker", story.served.ref("exchange"))
    story.press("start", "Under way")
    story.press("finish", "Executed", {"took_place": True})
    report = {"report": "We met and planned.", "goals_met": 80, "lessons": "Plan with the farmers."}
    story.press("draft_report", "Executed", report)
    story.press("agree_report", "Executed", tell=TOLD)
    story.press("agree_report", "Reported", tell=TOLD)
    lessons = {"with_whom": "members", "how": "At the annual meeting."}
    story.press("record_lessons", "Reported", lessons, tell=TOLD)
    _evaluate(story)


def _evaluate(story: Story) -> None:
    """Both sides answer the evaluation by telephone; then nothing is missing, and nothing need be waived."""
    assert "not answered the evaluation" in story.page.inner_text("#do-evaluate")
    answers = {"questionnaire": "evaluation", "goals_met": 80, "use": "soon", "follow_up": "contact"}
    for person in story.offered("answer_questionnaire", "on_behalf_of"):
        told = {"on_behalf_of": person, "on_behalf_reason": TOLD}
        story.press("answer_questionnaire", "Reported", {**answers, **told})
    story.press("evaluate", "Evaluated", {"conclusion": "A plan was made."})
