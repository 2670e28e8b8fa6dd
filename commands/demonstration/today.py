"""What is open: Moroto's call, closed yesterday, and an invented call beside it. Laid relative to the day of loading."""

from datetime import date, datetime, timedelta
from typing import Any

from commands.demonstration.history import application, request, score, shortlist
from commands.demonstration.play import OFFICE, Play

LAID = "Demonstration: laid relative to the day on which it was loaded; the real call was of February 2018."
INVENTED = "Demonstration: this government and its challenge are invented."
OFFERS = ("expert.sample-city", "expert.sample-town")


def play(play: Play, now: datetime) -> None:
    """Fire what led here, day by day, up to now."""
    today = now.astimezone(OFFICE).date()

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    play.on(ago(80))
    moroto = _request(
        play, "requester.moroto", "local_economy", f"Local economic development: agriculture and water. {LAID}", today
    )
    sample = _request(play, "requester.sample-district", "waste", f"Waste management. {INVENTED}", today)
    play.on(ago(70))
    for ref in (moroto, sample):
        play.press("broker", ref, "validate")
        play.press("committee", ref, "score", score("need", "fit", "sharing"))
    closed = _call(play, moroto, "Municipal expertise for Moroto District, Uganda", ago(50), ago(1), today)
    play.on(ago(20))
    offers = [_offer(play, account, closed, moroto, today) for account in OFFERS]
    _call(play, sample, "Municipal expertise for Sample District, Ghana", ago(15), today + timedelta(days=21), today)
    play.on(ago(6))
    for ref in offers:
        shortlist(play, ref)
    play.until(now)  # on the way, the clock closes Moroto's call at the end of yesterday
    ranking = [{"application": ref, "place": place} for place, ref in enumerate(offers, 1)]
    play.press("committee", closed, "recommend", {"ranking": ranking})


def _request(play: Play, account: str, topic: str, challenge: str, today: date) -> str:
    form = request(play, account, topic, challenge, "A plan that the district can carry out itself", ("en",))
    form["period"] = _period(today, 30, 240)
    return play.press(account, "request", "submit", form).ref


def _period(today: date, first: int, last: int) -> dict[str, Any]:
    return {
        "first": (today + timedelta(days=first)).isoformat(),
        "last": (today + timedelta(days=last)).isoformat(),
    }


def _call(play: Play, request: str, title: str, opened: date, deadline: date, today: date) -> str:
    play.on(opened)
    form = {
        "requests": [request],
        "title": title,
        "working_language": "en",
        "exchange_types": ["expert_assignment"],
        "period": _period(today, 30, 240),
        "deadline": deadline.isoformat(),
        "zone": "Europe/Amsterdam",
        "asked_of_experts": [
            {"language": "en", "text": "A colleague with the same or a comparable job. No exchange is guaranteed."}
        ],
    }
    ref = play.press("broker", "call", "prepare", form).ref
    play.press("broker", ref, "open")
    return ref


def _offer(play: Play, account: str, call: str, request: str, today: date) -> str:
    form = application(play, account, call, request, ("en",))
    form["approach"] = form["similar_job"] = INVENTED
    form["availability"] = _period(today, 30, 120)
    return play.press(account, "application", "submit", form).ref
