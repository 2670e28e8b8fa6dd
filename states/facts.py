"""What the facts of all case types share, and what one case type may know of a case of another kind."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from records.directory import Directory
from records.visible import concerned
from states.words import EXPERT, REQUESTER
from workflow.definition import Part, Seat
from workflow.references import around_case
from workflow.snapshot import Case, Facts

LONGEST_TITLE = 300  # characters; as the column has


class ConnectFacts(Facts):
    """A case among governments and people; `ref` is empty in a creation, before there is a case."""

    @property
    def directory(self) -> Directory:
        """Who is who."""
        directory: Directory = self.snapshot.directory
        return directory

    @property
    def speaker(self) -> str:
        """Whose word it is: of the person on whose behalf a broker presses, else of who presses."""
        return self.snapshot.on_behalf_of or self.actor

    def linked(self, kind: str) -> tuple[Case, ...]:
        """The cases of a kind that this one is linked to."""
        return self.snapshot.linked(self.ref, kind) if self.ref else ()

    def live(self, kind: str) -> tuple[Case, ...]:
        """Those of them that have not ended."""
        return tuple(case for case in self.linked(kind) if not case.ended)

    def of(self, ref: str | None, kind: str) -> Case | None:
        """The case called so, if it is of that kind and near enough to be known."""
        case = self.snapshot.cases.get(ref) if ref else None
        return case if case and case.kind == kind else None

    def given(self, form: Mapping[str, Any], name: str) -> Any:
        """What a form says, or else the case: what will be true after an amendment."""
        if form.get(name) is not None:
            return form[name]
        return self.value(name) if self.ref else None

    def name(self, ident: str) -> str:
        """What an organisation is called."""
        return (self.directory.name(ident) if self.directory.knows(ident) else None) or ident

    def country_of(self, organisations: Sequence[str]) -> str | None:
        """The country of the first of several organisations."""
        found = (self.directory.organisations.get(one) for one in organisations[:1])
        return next((one.country for one in found if one), None)

    def interested_in(self, subjects: Iterable[str]) -> bool:
        """Whether who presses declared an interest in any of these."""
        return self.directory.interested(self.actor, subjects)

    @property
    def subjects(self) -> frozenset[str]:
        """What an interest can be declared in, to be kept from judging: the same that keeps from seeing the case."""
        return concerned(self.snapshot, self.ref)

    @property
    def colleagues(self) -> tuple[str, ...]:
        """Who can be named in the case: who takes part in it by name, and all who work for who takes part in it."""
        return around_case(self)

    @property
    def title(self) -> str:
        """What the case is about: topics and governments, no person."""
        raise NotImplementedError

    @property
    def country(self) -> str | None:
        """The country (ISO 3166) of the first requesting government."""
        raise NotImplementedError

    def titled(self, topics: Iterable[str | None], *sides: Iterable[str]) -> str:
        """`Topic: Agona West – Almere`, of topic codes and the organisations of each side."""
        known = self.directory.topics
        about = ", ".join(dict.fromkeys(known[one].label() if one in known else one for one in topics if one))
        who = " – ".join(", ".join(map(self.name, side)) for side in map(tuple, sides) if side)
        return ": ".join(filter(None, (about, who)))[:LONGEST_TITLE]


def title_of(facts: ConnectFacts) -> str:
    """What a case is about."""
    return facts.title


def country_of(facts: ConnectFacts) -> str | None:
    """Where a case belongs."""
    return facts.country


# --- seats ------------------------------------------------------------------------------------------------------------


def party(part: Part, organisations: Iterable[str], people: Iterable[str], directory: Directory) -> tuple[Seat, ...]:
    """A seat for each person at their organisation; an organisation for which nobody is named takes it as a whole."""
    everybody = tuple(dict.fromkeys(people))
    seats: list[Seat] = []
    for organisation in dict.fromkeys(organisations):
        there = [person for person in everybody if directory.organisation(person) == organisation]
        seats += [Seat(part.name, organisation, person) for person in there] or [Seat(part.name, organisation)]
    return tuple(seats)


def filer(facts: ConnectFacts, part: Part) -> str | None:
    """The person whose word the creation of a case is, if they have the role; remembered as `filed_by`."""
    return facts.speaker if part.name in facts.directory.offices(facts.speaker) else None


def filed_by(facts: ConnectFacts, part: Part) -> tuple[Seat, ...]:
    """The seat of who filed the case: they keep it also when their organisation is none of the parties."""
    person = facts.value("filed_by")
    return (Seat(part.name, facts.directory.organisation(person), person),) if person else ()


def organisations_in(case: Case, part: Part) -> tuple[str, ...]:
    """The organisations that have a part in a case, in the order of their seats."""
    seats = (seat.organisation for seat in case.seats if seat.part == part.name and seat.organisation)
    return tuple(dict.fromkeys(seats))


def people_in(cases: Iterable[Case], part: Part, directory: Directory) -> tuple[str, ...]:
    """The people who have a part in cases: by name, or all who act for an organisation that has it."""
    found: list[str] = []
    for seat in (seat for case in cases for seat in case.seats if seat.part == part.name):
        found += [seat.person] if seat.person else directory.people_of(seat.organisation or "", part.name)
    return tuple(dict.fromkeys(found))


# --- what is known of cases of another kind ---------------------------------------------------------------------------


def governments_of(request: Case) -> tuple[str, ...]:
    """The governments that file a request."""
    return tuple(request.facts.get("governments", ()))


def topic_of(request: Case) -> str | None:
    """The code of a request's topic."""
    topic: str | None = request.facts.get("topic")
    return topic


