"""An expert assignment whose expert answers, and whose requester forgets; travel is open again on the way."""

from tests.journeys.monitoring import Home, Story, answers
from tests.support.moves import Step, go, person

BURKINA_FASO = Home("BF", "Africa/Ouagadougou", "fr")  # no summer time; 10 May is a holiday


def travel(status: str) -> Step:
    """How the expert's journey stands."""
    return go("exchange", "record_arrangements", "city", travel=[{"who": person("city"), "status": status}])


STORY = Story(
    "expert_assignment",
    people={"north": BURKINA_FASO, "ghana": BURKINA_FASO, "city": Home("NL", "Europe/Amsterdam", "en")},
    pressed={
        "2018-04-04": (answers("baseline", "city"),),
        "2018-04-10": (travel("open"),),
        "2018-04-24": (travel("settled"),),
        "2018-05-01": (answers("check_in_first_day", "city"), answers("check_in_half_way", "city")),
        "2018-05-14": (answers("evaluation", "city"),),
        "2018-06-05": (go("exchange", "draft_report", "city"), go("exchange", "agree_report", "city")),
        "2018-06-06": (go("exchange", "agree_report", "north"), answers("evaluation", "north")),
        "2018-06-07": (go("exchange", "record_lessons", "ghana"), go("exchange", "evaluate")),
        "2018-08-06": (answers("outcome_90", "north"),),
    },
)
