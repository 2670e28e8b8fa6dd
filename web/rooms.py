"""The rooms in which cases are read and moved: the same pages under two addresses, told to two kinds of reader."""

from dataclasses import dataclass

from web.answers import Questions
from web.reader import Reader
from workflow.definition import Workflow
from workflow.snapshot import Snapshot

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
        return Access(False, True, people, (OPINIONS | questions.fields.keys()) - named, reader.id)
    # An association follows every exchange of its country, also before it is asked to take part.
    near = definition.kind == EXCHANGE and "association" in reader.roles
    takes_part = near or (bool(ref) and bool(snapshot.parts_of(reader.id, ref)))
    readable = questions.public if takes_part else questions.opening & questions.public
    return Access(False, takes_part, takes_part, readable, reader.id)
