"""What the stories of invented governments have in common: who asks finds who knows, and what is concluded is not made up."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commands.demonstration import forms
from commands.demonstration.play import Play

NOT_INVENTED = "Demonstration: what was reported and answered is not invented."


@dataclass(frozen=True)
class Match:
    """Who asks, each answered by the one in the same place of `knowing`; `days` are those of the steps that lead to it,
    in their order, and `dates` the first and the last day of the exchange. `said` tells that all of it is invented."""

    type: str
    title: str
    topic: str
    challenge: str
    hoped_for: str
    said: str
    asking: Sequence[str]
    knowing: Sequence[str]
    period: Mapping[str, str]
    dates: Mapping[str, str]
    deadline: date
    days: Sequence[date]


def matched(play: Play, match: Match) -> Generator[date, None, str]:
    """Requests, one call for all, an answer to each, and the match of all in one exchange; the exchange."""
    asked, judged, opened, offered, listed, decided, confirmed = match.days
    yield asked
    requests = [_requested(play, match, account) for account in match.asking]
    yield judged
    for request in requests:
        forms.recommend(play, request)
    yield opened
    form = forms.call(requests, match.title, match.deadline.isoformat(), "en", match.said)
    call = play.press("broker", "call", "prepare", {**form, "exchange_types": [match.type], "period": match.period}).ref
    play.press("broker", call, "open")
    yield offered
    pairs = zip(match.knowing, requests, strict=True)
    applications = [_offered(play, match, account, call, request) for account, request in pairs]
    yield listed
    for application in applications:
        forms.shortlist(play, application)
    yield decided  # on the way, the clock closes the call
    exchange = _decided(play, match, call, requests, applications)
    yield confirmed
    for account, application in zip(match.knowing, applications, strict=True):
        forms.confirm(play, account, application, *match.dates.values())
    return exchange


def evaluate(play: Play, exchange: str, said: str) -> None:
    """The broker concludes without report and answers, which would have to be invented."""
    play.press("broker", exchange, "waive_report", {"reason": NOT_INVENTED})
    conclusion = {"waived": ["evaluation", "lessons"], "conclusion": said, "reason": NOT_INVENTED}
    play.press("broker", exchange, "evaluate_with_waiver", conclusion)


def _requested(play: Play, match: Match, account: str) -> str:
    form = forms.request(play, account, match.topic, f"{match.challenge} {match.said}", match.hoped_for, ("en",))
    return play.press(account, "request", "submit", {**form, "exchange_type": match.type, "period": match.period}).ref


def _offered(play: Play, match: Match, account: str, call: str, request: str) -> str:
    form = forms.application(play, account, call, request, ("en",))
    form |= {"approach": match.said, "similar_job": match.said, "availability": match.period}
    return play.press(account, "application", "submit", form).ref


def _decided(play: Play, match: Match, call: str, requests: Sequence[str], applications: Sequence[str]) -> str:
    ranking = [{"application": ref, "place": place} for place, ref in enumerate(applications, 1)]
    play.press("committee", call, "recommend", {"ranking": ranking})
    rows: list[dict[str, Any]] = [
        {"request": request, "outcome": "matched", "applications": [application], "exchange_type": match.type}
        for request, application in zip(requests, applications, strict=True)
    ]
    if requests[1:]:
        rows[0]["with_requests"] = list(requests[1:])
    written = play.press("broker", call, "decide", {"requests": rows}).entries
    return next(entry.split("/")[0] for entry in written if entry.startswith("EXC-"))
