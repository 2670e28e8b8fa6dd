"""The rooms in which cases are read and moved: the same pages under two addresses, told to two kinds of reader."""

from dataclasses import dataclass

from web.answers import Questions, only_committee
from web.reader import Reader
from workflow.definition import Workflow
from workflow.snapshot import Case, Snapshot

APPLICATION = "application"  # the one kind whose people a committee must know to judge it
EXCHANGE = "exchange"
OPINIONS = frozenset({"scores", "rankings"})  # the facts that hold what each member of the committee thinks


@dataclass(frozen=True)
class Room:
    """`name` is the blueprint's and the address's; `public` says states in the public's words."""

    name: str
    title: str
    public: bool


@dataclass(frozen=True)
class Access:
    """What of one case a reader may read in a room, once it is settled that they may see the case."""

    whole: bool  # everything, with what the office notes, letters and follow-ups
    history: bool  # what happened, as far as the rest allows
    people: bool  # who takes part, by name
    readable: frozenset[str] | None  # the facts, by name; None: all
    opinions_of: str | None  # whose opinion is shown where people are asked one by one; None: everybody's


def access(reader: Reader, room: Room, definition: Workflow, snapshot: Snapshot, ref: str) -> Access:
    """Brokers and auditors read everything, the committee no names but an applicant's, a party what concerns parties."""
    questions = Questions.of(definition)
    if reader.sees_all and not room.public:
        return Access(True, True, True, None, None)
    if not room.public:
        people = definition.kind == APPLICATION
        named = {name for name, one in questions.fields.items() if one.to == "person" and not people}
        opinions_of = None if opinions_are_shown(reader, definition, snapshot.case(ref) if ref else None) else reader.id
        return Access(False, True, people, (OPINIONS | questions.fields.keys()) - named, opinions_of)
    # An association follows every exchange of its country, also before it is asked to take part.
    near = definition.kind == EXCHANGE and "association" in reader.roles
    takes_part = near or (bool(ref) and bool(snapshot.parts_of(reader.id, ref)))
    readable = questions.public if takes_part else questions.opening & questions.public
    return Access(False, takes_part, takes_part, readable, reader.id)


def opinions_are_shown(reader: Reader, definition: Workflow, case: Case | None) -> bool:
    """Whether a member of the committee reads what the others think: not before they gave their own opinion, as long as
    they can still be asked for it, or the first opinion would be everybody's."""
    if case is None:
        return False
    if any(reader.id in (case.facts.get(name) or {}) for name in OPINIONS):
        return True
    asking = (one for way in definition.transitions if only_committee(way.by) for one in way.edge.sources)
    last = max((_order(definition, one) for one in asking), default=-1)
    return case.ended or _order(definition, case.state) > last


def _order(definition: Workflow, state: str) -> int:
    milestone = definition.state(state).milestone if state in definition.state_names else None
    return milestone.order if milestone else -1
