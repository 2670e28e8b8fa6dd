"""Forms that the stories of the demonstration fill in alike. What is not published is not invented, and says so."""

from datetime import date, timedelta
from typing import Any

from commands.demonstration.play import Play
from states.words import EXPERT_CRITERIA, REQUEST_CRITERIA

NOT_PUBLISHED = (
    "Demonstration: what was answered and reported at the time is not published, so it is not invented here."
)
POINTS = 4  # the demonstration's own: the real ones are not published


def request(
    play: Play, account: str, topic: str, challenge: str, hoped_for: str, languages: tuple[str, ...]
) -> dict[str, Any]:
    """The form of a request, all but its period."""
    return {
        "governments": [play.body(account)],
        "topic": topic,
        "challenge": challenge,
        "hoped_for": [{"indicator": hoped_for}],
        "exchange_type": "expert_assignment",
        "languages": list(languages),
        "people": [play.person(account)],
        "consent": play.paper(account, "Consent of the mayor or chief executive"),
    }


def call(requests: list[str], title: str, deadline: str, language: str, asked: str) -> dict[str, Any]:
    """The form of a call, all but the period of the exchange."""
    return {
        "requests": requests,
        "title": title,
        "working_language": language,
        "exchange_types": ["expert_assignment"],
        "deadline": deadline,
        "zone": "Europe/Amsterdam",
        "asked_of_experts": [{"language": language, "text": asked}],
    }


def application(play: Play, account: str, call: str, request: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """The form of an application, all but its availability."""
    return {
        "call": call,
        "request": request,
        "government": play.body(account),
        "cv": play.paper(account, f"CV, {account}"),
        "approach": "Demonstration: the approach that was offered is not published.",
        "similar_job": "Demonstration: a colleague with the same or a comparable job.",
        "languages": list(languages),
        "commitment_letter": play.paper(account, f"Letter of commitment of the superior, {account}"),
    }


def period(today: date, first: int, last: int) -> dict[str, str]:
    """From one day to another, as many days from today."""
    return {
        "first": (today + timedelta(days=first)).isoformat(),
        "last": (today + timedelta(days=last)).isoformat(),
    }


# --- presses that always go together ----------------------------------------------------------------------------------


def recommend(play: Play, ref: str) -> None:
    """The broker checks a request or an application, and a member of the committee recommends it."""
    criteria = REQUEST_CRITERIA if ref.startswith("REQ-") else EXPERT_CRITERIA
    points = [{"criterion": one, "points": POINTS} for one in criteria]
    play.press("broker", ref, "validate")
    play.press("committee", ref, "score", {"criteria": points, "recommend": "yes"})


def shortlist(play: Play, application: str) -> None:
    """An application is checked and recommended, and shortlisted."""
    recommend(play, application)
    play.press("broker", application, "shortlist")


def confirm(play: Play, account: str, application: str, first_day: str, last_day: str) -> None:
    """The expert confirms the offer."""
    form = {"available": {"first": first_day, "last": last_day}, "travellers": [play.person(account)]}
    play.press(account, application, "confirm", form)
