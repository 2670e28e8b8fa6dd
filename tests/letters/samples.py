"""What letters are rendered with in tests: as much as they can be given, and as little."""

from typing import Any

LINK = "http://127.0.0.1:8000/portal/cases/EXC-2017-0001"
UNSUBSCRIBE = "http://127.0.0.1:8000/unsubscribe/" + "x" * 90
DUE = "3 May 2017, 23:59 (Africa/Accra)"
FIRST_DAY, LAST_DAY = "15 May 2017", "19 May 2017"
REASON = "This was said by whoever pressed.\n\nIt has a second line."

# A new dictionary each time: a test may change its own.


def minimal(**more: Any) -> dict[str, Any]:
    """The facts that no letter goes without."""
    case = {"ref": "EXC-2017-0001", "type": "expert_assignment", "title": "", "state": "In preparation"}
    return {"case": case, "reader": {"name": "", "part": None}, "link": LINK, "now": "1 May 2017, 09:00", **more}


def full(**more: Any) -> dict[str, Any]:
    """Every fact that some letter can use."""
    case = {
        "ref": "EXC-2017-0001",
        "type": "expert_assignment",
        "title": "Environmental health and sanitation",
        "state": "In preparation",
        "milestone": "matched",
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "due": DUE,
        "country": "Ghana",
    }
    whole = {"reader": {"name": "Requester, Agona West", "part": "requester"}, "case": case, "reason": REASON}
    return minimal(**{**whole, "form": form(), "facts": facts(), "others": others(), **more})


def empty() -> dict[str, Any]:
    """All that a letter can do without is there, and is nothing."""
    whole = full()
    needed = {"ref", "type", "title", "state"}
    return {
        **whole,
        "case": {**dict.fromkeys(whole["case"]), **{key: whole["case"][key] for key in needed}},
        "reader": {"name": None, "part": None},
        "form": dict.fromkeys(form()),
        "others": dict.fromkeys(others()),
        "reason": None,
    }


def form() -> dict[str, Any]:
    """What the moves that have letters ask, as a reader is told it."""
    return {
        "missing": "The consent of the mayor.\nThe period.",
        "answer_by": "3 May 2017",
        "deadline": "3 May 2017",
        "same_as": "REQ-2017-0002",
        "applications": ["APP-2017-0001", "APP-2017-0002"],
        "place": "Agona Swedru",
        "participants": ["Requester, Agona West", "Expert, Almere"],
        "emergency_contacts": ["Requester, Agona West"],
        "working_days": 5,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "working_language": "English",
        "places": 5,
        "programme": "Day 1: welcome\nDay 2: visit",
        "delegates": ["Requester, Agona West", "Liaison, Ghana"],
        "appointments": [{"who": "Requester, Agona West", "day": "20 April 2017", "where": "Accra"}],
        "options": [{"first_day": FIRST_DAY, "last_day": LAST_DAY}, {"first_day": LAST_DAY}],
        "closes_on": "3 May 2017",
        "agenda": "09:00 welcome\n09:30 round of cases",
        "moderator": "Expert, Almere",
        "official": "Requester, Agona West",
        "host": "Almere, Netherlands",
        "office": "Waste department",
        "supervisor": "Expert, Almere",
        "tasks": "To learn the rounds.\nTo plan one's own.",
        "on_track": "Yes",
        "changes": "A week at the depot.",
        "held_on": "17 May 2017",
        "what_was_done": "Three of five days.",
        "conclusion": "Priorities and their financing are known.",
        "best_practice": True,
    }


def facts() -> dict[str, Any]:
    """What the case itself says that letters repeat, as a reader is told it; codes stay codes."""
    return {"mode": "online", "quorum": 3, "moderator": "Expert, Almere"}


def others() -> dict[str, Any]:
    """What the outbox adds for the letters that can say more."""
    return {
        "contact": "broker@connect.example",
        "requesters": ["Agona West, Ghana"],
        "experts": ["Almere, Netherlands"],
        "unsubscribe": UNSUBSCRIBE,
        "calendar": True,
        "outcome": "Expertise is sought again for the request.",
        "answer_by": "26 May 2017",
        "open_items": ["Insurance is missing for one traveller.", "The interpreter is not named."],
        "place": "Agona Swedru",
        "emergency_contacts": ["Requester, Agona West"],
        "programme": "Day 1: welcome\nDay 2: visit",
        "actions": ["Agree the terms", "Change the terms"],
        "clock_move": "lapse",
        "waits_for": ["Agona West, Ghana"],
        "task": "Travel or insurance is missing for one traveller.",
        "mend": "Record arrangements",
    }
