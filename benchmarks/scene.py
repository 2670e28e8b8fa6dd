"""Where every benchmark begins: a broker, and governments with an official each, who have filed a request.

A worker moves its request to and fro: `ask_for_more`, `provide_information`. Between them the two moves write what most
moves do: a key, an entry, the case, turns, a text, follow-ups cancelled and planned, a letter.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy import Engine as Database

from app import read_directory
from handlers import HANDLERS, RETURNS
from records import tables as records
from records import visible
from records.vocabulary import GOVERNMENT
from states.all import DEFINITIONS
from states.audiences import AUDIENCES
from workflow.engine import Engine
from workflow.registry import Registry

NOW = datetime(2018, 5, 2, 9, tzinfo=UTC)  # a Wednesday
BROKER = "PER-0001"
VIA = "bench"

# What is asked and answered, in other words every time.
QUESTION = "Which wards are served today? ({turn})"
ANSWER = "Wards one to four, and the market. ({turn})"


@dataclass(frozen=True)
class Worker:
    """A government's number, from 1, and its request."""

    number: int
    ref: str

    def press(self, turn: int) -> dict[str, Any]:
        """The arguments of the engine for the move of a turn, counted from 0: to and fro."""
        if turn % 2 == 0:
            asked = {"missing": QUESTION.format(turn=turn), "answer_by": "2018-05-16"}
            return {"trigger": "ask_for_more", "actor": BROKER, "form": asked}
        answered = {"answer": ANSWER.format(turn=turn)}
        return {"trigger": "provide_information", "actor": official(self.number), "form": answered}


def government(number: int) -> str:
    """The id of a government."""
    return f"ORG-{number:04d}"


def official(number: int) -> str:
    """The id of the official of a government."""
    return f"PER-{number + 1:04d}"


def submission(number: int) -> dict[str, Any]:
    """What a government fills in."""
    return {
        "governments": [government(number)],
        "topic": "waste",
        "challenge": "Household waste is collected in half of the wards; the rest is dumped beside the river.",
        "hoped_for": [{"indicator": "Households served", "today": "50 %", "hoped": "80 %"}],
        "period": {"first": "2018-09-03", "last": "2018-09-14"},
        "languages": ["en"],
        "people": [official(number)],
    }


def engine() -> Engine:
    """The real engine, as `app.py` puts it together."""
    return Engine(Registry(DEFINITIONS), read_directory, visible.sees, AUDIENCES, HANDLERS, RETURNS)


def people(connection: Connection, governments: int) -> None:
    """The broker, and so many governments with their officials."""
    zone, plain = "Africa/Kampala", {"language": "en", "country": "UG", "is_demo": True}
    bodies = [
        {"id": government(n), "name": f"District {n}", "kind": GOVERNMENT, "country": "UG", "languages": ["en"]}
        for n in range(1, governments + 1)
    ]
    connection.execute(insert(records.Organisation), [{**body, "zone": zone, "is_demo": True} for body in bodies])
    staff = [{"id": BROKER, "organisation": None, "email": "broker@connect.example", "zone": "Europe/Amsterdam"}]
    staff += [
        {"id": official(n), "organisation": government(n), "email": f"official.{n}@connect.example", "zone": zone}
        for n in range(1, governments + 1)
    ]
    connection.execute(
        insert(records.Person), [{**plain, **one, "name": one["email"], "active": True} for one in staff]
    )
    roles = [{"person": one["id"], "role": "requester" if one["organisation"] else "broker"} for one in staff]
    connection.execute(insert(records.Role), roles)


def workers(database: Database, number: int) -> list[Worker]:
    """So many workers, each with a request that was submitted through the engine, on an empty database."""
    moving, made = engine(), []
    with database.begin() as connection:
        people(connection, number)
        for n in range(1, number + 1):
            form = submission(n)
            press = {"actor": official(n), "now": NOW, "form": form, "via": VIA}
            made.append(Worker(n, moving.fire(connection, "request", "submit", **press).ref))
    return made
