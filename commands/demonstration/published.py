"""What is published of the three exchanges of 2017, and of the calls before them.

Sources: the mechanism's own page and its partners' news. The first and last days, places, topics, the call's deadline of
2 March 2017 and that it was extended are published; the other days are derived from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Exchange:
    """One exchange of 2017, as it was published."""

    place: str
    expert: str
    association: str
    topic: str
    challenge: str
    hoped_for: str
    languages: tuple[str, ...]
    first_day: str
    last_day: str
    working_days: int
    applied_on: str
    concluded_on: str
    conclusion: str

    @property
    def requester(self) -> str:
        """The account of the requesting government."""
        return f"requester.{self.place}"


AGONA_WEST = Exchange(
    place="agona-west",
    expert="expert.almere",
    association="association.ghana",
    topic="sanitation",
    challenge="Environmental health and sanitation: priorities, and how to finance them.",
    hoped_for="Priorities that all local stakeholders share",
    languages=("en",),
    first_day="2017-05-15",
    last_day="2017-05-19",
    working_days=5,
    applied_on="2017-02-20",
    concluded_on="2017-07-03",
    conclusion=(
        "Five days of knowledge exchange between Agona West and Almere, with 40 participants: environmental health"
        " officers, employees of non-governmental organisations and the waste company Zoomlion Ghana."
    ),
)
PURSAT = Exchange(
    place="pursat",
    expert="expert.sandgerdi",
    association="association.cambodia",
    topic="human_resources",
    challenge="Stronger capacity of the Municipal Council in human resources management, above all in its office.",
    hoped_for="Personal motivation and leadership in the municipal office",
    languages=("km", "en"),
    first_day="2017-06-12",
    last_day="2017-06-23",
    working_days=8,
    applied_on="2017-03-09",
    concluded_on="2017-08-07",
    conclusion=(
        "In the course of 8 working days the mayor and the adviser on human resources of Sandgerði exchanged knowledge on"
        " personal motivation and leadership with Pursat; recruitment and dismissal are the provinces' in Cambodia."
    ),
)
ANGELOPOLIS = Exchange(
    place="angelopolis",
    expert="expert.tarragona",
    association="association.colombia",
    topic="ecotourism",
    challenge="A sustainable and responsible strategy for ecotourism around the reserve El Romeral, 35 km from Medellín.",
    hoped_for="A strategic plan for ecotourism",
    languages=("es",),
    first_day="2017-06-21",
    last_day="2017-06-29",
    working_days=6,
    applied_on="2017-03-13",
    concluded_on="2017-08-14",
    conclusion=(
        "Two experts of Tarragona and the city council reached a joint diagnosis of the project's strengths and"
        " challenges, drafted a strategic plan, and strengthened the knowledge of both sides on ecotourism."
    ),
)
EXCHANGES = (AGONA_WEST, PURSAT, ANGELOPOLIS)

FOOD = "requester.not-published"
# Working language → the requests a call names, its title, and what it asks of experts.
CALLS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "en": (
        ("agona-west", "pursat", "food"),
        "CONNECT pilot: municipal expertise for Ghana, Cambodia and Uganda",
        "Expertise in environmental health and sanitation, human resources management, and food security.",
    ),
    "es": (
        ("angelopolis",),
        "CONNECT pilot: municipal expertise for Colombia",
        "Experiencia en ecoturismo.",
    ),
}
