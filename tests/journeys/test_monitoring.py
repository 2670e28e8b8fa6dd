"""An exchange that is matched takes itself through its monitoring: every letter and every follow-up, each in its order."""

from pathlib import Path

import pytest

from tests.journeys.monitored import STORIES
from tests.journeys.monitoring import Monitored, Story
from tests.support.exchanges import EXCHANGES
from tests.support.situations import Scenes

TABLES = Path(__file__).parent / "monitored"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.type)
def test_monitored(scenes: Scenes, story: Story, tmp_path: Path) -> None:
    """From the match to half a year after its last day, all that is sent and all that falls due is what its table says."""
    monitored = Monitored(scenes.at(story.before), story, tmp_path)
    monitored.live()
    table = monitored.table()
    monitored.close()
    assert table.splitlines() == (TABLES / f"{story.type}.txt").read_text().splitlines()
    assert scenes.stage.differences() == []


def test_every_type() -> None:
    """Every type of exchange has its story."""
    assert [story.type for story in STORIES] == [exchange.type for exchange in EXCHANGES]
