"""A study visit after which nobody says anything: every letter comes, every reminder, and the broker is told."""

from tests.journeys.monitoring import Home, Story

CHILE = Home("CL", "America/Santiago", "es")  # summer time until 12 May, and again from 12 August

STORY = Story(
    "study_visit",
    people={"north": CHILE, "ghana": CHILE, "city": Home("PT", "Europe/Lisbon", "pt")},
    pressed={},
)
