"""What keeps the sign-in: how often one may try, and from where demonstration accounts may be used."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from workflow.errors import WorkflowError
from workflow.words import _

# Failed attempts. The first bounds guessing one person's password, the second guessing from one place; both are of the
# address they come from, so that nobody is locked out by what somebody elsewhere does.
OF_AN_ACCOUNT = "10 per 15 minutes"
OF_A_PLACE = "60 per 15 minutes"

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


def who_and_whence() -> str:
    """The account that is tried, and from where."""
    return f"{request.form.get('email', '').strip().lower()[:254]} {get_remote_address()}"


def on_loopback() -> bool:
    """Whether the browser is on this machine, and not merely a proxy: then the address typed would be another's."""
    asked = urlsplit(f"//{request.host}").hostname or ""
    return _is_loopback(request.remote_addr or "") and (asked == "localhost" or _is_loopback(asked))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
