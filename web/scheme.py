"""Light or dark: as the reader's system says, unless they choose; the choice is a cookie that says nothing else."""

from flask import request
from werkzeug.wrappers import Response

COOKIE = "scheme"
SCHEMES = ("light", "dark")
KEPT_FOR = 365 * 24 * 3600  # seconds


def chosen() -> str:
    """`light`, `dark`, or empty where the system decides."""
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in SCHEMES else ""


def choose(answer: Response, wanted: str) -> Response:
    """The answer with the choice; anything unknown gives the choice back to the system."""
    if wanted in SCHEMES:
        # The script beside the page sets the same cookie, so it is no secret of the server's.
        answer.set_cookie(COOKIE, wanted, max_age=KEPT_FOR, samesite="Lax", secure=request.is_secure)
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
