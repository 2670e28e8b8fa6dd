"""The two letters of whoever files without an account: how to go on with a draft, and how to confirm what was sent."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from letters import render
from records import filing_links, filings
from records.filings import Kept
from web.filing.about import About
from web.given import connect
from workflow import outbox

BEGUN, SENT = "filing_begun", "filing_sent"
ZONE = "UTC"  # days in these letters are those of a deadline, or far away


def begun(connection: Connection, about: About, kept: Kept, now: datetime) -> None:
    """The link to a draft goes to its address. Raises TooManyLetters."""
    link = filing_links.draft(connect().settings.base_url, kept.handle)
    _owe(connection, BEGUN, about, kept, link, now)


def sent(connection: Connection, about: About, kept: Kept, now: datetime) -> None:
    """The link to confirm what was sent now goes to its address. Raises TooManyLetters."""
    link = filing_links.confirm(connect().settings.base_url, kept.handle, now)
    _owe(connection, SENT, about, kept, link, now)


def _owe(connection: Connection, template: str, about: About, kept: Kept, link: str, now: datetime) -> None:
    filings.count_letter(connection, kept.handle, str(kept.email), now)
    words = about.words
    facts: dict[str, Any] = {
        "case": {"ref": about.call.ref if about.call else "CONNECT", "title": about.call.title if about.call else None},
        "reader": {"name": kept.name, "part": None},
        "link": link,
        "now": words.day(now.date()),
        "others": {"what": about.name, "until": about.until or None, "kept_until": words.day(kept.forgotten_at.date())},
    }
    letter = render(template, facts, kept.language)
    outbox.owe(
        connection,
        f"{filing_links.FILING}{kept.handle}",
        template,
        subject=letter.subject,
        body=letter.text,
        language=kept.language,
        zone=ZONE,
        act=f"ACT-{uuid4().hex}",
        not_before=now,
    )
