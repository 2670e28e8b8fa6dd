"""Issues of the regular update: what is new since the last one, what somebody writes before it, and what was sent.

News lie between two entries of the history: those that one issue told are behind the next one, whenever they are dated.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from records import newsletter, published
from records.languages import WRITTEN
from records.published import Published
from records.stream import act, record
from records.tables import Issue, IssueText, core
from workflow import outbox
from workflow.errors import WorkflowError
from workflow.streams import SYSTEM
from workflow.tables import entries
from workflow.words import _

OPENED, LATER, HELD, TAUGHT = "opened", "later", "held", "taught"  # kinds of news
# The trigger of an entry → what is news of it.
NEWS: Mapping[str, str] = {
    **dict.fromkeys(published.OPENED, OPENED),
    **dict.fromkeys(published.LATER, LATER),
    **dict.fromkeys(published.HAPPENED, HELD),
    **dict.fromkeys(("evaluate", "evaluate_with_waiver"), TAUGHT),
}
MOST = 100  # news of one issue
LONGEST = 5_000  # characters of what is written before them

_issues, _texts = core(Issue), core(IssueText)


class NothingToTell(WorkflowError):
    """Raised if an issue would say nothing."""

    message = _(
        "There is nothing to tell: nothing is new since the last issue, and nothing is written before the news."
    )
    status = 422


class SentMeanwhile(WorkflowError):
    """Raised if somebody else has sent the issue that is looked at."""

    message = _(
        "Issue {number} was sent by somebody else meanwhile. Nothing was sent twice; look at what is new since then."
    )
    status = 409


class OpeningTooLong(WorkflowError):
    """Raised if what is written before the news is longer than a letter should be."""

    message = _("What stands before the news may have {most} characters at most in each language. Nothing was kept.")
    status = 422


@dataclass(frozen=True)
class Draft:
    """The issue that is being prepared: `openings` by language, `left_out` as `News.key` calls them."""

    number: int
    since: int
    left_out: frozenset[str]
    openings: Mapping[str, str]


@dataclass(frozen=True)
class News:
    """Something new of a call or an exchange."""

    kind: str
    item: Published

    @property
    def key(self) -> str:
        """What names it within its issue."""
        return f"{self.kind}:{self.item.ref}"


@dataclass(frozen=True)
class Sent:
    """An issue in one language, as it was sent."""

    number: int
    sent_at: datetime
    language: str
    subject: str
    body: str


def draft(connection: Connection) -> Draft:
    """The issue that is next; it is kept once somebody writes in it."""
    last = connection.execute(select(_issues).order_by(_issues.c.number.desc()).limit(1)).one_or_none()
    if last is None or last.sent_at is not None:
        number, since = (last.number + 1, last.until) if last else (1, 0)
        return Draft(number, since, frozenset(), {})
    query = select(_texts.c.language, _texts.c.opening).where(_texts.c.number == last.number)
    openings = {str(language): str(opening) for language, opening in connection.execute(query)}
    return Draft(last.number, last.since, frozenset(last.left_out), openings)


def newest(connection: Connection) -> int:
    """The number of the newest entry: up to it an issue can tell."""
    return connection.scalar(select(func.max(entries.c.number))) or 0


def news(connection: Connection, since: int, until: int) -> list[News]:
    """What is new between two entries and public now, at most `MOST`: calls first, then exchanges, as they came."""
    between = (entries.c.number > since, entries.c.number <= until, entries.c.trigger.in_(NEWS))
    query = select(entries.c.ref, entries.c.trigger).where(*between).order_by(entries.c.number.desc()).limit(MOST)
    told = list(dict.fromkeys((NEWS[trigger], ref) for ref, trigger in reversed(connection.execute(query).all())))
    known = {item.ref: item for item in published.some(connection, {ref for _, ref in told})}
    found = [News(kind, known[ref]) for kind, ref in told if ref in known and _still(kind, known[ref])]
    return sorted(found, key=lambda one: (OPENED, LATER, HELD, TAUGHT).index(one.kind))


def _still(kind: str, item: Published) -> bool:
    """Whether it is still true: a call that closed is no opportunity, and what was taken back did not happen."""
    if kind in (OPENED, LATER):
        return item.is_open and (kind == OPENED or item.later)
    return item.kind == "exchange" and (kind == HELD or bool(item.facts.get("conclusion")))


def keep(connection: Connection, number: int, openings: Mapping[str, str], left_out: Collection[str]) -> None:
    """Keep what somebody wrote and chose. Raises SentMeanwhile and OpeningTooLong."""
    if any(len(opening) > LONGEST for opening in openings.values()):
        raise OpeningTooLong(most=LONGEST)
    now = _lock(connection, number)
    here = _issues.c.number == number
    if now.number not in connection.scalars(select(_issues.c.number).where(here)).all():
        connection.execute(insert(_issues).values(number=number, since=now.since, left_out=[]))
        rows = [{"number": number, "language": language, "opening": ""} for language in WRITTEN]
        connection.execute(insert(_texts), rows)
    connection.execute(update(_issues).where(here).values(left_out=sorted(left_out)))
    for language in WRITTEN:
        this = (_texts.c.number == number, _texts.c.language == language)
        connection.execute(update(_texts).where(*this).values(opening=openings.get(language, "").strip()))


def send(
    connection: Connection,
    number: int,
    until: int,
    letters: Mapping[str, tuple[str, str]],
    *,
    actor: str,
    now: datetime,
    not_before: datetime,
    zone: str,
    via: str,
) -> dict[str, int]:
    """Owe an issue that was kept to all who asked for it, and how many these are, by language.

    `letters` is language → subject and text. Raises SentMeanwhile.
    """
    _lock(connection, number)
    by, readers = act(actor, now, via), newsletter.counts(connection)
    sent = {"until": until, "sent_at": now, "act": by.id}
    connection.execute(update(_issues).where(_issues.c.number == number).values(sent))
    for language, (subject, body) in letters.items():
        this = (_texts.c.number == number, _texts.c.language == language)
        connection.execute(update(_texts).where(*this).values(subject=subject, body=body))
        if readers.get(language):
            said = {"subject": subject, "body": body, "language": language, "zone": zone}
            outbox.owe(connection, f"{outbox.LIST}{language}", "newsletter", **said, act=by.id, not_before=not_before)
    record(connection, SYSTEM, "send_newsletter", by, {"issue": number, "readers": readers})
    return readers


def _lock(connection: Connection, number: int) -> Draft:
    """The issue as it is, kept from others. Raises SentMeanwhile."""
    connection.execute(select(_issues.c.number).where(_issues.c.number == number).with_for_update())
    now = draft(connection)
    if now.number != number:
        raise SentMeanwhile(number=number)
    return now


def sent(connection: Connection) -> Iterator[tuple[int, datetime]]:
    """The issues that were sent, the newest first."""
    query = select(_issues.c.number, _issues.c.sent_at).where(_issues.c.sent_at.is_not(None))
    return ((number, at) for number, at in connection.execute(query.order_by(_issues.c.number.desc())))


def one(connection: Connection, number: int, language: str) -> Sent | None:
    """An issue that was sent, in a language; None if there is none."""
    columns = (_issues.c.number, _issues.c.sent_at, _texts.c.language, _texts.c.subject, _texts.c.body)
    query = select(*columns).join(_texts, _texts.c.number == _issues.c.number)
    here = (_issues.c.number == number, _texts.c.language == language, _issues.c.sent_at.is_not(None))
    row = connection.execute(query.where(*here)).one_or_none()
    return None if row is None else Sent(*row)
