"""Who is meant by a name in a letter's address, where a part does not say it. Pure functions of a case's facts."""

from collections.abc import Callable, Mapping

from states.facts import ConnectFacts, governments_of, people_in
from states.words import ASSOCIATION, CANDIDATE, EXPERT, REQUESTER
from workflow.outbox import DRAFTS, LIST
from workflow.snapshot import Case

Audience = Callable[[ConnectFacts], tuple[str, ...]]


def applicants(facts: ConnectFacts) -> tuple[str, ...]:
    """The experts whose application to a call is not decided."""
    return people_in((case for case in facts.linked("application") if case.state in CANDIDATE), EXPERT, facts.directory)


def requesters(facts: ConnectFacts) -> tuple[str, ...]:
    """The people of the requests that a case is linked to."""
    return people_in(facts.linked("request"), REQUESTER, facts.directory)


def other_requesters(facts: ConnectFacts) -> tuple[str, ...]:
    """The requesters of an exchange but those whose request has just joined or left it."""
    changed = facts.of(facts.value("changed_by"), "request")
    known = people_in([changed], REQUESTER, facts.directory) if changed else ()
    return tuple(one for one in people_in([facts.case], REQUESTER, facts.directory) if one not in known)


def associations(facts: ConnectFacts) -> tuple[str, ...]:
    """Who acts for the associations of the countries of the requesting governments."""
    requests: tuple[Case, ...] = (facts.case,) if facts.case.kind == "request" else facts.linked("request")
    governments = dict.fromkeys(one for request in requests for one in governments_of(request))
    countries = dict.fromkeys(facts.country_of([one]) for one in governments)
    found = (one for country in countries if country for one in facts.directory.associations_of(country))
    return tuple(person for one in found for person in facts.directory.people_of(one, ASSOCIATION.name))


def newly_invited(facts: ConnectFacts) -> tuple[str, ...]:
    """Who acts for the association that has just been invited."""
    invited = facts.value("newly_invited") or ()
    return tuple(person for one in invited for person in facts.directory.people_of(one, ASSOCIATION.name))


def subscribers(facts: ConnectFacts) -> tuple[str, ...]:
    """Everybody who asked for news, a list a language: who that is is known when the letter leaves."""
    return tuple(f"{LIST}{language}" for language in facts.directory.subscribed)


def draft_holders(facts: ConnectFacts) -> tuple[str, ...]:
    """Everybody who has begun to answer a call without an account, a list a language, as for news."""
    return tuple(f"{DRAFTS}{language}" for call, language in sorted(facts.directory.begun) if call == facts.ref)


AUDIENCES: Mapping[str, Audience] = {
    "applicants": applicants,
    "associations": associations,
    "draft_holders": draft_holders,
    "newly_invited": newly_invited,
    "other_requesters": other_requesters,
    "requesters": requesters,
    "subscribers": subscribers,
}
