"""What two administrators change at once: who sends second reads who was quicker, and overwrites nothing unseen."""

import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from flask import request
from sqlalchemy import Connection

from records import stream
from records.admin_errors import ChangedMeanwhile
from web.fields import complete
from workflow import streams

VERSION = "version"  # the name of the hidden field


def version_of(known: Mapping[str, Any]) -> str:
    """What stands for the values that a form began with."""
    plain = json.dumps(known, sort_keys=True, default=str)
    return sha256(plain.encode()).hexdigest()[:16]


def hold(connection: Connection, ref: str) -> None:
    """Waits until nobody else changes what this stream tells of: what is read from here on stays until the commit."""
    streams.hold(connection, ref)


def unchanged(
    connection: Connection, known: Mapping[str, Any], ref: str, triggers: Collection[str], about: Collection[str] = ()
) -> None:
    """Whether the form that was sent began with what is `known` now.

    `ref` and `triggers` say in which history the change stands, `about` the facts that it names. Raises ChangedMeanwhile,
    and BadForm if the form says no version.
    """
    complete(request.form, [VERSION])
    now = version_of(known)
    if request.form[VERSION] == now:
        return
    last = stream.last(connection, ref, triggers, about)
    raise ChangedMeanwhile(who=last.actor, at=last.at, version=now) if last else ChangedMeanwhile(version=now)
