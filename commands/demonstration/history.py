"""The pilot of 2016 and 2017: four topics, three exchanges, and one request that found nobody.

A call is answered in the working language of its exchange, so the demonstration has one in English and one in Spanish.
What is not published (answers to questionnaires, joint reports, amounts) is not invented: those steps are waived, and
say so.
"""

from collections.abc import Generator, Iterator, Mapping
from datetime import date
from typing import Any

from commands.demonstration import forms
from commands.demonstration.play import Play
from commands.demonstration.published import CALLS, EXCHANGES, FOOD, Exchange

Refs = dict[str, str]  # place, or working language → reference
Steps = Generator[date, None, Refs]  # the days waited for, and what was made

day = date.fromisoformat


def story(play: Play, _today: date) -> Iterator[date]:
    """Everything of the pilot in the order in which it happened."""
    requests = yield from _requests(play)
    calls = yield from _calls(play, requests)
    applications = yield from _applications(play, calls, requests)
    exchanges = yield from _decisions(play, calls, requests, applications)
    yield day("2017-04-18")
    for exchange in EXCHANGES:
        _prepare(play, exchange, exchanges[exchange.place])
    for exchange in EXCHANGES:
        yield day(exchange.concluded_on)
        _conclude(play, exchanges[exchange.place], exchange.conclusion)


def _requests(play: Play) -> Steps:
    """The four requests of November 2016, scored and validated."""
    yield day("2016-11-21")
    filed = {
        one.place: _file(play, one.requester, one.topic, one.challenge, one.hoped_for, one.languages)
        for one in EXCHANGES
    }
    filed["food"] = _file(play, FOOD, "food_security", "Food security.", "A partner with the same challenge", ("en",))
    yield day("2016-12-05")
    for ref in filed.values():
        forms.recommend(play, ref)
    return filed


def _file(play: Play, account: str, topic: str, challenge: str, hoped_for: str, languages: tuple[str, ...]) -> str:
    form = forms.request(play, account, topic, challenge, hoped_for, languages)
    form["period"] = {"first": "2017-04-01", "last": "2017-12-31"}
    return play.press(account, "request", "submit", form).ref


def _calls(play: Play, requests: Mapping[str, str]) -> Steps:
    """The calls of February 2017, whose deadline was extended, by working language."""
    yield day("2017-01-23")
    calls = {}
    for language, (places, title, asked) in CALLS.items():
        form = forms.call(sorted(requests[place] for place in places), title, "2017-03-02", language, asked)
        form["period"] = {"first": "2017-05-01", "last": "2017-06-30"}
        calls[language] = play.press("broker", "call", "prepare", form).ref
    yield day("2017-02-01")
    for call in calls.values():
        play.press("broker", call, "open")
    return calls


def _applications(play: Play, calls: Mapping[str, str], requests: Mapping[str, str]) -> Steps:
    """One answer for each of the three exchanges; checked, scored and shortlisted once the calls had closed."""
    first, *others = EXCHANGES
    yield day(first.applied_on)
    refs = {first.place: _apply(play, first, calls, requests)}
    yield day("2017-03-01")
    later = {"deadline": "2017-03-16", "reason": "More time for governments that asked for it."}
    for call in calls.values():
        play.press("broker", call, "extend_deadline", later)
    for one in others:
        yield day(one.applied_on)
        refs[one.place] = _apply(play, one, calls, requests)
    yield day("2017-03-20")
    for ref in refs.values():
        forms.shortlist(play, ref)
    return refs


def _apply(play: Play, one: Exchange, calls: Mapping[str, str], requests: Mapping[str, str]) -> str:
    language = one.languages[-1]
    form = forms.application(play, one.expert, calls[language], requests[one.place], (language,))
    form["availability"] = {"first": one.first_day, "last": one.last_day}
    return play.press(one.expert, "application", "submit", form).ref


def _decisions(play: Play, calls: Mapping[str, str], requests: Mapping[str, str], applications: Refs) -> Steps:
    """Three matches on one day, place → exchange; the fourth request finds nobody and is closed."""
    answered = {language: [place for place in CALLS[language][0] if place in applications] for language in calls}
    yield day("2017-03-22")
    for language, call in calls.items():
        ranking = [{"application": applications[place], "place": n} for n, place in enumerate(answered[language], 1)]
        play.press("committee", call, "recommend", {"ranking": ranking})
    yield day("2017-03-24")
    written: list[str] = []
    for language, call in calls.items():
        rows = [_row(requests[place], applications.get(place)) for place in CALLS[language][0]]
        written += play.press("broker", call, "decide", {"requests": rows}).entries
    yield day("2017-03-29")
    for one in EXCHANGES:
        forms.confirm(play, one.expert, applications[one.place], one.first_day, one.last_day)
    yield day("2017-04-12")
    play.press("broker", requests["food"], "close", {"reason": "No partner was found."})
    made = sorted({entry.split("/")[0] for entry in written if entry.startswith("EXC-")})
    # They were made in the order of the calls, and of the requests in each.
    return dict(zip((place for places in answered.values() for place in places), made, strict=True))


def _row(request: str, application: str | None) -> dict[str, Any]:
    if application is None:
        return {"request": request, "outcome": "none"}
    return {
        "request": request,
        "outcome": "matched",
        "applications": [application],
        "exchange_type": "expert_assignment",
    }


def _prepare(play: Play, one: Exchange, ref: str) -> None:
    """Terms agreed by both sides, the association on board, travel settled, the briefing held, confirmed by others."""
    play.press("broker", ref, "draft_terms", _terms(play, one))
    play.press(one.requester, ref, "agree_terms")
    play.press(one.expert, ref, "agree_terms")
    play.press(one.association, ref, "accept_invitation_association", {"liaison": play.person(one.association)})
    settled = [{"who": play.person(one.expert), "status": "settled"}]
    play.press("broker", ref, "record_arrangements", {"travel": settled, "insurance": settled})
    play.press("broker", ref, "record_briefing", {"held_on": "2017-04-18", "who": [play.person(one.expert)]})
    arrangement = {
        "first_day": one.first_day,
        "last_day": one.last_day,
        "place": play.cast.names[one.requester],
        "participants": [play.person(one.requester), play.person(one.expert)],
        "emergency_contacts": [play.person(one.requester)],
    }
    play.press("lead.broker", ref, "arrange", arrangement)


def _terms(play: Play, one: Exchange) -> dict[str, Any]:
    return {
        "objectives": one.challenge,
        "tasks": "To exchange knowledge with colleagues, to visit, and to draw conclusions together.",
        "working_days": one.working_days,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "place": play.cast.names[one.requester],
        "working_language": one.languages[-1],
        "indicators": [{"indicator": one.hoped_for}],
    }


def _conclude(play: Play, ref: str, conclusion: str) -> None:
    """It took place on its days; what was published of it is the conclusion."""
    waived = {"waived": ["evaluation", "lessons"], "conclusion": conclusion, "reason": forms.NOT_PUBLISHED}
    play.press("broker", ref, "waive_report", {"reason": forms.NOT_PUBLISHED})
    play.press("broker", ref, "evaluate_with_waiver", waived)
