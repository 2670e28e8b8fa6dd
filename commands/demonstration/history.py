"""The pilot of 2016 and 2017: four topics, three exchanges, and one request that found nobody.

A call is answered in the working language of its exchange, so the demonstration has one in English and one in Spanish.

Sources: the mechanism's own page and its partners' news. The first and last days, places, topics, the call's deadline of
2 March 2017 and that it was extended are published; the other days are derived from them. What is not published (answers
to questionnaires, joint reports, amounts) is not invented: those steps are waived, and say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commands.demonstration.play import Play

NOT_PUBLISHED = (
    "Demonstration: what was answered and reported at the time is not published, so it is not invented here."
)


@dataclass(frozen=True)
class Exchange:
    """One exchange of 2017, as it was published."""

    place: str
    expert: str
    association: str
    topic: str
    challenge: str
    hoped_for: str
    languages: tuple[str, ...]
    first_day: str
    last_day: str
    working_days: int
    applied_on: str
    concluded_on: str
    conclusion: str

    @property
    def requester(self) -> str:
        """The account of the requesting government."""
        return f"requester.{self.place}"


AGONA_WEST = Exchange(
    place="agona-west",
    expert="expert.almere",
    association="association.ghana",
    topic="sanitation",
    challenge="Environmental health and sanitation: priorities, and how to finance them.",
    hoped_for="Priorities that all local stakeholders share",
    languages=("en",),
    first_day="2017-05-15",
    last_day="2017-05-19",
    working_days=5,
    applied_on="2017-02-20",
    concluded_on="2017-07-03",
    conclusion=(
        "Five days of knowledge exchange between Agona West and Almere, with 40 participants: environmental health"
        " officers, employees of non-governmental organisations and the waste company Zoomlion Ghana."
    ),
)
PURSAT = Exchange(
    place="pursat",
    expert="expert.sandgerdi",
    association="association.cambodia",
    topic="human_resources",
    challenge="Stronger capacity of the Municipal Council in human resources management, above all in its office.",
    hoped_for="Personal motivation and leadership in the municipal office",
    languages=("km", "en"),
    first_day="2017-06-12",
    last_day="2017-06-23",
    working_days=8,
    applied_on="2017-03-09",
    concluded_on="2017-08-07",
    conclusion=(
        "In the course of 8 working days the mayor and the adviser on human resources of Sandgerði exchanged knowledge on"
        " personal motivation and leadership with Pursat; recruitment and dismissal are the provinces' in Cambodia."
    ),
)
ANGELOPOLIS = Exchange(
    place="angelopolis",
    expert="expert.tarragona",
    association="association.colombia",
    topic="ecotourism",
    challenge="A sustainable and responsible strategy for ecotourism around the reserve El Romeral, 35 km from Medellín.",
    hoped_for="A strategic plan for ecotourism",
    languages=("es",),
    first_day="2017-06-21",
    last_day="2017-06-29",
    working_days=6,
    applied_on="2017-03-13",
    concluded_on="2017-08-14",
    conclusion=(
        "Two experts of Tarragona and the city council reached a joint diagnosis of the project's strengths and"
        " challenges, drafted a strategic plan, and strengthened the knowledge of both sides on ecotourism."
    ),
)
EXCHANGES = (AGONA_WEST, PURSAT, ANGELOPOLIS)

FOOD = "requester.not-published"
# Working language → the requests a call names, its title, and what it asks of experts.
CALLS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "en": (
        ("agona-west", "pursat", "food"),
        "CONNECT pilot: municipal expertise for Ghana, Cambodia and Uganda",
        "Expertise in environmental health and sanitation, human resources management, and food security.",
    ),
    "es": (
        ("angelopolis",),
        "CONNECT pilot: municipal expertise for Colombia",
        "Experiencia en ecoturismo.",
    ),
}


def play(play: Play) -> None:
    """Fire everything of the pilot in the order in which it happened."""
    requests = _requests(play)
    calls = _calls(play, requests)
    applications = _applications(play, calls, requests)
    exchanges = _decisions(play, calls, requests, applications)
    for exchange in EXCHANGES:
        _prepare(play, exchange, exchanges[exchange.place])
    for exchange in EXCHANGES:
        play.on(exchange.concluded_on)
        _conclude(play, exchange, exchanges[exchange.place])


def _requests(play: Play) -> dict[str, str]:
    """The four requests of November 2016, scored and validated."""
    play.on("2016-11-21")
    filed = {
        one.place: _file(play, one.requester, one.topic, one.challenge, one.hoped_for, one.languages)
        for one in EXCHANGES
    }
    filed["food"] = _file(play, FOOD, "food_security", "Food security.", "A partner with the same challenge", ("en",))
    play.on("2016-12-05")
    for ref in filed.values():
        play.press("broker", ref, "validate")
        play.press("committee", ref, "score", score("need", "fit", "commitment"))
    return filed


def _file(play: Play, account: str, topic: str, challenge: str, hoped_for: str, languages: tuple[str, ...]) -> str:
    form = request(play, account, topic, challenge, hoped_for, languages)
    form["period"] = {"first": "2017-04-01", "last": "2017-12-31"}
    return play.press(account, "request", "submit", form).ref


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


def score(*criteria: str) -> dict[str, Any]:
    """A member of the committee recommends. The points are the demonstration's own: the real ones are not published."""
    return {"criteria": [{"criterion": one, "points": 4} for one in criteria], "recommend": "yes"}


