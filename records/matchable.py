"""What is known of requests that look for expertise, and of who could help, in a constant number of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, or_, select, union_all

from records import directory, found
from records.directory import Directory
from records.found import Found
from records.tables import Organisation, core
from workflow import texts
from workflow.errors import UnknownCase
from workflow.tables import cases, links, participants

OPEN = ("submitted", "incomplete", "validated", "shortlisted", "on_reserve")  # of an application that can be chosen
DONE = ("executed", "evaluated")  # milestones of an exchange that was held
EXPERT = "expert"


@dataclass(frozen=True)
class Asking:
    """A request, and the live call that names it, if one does; `facts` as the case has them."""

    ref: str
    title: str
    state: str
    facts: Mapping[str, Any]
    call: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Offering:
    """An application that names a request."""

    ref: str
    title: str
    state: str
    request: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Matchable:
    """All of it. `done` and `load` are exchanges by organisation, those that were held and those that go on; `so_far`
    are both by the expert's country; `bodies` has every text that a fact names."""

    requests: tuple[Asking, ...]
    applications: tuple[Offering, ...]
    people: Mapping[str, Found]
    directory: Directory
    bodies: Mapping[str, str | None]
    done: Mapping[str, int]
    load: Mapping[str, int]
    so_far: Mapping[str, int]

    def text(self, fact: Any) -> str:
        """The words of a fact that is text, or of all texts in it; nothing where they were erased."""
        return " ".join(filter(None, (self.bodies.get(ident) for ident in texts.mentioned([fact]))))


def read(connection: Connection, ref: str) -> Matchable:
    """Around a request, or around all requests of a call or an exchange. Raises UnknownCase for what has none."""
    requests = _requests(connection, ref)
    applications = _applications(connection, [one.ref for one in requests])
    people = found.every(connection)
    told = [*(one.facts for one in requests), *(one.call for one in requests), *(one.facts for one in applications)]
    known = _directory(connection, requests, applications, people)
    counts = _exchanges(connection)
    return Matchable(
        requests=requests,
        applications=applications,
        people=people,
        directory=known,
        bodies=texts.resolve(connection, texts.mentioned(told)),
        done=_sum((one, many) for one, _country, held, many in counts if held),
        load=_sum((one, many) for one, _country, held, many in counts if not held),
        so_far=_sum((country, many) for _one, country, _held, many in counts),
    )


def _linked(refs: Collection[str], kind: str) -> Any:
    """Each case of a kind with a live link to one of these, which is named as `of`; from either end, each by its index."""

    def way(here: Any, there: Any) -> Any:
        return (
            select(here.label("of"), cases.c.ref, cases.c.title, cases.c.state, cases.c.facts)
            .join(links, there == cases.c.ref)
            .where(here.in_(sorted(refs)), links.c.until_act.is_(None), cases.c.kind == kind)
        )

    return union_all(way(links.c.from_ref, links.c.to_ref), way(links.c.to_ref, links.c.from_ref))


def _requests(connection: Connection, ref: str) -> tuple[Asking, ...]:
    columns = (cases.c.ref, cases.c.title, cases.c.state, cases.c.facts)
    own = connection.execute(select(*columns).where(cases.c.ref == ref, cases.c.kind == "request")).all()
    rows = own or connection.execute(_linked([ref], "request")).all()
    if not rows:
        raise UnknownCase(ref=ref)
    live = _linked([row.ref for row in rows], "call")
    # The newest of them has the last word: an older one that was decided stays linked.
    named = sorted((row for row in connection.execute(live) if row.state != "cancelled"), key=lambda row: row.ref)
    calls = {row.of: row.facts for row in named}
    found_ = (Asking(row.ref, row.title, row.state, row.facts, calls.get(row.ref, {})) for row in rows)
    return tuple(sorted(found_, key=lambda one: one.ref))


def _applications(connection: Connection, requests: Sequence[str]) -> tuple[Offering, ...]:
    rows = connection.execute(_linked(requests, "application"))
    offers = (Offering(row.ref, row.title, row.state, row.of, row.facts) for row in rows if row.state in OPEN)
    return tuple(sorted(offers, key=lambda one: one.ref))


def _directory(
    connection: Connection, requests: Iterable[Asking], applications: Iterable[Offering], people: Iterable[str]
) -> Directory:
    """Everybody named, their organisations, and what these declared an interest in."""
    bodies = {one for request in requests for one in request.facts.get("governments") or ()}
    bodies |= {one.facts["government"] for one in applications if one.facts.get("government")}
    return directory.read(connection, people=sorted(people), organisations=sorted(bodies))


def _exchanges(connection: Connection) -> Sequence[tuple[str, str, bool, int]]:
    """Organisation, its country, whether they were held or go on, and how many exchanges it gave experts to."""
    body, seat = core(Organisation).c, participants.c
    query = (
        select(body.id, body.country, cases.c.milestone, func.count(cases.c.ref.distinct()))
        .select_from(cases.join(participants, seat.ref == cases.c.ref))
        .join(core(Organisation), body.id == seat.organisation)
        .where(cases.c.kind == "exchange", seat.part == EXPERT, seat.until_act.is_(None))
        .where(or_(cases.c.milestone.in_(DONE), ~cases.c.ended))
        .group_by(body.id, body.country, cases.c.milestone)
    )
    return [(one, country, stage in DONE, many) for one, country, stage, many in connection.execute(query)]


def _sum(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    found_: dict[str, int] = {}
    for key, many in counted:
        found_[key] = found_.get(key, 0) + many
    return found_
