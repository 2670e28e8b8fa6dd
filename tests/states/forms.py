"""Forms filled in, as tests press with them."""

from typing import Any

from tests.states.given import ASKING, CONSENT, CV, EXPERT, KNOWING, LETTER, NORTH

PERIOD = {"first": "2017-05-01", "last": "2017-06-30"}
INDICATOR = {"indicator": "Households served", "today": "10", "hoped": "40"}


def submission(**more: Any) -> dict[str, Any]:
    """A request."""
    form = {
        "governments": [NORTH],
        "topic": "waste",
        "challenge": "Waste is not collected.",
        "hoped_for": [INDICATOR],
        "period": PERIOD,
        "languages": ["en"],
        "people": [ASKING],
        "consent": CONSENT,
    }
    return {**form, **more}


def preparation(*requests: str, **more: Any) -> dict[str, Any]:
    """A call."""
    form = {
        "requests": list(requests),
        "title": "Waste management",
        "working_language": "en",
        "exchange_types": ["expert_assignment"],
        "deadline": "2017-04-03",
        "zone": "Europe/Brussels",
        "asked_of_experts": [{"language": "en", "text": "Colleagues who know."}],
    }
    return {**form, **more}


def offer(call: str, request: str, **more: Any) -> dict[str, Any]:
    """An application."""
    form = {
        "call": call,
        "request": request,
        "government": KNOWING,
        "people": [EXPERT],
        "cv": CV,
        "approach": "By doing it together.",
        "similar_job": "The same one.",
        "languages": ["en"],
        "availability": PERIOD,
        "commitment_letter": LETTER,
    }
    return {**form, **more}


def matched(request: str, *applications: str, **more: Any) -> dict[str, Any]:
    """A row of a decision."""
    row = {"request": request, "outcome": "matched", "applications": list(applications)}
    return {**row, "exchange_type": "expert_assignment", **more}


def points(*codes: str) -> list[dict[str, Any]]:
    """Points for these criteria."""
    return [{"criterion": code, "points": 4} for code in codes]


def terms(**more: Any) -> dict[str, Any]:
    """Terms of reference of five working days."""
    form = {
        "objectives": "A plan.",
        "tasks": "Look, and write.",
        "working_days": 5,
        "place": "At the town hall",
        "working_language": "en",
        "indicators": [INDICATOR],
    }
    return {**form, **more}


def dates(first: str, last: str, **more: Any) -> dict[str, Any]:
    """What arranges an exchange."""
    there = {"place": "At the town hall", "participants": [EXPERT], "emergency_contacts": [ASKING]}
    return {"first_day": first, "last_day": last, **there, **more}


def evaluation() -> dict[str, Any]:
    """An answer to the evaluation."""
    return {"questionnaire": "evaluation", "goals_met": 80, "use": "soon", "follow_up": "contact"}
