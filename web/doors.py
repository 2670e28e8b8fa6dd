"""What keeps the sign-in: how often one may try, and from where demonstration accounts may be used.

Nobody can be locked out by others: failed attempts count for an account *and* the network they come from, and a browser
in which the account was signed in before is known by a cookie, and counted by itself whatever happens elsewhere.
"""

import hmac
import logging
from hashlib import sha256
from ipaddress import ip_address, ip_network
from secrets import token_urlsafe
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from itsdangerous import BadData, URLSafeSerializer

from web.given import connect
from web.reader import signed_in
from workflow.errors import WorkflowError
from workflow.words import _

# Failed attempts. Each limit of a row waits longer than the one before, so that the wait grows with the guessing.
OF_AN_ACCOUNT = "5 per minute;10 per 15 minutes;30 per day"  # of one account, from one network or one known browser
OF_A_PLACE = "60 per 15 minutes"  # from one network, for whichever accounts, by browsers that are not known
EVERYWHERE = "100 per hour"  # of one account, from all networks together, by browsers that are not known

KNOWN = "_known"  # the cookie of a known browser, behind the name of the session's
KNOWN_FOR = 180 * 24 * 3600  # seconds
MOST_KNOWN = 5  # accounts that one browser is known for
SMALLEST_NETWORK = 64  # bits: whoever has an address of IPv6 has all of these

log = logging.getLogger(__name__)
limiter = Limiter(get_remote_address, storage_uri="memory://")


class OnlyHere(WorkflowError):
    """Raised if somebody signs in with a demonstration account from another machine: its password is printed for all."""

    message = _("Demonstration accounts can only be used on the machine on which the program runs, at 127.0.0.1.")
    status = 403


def register(app: Flask) -> None:
    """Counting begins anew with each application; several processes count each for itself."""
    limiter.init_app(app)
    limiter.reset()


def failed(response: Response) -> bool:
    """Whether an attempt counts: who signs in rightly is not held up."""
    return response.status_code == 422


def refused(what: str, person: str | None = None) -> None:
    """Notes a failed attempt for whoever watches; never what was typed, which may be a password in the wrong field."""
    log.warning("refused: %s of %s, from %s", what, person or "nobody", get_remote_address())


def entered(person: str) -> None:
    """Notes who signed in."""
    log.info("signed in: %s, from %s", person, get_remote_address())


# --- who tries, and from where ------------------------------------------------------------------------------------------


def whence() -> str:
    """The network an attempt comes from."""
    try:
        address = ip_address(get_remote_address())
    except ValueError:
        return get_remote_address()
    return str(ip_network((address, SMALLEST_NETWORK), strict=False)) if address.version == 6 else str(address)


def who() -> str:
    """The account that is tried."""
    return _address(request.form.get("email", ""))


def who_and_whence() -> str:
    """The account that is tried, and the known browser or the network from which it is."""
    return f"{who()} {browser_of(who()) or whence()}"


def reader_id() -> str:
    """Whoever is signed in."""
    return signed_in().id


def known_browser() -> bool:
    """Whether the account that is tried was signed in before in this browser."""
    return browser_of(who()) is not None


# --- known browsers -----------------------------------------------------------------------------------------------------


def browser_of(email: str) -> str | None:
    """What this browser is called, if the account was signed in here before."""
    name, marks = _kept()
    return name if name and _mark(email) in marks else None


def remember(response: Response, email: str) -> Response:
    """From now on this browser is known for the account. The cookie holds no address, and signs nobody in."""
    name, marks = _kept()
    mark = _mark(email)
    kept = [mark, *(one for one in marks if one != mark)][:MOST_KNOWN]
    value = str(_signer().dumps([name or token_urlsafe(9), kept]))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(_cookie(), value, max_age=KNOWN_FOR, path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}{KNOWN}"


def _kept() -> tuple[str, list[str]]:
    try:
        name, marks = _signer().loads(request.cookies.get(_cookie(), ""))
        return str(name), list(marks)
    except (BadData, ValueError, TypeError):
        return "", []


def _mark(email: str) -> str:
    key = connect().settings.secret_key.encode()
    return hmac.new(key, f"connect.known:{_address(email)}".encode(), sha256).hexdigest()[:24]


def _address(email: str) -> str:
    return email.strip().lower()[:254]


def _signer() -> URLSafeSerializer:
    key = connect().settings.secret_key
    return URLSafeSerializer(key, salt="connect.known", signer_kwargs={"digest_method": sha256})


# --- demonstration accounts ---------------------------------------------------------------------------------------------


def on_loopback() -> bool:
    """Whether the browser is on this machine, and not merely a proxy: then the address typed would be another's."""
    asked = urlsplit(f"//{request.host}").hostname or ""
    return _is_loopback(request.remote_addr or "") and (asked == "localhost" or _is_loopback(asked))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
