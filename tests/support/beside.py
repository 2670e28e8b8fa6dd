"""What happens beside the buttons: interests and roles, and rows changed behind the engine's back for second walls."""

from typing import Any

from sqlalchemy import update

from records import accounts, interests
from tests.support.moves import Later, Step
from tests.support.stage import REGISTRY, Stage
from workflow import tables
from workflow.definition import Guard


def guard(type_: str, code: str) -> Guard:
    """A guard by its code."""
    definition = REGISTRY.newest(type_)
    found = (guard for one in definition.transitions for guard in definition.guards_of(one))
    return next(one for one in found if one.code == code)


def interest(who: str, subject: Later) -> Step:
    """Somebody declares an interest."""

    def step(stage: Stage) -> None:
        person = stage.people[who]
        with stage.database.begin() as connection:
            by: dict[str, Any] = {"actor": person, "now": stage.now, "via": "test"}
            interests.declare(connection, person, subject(stage), "family", **by)

    return step


def grant(who: str, role: str) -> Step:
    """Somebody gets another role."""

    def step(stage: Stage) -> None:
        with stage.database.begin() as connection:
            accounts.grant(connection, stage.people[who], role, actor="SYS", now=stage.now, via="test")

    return step


def doctor(what: str, state: str) -> Step:
    """Put a case into a state behind the engine's back: no play leads there, and the guard is a second wall."""

    def step(stage: Stage) -> None:
        with stage.database.begin() as connection:
            connection.execute(update(tables.cases).where(tables.cases.c.ref == stage.refs[what]).values(state=state))

    return step


def unlink(what: str, other: str) -> Step:
    """End a link behind the engine's back."""

    def step(stage: Stage) -> None:
        pair = sorted((stage.refs[what], stage.refs[other]))
        link = (tables.links.c.from_ref == pair[0]) & (tables.links.c.to_ref == pair[1])
        with stage.database.begin() as connection:
            connection.execute(update(tables.links).where(link).values(until_act="ACT-" + "0" * 32))

    return step
