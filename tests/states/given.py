"""Small hand-made worlds: who is who, cases in a snapshot, and buttons pressed on it without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from records import settings
from records.directory import Directory, OrganisationInfo, PersonInfo
from states.all import DEFINITIONS
from states.audiences import AUDIENCES
from workflow.attempt import Attempt, Plan
from workflow.definition import Seat
from workflow.errors import BadForm
from workflow.plan import asked_for, plan
from workflow.press import load
from workflow.references import missing
from workflow.registry import Registry
from workflow.snapshot import Case, Snapshot, TextRef, pair

NOW = datetime(2017, 3, 1, 12, tzinfo=UTC)  # a Wednesday
TODAY, TOMORROW, NEXT_MONTH = date(2017, 3, 1), date(2017, 3, 2), date(2017, 4, 3)
REGISTRY = Registry(DEFINITIONS)

# Two governments that ask, two that know, and an association of each asking country; all of them invented.
NORTH, SOUTH, KNOWING, LEARNED, GHANA, UGANDA, MALTA = (f"ORG-000{n}" for n in range(1, 8))
BROKER, LEAD, MEMBER, ASKING, ASKING_TOO, EXPERT, EXPERT_TOO, LIAISON, LIAISON_TOO = (
    f"PER-000{n}" for n in range(1, 10)
)
CV, LETTER, CONSENT = "DOC-0001", "DOC-0002", "DOC-0003"

_ORGANISATIONS = {
    NORTH: ("Sample North", "government", "GH", "Africa/Accra", ("en",)),
    SOUTH: ("Sample South", "government", "UG", "Africa/Kampala", ("en",)),
    KNOWING: ("Sample City", "government", "NL", "Europe/Amsterdam", ("nl", "en")),
    LEARNED: ("Sample Town", "government", "FR", "Europe/Paris", ("fr",)),
    GHANA: ("Sample Association of Ghana", "association", "GH", "Africa/Accra", ("en",)),
    UGANDA: ("Sample Association of Uganda", "association", "UG", "Africa/Kampala", ("en",)),
    MALTA: ("Sample Island", "government", "MT", "Europe/Malta", ("en",)),
}
_PEOPLE = {
    BROKER: (None, "broker"),
    LEAD: (None, "lead_broker"),
    MEMBER: (None, "committee"),
    ASKING: (NORTH, "requester"),
    ASKING_TOO: (SOUTH, "requester"),
    EXPERT: (KNOWING, "expert"),
    EXPERT_TOO: (LEARNED, "expert"),
    LIAISON: (GHANA, "association"),
    LIAISON_TOO: (UGANDA, "association"),
}


def directory(*, interests: Iterable[tuple[str, str]] = (), **decided: Any) -> Directory:
    """Everybody above; `interests` are (person, subject), `decided` are settings."""
    organisations = {
        ident: OrganisationInfo(ident, name, kind, country, 1000, languages, zone, None, True)
        for ident, (name, kind, country, zone, languages) in _ORGANISATIONS.items()
    }
    people = {}
    for ident, (works_for, _role) in _PEOPLE.items():
        home = organisations.get(works_for or "")
        zone, country = (home.zone, home.country) if home else ("Europe/Amsterdam", "NL")
        people[ident] = PersonInfo(
            ident, ident, f"{ident}@connect.example", works_for, "en", zone, country, True, None, True
        )
    roles = {ident: frozenset({role}) for ident, (_, role) in _PEOPLE.items()}
    papers = dict.fromkeys((CV, LETTER, CONSENT), "paper.pdf")
    uploads = frozenset((paper, person) for paper in papers for person in people)
    settled = {**settings.DEFAULTS, **decided}
    return Directory(people, organisations, roles, frozenset(interests), papers, settled, uploads)


def case(ref: str, state: str, /, *, type: str = "", seats: Iterable[Seat] = (), **facts: Any) -> Case:
    """A case as a row would say it; its kind is known by its reference."""
    kind = {"REQ": "request", "CALL": "call", "APP": "application", "EXC": "exchange"}[ref.split("-")[0]]
    definition = REGISTRY.newest(type or (kind if kind != "exchange" else "expert_assignment"))
    known = definition.state(state) if state in definition.state_names else None
    return Case(
        ref=ref,
        kind=kind,
        type=definition.name,
        definition_version=1,
        state=state,
        milestone=known.milestone.name if known and known.milestone else "matched",
        version=1,
        seq=1,
        head=None,
        facts=facts,
        entered_on=TODAY,
        created_at=NOW,
        ended=bool(known and known.end),
        seats=tuple(seats),
    )


def request(ref: str = "REQ-2017-0001", state: str = "submitted", **facts: Any) -> Case:
    """A request of Sample North, unless it says otherwise."""
    governments = facts.setdefault("governments", [NORTH])
    seats = [Seat("requester", one) for one in governments]
    return case(ref, state, seats=seats, **{"topic": "waste", "languages": ["en"], **facts})


def call(ref: str = "CALL-2017-0001", state: str = "open", **facts: Any) -> Case:
    """A call in English until the third of April."""
    told = {"deadline": "2017-04-03", "zone": "Europe/Brussels", "working_language": "en"}
    return case(ref, state, **{**told, "asked_of_experts": [{"language": "en", "text": {}}], **facts})


def application(ref: str = "APP-2017-0001", state: str = "shortlisted", **facts: Any) -> Case:
    """An application of Sample City, unless it says otherwise."""
    government = facts.setdefault("government", KNOWING)
    return case(ref, state, seats=[Seat("expert", government)], **{"languages": ["en"], **facts})


def exchange(ref: str = "EXC-2017-0001", state: str = "matched", **facts: Any) -> Case:
    """An expert assignment between Sample North and Sample City."""
    seats = [Seat("requester", NORTH), Seat("expert", KNOWING), Seat("host", NORTH), Seat("association", GHANA)]
    return case(ref, state, seats=seats, **{"invited": [GHANA], "accepted": {}, **facts})


def snapshot(*cases: Case, links: Iterable[tuple[str, str]] = (), actor: str = BROKER, **known: Any) -> Snapshot:
    """These cases with these links, as `actor` finds them; `known` goes to `directory`, but for `now`."""
    now = known.pop("now", NOW)
    pairs = frozenset(pair(*one) for one in links)
    return Snapshot(now, actor, directory(**known), {one.ref: one for one in cases}, pairs)


def facts(*cases: Case, links: Iterable[tuple[str, str]] | None = None, new: str = "", **known: Any) -> Any:
    """The facts of the first case, linked to all the others unless `links` says otherwise; of a creation, if `new`."""
    first = cases[0].ref if cases and not new else ""
    linked = [(first, other.ref) for other in cases[1:]] if links is None and first else links or ()
    kind = REGISTRY.newest(new or cases[0].type)
    return kind.facts(snapshot(*cases, links=linked, **known), first)


class Stage:
    """A snapshot on which buttons are pressed, one after the other, each on what the one before left."""

    def __init__(
        self, *cases: Case, links: Iterable[tuple[str, str]] = (), registry: Registry = REGISTRY, **known: Any
    ) -> None:
        self.world = snapshot(*cases, links=links, **known)
        self.registry = registry
        self.last: Plan | None = None

    def press(
        self, ref: str, trigger: str, actor: str, /, behalf: str | None = None, waive: str = "", **form: Any
    ) -> str:
        """Press a button that nothing forbids; the reference of the case."""
        planned = self.plan(ref, trigger, actor, behalf=behalf, waive=waive, **form)
        assert not planned.blockers, [(b.code, dict(b.facts)) for b in planned.blockers]
        self.world, self.last = planned.after, planned
        return planned.ref

    def refused(self, ref: str, trigger: str, actor: str, /, **press: Any) -> list[str]:
        """The codes of the reasons why not."""
        return [blocker.code for blocker in self.plan(ref, trigger, actor, **press).blockers]

    def plan(
        self, ref: str, trigger: str, actor: str, /, behalf: str | None = None, waive: str = "", **form: Any
    ) -> Plan:
        """What a press would do. Raises BadForm."""
        world = replace(self.world, actor=actor, on_behalf_of=behalf)
        kind, ref = (ref, "") if ref in self.registry.names() else ("", ref)
        attempt = Attempt(kind, ref, trigger, "ACT-1", "test", on_behalf_of=behalf)
        definition, transition, _wrong = asked_for(self.registry, world, attempt)
        loaded, _texts, wrong = load(transition.form, form)
        wrong = wrong or missing(transition.form, loaded, definition.facts(world, ref))
        word = TextRef("TXT-1", "0", "They said so.")
        waivers = {waive: word} if waive else {}
        attempt = replace(
            attempt, form=loaded, form_errors=wrong, on_behalf_reason=word if behalf else None, waivers=waivers
        )
        return plan(self.registry, world, attempt, audiences=AUDIENCES, handlers={})

    def errors(self, ref: str, trigger: str, actor: str, /, **form: Any) -> Mapping[str, Any]:
        """What is wrong with a form."""
        try:
            self.plan(ref, trigger, actor, **form)
        except BadForm as error:
            return error.errors
        return {}

    def at(self, moment: datetime) -> None:
        """Go on at another moment."""
        self.world = replace(self.world, now=moment)

    def state(self, ref: str) -> str:
        """Where a case is."""
        return self.world.case(ref).state

    def linked(self, ref: str, kind: str) -> list[str]:
        """The refs of a kind a case is linked to."""
        return [one.ref for one in self.world.linked(ref, kind)]

    @property
    def told(self) -> set[tuple[str, str]]:
        """Who is written to because of the last press: (template, recipient)."""
        return {(one.template, one.recipient) for one in self.last.letters} if self.last else set()
