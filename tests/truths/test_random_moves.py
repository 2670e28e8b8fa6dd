"""Random moves, legal and not, by anybody, over linked cases: after each of them all that has to be true is true.

Hypothesis decides; what it finds it makes short. A game begins in any of the situations that other tests begin in, the
oftenest with two requests, three applications, a call and an exchange or two.
"""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.support.database import sqlite_template
from tests.support.situations import SITUATIONS, Scenes, play
from tests.support.stage import Stage
from tests.truths.ending import finish, read_all
from tests.truths.player import Player

SHORT = settings(
    max_examples=40, stateful_step_count=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
LONG = settings(SHORT, max_examples=600, stateful_step_count=60, derandomize=False)
CROWDS = ("crowd", "crowd decided", "shared/both")
BEGINNINGS = st.one_of(st.sampled_from(CROWDS), st.sampled_from(sorted(SITUATIONS)))
CHANCE = st.randoms(use_true_random=False)
EVERY_WHICH_GAME = 3  # is brought to its end: it takes as long as the game itself


class Game(RuleBasedStateMachine):
    """A game of one player who is everybody."""

    scenes: Scenes

    def __init__(self) -> None:
        super().__init__()
        self.player: Player | None = None

    @initialize(situation=BEGINNINGS)
    def begin(self, situation: str) -> None:
        """What went before."""
        self.player = Player(self.scenes.at(situation))

    @precondition(lambda self: self.player and self.player.world.cases)
    @rule(chance=CHANCE)
    def press(self, chance: Random) -> None:
        """A button."""
        self._then(lambda player: player.press(chance))

    # Hypothesis takes rules as often as one another; this is what the game is about.
    press_again = press_once_more = press_anything = press

    @precondition(lambda self: self.player and self.player.world.cases)
    @rule(chance=CHANCE)
    def promised(self, chance: Random) -> None:
        """A button, by what its page says of it."""
        self._then(lambda player: player.promised(chance))

    @precondition(lambda self: self.player)
    @rule(chance=CHANCE)
    def another(self, chance: Random) -> None:
        """A new case."""
        self._then(lambda player: player.begin(chance))

    @precondition(lambda self: self.player)
    @rule(chance=CHANCE)
    def wait(self, chance: Random) -> None:
        """Time passes."""
        self._then(lambda player: player.wait(chance))

    def _then(self, move: object) -> None:
        assert self.player
        assert callable(move)
        move(self.player)
        self.player.look()

    def teardown(self) -> None:
        """The end of the game."""
        if self.player:
            read_all(self.player)
            if len(self.player.moves) % EVERY_WHICH_GAME == 0:
                finish(self.player)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenes]:
    """The stage of this file."""
    file = tmp_path_factory.mktemp("stage") / "connect.sqlite"
    sqlite_template(file)
    stage = Stage(f"sqlite:///{file}")
    yield Scenes(stage)
    stage.close()


@pytest.mark.slow
@pytest.mark.parametrize("how", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)], ids=["short", "long"])
def test_everything_is_true_after_every_move(scenes: Scenes, how: settings) -> None:
    """History tells the rows, linked cases agree, it is somebody's turn, and the broker alone can end what was begun."""
    game = type("Game", (Game,), {"scenes": scenes})
    run_state_machine_as_test(game, settings=how)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_on_postgresql_too(postgres_url: str, seed: int) -> None:
    """The same holds on PostgreSQL."""
    chance = Random(seed)
    player = Player(play(Stage(postgres_url), CROWDS[seed]))
    for _ in range(20):
        move = chance.choice([player.press, player.press, player.press, player.promised, player.begin, player.wait])
        move(chance)
        player.look()
    read_all(player)
    finish(player)
    player.stage.close()
