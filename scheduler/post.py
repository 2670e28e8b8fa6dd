"""Sends the letters that are due: each claimed, rendered once and kept, handed over person by person, and ended.

A mail server is spoken to between transactions, never inside one. What it took is written down at once; who is killed in
between hands over the same e-mail again, under the same Message-ID.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from time import monotonic
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import DBAPIError

from letters import Letter, LetterError
from letters.calendar import Invitation
from letters.mail import Mail, message, named
from records import addresses, newsletter, wishes
from records.addresses import Addressee
from records.database import reading
from records.directory import OFFICE
from scheduler.delivery import Deliverer, NotNow, Refused, Unreachable
from workflow import outbox
from workflow.digests import OPTIONAL
from workflow.tally import Tally

log = logging.getLogger(__name__)

MOST, WITHIN = 60, timedelta(hours=1)  # letters to one person
AT_ONCE = 200  # people of one letter: to more it goes in batches, between which other letters leave
NOBODY = "nobody with an account and an address is there to read it"


class Settings(Protocol):
    """The settings that letters need."""

    @property
    def base_url(self) -> str:
        """The address under which people reach the pages."""

    @property
    def secret_key(self) -> str:
        """Signs links."""

    @property
    def mail_to(self) -> str | None:
        """Who gets every letter of a staging service, instead of its reader."""


class Program(Protocol):
    """What writes letters."""

    @property
    def settings(self) -> Settings:
        """What is in force."""

    def letter(self, connection: Connection, row: Any) -> Letter:
        """The letter of a row of the outbox. Raises LetterError."""

    def invitation(self, connection: Connection, row: Any) -> Invitation | None:
        """What goes into the calendar of whoever reads it."""

    def personal(self, text: str, person: str, now: datetime) -> str:
        """A letter as it leaves for a person (`PER-…`): what it links to is their own."""


def tick(
    database: Engine,
    program: Program,
    *,
    now: datetime,
    deliver: Deliverer,
    stop: Callable[[], bool] = lambda: False,
    chance: Random | None = None,
    most: int = MOST,
) -> Tally:
    """Send all letters that are due, until told to stop: then the letter in hand is finished.

    `most` is how many somebody gets in an hour. Ends early where no letter can be delivered: `left` tells how many are due
    still, and whoever comes again tries again.
    """
    began, done = monotonic(), 0
    post = Post(
        database, program, lambda: now + timedelta(seconds=monotonic() - began), deliver, chance or Random(), most
    )
    try:
        while not stop() and post.send_next():
            done += 1
    except Unreachable as error:
        log.warning("No letter can be delivered now: %s", error)
    finally:
        deliver.rest()
    with reading(database) as connection:
        return Tally(done, outbox.due(connection, now))


@dataclass(frozen=True)
class Claimed:
    """A letter in hand: as it was rendered, who is to get it, since when others may not yet, and what was said before."""

    row: Row[Any]
    subject: str
    text: str
    people: Sequence[Addressee]
    later: Sequence[datetime]  # when those may get it who had too many lately, or whose batch is not yet
    zone: str  # of the office
    invitation: Invitation | None = None
    more: bool = False  # whether other batches come after this one


@dataclass(frozen=True)
class Post:
    """One round of the post."""

    database: Engine
    program: Program
    now: Callable[[], datetime]
    deliver: Deliverer
    chance: Random
    most: int

    def send_next(self) -> bool:
        """Deal with the letter that is due first; False if there is none. Raises Unreachable."""
        with self.database.begin() as connection:
            row = outbox.claim(connection, self.now())
            if row is None:
                return False
            claimed = self._prepared(connection, row)
        if claimed is not None:
            self._hand_over(claimed)
        return True

    def _prepared(self, connection: Connection, row: Row[Any]) -> Claimed | None:
        """The letter and who is to get it; None if it has ended here."""
        everybody, zone = addresses.of(connection, row.recipient, row.ref)
        try:
            subject, text = self._rendered(connection, row)
            invitation = self.program.invitation(connection, row) if row.ref else None
        except DBAPIError:
            raise
        except Exception as error:  # a letter that cannot be written must not keep the others
            if not isinstance(error, LetterError):
                log.exception("Letter %s of %s cannot be written", row.id, row.ref)
            outbox.give_up(connection, row, self.now(), _act(), str(error) or type(error).__name__, zone)
            return None
        had = outbox.handed(connection, row)
        waiting = [one for one in everybody if one.id not in had]
        open_, more = waiting[:AT_ONCE], len(waiting) > AT_ONCE
        free = {one: outbox.free_at(connection, one.id, self.now(), most=self.most, within=WITHIN) for one in open_}
        later = [at for at in free.values() if at is not None]
        if more:
            later.append(self.now() + outbox.SOON)
        people = [one for one in open_ if free[one] is None]
        claimed = Claimed(row, subject, text, people, later, zone, invitation, more)
        if claimed.people:
            return claimed
        self._end(connection, claimed, [])
        return None

    def _rendered(self, connection: Connection, row: Row[Any]) -> tuple[str, str]:
        if row.subject is not None:
            return row.subject, row.body
        letter = self.program.letter(connection, row)
        outbox.keep(connection, row, letter.subject, letter.text)
        return letter.subject, letter.text

    def _hand_over(self, claimed: Claimed) -> None:
        """Hand the letter to each who has not got it. Raises Unreachable, and then the letter waits."""
        row, missed = claimed.row, []
        for number, person in enumerate(claimed.people, start=1):
            refused, missing = None, None
            try:
                self.deliver(self._mail(claimed, person))
            except Refused as error:
                refused = str(error)
            except NotNow as error:
                missing = str(error)
            except Unreachable as error:
                with self.database.begin() as connection:
                    outbox.put_off(connection, row, self.now() + outbox.SOON, str(error))
                raise
            with self.database.begin() as connection:
                if missing is None:
                    outbox.hand(connection, row, person.id, self.now(), refused=refused)
                else:
                    missed.append(missing)
                if number == len(claimed.people):
                    self._end(connection, claimed, missed)

    def _mail(self, claimed: Claimed, person: Addressee) -> Any:
        row, settings = claimed.row, self.program.settings
        mail = Mail(
            row.ref,
            named(row.act, row.recipient, person.id),
            claimed.subject,
            self.program.personal(claimed.text, person.id, self.now()),
            row.language,
            person.name,
            person.email,
            settings.mail_to,
            claimed.invitation,
            self._less(person) if row.batch == OPTIONAL or row.recipient.startswith(outbox.LIST) else None,
        )
        try:
            return message(mail, settings.base_url, self.now())
        except ValueError as error:
            raise Refused(str(error)) from error

    def _less(self, person: Addressee) -> str:
        """Where somebody says how often they want letters like this one, or that they want no more news."""
        settings = self.program.settings
        if person.id.startswith(newsletter.SUBSCRIBER):
            handle = person.id.removeprefix(newsletter.SUBSCRIBER)
            return f"{settings.base_url}{newsletter.LEAVE}{newsletter.leave_token(handle, key=settings.secret_key)}"
        return f"{settings.base_url}{wishes.PATH}{wishes.token(person.id, key=settings.secret_key)}"

    def _end(self, connection: Connection, claimed: Claimed, missed: Sequence[str]) -> None:
        """Say how it went: with all who were tried, now and before."""
        row, now = claimed.row, self.now()
        had = outbox.handed(connection, row)
        refusals = list(dict.fromkeys(why for why in had.values() if why))
        if missed and not claimed.more and outbox.fail(connection, row, now, missed[-1], self.chance):
            return
        if claimed.later and (claimed.more or not missed):
            outbox.put_off(connection, row, min(claimed.later))
        elif None in had.values():
            outbox.sent(connection, row, _act(), "; ".join([*refusals, *missed]) or None)
        elif had or missed:
            outbox.give_up(connection, row, now, _act(), "; ".join([*refusals, *missed]), claimed.zone)
        elif not row.recipient.startswith(OFFICE):
            outbox.drop(connection, row, _act(), NOBODY)
        else:
            outbox.give_up(connection, row, now, _act(), NOBODY, claimed.zone)


def _act() -> str:
    return f"ACT-{uuid4().hex}"
