"""What a case row says besides state and facts: whose turn, until when, how far, following whom. Pure."""

from datetime import date

from workflow import calendar
from workflow.definition import CLOCK, Follows, Part, State, Workflow
from workflow.moments import ENTERED, LIMIT, Hour
from workflow.snapshot import Case, Directory, Facts, Place, Snapshot


def settle(definition: Workflow, snapshot: Snapshot, case: Case, *, entered: bool) -> Case:
    """`case` after its moves, with every derived column as its state, facts and links make it.

    `entered` says that its state was entered (anew), so that the limit starts.
    """
    facts: Facts = definition.facts(snapshot, case.ref)
    state = definition.state(case.state)
    if entered:
        today = turn_place(state, facts).today(snapshot.now)
        case = case.but(entered_on=today, paused_on=None, paused_days=0)
    case = case.but(
        waits_for=_waits_for(definition, state, case, facts),
        follows=_followed(definition, state, snapshot, case),
        title=definition.title(facts),
        country=definition.country(facts),
    )
    return _timed(state, facts, case)


def _waits_for(definition: Workflow, state: State, case: Case, facts: Facts) -> tuple[str, ...]:
    if isinstance(state.turn, Follows):
        return ()
    if state.answered is not None and state.answered(facts):
        return tuple(part.name for part in state.then)
    signed = {
        part
        for transition in definition.transitions
        if transition.signed_by and case.state in transition.edge.sources
        for part in case.signatures.get(transition.trigger, {})
    }
    waiting = tuple(part.name for part in state.turn if part.name not in signed)
    # All have signed what they could and the case still waits: then for everybody whose turn it is.
    return waiting or tuple(part.name for part in state.turn)


def _followed(definition: Workflow, state: State, snapshot: Snapshot, case: Case) -> str | None:
    if not isinstance(state.turn, Follows):
        return None
    name = state.turn.link
    kind = next(link.kind for link in definition.links if link.name == name)
    linked = snapshot.linked(case.ref, kind)
    # What ended stays linked: a request keeps its earlier calls. The newest that goes on is the one to follow.
    refs = [other.ref for other in linked if not other.ended] or [other.ref for other in linked]
    return max(refs, key=_age) if refs else None


def _age(ref: str) -> tuple[int, int]:
    """Year and number of a reference: as text, 10000 would come before 9999."""
    _prefix, year, number = ref.rsplit("-", 2)
    return int(year), int(number)


def _timed(state: State, facts: Facts, case: Case) -> Case:
    """With the limit of its state: stopped while paused, moved on by the working days it stood still."""
    if state.end or state.limit is None:
        return case.but(due_date=None, due_zone=None, due_at=None, paused_on=None)
    place = limit_place(state, facts)
    today = place.today(facts.snapshot.now)
    if state.paused is not None and state.paused(facts):
        return case.but(paused_on=case.paused_on or today, due_date=None, due_zone=None, due_at=None)
    if case.paused_on is not None:
        stood = calendar.working_days_after(case.paused_on, today, place.country)
        case = case.but(paused_on=None, paused_days=case.paused_days + stood)
    due = calendar.date_of(state.limit, Anchors(facts, case), place.country)
    if due is None:
        raise ValueError(f"{case.ref} has no date “{state.limit.anchor}”, on which the limit of {state.name} hangs.")
    due = calendar.add_working_days(due, case.paused_days, place.country) if case.paused_days else due
    return case.but(due_date=due, due_zone=place.zone, due_at=calendar.instant(due, Hour.END, place.zone))


class Anchors(dict[str, date | None]):
    """The dates of a case by name, computed when asked for: `entered`, `limit`, and those of its facts."""

    def __init__(self, facts: Facts, case: Case) -> None:
        super().__init__({ENTERED: case.entered_on, LIMIT: case.due_date})
        self._facts = facts

    def __missing__(self, name: str) -> date | None:
        self[name] = found = self._facts.anchor(name)
        return found


def limit_place(state: State, facts: Facts) -> Place:
    """Whose calendar a limit is counted in: of the one waited for, or, from a date of the case, where that is lived."""
    if state.limit is not None and state.limit.anchor != ENTERED:
        return facts.place()
    return turn_place(state, facts)


def turn_place(state: State, facts: Facts) -> Place:
    """The zone and calendar of the first whose turn it is in a state."""
    directory: Directory = facts.snapshot.directory
    parts: tuple[Part, ...] = () if isinstance(state.turn, Follows) else state.turn
    for part in parts:
        if part.office:
            return directory.place(f"office:{part.name}")
        if part == CLOCK:
            return facts.place()
        for seat in facts.case.seats:
            if seat.part == part.name and (ident := seat.person or seat.organisation):
                return directory.place(ident)
    return facts.place()
