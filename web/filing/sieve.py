"""What keeps programs from filing, without a puzzle for people: a field nobody sees, a moment of time, and few a network."""

from datetime import datetime, timedelta
from hashlib import sha256

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from web.given import connect
from workflow.errors import WorkflowError
from workflow.words import _

UNSEEN = "website"  # a field that people are told to leave empty, where they meet it at all
SINCE = "since"  # a field with the moment at which the form was drawn
SHORTEST = timedelta(seconds=3)  # nobody answers anything faster

BEGUN = "30 per hour"  # new drafts of one network: a workshop, not a flood
SAVED = "900 per hour"


class LooksLikeAProgram(WorkflowError):
    """Raised if a form was sent faster than a person writes, or with the field filled that is to be left empty."""

    message = _(
        "This looked as if a program had sent it, so nothing was done yet. What you wrote is still here: leave the field "
        "“Leave this empty” empty, and press again."
    )
    status = 422


def mark() -> str:
    """What a form carries to say when it was drawn."""
    return str(_signer().dumps(connect().now().timestamp()))


def sift() -> None:
    """Raises LooksLikeAProgram for a form that no person sent."""
    try:
        drawn = datetime.fromtimestamp(_signer().loads(request.form.get(SINCE, "")), connect().now().tzinfo)
    except (BadData, ValueError, TypeError, OverflowError) as error:
        raise LooksLikeAProgram from error
    if request.form.get(UNSEEN) or connect().now() - drawn < SHORTEST:
        raise LooksLikeAProgram


def _signer() -> URLSafeSerializer:
    key = connect().settings.secret_key
    return URLSafeSerializer(key, salt="connect.drawn", signer_kwargs={"digest_method": sha256})
