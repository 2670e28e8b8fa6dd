"""What keeps a page safe, whatever it shows: cookies, forgery tokens, headers, sizes, and who is let in."""

from typing import Any

from flask import Flask, Response, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import NotFound

from records.documents import MAX_BYTES
from records.sessions import LASTS
from web import reader
from web.database import reading
from web.faults import NotSignedIn, WrongRoom
from web.given import Settings, connect
from web.public_routes import PUBLIC, WITHOUT_DATABASE

MOST_BYTES = 2 * MAX_BYTES + 2**22  # of a request: two documents of the largest size, and what is written beside them
MOST_WRITTEN = 2**22  # bytes of a request that are no files
MOST_FIELDS = 5_000  # of one form; a full table of 200 rows has fewer

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",  # addresses name cases
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
ONLY_HTTPS = "max-age=31536000"

# All that is open to whoever must have a second factor and has none yet.
SETS_UP = frozenset({"account.second_factor", "account.begin_factor"})

HOST = "__Host-"  # so a cookie is called that no other host, and no plain HTTP, can set: browsers see to it

csrf = CSRFProtect()


def configure(app: Flask, settings: Settings) -> None:
    """Everything that must be in force before the first request."""
    https = settings.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"{HOST if https else ''}connect",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        PERMANENT_SESSION_LIFETIME=LASTS,
        # An answer that comes late, of a file say, would sign somebody in again who has just signed out.
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_WRITTEN,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: what somebody typed for an hour is not refused
        WTF_CSRF_SSL_STRICT=False,  # asks for the referrer, which our own policy keeps back; the token is the proof
    )
    headers = {**HEADERS, **({"Strict-Transport-Security": ONLY_HTTPS} if https else {})}
    app.before_request(admit)
    csrf.init_app(app)

    @app.after_request
    def protect(response: Response) -> Response:
        """The headers of every answer."""
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def admit() -> Any:
    """Looks up who is there, and lets them into the rooms that are theirs. Raises NotSignedIn, WrongRoom and NotFound."""
    if request.endpoint is None or request.endpoint in WITHOUT_DATABASE:
        return None
    if "\0" in request.path:
        raise NotFound  # no name has one, and PostgreSQL compares none with it
    g.reader = reader.look_up(reading(), connect().now())
    if request.endpoint in PUBLIC:
        return None
    if g.reader is None:
        if request.method != "GET":
            raise NotSignedIn
        return redirect(url_for("account.login", next=request.full_path.rstrip("?")), 303)
    if g.reader.owes_factor and request.endpoint not in SETS_UP:
        return redirect(url_for("account.second_factor", next=_wanted()), 303)
    roles = reader.ROOMS.get(request.blueprint or "")
    if roles is not None and not roles & g.reader.roles:
        raise WrongRoom
    return None


def _wanted() -> str:
    """The page to come back to; nobody comes back to what a form did."""
    return request.full_path.rstrip("?") if request.method == "GET" else ""
