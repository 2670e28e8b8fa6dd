"""A work placement whose people answer at once, and report before they are asked to."""

from tests.journeys.monitoring import Home, Story, answers
from tests.support.moves import go

COLOMBIA = Home("CO", "America/Bogota", "es")  # no summer time

STORY = Story(
    "work_placement",
    people={"north": COLOMBIA, "ghana": COLOMBIA, "city": Home("BE", "Europe/Brussels", "fr")},
    pressed={
        "2018-03-31": (answers("baseline", "north"), answers("baseline", "city")),
        "2018-05-02": (go("exchange", "review_midterm", "city"),),
        "2018-05-11": (answers("evaluation", "north"), answers("evaluation", "city")),
        "2018-05-16": (
            go("exchange", "draft_report", "north"),
            go("exchange", "agree_report", "north"),
            go("exchange", "agree_report", "city"),
        ),
        "2018-05-17": (go("exchange", "record_lessons", "ghana"), go("exchange", "evaluate")),
        "2018-07-30": (answers("outcome_90", "north"),),
    },
)
