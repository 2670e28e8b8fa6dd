"""What pages about one case are drawn from: who reads, the case as the engine sees it, and the words for all of it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale
from sqlalchemy import Connection

from records import directory
from web.database import reading
from web.given import Connect, connect
from web.offers import Choosing
from web.reader import Reader, current, signed_in
from web.rooms import Access, Room, access
from web.words import Words
from workflow.definition import Workflow
from workflow.snapshot import Snapshot


@dataclass(frozen=True)
class Scene:
    """One request's view of one case, or (`ref` empty) of one to be made."""

    program: Connect
    connection: Connection
    now: datetime
    reader: Reader
    room: Room
    definition: Workflow
    snapshot: Snapshot
    ref: str
    words: Words
    access: Access

    @property
    def choosing(self) -> Choosing:
        """What forms offer here."""
        facts = self.definition.facts(self.snapshot, self.ref)
        return Choosing(self.connection, self.reader, self.program.registry, self.words, self.snapshot, facts)


def words_of(room: Room | None = None) -> Words:
    """The reader's words, before it is known what is spoken of."""
    reader, program = current(), connect()
    return Words(
        registry=program.registry,
        language=str(get_locale() or "en"),
        zone=reader.zone if reader else "UTC",
        public=room is None or room.public,
        labels={},
        names={reader.id: reader.name} if reader else {},
    )


def of_case(room: Room, ref: str) -> Scene:
    """A case as the reader finds it. Raises UnknownCase, also where they may not see it."""
    program, connection, reader, now = connect(), reading(), signed_in(), connect().now()
    snapshot = program.engine.snapshot(connection, ref, actor=reader.id, now=now)
    case = snapshot.case(ref)
    definition = program.registry.get(case.type, case.definition_version)
    words = words_of(room).about(definition).among(snapshot.directory)
    settled = access(reader, room, definition, snapshot, ref)
    return Scene(program, connection, now, reader, room, definition, snapshot, ref, words, settled)


def of_new(room: Room, type_: str) -> Scene:
    """Before there is a case. Raises UnknownType."""
    program, connection, reader, now = connect(), reading(), signed_in(), connect().now()
    definition = program.registry.newest(type_)
    who = directory.read(connection, people=[reader.id], organisations=[])
    snapshot = Snapshot(now, reader.id, who)
    words = words_of(room).about(definition).among(who)
    settled = access(reader, room, definition, snapshot, "")
    return Scene(program, connection, now, reader, room, definition, snapshot, "", words, settled)
