"""Numbers for whoever watches the service, as Prometheus reads them: of this process, and of the rows that all share."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from flask import Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from records.database import reading
from records.measures import measure
from workflow.errors import Busy, Lost, Refused, Stale, WorkflowError

EXTENSION = "metrics"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
RACES: dict[type[WorkflowError], str] = {Stale: "stale", Lost: "lost", Busy: "busy"}
ELSEWHERE = "none"  # in the place of a room, where there is no such page


class Program(Protocol):
    """What the rows are read with."""

    database: Engine

    def now(self) -> datetime:
        """The moment, in UTC."""


class Rows(Collector):
    """What the database says when it is asked; while it is away, only that."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def collect(self) -> Iterator[Metric]:
        """The families, read at this moment."""
        try:
            with reading(self._program.database) as connection:
                found = measure(connection, self._program.now())
        except SQLAlchemyError:
            yield GaugeMetricFamily("connect_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("connect_database_up", "Whether the database answers.", 1)
        moves = CounterMetricFamily("connect_moves", "Moves of cases, by type.", labels=["type"])
        cases = GaugeMetricFamily("connect_cases", "Cases, by type and state.", labels=["type", "state"])
        due = GaugeMetricFamily(
            "connect_due_follow_ups", "Follow-ups due for longer than so many seconds.", labels=["older_than"]
        )
        letters = GaugeMetricFamily("connect_letters", "Letters of the outbox, by status.", labels=["status"])
        for type_, number in found.moves.items():
            moves.add_metric([type_], number)
        for labels, number in found.cases.items():
            cases.add_metric(labels, number)
        for age, number in found.due.items():
            due.add_metric([age], number)
        for status, number in found.letters.items():
            letters.add_metric([status], number)
        yield from (moves, cases, due, letters)


class Metrics:
    """The numbers of one process."""

    def __init__(self, program: Program) -> None:
        self.registry = here = CollectorRegistry()
        here.register(Rows(program))
        self.blocked = Counter("connect_blocked_moves", "Presses that were refused.", ["trigger"], registry=here)
        self.lost = Counter("connect_lost_races", "Presses that lost to somebody quicker.", ["why"], registry=here)
        self.answers = Counter("connect_requests", "Requests answered.", ["room", "method", "status"], registry=here)
        self.seconds = Histogram(
            "connect_request_seconds", "Seconds until an answer.", ["room", "method"], buckets=SECONDS, registry=here
        )

    def answered(self, response: Response, seconds: float) -> None:
        """One more request."""
        room = request.blueprint or ELSEWHERE if request.endpoint else ELSEWHERE
        self.answers.labels(room, request.method, response.status_code).inc()
        self.seconds.labels(room, request.method).observe(seconds)

    def refused(self, error: WorkflowError) -> None:
        """One more press that came to nothing."""
        if isinstance(error, Refused):
            self.blocked.labels(str(error.facts.get("trigger", ELSEWHERE))).inc()
        elif type(error) in RACES:
            self.lost.labels(RACES[type(error)]).inc()

    def text(self) -> bytes:
        """All of them, in Prometheus's text format."""
        return generate_latest(self.registry)


def metrics() -> Metrics:
    """Those of the program behind the request."""
    found: Metrics = current_app.extensions[EXTENSION]
    return found
