"""Which column of which table can say something of a person: one table, for erasing, for retention, and for whoever asks.

- *personal*: says something of somebody beside that they exist. It goes when they are erased.
- *fact*: what cases and their history are made of: ids, codes, days, and the commitments of texts. It stays: an id that leads
  to no name any more says nothing of anybody.
- *none*: nothing about people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, and_, case, or_

from records.tables import Base
from workflow.recipients import PERSON
from workflow.tables import outbox
from workflow.words import _

TABLES = Base.metadata.tables


@dataclass(frozen=True)
class Holds:
    """The columns of one table, by what they hold."""

    personal: frozenset[str] = frozenset()
    fact: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()


def _holds(personal: str = "", fact: str = "", none: str = "") -> Holds:
    return Holds(*(frozenset(names.split()) for names in (personal, fact, none)))


# Table → its columns, each named once; `tests/records/test_personal.py` holds that none is missing.
COLUMNS: Mapping[str, Holds] = {
    "cases": _holds(
        fact="ref kind type state came_from milestone ended facts signatures hands entered_on paused_on waits_for follows"
        " due_date due_zone due_at title country created_at owner",
        none="definition_version version seq head paused_days is_demo",
    ),
    "checkpoints": _holds(none="size note at"),
    "committee_scores": _holds(fact="ref person total recommend scored_at"),
    "counters": _holds(none="prefix year last"),
    "definitions": _holds(none="fingerprint type version rules stored_at"),
    "deliveries": _holds("refused", "letter person at"),
    "digests": _holds(fact="person day act"),
    "documents": _holds("name content", "id hash media_type size scan"),
    "drafts": _holds("ref questionnaire person body saved_at"),
    "entries": _holds(fact="ref seq act kind at actor trigger body", none="number hash"),
    "feeds": _holds("person token made_at"),
    "filings": _holds("handle type call body documents email name language saved_at sent_at letters ref person"),
    "follow_ups": _holds(
        "last_error",
        "ref rule recipient kind trigger anchor anchor_date facts due_at zone status planned_by ended_by",
        "id rung generation group lease_until attempts",
    ),
    "interests": _holds("person subject kind"),
    "issue_texts": _holds(fact="number language opening subject body"),
    "issues": _holds(fact="number since until left_out sent_at act"),
    "keys": _holds(fact="actor answer at", none="key request"),
    "lessons": _holds(fact="id ref organisation with_whom held_on text"),
    "links": _holds(fact="from_ref to_ref since_act until_act", none="id"),
    "organisations": _holds(fact="id name kind country population languages zone places merged_into", none="is_demo"),
    "outbox": _holds(
        "subject body rendered_subject rendered_body last_error",
        "act follow_up ref recipient template items language zone status not_before batch planned_by ended_by",
        "id lease_until attempts",
    ),
    "participants": _holds(fact="ref part organisation person since_act until_act", none="id"),
    "people": _holds(
        "name email password_hash organisation substitute absent_from absent_until",
        "id language zone country active digest",
        "is_demo",
    ),
    "places": _holds(none="place ref seq leaf"),
    "profiles": _holds("person topics languages level says first last agreed_at"),
    "proposed_erasures": _holds("person by at"),
    "recovery_codes": _holds("id person"),
    "roles": _holds("person role"),
    "saved_filters": _holds("person room name query"),
    "second_factors": _holds("person secret since step"),
    "sessions": _holds("id person browser began_at until owes"),
    "settings": _holds(none="name value"),
    "signing_keys": _holds(none="key since at"),
    "subscribers": _holds("handle email language asked_at confirmed_at"),
    "subtrees": _holds(none="level number hash"),
    "texts": _holds("salt body", "id person ref"),
    "topics": _holds(none="code labels active"),
    "turns": _holds(fact="ref part due_at"),
    "unplaced": _holds(none="number"),
    "uploads": _holds(fact="document person"),
}

# What takes the place of the words of a letter: one about a case is written anew from its facts when somebody reads it, one
# about none could not be, and has none.
NO_WORDS = {
    name: case((outbox.c.ref.is_(None), ""), else_=None)
    for name in ("subject", "body", "rendered_subject", "rendered_body")
}

# What is told of as one thing: code → in words.
KINDS: Mapping[str, str] = {
    "account": _("Name, email, password, organisation and absence"),
    "roles": _("Roles"),
    "access": _("Sessions, second factor, and the address of their calendar"),
    "words": _("What they wrote: answers, comments, reasons and notes"),
    "documents": _("Documents that only they brought"),
    "drafts": _("What they began and did not send, and how they filed it"),
    "letters": _("Letters to them"),
    "mentions": _("Letters to others as they were sent, where these name or quote them"),
    "lists": _("Lists that they kept"),
    "interests": _("Interests that they declared"),
    "found": _("What they agreed to be found by"),
    "subscriptions": _("Subscriptions to the newsletter"),
}


@dataclass(frozen=True)
class Goes:
    """What goes of a table when a person is erased.

    `whose` is the column that says whose a row is, by id, or by address where there is no id (`by_email`); `left` is what
    stays in the place of what is emptied, without it the row goes. `prefix` is before the person's id in that column.
    """

    kind: str
    whose: Column[Any]
    left: Mapping[str, Any] = field(default_factory=dict)
    prefix: str = ""
    by_email: bool = False

    @property
    def table(self) -> Table:
        """Where the rows are."""
        return self.whose.table

    def rows(self, person: str, email: str | None) -> ColumnElement[bool]:
        """The person's rows in which there still is something."""
        theirs: ColumnElement[bool] = self.whose == (email if self.by_email else f"{self.prefix}{person}")
        there = [_something(self.table.c[name]) for name, value in self.left.items() if value is None]
        return and_(theirs, or_(*there)) if there else theirs


def _something(column: Column[Any]) -> ColumnElement[bool]:
    """Whether anything is there: of a letter that must have words, they are emptied and not missing."""
    return column != "" if isinstance(column.type, String) else column.is_not(None)


def _rows(kind: str, table: str, whose: str = "person") -> Goes:
    return Goes(kind, TABLES[table].c[whose])


def _emptied(kind: str, table: str, whose: str, left: str, prefix: str = "", **values: Any) -> Goes:
    return Goes(kind, TABLES[table].c[whose], {**dict.fromkeys(left.split()), **values}, prefix)


# In the order in which it is done. Documents, and letters to others, are looked for by `erasing.py`.
GOES: tuple[Goes, ...] = (
    _rows("roles", "roles"),
    _rows("access", "sessions"),
    _rows("access", "second_factors"),
    _rows("access", "recovery_codes"),
    _rows("access", "feeds"),
    _emptied("words", "texts", "person", "body", salt=""),
    _rows("drafts", "drafts"),
    _emptied("letters", "outbox", "recipient", "subject body rendered_subject rendered_body last_error", PERSON),
    _emptied("letters", "deliveries", "person", "refused"),
    _emptied("letters", "follow_ups", "recipient", "last_error", PERSON),
    _rows("lists", "saved_filters"),
    _rows("interests", "interests"),
    _rows("found", "profiles"),
    Goes("subscriptions", TABLES["subscribers"].c.email, by_email=True),
    Goes("drafts", TABLES["filings"].c.email, by_email=True),
    _rows("drafts", "filings"),
    _emptied(
        "account",
        "people",
        "id",
        "name email password_hash organisation substitute absent_from absent_until",
        active=False,
    ),
)