def requesters_of(case: Case) -> tuple[str, ...]:
    """The requesting governments, as seated."""
    return organisations_in(case, REQUESTER)


def experts_of(case: Case) -> tuple[str, ...]:
    """The governments that offer expertise, as seated."""
    return organisations_in(case, EXPERT)


def begun(exchange: Case) -> bool:
    """Whether an exchange runs, or has run: then nobody leaves it, it is ended early."""
    return exchange.milestone in ("executed", "evaluated") or (
        exchange.milestone == "arranged" and exchange.state != "arranged"
    )


def joinable(exchange: Case) -> bool:
    """Whether another government can still take part in an exchange."""
    return (
        bool(exchange.facts.get("serves_several"))
        and exchange.milestone == "matched"
        and exchange.state not in ("vacant", "postponed")
    )


def scored(case: Case) -> Mapping[str, Any]:
    """What members of the committee said of a request or an application, by person."""
    scores: Mapping[str, Any] = case.facts.get("scores") or {}
    return scores


def reserve_in_order(facts: ConnectFacts, requests: Iterable[Case]) -> tuple[str, ...]:
    """The applications on the reserve list of some requests, the next one first: by the mean place that the committee gave
    them in their call, then by what it scored; those it did not rank come last."""
    named = (case for one in requests for case in facts.snapshot.linked(one.ref, "application"))
    kept = {case.ref: case for case in named if case.state == "on_reserve"}
    return tuple(sorted(kept, key=lambda ref: (_mean_place(facts, ref), -_mean_points(kept[ref]), ref)))


def _mean_place(facts: ConnectFacts, application: str) -> float:
    calls = facts.snapshot.linked(application, "call")
    opinions = (one["ranking"] for call in calls for one in (call.facts.get("rankings") or {}).values())
    places = [row["place"] for rows in opinions for row in rows if row["application"] == application]
    return sum(places) / len(places) if places else float("inf")


def _mean_points(application: Case) -> float:
    given = [sum(row["points"] for row in score["criteria"]) for score in scored(application).values()]
    return sum(given) / len(given) if given else 0.0


def recommended(case: Case, quorum: int) -> bool:
    """Whether enough members scored, and more than half of them are for it now."""
    votes = [score["recommend"] for score in scored(case).values()]
    return len(votes) >= quorum and votes.count("yes") * 2 > len(votes)
