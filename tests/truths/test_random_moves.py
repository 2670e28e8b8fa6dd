"""Random moves, legal and not, by anybody, over linked cases: after each of them all that has to be true is true.

Hypothesis decides; what it finds it makes short. A game begins in any of the situations that other tests begin in, the
oftenest with two requests, three applications, a call and an exchange or two.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.support.exchanges import EXCHANGES
from tests.support.situations import Scenes, play
from tests.support.stage import Stage
from tests.support.walks import EXCHANGE, SHARED
from tests.truths.ending import finish, read_all
from tests.truths.player import Player

SHORT = settings(
    max_examples=3, stateful_step_count=45, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
LONG = settings(SHORT, max_examples=40, stateful_step_count=80, derandomize=False)
CROWDS = ("crowd", "crowd decided", f"{SHARED}/shared/matched")
EXCHANGED = ("two/asked", "two/matched", "two/arranged", "reserve/matched", "reserve/ready", "reserve/arranged")
# Hypothesis begins most games of a machine alike, so each of these has games of its own.
BEGINNINGS = (
    *CROWDS, *(f"{EXCHANGE}/{one}" for one in EXCHANGED),
    *(f"{one.type}/ready" for one in EXCHANGES), "request/unmatched", "call/open", "start",
)  # fmt: skip
SEED = st.integers(0, 2**32 - 1)  # of a game, and of each move
EVERY_WHICH_GAME = 3  # is brought to its end: it takes as long as the game itself


class Game(RuleBasedStateMachine):
    """A game of one player who is everybody."""

    scenes: Scenes
    beginning: str

    def __init__(self) -> None:
        super().__init__()
        self.player: Player | None = None
        self.drawn: list[int] = []

    def chance(self, seed: int) -> Random:
        """What decides: another one at every move, though Hypothesis draws the same small seeds again and again."""
        self.drawn.append(seed)
        return Random(repr((self.beginning, self.drawn)))

    @initialize(seed=SEED)
    def begin(self, seed: int) -> None:
        """What went before."""
        self.drawn.append(seed)
        self.player = Player(self.scenes.at(self.beginning))

    @rule(seed=SEED)
    def move(self, seed: int) -> None:
        """Whatever comes next. One rule: of several, Hypothesis leaves some out of whole games."""
        assert self.player
        self.player.move(self.chance(seed))
        self.player.look()

    def teardown(self) -> None:
        """The end of the game."""
        if self.player:
            read_all(self.player)
            if len(self.player.moves) % EVERY_WHICH_GAME == 0:
                finish(self.player)


@pytest.mark.slow
@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("how", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)], ids=["short", "long"])
def test_everything_is_true_after_every_move(scenes: Scenes, beginning: str, how: settings) -> None:
    """History tells the rows, linked cases agree, it is somebody's turn, and the broker alone can end what was begun."""
    game = type("Game", (Game,), {"scenes": scenes, "beginning": beginning})
    run_state_machine_as_test(game, settings=how)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_on_postgresql_too(postgres_url: str, seed: int) -> None:
    """The same holds on PostgreSQL."""
    chance = Random(seed)
    player = Player(play(Stage(postgres_url), CROWDS[seed]))
    for _ in range(25):
        player.move(chance)
        player.look()
    read_all(player)
    finish(player)
    player.stage.close()
