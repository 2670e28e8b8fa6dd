"""What linked cases may never say of each other, a sentence and a function each; and whose turn it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from workflow.registry import Registry
from workflow.replay import Rows
from workflow.snapshot import Case, Snapshot

PUBLISHED = ("open", "closed")
LIVE_CALL = ("draft", *PUBLISHED)
NAMEABLE = ("validated", "on_reserve", "unmatched")
CANDIDATE = ("submitted", "incomplete", "validated", "shortlisted")
CHOSEN = ("selected", "confirmed")
NO_EXPERTS_NEEDED = ("matched", "vacant", "postponed")  # of an exchange that has not begun
# Of a live exchange → where its requests are.
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "arranged": ("arranged",),
    "under_way": ("arranged",),
    "midterm_reviewed": ("arranged",),
    "executed": ("executed",),
    "reported": ("executed",),
}


class World:
    """Cases and their links, as the rules below ask for them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def all(self, kind: str, *states: str) -> list[Case]:
        """The cases of a kind (in one of these states)."""
        every = (case for case in self.snapshot.cases.values() if case.kind == kind)
        return [case for case in every if not states or case.state in states]

    def of(self, case: Case, kind: str, *states: str) -> list[Case]:
        """The cases of a kind that a case is linked to (in one of these states)."""
        linked = self.snapshot.linked(case.ref, kind)
        return [other for other in linked if not states or other.state in states]

    def live(self, case: Case, kind: str) -> list[Case]:
        """Those that have not ended."""
        return [other for other in self.of(case, kind) if not other.ended]


Rule = Callable[[World], Iterable[Case]]
RULES: dict[str, Rule] = {}


def never(sentence: str) -> Callable[[Rule], Rule]:
    """Declare a rule by the cases that break it."""

    def declare(rule: Rule) -> Rule:
        RULES[sentence] = rule
        return rule

    return declare


@never("A request seeks expertise without exactly one open or closed call that names it.")
def _seeks(world: World) -> Iterator[Case]:
    return (r for r in world.all("request", "expertise_sought") if len(world.of(r, "call", *PUBLISHED)) != 1)


@never("An open or closed call names a request that does not seek expertise.")
def _called(world: World) -> Iterator[Case]:
    for call in world.all("call", *PUBLISHED):
        yield from (request for request in world.of(call, "request") if request.state != "expertise_sought")


@never("A live call names no request.")
def _for_nobody(world: World) -> Iterator[Case]:
    return (call for call in world.all("call", *LIVE_CALL) if not world.of(call, "request"))


@never("Two live calls name a request.")
def _twice(world: World) -> Iterator[Case]:
    return (request for request in world.all("request") if len(world.live(request, "call")) > 1)


@never("A draft of a call names a request that does not wait for one.")
def _drafted(world: World) -> Iterator[Case]:
    for call in world.all("call", "draft"):
        yield from (request for request in world.of(call, "request") if request.state not in NAMEABLE)


@never("A request is matched, arranged or executed without exactly one live exchange.")
def _exchanged(world: World) -> Iterator[Case]:
    found = world.all("request", "matched", "arranged", "executed")
    return (request for request in found if len(world.live(request, "exchange")) != 1)


@never("A request is elsewhere than its exchange.")
def _follows(world: World) -> Iterator[Case]:
    for exchange in (case for case in world.all("exchange") if not case.ended):
        there = FOLLOWING.get(exchange.state, ("matched",))
        yield from (request for request in world.of(exchange, "request") if request.state not in there)


@never("A request is evaluated and its exchange is not, or the other way round.")
def _evaluated(world: World) -> Iterator[Case]:
    for request in world.all("request", "evaluated"):
        yield from () if world.of(request, "exchange", "evaluated") else (request,)
    for exchange in world.all("exchange", "evaluated"):
        yield from (request for request in world.of(exchange, "request") if request.state != "evaluated")


@never("A live exchange serves nobody.")
def _serves(world: World) -> Iterator[Case]:
    return (exchange for exchange in world.all("exchange") if not exchange.ended and not world.of(exchange, "request"))


@never("An application is selected or confirmed without exactly one live exchange.")
def _chosen(world: World) -> Iterator[Case]:
    return (one for one in world.all("application", *CHOSEN) if len(world.live(one, "exchange")) != 1)


