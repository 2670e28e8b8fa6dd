"""Presses planned on a loan and its wish, without a database."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.support.toys import LIBRARIAN, WISH, case, registry, snapshot
from workflow.attempt import Attempt, Plan
from workflow.conclude import Handlers
from workflow.definition import Workflow
from workflow.plan import plan
from workflow.snapshot import Case

TERMS = {"first_day": date(2017, 5, 15), "last_day": date(2017, 6, 2)}
DATES = {"first_day": "2017-05-15", "last_day": "2017-06-02"}
WISHED = case(WISH, "granted", follows="LOAN-2017-0001")


def planned(
    one: Case | None,
    trigger: str,
    *definitions: Workflow,
    actor: str = LIBRARIAN,
    others: Iterable[Case] = (),
    **more: Any,
) -> Plan:
    """The plan of a press; a loan and its wish are linked."""
    cases = [*([one] if one else []), *others]
    links = tuple((one.ref, other.ref) for other in others) if one else ()
    handlers: Handlers = more.pop("handlers", {})
    attempt = Attempt("wish", one.ref if one else "", trigger, "ACT-1", "test", **{"form": {}, **more})
    world = snapshot(*cases, actor=actor, links=links)
    return plan(registry(*definitions), world, attempt, audiences={}, handlers=handlers)


def codes(done: Plan) -> list[str]:
    """Why not."""
    return [blocker.code for blocker in done.blockers]
