"""The opening story as a person tells it who presses buttons: Moroto's request goes from expertise sought to evaluated."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from playwright.sync_api import Page

from tests.support.pressing import press, state
from tests.support.served import Served

TOLD = "By telephone, today."


class Hand(Protocol):
    """How somebody works the desk in a browser: with a mouse, or by keyboard alone."""

    page: Page

    def sign_in(self, account: str) -> None:
        """Begin a session; whoever was signed in is signed out."""

    def open(self, title: str) -> None:
        """Follow the first link of the work list that has these words."""

    def find(self, ref: str) -> None:
        """Go to a case whose reference one knows."""

    def press(self, trigger: str, answers: Mapping[str, Any] | None = None, *, tell: str | None = None) -> None:
        """As `pressing.press`."""


class Mouse:
    """Links and buttons are clicked, a known address is gone to."""

    def __init__(self, served: Served, page: Page) -> None:
        self.served, self.page = served, page

    def sign_in(self, account: str) -> None:
        """By the form."""
        self.served.sign_in(self.page, account)

    def open(self, title: str) -> None:
        """By a click."""
        self.page.click(f"text={title}")

    def find(self, ref: str) -> None:
        """By its address."""
        self.page.goto(f"{self.served.address}/desk/cases/{ref}")

    def press(self, trigger: str, answers: Mapping[str, Any] | None = None, *, tell: str | None = None) -> None:
        """As `pressing.press`."""
        press(self.page, trigger, answers, tell=tell)


class Story:
    """One hand and the cases of Moroto under it."""

    def __init__(self, served: Served, hand: Hand) -> None:
        self.served, self.hand, self.page = served, hand, hand.page

    def as_(self, account: str, ref: str) -> None:
        """Sign in and open a case."""
        self.hand.sign_in(account)
        self.hand.find(ref)

    def press(
        self,
        trigger: str,
        becomes: str,
        answers: dict[str, Any] | None = None,
        *,
        tell: str | None = None,
        awaited: str = "",
    ) -> None:
        """Press a button; the page then says that it is done, and the state it led to, or who has to press as well."""
        self.hand.press(trigger, answers, tell=tell)
        said = f"once these have agreed too: {awaited}." if awaited else f"is now “{becomes}”."
        told = self.page.locator("main [role=status], main [role=alert]").first.inner_text()
        assert said in told, f"{trigger}: {told}"
        assert state(self.page) == becomes

    def offered(self, trigger: str, name: str) -> list[str]:
        """The values that a field of a form offers."""
        fields = f'#do-{trigger} [name="{name}"][value], #do-{trigger} [name="{name}"] option'
        return [value for one in self.page.locator(fields).all() if (value := one.get_attribute("value"))]


def tell(story: Story) -> None:
    """The broker, and the lead broker for one confirmation, take the request to its end by pressing buttons."""
    _match(story)
    _prepare(story)
    _confirm_by_other_eyes(story)
    _carry_out(story)
    request = story.served.ref("request")
    story.hand.find(request)
    assert state(story.page) == "Evaluated"
    assert story.page.locator("ol.history > li").count() == arrived(story.served)


def arrived(served: Served) -> int:
    """How many entries the request has in its history, which says that it went the whole way."""
    told = served.connect("history", served.ref("request")).splitlines()
    assert [line.rsplit("→ ")[-1] for line in told if "→" in line] == [
        "Validated", "Expertise sought", "Matched", "Arranged", "Executed", "Evaluated",
    ]  # fmt: skip
    return sum(line[:1].isdigit() for line in told)


def _match(story: Story) -> None:
    offer = story.served.ref("application")
    story.hand.sign_in("broker")
    story.hand.open("Moroto District")
    decision = {
        "requests-0-outcome": "matched",
        "requests-0-applications": [offer],
        "requests-0-exchange_type": "expert_assignment",
        "others-1-outcome": "reserve",
    }
    story.press("decide", "Decided", decision)
    story.hand.find(offer)
    first, last = days()
    travellers = story.offered("confirm", "travellers")
    story.press("confirm", "Confirmed", {"available-first": first, "available-last": last, "travellers": travellers})


def days() -> tuple[str, str]:
    """Monday to Thursday of last week: the exchange is recorded after the fact."""
    monday = date.today() - timedelta(days=date.today().weekday() + 7)
    return monday.isoformat(), (monday + timedelta(days=3)).isoformat()


def _prepare(story: Story) -> None:
    story.as_("broker", story.served.ref("exchange"))
    terms = {
        "objectives": "To plan the local economy together.",
        "tasks": "To visit, and to advise.",
        "working_days": 4,
        "place": "Moroto",
        "working_language": "en",
        "indicators-0-indicator": "A plan that the council adopts",
    }
    story.press("draft_terms", "Terms drafted", terms)
    story.press("agree_terms", "Terms drafted", tell=TOLD, awaited="the expert")
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
    story.as_("lead.broker", story.served.ref("exchange"))
    first, last = days()
    people = story.offered("arrange", "participants")[:1]
    dates = {
        "first_day": first,
        "last_day": last,
        "place": "Moroto",
        "participants": people,
        "emergency_contacts": people,
    }
    story.hand.press("arrange", dates)
    assert "The first day is past" in story.page.inner_text("main")
    assert story.page.locator("#do-arrange [name=place]").input_value() == "Moroto"  # nothing typed is lost
    story.press("arrange", "Arranged", {"waive.first_day_past": "Recorded after the fact."})


def _carry_out(story: Story) -> None:
    story.as_("broker", story.served.ref("exchange"))
    story.press("start", "Under way")
    story.press("finish", "Executed", {"took_place": True})
    report = {"report": "We met and planned.", "goals_met": 80, "lessons": "Plan with the farmers."}
    story.press("draft_report", "Executed", report)
    story.press("agree_report", "Executed", tell=TOLD, awaited="the expert")
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