@never("An exchange is prepared, arranged or held without an expert who has confirmed, or with one who has not.")
def _experts(world: World) -> Iterator[Case]:
    for exchange in (case for case in world.all("exchange") if not case.ended):
        asked, sure = (world.of(exchange, "application", state) for state in CHOSEN)
        if exchange.state not in NO_EXPERTS_NEEDED and (asked or not sure):
            yield exchange


@never("A vacant exchange has an expert.")
def _vacant(world: World) -> Iterator[Case]:
    return (one for one in world.all("exchange", "vacant") if world.of(one, "application", *CHOSEN))


@never("An exchange has matched, and nobody is left whom it could ask.")
def _asks(world: World) -> Iterator[Case]:
    return (one for one in world.all("exchange", "matched") if not world.of(one, "application", *CHOSEN))


@never("A candidate answers no call that is open or closed.")
def _candidates(world: World) -> Iterator[Case]:
    return (one for one in world.all("application", *CANDIDATE) if not world.of(one, "call", *PUBLISHED))


@never("A live application names no request that goes on, and takes part in no exchange that does.")
def _named(world: World) -> Iterator[Case]:
    live = (one for one in world.all("application") if not one.ended)
    return (one for one in live if not world.live(one, "request") and not world.live(one, "exchange"))


@never("Others have a part in an exchange than those of its requests and its experts.")
def _seated(world: World) -> Iterator[Case]:
    for exchange in (case for case in world.all("exchange") if not case.ended):
        sides = (*world.of(exchange, "request"), *world.of(exchange, "application", *CHOSEN))
        due = {seat for side in sides for seat in side.seats}
        # Who travels is known when an expert confirms, and told to the exchange when all have.
        asked = world.of(exchange, "application", "selected")
        if not asked and due != {seat for seat in exchange.seats if seat.part in ("requester", "expert")}:
            yield exchange


@never("An application is on reserve for a request whose exchange has begun.")
def _reserve(world: World) -> Iterator[Case]:
    for one in world.all("application", "on_reserve"):
        begun = [e for r in world.of(one, "request") for e in world.live(r, "exchange") if e.state in FOLLOWING]
        yield from (one for exchange in begun if exchange.state != "arranged")


def contradictions(snapshot: Snapshot) -> list[str]:
    """Every rule that is broken, with the case that breaks it."""
    world = World(snapshot)
    return [f"{case.ref} ({case.state}): {sentence}" for sentence, rule in RULES.items() for case in rule(world)]


def wrongly_named(snapshot: Snapshot, registry: Registry) -> Iterator[str]:
    """Live cases called otherwise than their facts, and those of the cases they are linked to, would call them now."""
    for case in (one for one in snapshot.cases.values() if not one.ended):
        law = registry.get(case.type, case.definition_version)
        facts = law.facts(snapshot, case.ref)
        now = (law.title(facts), law.country(facts))
        if now != (case.title, case.country):
            yield f"{case.ref} ({case.state}) is called {(case.title, case.country)}, and should be {now}."


# --- whose turn it is ---------------------------------------------------------------------------------------------------


def nobodys_turn(snapshot: Snapshot, rows: Rows) -> Iterator[str]:
    """Cases of which nobody could say whose turn it is and until when, or that wait although they have ended."""
    for case in snapshot.cases.values():
        turns = rows.turns.get(case.ref, ())
        if case.ended:
            if turns or case.due_at or case.paused_on:
                yield f"{case.ref} has ended in {case.state} and waits for {turns}."
        elif case.follows:
            if snapshot.case(case.follows).ended:
                yield f"{case.ref} ({case.state}) follows {case.follows}, which has ended."
        elif not turns:
            yield f"{case.ref} ({case.state}) waits for nobody."
        elif not case.due_at and not _asked_elsewhere(snapshot, case):
            yield f"{case.ref} ({case.state}) may wait for ever."


def _asked_elsewhere(snapshot: Snapshot, case: Case) -> bool:
    """Its time stands still because an expert makes up their mind."""
    asked = (one for one in snapshot.linked(case.ref, "application") if one.state == "selected")
    return case.paused_on is not None and any(one.due_at for one in asked)
