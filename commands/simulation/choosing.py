"""What somebody presses who looks at a case: of the buttons they may press, mostly the one that leads on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from commands.simulation.people import Temper
from workflow.attempt import Action
from workflow.definition import Workflow
from workflow.snapshot import Case

WAIVED = "Simulation: it was agreed."
ON, ASIDE, AGAIN, FIRST_TIME, NOTHING = 10.0, 0.06, 0.05, 1.0, 1.5  # weights
MENDS = 8.0  # times as likely is what would help
BY_TELEPHONE = 0.1  # times as likely is what a broker presses for somebody
UNTOUCHED = frozenset({"merge", "join_exchange", "retract"})  # they need a case that a broker would have to look for


@dataclass(frozen=True)
class Chosen:
    """A button, and the codes of what has to be waived so that it can be pressed."""

    action: Action
    waives: tuple[str, ...] = ()


def choose(law: Workflow, case: Case, actions: Sequence[Action], temper: Temper, chance: Random) -> Chosen | None:
    """What is pressed; None if nothing."""
    helps = {one.mend for action in actions for one in action.blockers if one.mend and _leads_on(law, case, action)}
    weighed: list[tuple[Chosen, float]] = []
    for action in actions:
        waives = tuple(one.code for one in action.blockers if one.waivable)
        if len(waives) == len(action.blockers) and action.trigger not in UNTOUCHED:
            weight = _weight(law, case, action, temper) * (MENDS if action.trigger in helps else 1.0)
            weighed.append((Chosen(action, waives), weight * (BY_TELEPHONE if action.on_behalf else 1.0)))
    total = sum(weight for _, weight in weighed)
    drawn = chance.random() * (total + NOTHING)
    for chosen, weight in weighed:
        drawn -= weight
        if drawn < 0:
            return chosen
    return None


def _weight(law: Workflow, case: Case, action: Action, temper: Temper) -> float:
    if action.destructive:
        return temper.wavers
    if _leads_on(law, case, action):
        return ON
    if action.target != case.state:
        return ASIDE if case.state in law.path else ON
    return AGAIN if case.hands.get(action.trigger) else FIRST_TIME


def _leads_on(law: Workflow, case: Case, action: Action) -> bool:
    """Whether it is a step on the main path."""
    places: Mapping[str, int] = {name: place for place, name in enumerate(law.path)}
    return places.get(action.target or "", -1) > places.get(case.state, -1) and action.target != case.state
