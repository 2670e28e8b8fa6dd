"""Where filing is: its blueprint, and what its answers carry beside those of all pages."""

from flask import Blueprint, Response

from web.security import POLICY

filing = Blueprint("filing", __name__, url_prefix="/file")


@filing.after_request
def may_save(response: Response) -> Response:
    """A form that saves itself speaks to us, and to nobody else."""
    response.headers.setdefault("Content-Security-Policy", f"{POLICY}; connect-src 'self'")
    return response
