"""Examples of the guards of a study visit: those of every exchange, and its own."""

from tests.states.examples import example
from tests.states.examples_exchange import Worlds, common
from tests.states.given import ASKING, KNOWING, LIAISON, REGISTRY

DEFINITION = REGISTRY.newest("study_visit")
HERE = "study_visit"
TEXT = {"text": "TXT-1", "commitment": "0"}
it = Worlds(HERE)
named = it.made(delegates=[ASKING, LIAISON])


def knowing(**statuses: str) -> object:
    """A delegation of two of whom this is known: `visas` and `insurance`."""
    known = {what: {who: {"status": status} for who in (ASKING, LIAISON)} for what, status in statuses.items()}
    return it.made(delegates=[ASKING, LIAISON], **known)


def needs(*people: str) -> dict[str, object]:
    """A delegation of two, and of whom it is said that a visa is needed."""
    return {"delegates": [ASKING, LIAISON], "visa_needed": [{"who": one, "status": "needed"} for one in people]}


both = needs(ASKING, LIAISON)
EXAMPLES = [
    *common(HERE),
    example("delegation_named", it.made(), named),
    example(
        "delegation_fits",
        it.made(delegates=[ASKING, LIAISON], places=1),
        it.made(delegates=[ASKING, LIAISON], places=2),
        told={"size": 2, "host": KNOWING, "places": 1},
    ),
    example("programme_set", it.made(), it.made(programme=TEXT)),
    example("length_fits", it.on("2017-03-13", "2017-03-18"), it.on("2017-03-13", "2017-03-17"), told={"n": 6}),
    example("visas_settled", knowing(visas="refused"), knowing(visas="granted"), told={"who": [ASKING, LIAISON]}),
    example("insured", knowing(insurance="open"), knowing(insurance="settled"), told={"who": [ASKING, LIAISON]}),
    example("two_to_five", it.made(), it.made(), form=both, bad={"delegates": [ASKING]}, told={"size": 1}),
    example("visa_need_said", it.made(), it.made(), form=both, bad=needs(ASKING), told={"who": [LIAISON]}),
]
