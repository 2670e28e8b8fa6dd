"""What the rules of a request read."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from states.facts import (
    ConnectFacts,
    experts_of,
    filed_by,
    filer,
    governments_of,
    joinable,
    party,
    requesters_of,
    reserve_in_order,
    topic_of,
)
from states.words import REQUEST_CRITERIA, REQUESTER
from workflow.definition import Seat
from workflow.snapshot import Case, Place

LEAST_ALIKE = ("topic",)  # facts that two requests of one government have in common if they may be the same


class RequestFacts(ConnectFacts):
    """One or several governments with a challenge."""

    @property
    def governments(self) -> tuple[str, ...]:
        """The governments that file it, the first being the one it is named by."""
        return governments_of(self.case)

    @property
    def title(self) -> str:
        return self.titled([topic_of(self.case)], self.governments)

    @property
    def country(self) -> str | None:
        return self.country_of(self.governments)

    def place(self) -> Place:
        """Where the first government is: the dates of a request are those by which it must answer."""
        first = requesters_of(self.case)[:1] if self.ref else ()
        return self.directory.place(first[0]) if first else super().place()

    @property
    def call(self) -> Case | None:
        """The live call that names it."""
        return next(iter(self.live("call")), None)

    @property
    def exchange(self) -> Case | None:
        """The live exchange it takes part in."""
        return next(iter(self.live("exchange")), None)

    @property
    def reserve(self) -> tuple[str, ...]:
        """The applications on the reserve list that name it, the next one first."""
        return reserve_in_order(self, [self.case])

    @cached_property
    def twins(self) -> tuple[str, ...]:
        """Other live requests of one of its governments on the same topic."""
        return tuple(
            other.ref
            for other in self.snapshot.cases.values()
            if other.kind == "request" and other.ref != self.ref and not other.ended and self._alike(other)
        )

    def _alike(self, other: Case) -> bool:
        shared = set(self.governments) & set(governments_of(other))
        return bool(shared) and all(other.facts.get(name) == self.value(name) for name in LEAST_ALIKE)

    @property
    def criteria_rows(self) -> list[dict[str, str]]:
        """The rows a page for scoring begins with."""
        return [{"criterion": code} for code in REQUEST_CRITERIA]


def submitted_by(request: RequestFacts, form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a new request: its form, and who filed it."""
    return {**form, "filed_by": filer(request, REQUESTER)}


def requester_seats(request: RequestFacts, _form: Mapping[str, Any]) -> tuple[Seat, ...]:
    """A seat for each person named, at their government; one for the government where nobody is named; who filed it."""
    people = [*(request.value("people") or ()), *filter(None, [request.value("filed_by")])]
    named = party(REQUESTER, request.governments, people, request.directory)
    return (*named, *(seat for seat in filed_by(request, REQUESTER) if seat not in named))


# --- being matched ----------------------------------------------------------------------------------------------------


def joined(request: RequestFacts, form: Mapping[str, Any]) -> str | None:
    """The exchange that a match joins instead of making one: named itself, or by a request that takes part in it."""
    if form.get("exchange"):
        return str(form["exchange"])
    found = (exchange_of(request, ref) for ref in form.get("with_requests") or ())
    return next((exchange.ref for exchange in found if exchange), None)


def exchange_of(facts: ConnectFacts, request: str) -> Case | None:
    """The live exchange of another request."""
    linked = facts.snapshot.linked(request, "exchange")
    return next((exchange for exchange in linked if not exchange.ended), None)


def joins(request: RequestFacts, form: Mapping[str, Any], other: ConnectFacts) -> bool:
    """Whether `other` is the exchange that is joined."""
    return other.ref == joined(request, form)


def links_joined(request: RequestFacts, form: Mapping[str, Any]) -> Sequence[str] | None:
    """The exchange to be linked to before it is told; None leaves the links alone."""
    exchange = joined(request, form)
    return [exchange] if exchange else None


def joining(request: RequestFacts, form: Mapping[str, Any], _other: ConnectFacts) -> dict[str, Any]:
    """What the joined exchange is told."""
    return {"request": request.ref, "applications": list(form.get("applications") or ())}


def new_type(request: RequestFacts, form: Mapping[str, Any]) -> str | None:
    """The type of the exchange to be made; None if one is joined, or made by the first of several requests."""
    return None if joined(request, form) else form.get("exchange_type")


def new_exchange(request: RequestFacts, form: Mapping[str, Any]) -> dict[str, Any]:
    """The form of the exchange to be made."""
    languages: Sequence[str] = request.value("languages") or ()
    return {
        "requests": list(form.get("requests") or [request.ref]),
        "applications": list(form["applications"]),
        "exchange_type": form["exchange_type"],
        "interpreter": form.get("interpreter"),
        "working_language": form.get("working_language") or next(iter(languages), None),
    }


def is_chosen(_case: ConnectFacts, form: Mapping[str, Any], other: ConnectFacts) -> bool:
    """Whether `other` is one of the applications chosen."""
    return other.ref in (form.get("applications") or ())


def closed_to_others(request: RequestFacts, form: Mapping[str, Any]) -> Iterator[Case]:
    """The exchanges a form names, itself or by a request, that take no other government."""
    named = [request.of(form.get("exchange"), "exchange")]
    named += [exchange_of(request, ref) for ref in form.get("with_requests") or ()]
    return (exchange for exchange in named if exchange and not joinable(exchange))


def conflicting(facts: ConnectFacts, applications: Sequence[str], requests: Sequence[str]) -> tuple[str, str] | None:
    """The first expert and requester of these cases between whom an interest was declared."""
    chosen = [case for ref in applications if (case := facts.of(ref, "application"))]
    sides = [case for ref in requests if (case := facts.of(ref, "request"))]
    pairs = ((e, r) for one in chosen for other in sides for e in experts_of(one) for r in requesters_of(other))
    return next((pair for pair in pairs if facts.directory.conflict(*pair)), None)
