"""From what the records know of requests, applications and people to what matching compares. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from matching.facts import Candidate, Request, Side, Span
from matching.pool import Pool
from matching.words import Lexicon
from records.matchable import Asking, Matchable, Offering
from records.vocabulary import GOVERNMENT

# The fewest days that each form of exchange takes (`states/`, one file each); the shortest where none is wished for.
FEWEST_DAYS: Mapping[str, int] = {"expert_assignment": 2, "roundtable": 1, "work_placement": 7, "study_visit": 2}


def lexicon_of(known: Matchable) -> Lexicon:
    """The vocabulary, with the office's topics."""
    return Lexicon({code: topic.labels for code, topic in known.directory.topics.items()})


def requests_of(known: Matchable, lexicon: Lexicon) -> tuple[Request, ...]:
    """What is asked."""
    return tuple(_request(known, lexicon, one) for one in known.requests)


def pool_of(known: Matchable, lexicon: Lexicon) -> Pool:
    """Who could help: whoever applied, then who agreed to be found."""
    return Pool([*_applied(known, lexicon), *_found(known, lexicon)], known.so_far)


def _request(known: Matchable, lexicon: Lexicon, asking: Asking) -> Request:
    facts, call = asking.facts, asking.call
    first, *others = facts.get("governments") or ("",)
    wanted = [known.text(facts.get(name)) for name in ("challenge", "tried_so_far", "hoped_for")]
    job = lexicon.read(known.text(call.get("asked_of_experts")), *wanted)
    asked_alone = lexicon.read(known.text(call.get("asked_of_experts")))
    working, spoken = call.get("working_language"), facts.get("languages") or ()
    types = [facts["exchange_type"]] if facts.get("exchange_type") else call.get("exchange_types") or FEWEST_DAYS
    return Request(
        ref=asking.ref,
        side=_side(known, first),
        topic=facts.get("topic") or "other",
        wanted=lexicon.read(*wanted),
        job=job,
        languages=tuple(dict.fromkeys([*([working] if working else []), *spoken])),
        period=_span(call.get("period")) or _span(facts.get("period")),
        days=min(FEWEST_DAYS.get(one, 1) for one in types),
        level=asked_alone.level,
        others=tuple(others),
    )


def _applied(known: Matchable, lexicon: Lexicon) -> Iterator[Candidate]:
    for one in known.applications:
        work, government = known.text(one.facts.get("similar_job")), one.facts.get("government") or ""
        job = lexicon.read(work)
        yield Candidate(
            id=one.ref,
            offers=lexicon.read(known.text(one.facts.get("approach")), work),
            job=job,
            languages=tuple(one.facts.get("languages") or ()),
            available=_span(one.facts.get("availability")),
            level=_level(known, one) or job.level,
            only=one.request,
            **_of(known, government),
        )


def _level(known: Matchable, offering: Offering) -> str | None:
    """What those who would take part say of themselves, where they agree."""
    people = offering.facts.get("people") or ()
    levels = {known.people[one].level for one in people if one in known.people}
    return levels.pop() if len(levels) == 1 else None


def _found(known: Matchable, lexicon: Lexicon) -> Iterator[Candidate]:
    for person, one in sorted(known.people.items()):
        told = lexicon.read(one.says)
        yield Candidate(
            id=person,
            offers=told,
            job=told,
            topics=frozenset(one.topics),
            languages=one.languages,
            available=Span(one.first, one.last) if one.first and one.last else None,
            level=one.level,
            **_of(known, known.directory.organisation(person) or ""),
        )


def _of(known: Matchable, organisation: str) -> dict[str, Any]:
    """What is known of a candidate's organisation."""
    asking = {one for request in known.requests for one in request.facts.get("governments") or ()}
    return {
        "side": _side(known, organisation),
        "done": known.done.get(organisation, 0),
        "load": known.load.get(organisation, 0),
        "conflicts": frozenset(one for one in asking if known.directory.conflict(organisation, one)),
    }


def _side(known: Matchable, organisation: str) -> Side:
    body = known.directory.organisations.get(organisation)
    if body is None:
        return Side(organisation, "", GOVERNMENT)
    return Side(organisation, body.country, body.kind, body.population)


def _span(period: Mapping[str, str] | None) -> Span | None:
    return Span(date.fromisoformat(period["first"]), date.fromisoformat(period["last"])) if period else None
