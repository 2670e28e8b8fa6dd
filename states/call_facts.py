"""What the rules of a call read."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from records.visible import concerned
from states.facts import ConnectFacts, governments_of, scored, topic_of
from states.words import COMMITTEE
from workflow.snapshot import Case, Place

NAMEABLE = ("validated", "on_reserve", "unmatched")  # where a request waits for a call
UNCHECKED = ("submitted", "incomplete")  # where an application waits for the secretariat
CHECKED = ("validated", "shortlisted")
CHOOSABLE = ("shortlisted", "on_reserve")


class CallFacts(ConnectFacts):
    """A call asks governments for the expertise that one or several requests need, until its deadline."""

    @property
    def requests(self) -> tuple[Case, ...]:
        """The requests it names."""
        return self.linked("request")

    @property
    def applications(self) -> tuple[Case, ...]:
        """The answers to it."""
        return self.linked("application")

    def answers(self, *states: str) -> tuple[Case, ...]:
        """The answers in one of these states."""
        return tuple(case for case in self.applications if case.state in states)

    @property
    def title(self) -> str:
        governments = dict.fromkeys(one for request in self.requests for one in governments_of(request))
        return self.titled(map(topic_of, self.requests), governments)

    @property
    def country(self) -> str | None:
        return self.country_of([one for request in self.requests for one in governments_of(request)])

    def place(self) -> Place:
        """In the zone in which its deadline was published."""
        office = super().place()
        zone = self.value("zone") if self.ref else None
        return Place(zone, office.country, office.language) if zone else office

    # --- the committee ------------------------------------------------------------------------------------------------

    @property
    def rankings(self) -> Mapping[str, Any]:
        """What members of the committee recommend: person → {ranking: rows, remarks}."""
        rankings: Mapping[str, Any] = self.value("rankings") or {}
        return rankings

    @cached_property
    def unscored(self) -> tuple[str, ...]:
        """The checked applications that who presses has not scored, and may: none, for whoever is not of the committee."""
        if COMMITTEE.name not in self.directory.offices(self.actor):
            return ()
        given = {case.ref for case in self.answers(*CHECKED) if self.actor in scored(case)}
        return tuple(ref for ref in self.rankable if ref not in given)

    def shut(self, application: str) -> bool:
        """Whether who presses declared an interest in an application, a request it is for, or who takes part in them."""
        return self.interested_in(concerned(self.snapshot, application))

    def standing(self, application: str) -> float | None:
        """The mean place that the committee gave an application; None if nobody ranked it."""
        rows = [row for one in self.rankings.values() for row in one["ranking"] if row["application"] == application]
        return sum(row["place"] for row in rows) / len(rows) if rows else None

    # --- rows with which pages begin, and what can be chosen ----------------------------------------------------------

    @property
    def choosable(self) -> tuple[str, ...]:
        """The applications that can be chosen: shortlisted here, or on the reserve list of a request."""
        reserve = (case for one in self.requests for case in self.snapshot.linked(one.ref, "application"))
        kept = {case.ref for case in reserve if case.state == "on_reserve"}
        return tuple(sorted(kept | {case.ref for case in self.answers("shortlisted")}))

    @property
    def requested(self) -> tuple[str, ...]:
        """The requests that it names, by reference."""
        return tuple(case.ref for case in self.requests)

    @property
    def checked(self) -> tuple[str, ...]:
        """The answers that were checked, by reference."""
        return tuple(case.ref for case in self.answers(*CHECKED))

    @cached_property
    def rankable(self) -> tuple[str, ...]:
        """Those of them that who presses has no interest in, by reference."""
        return tuple(ref for ref in self.checked if not self.shut(ref))

    @property
    def rankable_rows(self) -> list[dict[str, str]]:
        """One for each application that who presses may rank."""
        return [{"application": ref} for ref in self.rankable]

    @property
    def request_rows(self) -> list[dict[str, str]]:
        """One for each request."""
        return [{"request": ref} for ref in self.requested]

    @property
    def application_rows(self) -> list[dict[str, str]]:
        """One for each application that was checked."""
        return [{"application": ref} for ref in self.checked]


def named(call: CallFacts, form: Mapping[str, Any]) -> tuple[Case, ...]:
    """The requests a call will name: those of the form, else those it names already."""
    refs = form.get("requests")
    return call.requests if refs is None else tuple(case for ref in refs if (case := call.of(ref, "request")))


def other_call(call: CallFacts, request: Case) -> Case | None:
    """A live call other than this one that names a request."""
    calls = call.snapshot.linked(request.ref, "call")
    return next((case for case in calls if not case.ended and case.ref != call.ref), None)
