"""Each request has an id: in its answer, in every line of the log, and on the page of what went wrong."""

import logging
import re
from secrets import token_hex
from time import perf_counter

from flask import Flask, Response, g, request

from records import tracing
from web.metrics import EXTENSION, Metrics, Program, metrics

HEADER = "X-Request-ID"
GIVEN = re.compile(
    r"[A-Za-z0-9_-]{8,64}"
)  # what a proxy may call a request; anything else could forge lines of the log

LONG = re.compile(r"[^/]{20,}")  # no part of our own addresses is, but for keys

log = logging.getLogger(__name__)


def current() -> str:
    """The id of the request."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if GIVEN.fullmatch(given) else token_hex(8)
    ident: str = g.request_id
    return ident


def logged_path() -> str:
    """The address without the token that is somebody's key: logs are read by others."""
    token = (request.view_args or {}).get("token")
    if token:
        return request.path.replace(token, "…")
    # An address that leads nowhere may be one with a key in it, mistyped.
    return request.path if request.view_args is not None else LONG.sub("…", request.path)


def begin() -> None:
    """Before anything else."""
    g.began = g.get("began") or perf_counter()
    tracing.request.set(current())


def end(response: Response) -> Response:
    """The answer is named, counted and noted."""
    seconds = perf_counter() - g.get("began", perf_counter())
    response.headers[HEADER] = current()
    metrics().answered(response, seconds)
    facts = {"method": request.method, "path": logged_path(), "status": response.status_code}
    said = "%(method)s %(path)s: %(status)s" % facts  # noqa: UP031
    log.info(said, extra={"facts": facts | {"seconds": round(seconds, 4)}})
    return response


def forget(_error: BaseException | None = None) -> None:
    """What this thread does next belongs to no request."""
    tracing.request.set("")


def register(app: Flask, program: Program) -> None:
    """Before every other function that is called with each request."""
    app.extensions[EXTENSION] = Metrics(program)
    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)
