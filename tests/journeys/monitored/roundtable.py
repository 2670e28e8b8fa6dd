"""A roundtable of which one government forgets the evaluation, which is waived before it is asked a second time."""

from tests.journeys.monitoring import Home, Story, answers
from tests.support.moves import go

MOLDOVA = Home("MD", "Europe/Chisinau", "en")  # 16 April and 9 May are holidays

STORY = Story(
    "roundtable",
    people={"north": MOLDOVA, "west": MOLDOVA, "ghana": MOLDOVA, "city": Home("FR", "Europe/Paris", "fr")},
    pressed={
        "2018-05-11": (answers("evaluation", "north"), answers("evaluation", "city")),
        "2018-05-21": (go("exchange", "waive_report"), go("exchange", "evaluate_with_waiver")),
    },
)
