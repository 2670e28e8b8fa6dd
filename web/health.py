"""What programs ask that watch this one: is it alive, can it serve, and how much there is of what."""

from datetime import datetime
from hmac import compare_digest
from typing import Any

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import Engine, text
from werkzeug.exceptions import NotFound

from records import migrate
from records.database import reading, telling
from web.doors import on_loopback
from web.given import connect
from web.metrics import metrics
from workflow import due, outbox
from workflow.errors import WorkflowError
from workflow.shapes import instant

health = Blueprint("health", __name__)

# Changes no row and waits for none; a server that takes no writes refuses it all the same.
PROBE = text("UPDATE counters SET last = last WHERE prefix = ''")
PROXIED = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")  # what comes through a proxy comes from anywhere


@health.get("/healthz")
def healthz() -> Any:
    """That the program is alive; it does not ask the database."""
    return "alive\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@health.get("/readyz")
def readyz() -> Any:
    """That the database answers, takes writes and has the schema, and since when what is due waits for a scheduler.

    503 if not. A newer schema is right too: whoever upgrades while this version serves wants it to go on.
    """
    program = connect()
    try:
        with telling():
            return _ready(program.database, program.now())
    except WorkflowError as error:
        return {"database": type(error).__name__}, 503


def _ready(database: Engine, now: datetime) -> dict[str, Any]:
    with reading(database) as connection:
        schema = migrate.status(connection).schema
        if schema is migrate.Schema.OLDER:
            migrate.require(connection)
        waits = {"oldest_follow_up": due.oldest(connection, now), "oldest_letter": outbox.oldest(connection, now)}
    with database.begin() as connection:
        connection.execute(PROBE)
    told = {"database": "ready", "schema": schema.value}
    return told | {name: _waits(since, now) for name, since in waits.items()}


def _waits(since: datetime | None, now: datetime) -> dict[str, Any]:
    return {"due_since": since and instant(since), "seconds": int((now - since).total_seconds()) if since else 0}


@health.get("/metrics", endpoint="metrics")
def numbers() -> Any:
    """For whoever has the token of CONNECT_METRICS_TOKEN; where none is set, for this machine itself. Raises NotFound."""
    token = connect().settings.metrics_token
    if token is None:
        allowed = on_loopback() and not any(name in request.headers for name in PROXIED)
    else:
        allowed = compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    if not allowed:
        raise NotFound
    return Response(metrics().text(), content_type=CONTENT_TYPE_LATEST)
