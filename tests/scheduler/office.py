"""The programme with a post office: a program whose clock is the test's, and where its letters go."""

import email
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, insert, update

import app
from records.tables import Person
from scheduler import post
from scheduler.delivery import Deliverer, Folder
from tests.support.programme import Programme
from tests.web.site import Program
from workflow import outbox, tables
from workflow.engine import GRACE
from workflow.tally import Tally


class Office:
    """A programme, its letters, and rounds of the post; `folder` has what left."""

    def __init__(self, url: str, home: Path, **settings: str) -> None:
        self.programme = Programme(url)
        read = app.Settings.read(
            {"CONNECT_DATABASE_URL": url, "CONNECT_BASE_URL": "https://connect.example", **settings}, home
        )
        self.program = Program(read, self.programme)
        self.folder = home / "mail"
        self.deliver: Deliverer = Folder(self.folder)

    def tick(self, *, grace: bool = True, **more: Any) -> Tally:
        """A round of the post, once the time in which letters can be held back is over."""
        if grace:
            self.programme.now += GRACE
        deliver = more.pop("deliver", self.deliver)
        given = {"now": self.programme.now, "deliver": deliver, "chance": Random(1), **more}
        return post.tick(self.program.database, self.program, **given)

    def wait(self) -> None:
        """Until the next letter may be tried again."""
        waiting = [row.not_before for row in self.letters() if row.status in ("failed_for_now", "created")]
        self.programme.now = max(self.programme.now, min(waiting))

    @property
    def mails(self) -> list[EmailMessage]:
        """What left for the folder, by file name."""
        files = sorted(self.folder.glob("*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=SMTP) for file in files]

    def letters(self, **columns: Any) -> Sequence[Row[Any]]:
        """The rows of the outbox."""
        return self.programme.rows("outbox", **columns)

    def statuses(self) -> list[str]:
        """How all letters stand, the oldest first."""
        return [row.status for row in self.letters()]

    def tasks(self) -> list[dict[str, Any]]:
        """What brokers are asked because of letters that failed."""
        return [row.facts["facts"] for row in self.programme.rows("follow_ups", rule=outbox.FAILED_RULE)]

    def owe(self, recipient: str, *, ref: str | None = None) -> int:
        """One more letter, like the first there is, to somebody else; its number."""
        row = dict(self.letters()[0]._mapping)
        act = f"ACT-{uuid4().hex}"
        row |= {
            "act": act,
            "planned_by": act,
            "recipient": recipient,
            "subject": None,
            "body": None,
            "ref": ref or row["ref"],
        }
        del row["id"]
        with self.program.database.begin() as connection:
            connection.execute(insert(tables.outbox), {**row, "status": "created", "attempts": 0})
        return int(self.letters()[-1].id)

    def change(self, name: str, **values: Any) -> None:
        """Something about somebody's account is different now."""
        with self.program.database.begin() as connection:
            here = Person.id == self.programme.people[name]
            connection.execute(update(Person).where(here).values(**values))

    def set(self, **values: Any) -> None:
        """Every letter is as it is said."""
        with self.program.database.begin() as connection:
            connection.execute(update(tables.outbox).values(**values))

    def close(self) -> None:
        """Let go of the database."""
        self.programme.close()
        self.program.database.dispose()
