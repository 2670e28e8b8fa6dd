"""What the rules of every exchange read, whatever its type."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from states.exchange_answers import AnsweredFacts
from states.facts import experts_of, requesters_of, reserve_in_order
from states.words import ASSOCIATION, EXPERT, HOST, REQUESTER
from workflow.definition import Part, Seat
from workflow.snapshot import Case, Place

# Of an application: linked to the exchange that is just being made, then asked, then sure.
STANDING = ("shortlisted", "on_reserve", "selected", "confirmed")


class ExchangeFacts(AnsweredFacts):
    """Governments that ask, governments that know, a host, and at least one association.

    `host_side` says whose place it is, where the case does not name a host; `owed` are the facts (person → row) that
    are to be settled for everybody who travels.
    """

    host_side: ClassVar[Part] = REQUESTER
    owed: ClassVar[tuple[str, ...]] = ("travel", "insurance")

    # --- who ----------------------------------------------------------------------------------------------------------

    @property
    def requests(self) -> tuple[Case, ...]:
        """The requests it serves."""
        return self.linked("request")

    @property
    def offers(self) -> tuple[Case, ...]:
        """The applications that were chosen and still stand, confirmed or not."""
        return tuple(case for case in self.linked("application") if case.state in STANDING)

    @property
    def asked(self) -> tuple[Case, ...]:
        """Those of them that have not confirmed yet."""
        return tuple(case for case in self.offers if case.state == "selected")

    @property
    def confirmed(self) -> tuple[Case, ...]:
        """Those of them that have."""
        return tuple(case for case in self.offers if case.state == "confirmed")

    @property
    def host(self) -> str | None:
        """The organisation at whose place it is."""
        return self.host_among(self.case.seats)

    def host_among(self, seats: Sequence[Seat]) -> str | None:
        """The same, if these take part: who was named as host and has left receives nobody any more."""
        parties = [seat for seat in seats if seat.part in (REQUESTER.name, EXPERT.name) and seat.organisation]
        named: str | None = self.value("host")
        if named in {seat.organisation for seat in parties}:
            return named
        return next((seat.organisation for seat in parties if seat.part == self.host_side.name), None)

    @property
    def travellers(self) -> tuple[str, ...]:
        """The experts who said that they travel."""
        return tuple(dict.fromkeys(one for case in self.confirmed for one in case.facts.get("travellers") or ()))

    @property
    def invited(self) -> tuple[str, ...]:
        """The associations that were invited, in order."""
        return tuple(self.value("invited") or ())

    @property
    def taking_part(self) -> Mapping[str, str]:
        """The associations that accepted, with their liaison."""
        accepted: Mapping[str, str] = self.value("accepted") or {}
        return accepted

    # --- where and when -----------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.titled([self.value("topic")], self.requesters, experts_of(self.case))

    @property
    def country(self) -> str | None:
        return self.country_of(self.requesters)

    def place(self) -> Place:
        """At the host's."""
        host = self.host if self.ref else None
        return self.directory.place(host) if host else super().place()

    @property
    def length(self) -> int | None:
        """How many days it lasts, both ends included; None while they are not set."""
        first, last = self.day("first_day"), self.day("last_day")
        return (last - first).days + 1 if first and last else None

    # --- choosing experts ---------------------------------------------------------------------------------------------

    @property
    def reserve(self) -> tuple[str, ...]:
        """The applications on the reserve list that name a request of this exchange, the next one first."""
        return reserve_in_order(self, self.requests)

    @cached_property
    def without_language(self) -> tuple[str, ...]:
        """The first two sides that share no language; empty if all share one, or an interpreter is named."""
        if self.value("interpreter"):
            return ()
        return next(_strangers(self.requests, self.offers), ())

    # --- what is still open -------------------------------------------------------------------------------------------

    def settled(self, what: str, who: str) -> bool:
        """Whether somebody's travel, insurance … (a fact: person → row) is settled, or a visa granted, or not needed."""
        row: Mapping[str, Any] = (self.value(what) or {}).get(who) or {}
        return row.get("status") in ("settled", "granted", "not_needed")

    def unsettled(self, people: Sequence[str], *whats: str) -> tuple[str, ...]:
        """Those of the people for whom one of these things is not settled."""
        return tuple(who for who in people if not all(self.settled(what, who) for what in whats))

    @property
    def who_travels(self) -> tuple[str, ...]:
        """Whose travel and insurance have to be settled; types in which others travel say so."""
        return self.travellers

    # --- rows with which pages begin ----------------------------------------------------------------------------------

    @property
    def liaisons(self) -> tuple[str, ...]:
        """Who acts for an association that was invited."""
        acting = (self.directory.people_of(one, ASSOCIATION.name) for one in self.invited)
        return tuple(dict.fromkeys(person for people in acting for person in people))

    @property
    def present(self) -> tuple[str, ...]:
        """Who can be named as taking part: everybody of the case, and who travels to it."""
        return tuple(dict.fromkeys((*self.who_travels, *self.colleagues)))

    @property
    def served(self) -> tuple[str, ...]:
        """The requests it serves, by reference."""
        return tuple(case.ref for case in self.requests)

    @property
    def offered(self) -> tuple[str, ...]:
        """The applications that still stand, by reference."""
        return tuple(case.ref for case in self.offers)

    @property
    def request_rows(self) -> list[dict[str, str]]:
        """One for each request, when it ends."""
        return [{"request": ref} for ref in self.served]

    @property
    def expert_rows(self) -> list[dict[str, str]]:
        """One for each expert, when it ends."""
        return [{"application": ref} for ref in self.offered]

    @property
    def traveller_rows(self) -> list[dict[str, str]]:
        """One for each who travels."""
        return [{"who": who} for who in self.who_travels]

    # --- seats --------------------------------------------------------------------------------------------------------

    def seats_without(self, leaving: str | None) -> tuple[Seat, ...]:
        """Everybody who takes part, by the linked cases and the facts as they are, but the people of one request."""
        requests = [case for case in self.requests if case.ref != leaving]
        seats = [seat for case in requests for seat in case.seats if seat.part == REQUESTER.name]
        seats += [seat for case in self.offers for seat in case.seats if seat.part == EXPERT.name]
        return (*seats, *self._host_seats(seats), *self.more_seats, *self._association_seats())

    def _host_seats(self, parties: Sequence[Seat]) -> Iterator[Seat]:
        host = self.host_among(parties)
        there = [seat for seat in parties if seat.organisation == host]
        for seat in there:
            acting = [seat.person] if seat.person else self.directory.people_of(host or "", seat.part)
            yield from (Seat(HOST.name, host, person) for person in acting)
        if host:
            yield Seat(HOST.name, host)

    def _association_seats(self) -> Iterator[Seat]:
        for association in self.invited:
            yield Seat(ASSOCIATION.name, association)
        for association, liaison in self.taking_part.items():
            yield Seat(ASSOCIATION.name, association, liaison)

    @property
    def more_seats(self) -> tuple[Seat, ...]:
        """Seats that only some types have."""
        return ()


def _strangers(requests: Sequence[Case], offers: Sequence[Case]) -> Iterator[tuple[str, str]]:
    for request in requests:
        for offer in offers:
            if not set(request.facts.get("languages") or ()) & set(offer.facts.get("languages") or ()):
                yield (requesters_of(request) or (request.ref,))[0], (experts_of(offer) or (offer.ref,))[0]