def _calls(play: Play, requests: Mapping[str, str]) -> dict[str, str]:
    """The calls of February 2017, whose deadline was extended, by working language."""
    play.on("2017-01-23")
    calls = {}
    for language, (places, title, asked) in CALLS.items():
        form = _call(sorted(requests[place] for place in places), language, title, asked)
        calls[language] = play.press("broker", "call", "prepare", form).ref
    play.on("2017-02-01")
    for call in calls.values():
        play.press("broker", call, "open")
    play.on("2017-03-01")
    later = {"deadline": "2017-03-16", "reason": "More time for governments that asked for it."}
    for call in calls.values():
        play.press("broker", call, "extend_deadline", later)
    return calls


def _call(requests: list[str], language: str, title: str, asked: str) -> dict[str, Any]:
    return {
        "requests": requests,
        "title": title,
        "working_language": language,
        "exchange_types": ["expert_assignment"],
        "period": {"first": "2017-05-01", "last": "2017-06-30"},
        "deadline": "2017-03-02",
        "zone": "Europe/Amsterdam",
        "asked_of_experts": [{"language": language, "text": asked}],
    }


def _applications(play: Play, calls: Mapping[str, str], requests: Mapping[str, str]) -> dict[str, str]:
    """One answer for each of the three exchanges; checked, scored and shortlisted once the calls had closed."""
    refs: dict[str, str] = {}
    for one in EXCHANGES:
        if play.now.date().isoformat() < one.applied_on:
            play.on(one.applied_on)
        language = one.languages[-1]
        form = application(play, one.expert, calls[language], requests[one.place], (language,))
        form["availability"] = {"first": one.first_day, "last": one.last_day}
        refs[one.place] = play.press(one.expert, "application", "submit", form).ref
    play.on("2017-03-20")
    for ref in refs.values():
        shortlist(play, ref)
    return refs


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


def shortlist(play: Play, application: str) -> None:
    """The broker checks an application, a member of the committee scores it, and it is shortlisted."""
    play.press("broker", application, "validate")
    play.press("committee", application, "score", score("expertise", "similar_job", "approach"))
    play.press("broker", application, "shortlist")


def _decisions(
    play: Play, calls: Mapping[str, str], requests: Mapping[str, str], applications: Mapping[str, str]
) -> dict[str, str]:
    """Three matches on one day, place → exchange; the fourth request finds nobody and is closed."""
    answered = {language: [place for place in CALLS[language][0] if place in applications] for language in calls}
    play.on("2017-03-22")
    for language, call in calls.items():
        ranking = [{"application": applications[place], "place": n} for n, place in enumerate(answered[language], 1)]
        play.press("committee", call, "recommend", {"ranking": ranking})
    play.on("2017-03-24")
    written: list[str] = []
    for language, call in calls.items():
        rows = [_row(requests[place], applications.get(place)) for place in CALLS[language][0]]
        written += play.press("broker", call, "decide", {"requests": rows}).entries
    play.on("2017-03-29")
    for one in EXCHANGES:
        confirm(play, one.expert, applications[one.place], one.first_day, one.last_day)
    play.on("2017-04-12")
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


def confirm(play: Play, account: str, application: str, first_day: str, last_day: str) -> None:
    """The expert confirms the offer."""
    form = {"available": {"first": first_day, "last": last_day}, "travellers": [play.person(account)]}
    play.press(account, application, "confirm", form)


def _prepare(play: Play, one: Exchange, ref: str) -> None:
    """Terms agreed by both sides, the association on board, travel settled, the briefing held, confirmed by others."""
    if play.now.date().isoformat() < "2017-04-18":
        play.on("2017-04-18")
    terms = {
        "objectives": one.challenge,
        "tasks": "To exchange knowledge with colleagues, to visit, and to draw conclusions together.",
        "working_days": one.working_days,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "place": play.cast.names[one.requester],
        "working_language": one.languages[-1],
        "indicators": [{"indicator": one.hoped_for}],
    }
    play.press("broker", ref, "draft_terms", terms)
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


def _conclude(play: Play, one: Exchange, ref: str) -> None:
    """It took place on its days; what was published of it is the conclusion."""
    play.press("broker", ref, "waive_report", {"reason": NOT_PUBLISHED})
    play.press(
        "broker",
        ref,
        "evaluate_with_waiver",
        {"waived": ["evaluation", "lessons"], "conclusion": one.conclusion, "reason": NOT_PUBLISHED},
    )
