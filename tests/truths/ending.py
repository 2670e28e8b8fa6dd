"""The end of a game: the broker alone is done with every case, and everything that was owed can be read."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select

import app
from handlers.letters import letter_of_row
from tests.support.stage import BASE, REGISTRY
from tests.truths.player import Player
from workflow import tables
from workflow.history import read_entry
from workflow.texts import mentioned

# Kind → what a broker presses to be done with a case, in the order in which it is tried.
ENDING: Mapping[str, tuple[str, ...]] = {
    "exchange": ("cancel", "end_early", "waive_report", "evaluate_with_waiver"),
    "call": ("discard", "cancel"),
    "request": ("reject", "cancel", "close"),
    "application": ("release", "reject", "release_expert"),
}
LONGEST_WAY = 4  # presses, of an exchange that is under way


def finish(player: Player) -> None:
    """The broker alone brings every case to an end; after each press everything is true that has to be."""
    for _round in range(LONGEST_WAY):
        for kind in ENDING:
            for case in [case for case in player.cases() if case.kind == kind and not case.ended]:
                _end(player, case.ref)
    left_over = [f"{case.ref} {case.type}/{case.state}" for case in player.cases() if not case.ended]
    assert not left_over, "\n".join(["A broker alone cannot end", *left_over, "after", *player.moves[-20:]])


def _end(player: Player, ref: str) -> None:
    stage = player.stage
    for trigger in _possible(player, ref):
        form = stage.filled(ref, stage.transition(ref, trigger), stage.people["broker"], {})
        if player.fire(ref, trigger, "broker", {"form": form or None}) is None:
            player.look()


def _possible(player: Player, ref: str) -> Iterator[str]:
    for trigger in ENDING[player.stage.case(ref).kind]:
        law, state = player.stage.law(ref)
        if law.transition(trigger, state):
            yield trigger


def read_all(player: Player) -> None:
    """Every letter can be written, every text that history names is kept, and none is kept that it does not name."""
    stage = player.stage
    with stage.looking() as connection:
        for row in connection.execute(select(tables.outbox)).all():
            letter = letter_of_row(connection, row, REGISTRY, app.read_directory, BASE, stage.now)
            assert letter.subject
            assert letter.text
        entries = [read_entry(body) for body in connection.scalars(select(tables.entries.c.body))]
        told = [[one.changes, one.reason, one.on_behalf_reason] for one in entries]
        # What a form asks and no fact keeps is in the letters of its act.
        owed = list(connection.scalars(select(tables.outbox.c["items"])))
        kept = set(connection.scalars(select(tables.texts.c.id)))
    assert set(mentioned(told)) <= kept
    assert kept <= set(mentioned([told, owed])), "texts are kept that nothing names"
