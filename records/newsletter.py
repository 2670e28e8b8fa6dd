"""Who asked for the regular update and for news of calls: an address that confirmed it, until it wants no more.

Their links are signed for a handle, and become theirs only on the way to them (`personal`): what is kept of a letter, and
read in the office, has the plain address of the page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Connection, delete, func, insert, select, update

from records import checks
from records.languages import written
from records.tables import Subscriber, core
from workflow.errors import WorkflowError
from workflow.outbox import LIST
from workflow.words import _

SUBSCRIBER = "subscriber:"  # and a handle: a recipient of letters
DAYS = 7  # so long somebody may take to confirm
AGAIN = timedelta(hours=1)  # so long an address is not asked again, whoever types it
LEAVE, CONFIRM = "/newsletter/leave/", "/newsletter/confirm/"  # and a token

_subscribers = core(Subscriber)
_c = _subscribers.c


class NoSubscription(WorkflowError):
    """Raised if a link was not signed by us, is broken, or was used up: whoever left is not known any more."""

    message = _(
        "This link is not complete, is no longer needed, or is not one of ours. To get the newsletter, or to stop getting "
        "it, use the link of the newest letter, or subscribe again."
    )
    status = 404


class ConfirmedTooLate(WorkflowError):
    """Raised if the address was asked longer ago than it had time."""

    message = _("This link was good for {days} days, and they are over. Subscribe again, and we send another one.")
    status = 410


@dataclass(frozen=True)
class Reached:
    """Somebody to whom news goes."""

    handle: str
    email: str


def reached(connection: Connection, recipient: str) -> Sequence[Reached]:
    """Who is meant by `list:LANGUAGE` (all who confirmed that they want news in it) or `subscriber:HANDLE` now."""
    query = select(_c.handle, _c.email).order_by(_c.handle)
    if recipient.startswith(LIST):
        query = query.where(_c.language == recipient.removeprefix(LIST), _c.confirmed_at.is_not(None))
    else:
        query = query.where(_c.handle == recipient.removeprefix(SUBSCRIBER))
    return [Reached(*row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, int]:
    """How many addresses are confirmed, by language."""
    query = select(_c.language, func.count()).where(_c.confirmed_at.is_not(None)).group_by(_c.language)
    return {str(language): int(number) for language, number in connection.execute(query)}


def ask(connection: Connection, email: str, language: str, now: datetime) -> str | None:
    """Somebody types an address: the handle to which the question goes whether it is meant; None if it was asked lately.

    The same for an address that is known: nobody learns who subscribed. Raises BadEmail.
    """
    address = checks.email(email)
    connection.execute(delete(_subscribers).where(_c.confirmed_at.is_(None), _c.asked_at < now - timedelta(days=DAYS)))
    known = connection.execute(
        select(_c.handle, _c.asked_at).where(_c.email == address).with_for_update()
    ).one_or_none()
    if known is None:
        values = {"handle": token_urlsafe(16), "email": address, "language": written(language), "asked_at": now}
        connection.execute(insert(_subscribers).values(values))
        return str(values["handle"])
    if known.asked_at > now - AGAIN:
        return None
    connection.execute(update(_subscribers).where(_c.handle == known.handle).values(asked_at=now))
    return str(known.handle)


def confirm(connection: Connection, token: str, *, key: str, now: datetime) -> None:
    """It is meant, in the language in which it was asked; again does no harm. Raises NoSubscription, ConfirmedTooLate."""
    handle, language = asked(connection, token, key=key, now=now)
    confirmed = func.coalesce(_c.confirmed_at, now)
    connection.execute(
        update(_subscribers).where(_c.handle == handle).values(language=language, confirmed_at=confirmed)
    )


def asked(connection: Connection, token: str, *, key: str, now: datetime) -> tuple[str, str]:
    """Handle and language of a link to confirm. Raises NoSubscription and ConfirmedTooLate."""
    handle, language, until = _read("confirm", token, 3, key)
    if now > datetime.fromtimestamp(until, UTC):
        raise ConfirmedTooLate(days=DAYS)
    return _there(connection, handle), written(language)


def leaving(connection: Connection, token: str, *, key: str) -> str:
    """The handle of a link to leave. Raises NoSubscription, also if it has left."""
    return _there(connection, _read("leave", token, 1, key)[0])


def leave(connection: Connection, token: str, *, key: str) -> None:
    """Nothing is kept of whoever leaves; again does no harm. Raises NoSubscription if the link is not ours."""
    (handle,) = _read("leave", token, 1, key)
    connection.execute(delete(_subscribers).where(_c.handle == handle))


def _there(connection: Connection, handle: str) -> str:
    if connection.scalar(select(_c.handle).where(_c.handle == handle)) is None:
        raise NoSubscription
    return handle


# --- links ------------------------------------------------------------------------------------------------------------


def plain(base_url: str, language: str | None = None) -> str:
    """The address that stands in a letter: where to leave, or, with a language, where to confirm that one wants it."""
    return f"{base_url}/newsletter#{f'confirm-{language}' if language else 'leave'}"


def leave_token(handle: str, *, key: str) -> str:
    """What the address ends with under which somebody leaves; it does not expire, for letters are kept."""
    return str(_signer("leave", key).dumps([handle]))


def confirm_token(handle: str, language: str, *, key: str, now: datetime) -> str:
    """What the address ends with under which somebody confirms."""
    until = int((now + timedelta(days=DAYS)).timestamp())
    return str(_signer("confirm", key).dumps([handle, language, until]))


def personal(text: str, recipient: str, *, base_url: str, key: str, now: datetime) -> str:
    """A letter as it leaves for a subscriber (`subscriber:HANDLE`): its addresses are theirs alone."""
    handle = recipient.removeprefix(SUBSCRIBER)

    def own(found: re.Match[str]) -> str:
        if found["language"] is None:
            return f"{base_url}{LEAVE}{leave_token(handle, key=key)}"
        return f"{base_url}{CONFIRM}{confirm_token(handle, found['language'], key=key, now=now)}"

    return re.sub(rf"{re.escape(base_url)}/newsletter#(?:leave|confirm-(?P<language>\w+))", own, text)


def _read(use: str, token: str, many: int, key: str) -> list[Any]:
    try:
        said = _signer(use, key).loads(token)
    except BadData as error:
        raise NoSubscription from error
    if not isinstance(said, list) or len(said) != many:
        raise NoSubscription
    return said


def _signer(use: str, key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=f"connect.newsletter.{use}", signer_kwargs={"digest_method": sha256})
