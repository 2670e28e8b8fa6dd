"""The programme as it is run, for tests: invented governments, their people, and cases brought to where a test begins.

Everything is done by the engine as `app.py` puts it together. People are called by short names (`broker`, `north`, `city`);
`people` and `bodies` have their ids. The cast is the same whenever a database has been given one.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

import app
from handlers import HANDLERS, RETURNS
from records import accounts, documents, organisations, visible
from records.tables import Organisation, Person
from records.vocabulary import ASSOCIATION, GOVERNMENT, SECRETARIAT
from states.audiences import AUDIENCES
from states.words import EXPERT_CRITERIA, REQUEST_CRITERIA
from tests.support.world import World
from workflow.attempt import Action, Outcome
from workflow.engine import Engine
from workflow.streams import SYSTEM

NOW = datetime(2018, 3, 5, 9, tzinfo=UTC)  # a Monday
OFFICE_ZONE = ZoneInfo("Europe/Amsterdam")

# Short name → kind, country, zone, languages.
BODIES: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "office": (SECRETARIAT, "NL", "Europe/Amsterdam", ("en",)),
    "north": (GOVERNMENT, "GH", "Africa/Accra", ("en",)),
    "south": (GOVERNMENT, "UG", "Africa/Kampala", ("en",)),
    "west": (GOVERNMENT, "GH", "Africa/Accra", ("en",)),
    "city": (GOVERNMENT, "NL", "Europe/Amsterdam", ("nl", "en")),
    "town": (GOVERNMENT, "ES", "Europe/Madrid", ("es", "en")),
    "port": (GOVERNMENT, "PT", "Europe/Lisbon", ("pt", "en")),
    "ghana": (ASSOCIATION, "GH", "Africa/Accra", ("en",)),
    "uganda": (ASSOCIATION, "UG", "Africa/Kampala", ("en",)),
}
# Short name → role, and whom they work for.
PEOPLE: Mapping[str, tuple[str, str]] = {
    "broker": ("broker", "office"),
    "other_broker": ("broker", "office"),
    "lead": ("lead_broker", "office"),
    "committee": ("committee", "office"),
    "auditor": ("auditor", "office"),
    "admin": ("admin", "office"),
    "north": ("requester", "north"),
    "south": ("requester", "south"),
    "west": ("requester", "west"),
    "city": ("expert", "city"),
    "town": ("expert", "town"),
    "port": ("expert", "port"),
    "ghana": ("association", "ghana"),
    "uganda": ("association", "uganda"),
}
# What leads from `matched` to `arranged`, as `exchange` goes along.
PREPARED = ("matched", "terms_drafted", "terms_agreed", "arranged", "under_way", "executed")


def engine() -> Engine:
    """The engine with all case types, as the application has it."""
    return Engine(app.known_types(), app.read_directory, visible.sees, AUDIENCES, HANDLERS, RETURNS, app.grace)


ENGINE = engine()


def email(name: str) -> str:
    """The address of an account."""
    return f"{name.replace('_', '.')}@connect.example"


class Programme(World):
    """A world with the cast, whose functions bring cases to where a test begins; each answers the reference."""

    def __init__(self, url: str, now: datetime = NOW, *, password_hash: str | None = None) -> None:
        super().__init__(url, ENGINE, now)
        with self.database.begin() as connection:
            self.bodies = _bodies(connection) or _founded(connection, now)
            self.people = _people(connection) or _engaged(connection, self.bodies, now, password_hash)
            for person in self.people.values():  # each has it, to attach
                self.paper = documents.store(connection, b"A letter that is signed.\n", "letter.txt", person=person)

    def press_in(self, connection: Connection, ref: str, trigger: str, actor: str, /, **press: Any) -> Outcome:
        """One press, by a short name, an id or `clock`."""
        return super().press_in(connection, ref, trigger, self.people.get(actor, actor), **press)

    def actions(self, ref: str, actor: str, *, every: bool = False) -> dict[str, Action]:
        """The buttons of a case for somebody, by trigger."""
        return super().actions(ref, self.people.get(actor, actor), every=every)

    # --- requests and calls ---------------------------------------------------------------------------------------------

    def request(self, by: str = "north", *, state: str = "submitted", **form: Any) -> str:
        """A request: submitted, or validated and recommended by the committee."""
        asked = {
            "governments": [self.bodies[by]],
            "topic": "waste",
            "challenge": "Waste is burnt beside the market.",
            "hoped_for": [{"indicator": "Households served", "today": "100", "hoped": "500"}],
            "exchange_type": "expert_assignment",
            "period": {"first": "2018-04-01", "last": "2018-12-31"},
            "languages": ["en"],
            "people": [self.people[by]],
            "consent": self.paper,
        }
        ref = self.fire("request", "submit", by, **{**asked, **form}).ref
        if state == "validated":
            self.press(ref, "validate", "broker", waivers={"no_twin": "It is about another place."})
            self.score(ref)
        return ref

    def score(self, ref: str, *, recommend: str = "yes") -> None:
        """A member of the committee scores a request or an application."""
        criteria = REQUEST_CRITERIA if ref.startswith("REQ-") else EXPERT_CRITERIA
        points = [{"criterion": one, "points": 4} for one in criteria]
        self.fire(ref, "score", "committee", criteria=points, recommend=recommend)

    def call(self, *requests: str, state: str = "open", days: int = 21, **form: Any) -> str:
        """A call of these requests (of a new one, if none is named): draft, open or closed."""
        named = requests or (self.request(state="validated"),)
        asked = {
            "requests": sorted(named),
            "title": "Municipal expertise",
            "working_language": "en",
            "exchange_types": ["expert_assignment"],
            "period": {"first": "2018-05-01", "last": "2018-12-31"},
            "deadline": (self.now + timedelta(days=days)).date().isoformat(),
            "zone": "Europe/Amsterdam",
            "asked_of_experts": [{"language": "en", "text": "A colleague with the same job."}],
        }
        ref = self.fire("call", "prepare", "broker", **{**asked, **form}).ref
        if state != "draft":
            self.fire(ref, "open", "broker")
        if state == "closed":
            self.close_call(ref)
        return ref

    def close_call(self, call: str) -> None:
        """The deadline of a call passes, and the clock closes it."""
        self.now = max(self.now, self.case(call).due_at)
        self.fire(call, "close", "clock")

    # --- applications ---------------------------------------------------------------------------------------------------

    def application(
        self, call: str, by: str = "city", *, request: str | None = None, state: str = "submitted", **form: Any
    ) -> str:
        """An answer to an open call, for its first request unless another is named: submitted, validated, shortlisted."""
        asked = {
            "call": call,
            "request": request or min(ref for ref in self.linked(call) if ref.startswith("REQ-")),
            "government": self.bodies[by],
            "people": [self.people[by]],
            "cv": self.paper,
            "approach": "We go round with them for a week.",
            "similar_job": "We collect waste.",
            "languages": ["en"],
            "availability": {"first": "2018-05-01", "last": "2018-12-31"},
            "commitment_letter": self.paper,
        }
        ref = self.fire("application", "submit", by, **{**asked, **form}).ref
        if state in ("validated", "shortlisted"):
            self.fire(ref, "validate", "broker")
        if state == "shortlisted":
            self.score(ref)
            self.fire(ref, "shortlist", "broker")
        return ref

    # --- decisions ------------------------------------------------------------------------------------------------------

    def recommend(self, call: str, *applications: str) -> None:
        """A member of the committee ranks applications, the best first."""
        ranking = [{"application": ref, "place": place} for place, ref in enumerate(applications, 1)]
        self.fire(call, "recommend", "committee", ranking=ranking)

    def decision(
        self, matched: Mapping[str, Sequence[str]], others: Mapping[str, str] | None = None, **none: Any
    ) -> dict[str, Any]:
        """The form of a decision: the applications chosen by request (none: no match), what becomes of the others."""
        kind = none.get("exchange_type", "expert_assignment")
        rows: list[dict[str, Any]] = []
        for request, chosen in matched.items():
            match = {"outcome": "matched", "applications": list(chosen), "exchange_type": kind}
            rows.append({"request": request, **(match if chosen else {"outcome": "none"})})
        left = [{"application": ref, "outcome": outcome} for ref, outcome in (others or {}).items()]
        return {"requests": rows, "others": left}

    def to_decide(self) -> tuple[str, dict[str, Any]]:
        """A closed call and the form that decides it: one request matched, one expert chosen, another kept on reserve."""
        request = self.request(state="validated")
        call = self.call(request)
        first, second = (self.application(call, by, state="shortlisted") for by in ("city", "town"))
        self.close_call(call)
        self.recommend(call, first, second)
        return call, self.decision({request: [first]}, {second: "reserve"})

    # --- exchanges ------------------------------------------------------------------------------------------------------

    def exchange(self, state: str = "matched", *, by: str = "north", expert: str = "city") -> str:
        """An expert assignment: matched with its expert confirmed, terms_drafted, terms_agreed, arranged, under_way, executed."""
        request = self.request(by, state="validated")
        call = self.call(request)
        application = self.application(call, expert, state="shortlisted")
        self.close_call(call)
        self.recommend(call, application)
        decided = self.fire(call, "decide", "broker", **self.decision({request: [application]}))
        (ref,) = {entry.split("/")[0] for entry in decided.entries if entry.startswith("EXC-")}
        stay = {"first": "2018-06-11", "last": "2018-06-15"}
        self.fire(application, "confirm", expert, available=stay, travellers=[self.people[expert]])
        for step in PREPARED[1 : PREPARED.index(state) + 1]:
            getattr(self, f"_{step}")(ref, by, expert)
        return ref

    def _terms_drafted(self, ref: str, by: str, expert: str) -> None:
        self.fire(
            ref,
            "draft_terms",
            "broker",
            objectives="Less waste.",
            tasks="To go round together.",
            working_days=5,
            first_day="2018-06-11",
            last_day="2018-06-15",
            place="The town hall",
            working_language="en",
            indicators=[{"indicator": "Households served"}],
        )

    def _terms_agreed(self, ref: str, by: str, expert: str) -> None:
        self.fire(ref, "agree_terms", by)
        self.fire(ref, "agree_terms", expert)

    def _arranged(self, ref: str, by: str, expert: str) -> None:
        association = "uganda" if by == "south" else "ghana"
        settled = [{"who": self.people[expert], "status": "settled"}]
        self.fire(ref, "accept_invitation_association", association, liaison=self.people[association])
        self.fire(ref, "record_arrangements", "broker", travel=settled, insurance=settled)
        self.now = max(self.now, datetime(2018, 5, 14, 9, tzinfo=UTC))
        self.fire(ref, "record_briefing", "broker", held_on="2018-05-14", who=[self.people[expert]])
        self.fire(ref, "arrange", "lead", **self.arrangement(by, expert))

    def arrangement(self, by: str = "north", expert: str = "city") -> dict[str, Any]:
        """The form with which an exchange is arranged."""
        return {
            "first_day": "2018-06-11",
            "last_day": "2018-06-15",
            "place": "The town hall",
            "participants": [self.people[by], self.people[expert]],
            "emergency_contacts": [self.people[by]],
        }

    def _under_way(self, ref: str, by: str, expert: str) -> None:
        self.now = datetime(2018, 6, 11, 9, tzinfo=UTC)
        self.fire(ref, "start", "clock")

    def _executed(self, ref: str, by: str, expert: str) -> None:
        self.now = datetime(2018, 6, 16, 9, tzinfo=UTC)
        self.fire(ref, "finish", "clock")


def _bodies(connection: Connection) -> dict[str, str]:
    return {name: ident for ident, name in connection.execute(select(Organisation.id, Organisation.name))}


def _people(connection: Connection) -> dict[str, str]:
    names = {email(name): name for name in PEOPLE}
    found = connection.execute(select(Person.id, Person.email))
    return {names[address]: ident for ident, address in found if address in names}


def _founded(connection: Connection, now: datetime) -> dict[str, str]:
    by: dict[str, Any] = {"actor": SYSTEM, "now": now, "via": "test", "is_demo": True}
    return {
        name: organisations.create(
            connection, name=name, kind=kind, country=country, zone=zone, languages=languages, **by
        )
        for name, (kind, country, zone, languages) in BODIES.items()
    }


def _engaged(
    connection: Connection, bodies: Mapping[str, str], now: datetime, password_hash: str | None
) -> dict[str, str]:
    by: dict[str, Any] = {"actor": SYSTEM, "now": now, "via": "test", "is_demo": True, "password_hash": password_hash}
    return {
        name: accounts.create(
            connection, email=email(name), name=name, roles=[role], organisation=bodies[body], language="en", **by
        )
        for name, (role, body) in PEOPLE.items()
    }
