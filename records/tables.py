"""What the engine's ids mean: rows of people, organisations and what they bring, on the engine's own metadata.

Ids are `PER-0001`, `ORG-0001`, `DOC-0001`. A person's name, address and documents are null once they were erased.
"""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Table, text
from sqlalchemy import Text as LongText
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from workflow.columns import Hash, Ident, Instant, Json
from workflow.proof_tables import metadata  # of the engine, with the tables of the tree


class Base(DeclarativeBase):
    """One metadata for the engine and its records, so that one migration tree holds both."""

    metadata = metadata
    type_annotation_map = {datetime: Instant}


def core(of: type[Base]) -> Table:
    """The table of a class, for statements that are built once."""
    return cast(Table, of.__table__)


def _person(**options: Any) -> Mapped[Any]:
    return mapped_column(Ident, ForeignKey("people.id", ondelete="RESTRICT"), **options)


def _organisation(**options: Any) -> Mapped[Any]:
    return mapped_column(Ident, ForeignKey("organisations.id", ondelete="RESTRICT"), **options)


def _case(**options: Any) -> Mapped[Any]:
    return mapped_column(Ident, ForeignKey("cases.ref", ondelete="RESTRICT"), **options)


# A government, an association of governments, or another body that takes part.
class Organisation(Base):
    """`country` is ISO 3166, `languages` are ISO 639 codes, the first the one it is written to in; `zone` is IANA."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(Ident, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2))
    population: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(Json)
    zone: Mapped[str] = mapped_column(String(60))
    places: Mapped[int | None]  # how many guests it can receive at once, where it said so
    is_demo: Mapped[bool]
    merged_into: Mapped[str | None] = _organisation()  # which one stands for it in all that is to come

    __table_args__ = (
        # What is merged into itself would be offered nowhere.
        CheckConstraint("merged_into <> id", name="merged_into_another"),
        # A government has inhabitants, or says nothing of them.
        CheckConstraint("population > 0", name="population_is_positive"),
        # The associations of a country are asked for by every move of an exchange.
        Index("ix_organisations_country", "country", "kind"),
        Index("ix_organisations_name", "country", "name", "id"),
        # Of the merged ones alone: SQLite would look through all others by it.
        Index(
            "ix_organisations_merged_into",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
    )


# Somebody with an account: never deleted, for history names them.
class Person(Base):
    """`substitute` confirms in this person's stead from `absent_from` to `absent_until`, both included, as the office
    counts days; `email` is lower case and unique while there is one.

    `digest` is how often they get the letters that can wait: each by itself, gathered, or not at all.
    """

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(Ident, primary_key=True)
    name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # one account an address
    organisation: Mapped[str | None] = _organisation(index=True)
    language: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(60))
    country: Mapped[str] = mapped_column(String(2))
    password_hash: Mapped[str | None] = mapped_column(String(200))  # null until they set one
    is_demo: Mapped[bool]
    active: Mapped[bool]
    substitute: Mapped[str | None] = _person(index=True)
    absent_from: Mapped[date | None]
    absent_until: Mapped[date | None]
    digest: Mapped[str] = mapped_column(String(10), default="none")

    __table_args__ = (
        # A way that the clock does not know would keep letters back for ever.
        CheckConstraint("digest IN ('none','daily','weekly','off')", name="digest_is_known"),
        # Two spellings of one address are one account.
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        # Nobody stands in for themselves: other eyes are somebody else's.
        CheckConstraint("substitute <> id", name="substitute_is_another"),
        # An absence without an end would let somebody stand in for ever.
        CheckConstraint(
            "(absent_from IS NULL) = (absent_until IS NULL) AND (absent_from IS NULL OR absent_from <= absent_until)",
            name="absence_is_in_order",
        ),
    )


# The offices a person holds; every change is an entry on the person's stream.
class Role(Base):
    """A person holds a role once."""

    __tablename__ = "roles"

    person: Mapped[str] = _person(primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)

    __table_args__ = (
        # A role that the code does not know would open nothing, silently.
        CheckConstraint(
            "role IN ('broker','lead_broker','committee','requester','expert','association','auditor','admin')",
            name="role_is_known",
        ),
        Index("ix_roles_role", "role"),
    )


# Who is signed in, from one browser; the row goes when the session ends.
class Session(Base):
    """`id` is the hash of the token that the browser keeps; `browser` is what it says of itself."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(Hash, primary_key=True)
    person: Mapped[str] = _person(index=True)
    browser: Mapped[str] = mapped_column(String(200))
    began_at: Mapped[datetime]
    until: Mapped[datetime]
    owes: Mapped[str | None] = mapped_column(String(10))  # what must come before the session opens anything

    __table_args__ = (
        # What nobody asks for could never be given.
        CheckConstraint("owes IN ('code','factor')", name="owes_is_known"),
    )


# With what somebody signs in beside their password, where they do.
class SecondFactor(Base):
    """`secret` is encrypted, for this person; `step` is the one of the last code that was taken."""

    __tablename__ = "second_factors"

    person: Mapped[str] = _person(primary_key=True)
    secret: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime]
    step: Mapped[int]


# What opens once where the second factor is lost; the row goes when it is used.
class RecoveryCode(Base):
    """`id` is the hash of the code."""

    __tablename__ = "recovery_codes"

    id: Mapped[str] = mapped_column(Hash, primary_key=True)
    person: Mapped[str] = _person(index=True)


# The address at which somebody's calendar can be read without signing in; another one takes its place.
class Feed(Base):
    """`token` is the hash of what the address ends with."""

    __tablename__ = "feeds"

    person: Mapped[str] = _person(primary_key=True)
    token: Mapped[str] = mapped_column(Hash, unique=True)  # an address is one person's
    made_at: Mapped[datetime]


# A list that somebody keeps under a name: what they asked for, as the address says it.
class SavedFilter(Base):
    """`room` is where it was kept, `query` the part of its address behind the question mark."""

    __tablename__ = "saved_filters"

    person: Mapped[str] = _person(primary_key=True)
    room: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    query: Mapped[str] = mapped_column(String(1000))


# Who agreed to be found by the broker as one who could help, and by what; without a row nobody is found.
class Profile(Base):
    """`topics` and `languages` are codes; `says` is of their work and what they could show, in their own words."""

    __tablename__ = "profiles"

    person: Mapped[str] = _person(primary_key=True)
    topics: Mapped[list[str]] = mapped_column(Json)
    languages: Mapped[list[str]] = mapped_column(Json)
    level: Mapped[str] = mapped_column(String(10))
    says: Mapped[str] = mapped_column(LongText)
    first: Mapped[date | None]  # the days between which they are available, both included, where they say so
    last: Mapped[date | None]
    agreed_at: Mapped[datetime]

    __table_args__ = (
        # A level that matching does not know would be compared with nothing, silently.
        CheckConstraint("level IN ('elected','staff')", name="level_is_known"),
        # Days that end before they begin would be a wall to everything.
        CheckConstraint(
            "(first IS NULL) = (last IS NULL) AND (first IS NULL OR first <= last)", name="days_are_in_order"
        ),
    )


# A file, stored once by the hash of its content, referred to by id; content and name are null once erased.
class Document(Base):
    """`size` is in bytes."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(Ident, primary_key=True)
    hash: Mapped[str] = mapped_column(Hash, unique=True)  # the same content is the same document
    name: Mapped[str | None] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    scan: Mapped[str | None] = mapped_column(String(10))  # what the search for viruses said; null: nobody could look

    __table_args__ = (
        # Whatever else stood there would be opened as if it were clean.
        CheckConstraint("scan IN ('clean','infected')", name="scan_is_known"),
        # What waits to be scanned is asked for every minute.
        Index(
            "ix_documents_unscanned",
            "id",
            sqlite_where=text("scan IS NULL"),
            postgresql_where=text("scan IS NULL"),
        ),
    )


# Who brought a document: naming it in a form opens it, so nobody else may. Who brings it again has brought it too.
class Upload(Base):
    """A document has no row if nobody brought it."""

    __tablename__ = "uploads"

    document: Mapped[str] = mapped_column(Ident, ForeignKey("documents.id", ondelete="RESTRICT"), primary_key=True)
    person: Mapped[str] = _person(primary_key=True)


# What a person declared to have an interest in: a case, an organisation or another person.
class Interest(Base):
    """Declared once a subject; withdrawing removes the row, the person's stream keeps both."""

    __tablename__ = "interests"

    person: Mapped[str] = _person(primary_key=True)
    subject: Mapped[str] = mapped_column(Ident, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("ix_interests_subject", "subject"),)


# What a request can be about: never deleted, for cases name it. The first rows are those of `topics.json`.
class Topic(Base):
    """`labels` is language → what it is called there; one that is not `active` is offered no more."""

    __tablename__ = "topics"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    labels: Mapped[dict[str, str]] = mapped_column(Json)
    active: Mapped[bool]


# The newest score a member of the committee gave a request or an application.
class CommitteeScore(Base):
    """`total` is the sum of the points; `recommend` is the code of the form's choice."""

    __tablename__ = "committee_scores"

    ref: Mapped[str] = _case(primary_key=True)
    person: Mapped[str] = _person(primary_key=True)
    total: Mapped[int]
    recommend: Mapped[str] = mapped_column(String(40))
    scored_at: Mapped[datetime]


# How an association passed on what an exchange taught.
class Lesson(Base):
    """`with_whom` is a code, `text` the id of how it was shared."""

    __tablename__ = "lessons"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = _case(index=True)
    organisation: Mapped[str] = _organisation()
    with_whom: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(Ident, ForeignKey("texts.id", ondelete="RESTRICT"))


# Who asked for the regular update, and for news of calls: the row goes when they no longer want it.
class Subscriber(Base):
    """An address, which gets nothing but the question whether it is meant until it is confirmed; `handle` is what its
    links are signed for, and is never given again."""

    __tablename__ = "subscribers"

    handle: Mapped[str] = mapped_column(Ident, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # one letter an address
    language: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    __table_args__ = (
        # Two spellings of one address are one subscription.
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        # Every move asks which languages somebody reads news in.
        Index("ix_subscribers_language", "language", "confirmed_at"),
    )


# An issue of the regular update: one is being prepared at a time, those that were sent are the archive.
class Issue(Base):
    """`since` and `until` are the numbers of the entries between which its news lie, `left_out` the news it does not tell."""

    __tablename__ = "issues"

    number: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[int]
    until: Mapped[int | None]
    left_out: Mapped[list[str]] = mapped_column(Json)
    sent_at: Mapped[datetime | None]
    act: Mapped[str | None] = mapped_column(Ident)

    __table_args__ = (
        # What was sent says what it told, and by which act.
        CheckConstraint("(sent_at IS NULL) = (act IS NULL) AND (sent_at IS NULL) = (until IS NULL)", name="sent_whole"),
    )


# An issue in one language: what somebody wrote before its news, and all of it as it was sent.
class IssueText(Base):
    """`subject` and `body` are null until it is sent."""

    __tablename__ = "issue_texts"

    number: Mapped[int] = mapped_column(ForeignKey("issues.number", ondelete="RESTRICT"), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    opening: Mapped[str] = mapped_column(LongText)
    subject: Mapped[str | None] = mapped_column(LongText)
    body: Mapped[str | None] = mapped_column(LongText)


# What somebody has begun to answer and not sent: no history, and gone once it is sent.
class Draft(Base):
    """A person keeps one a questionnaire and case; `body` lists name and value of each field, as they were typed."""

    __tablename__ = "drafts"

    ref: Mapped[str] = _case(primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(40), primary_key=True)
    person: Mapped[str] = _person(primary_key=True)
    body: Mapped[list[list[str]]] = mapped_column(Json)
    saved_at: Mapped[datetime]


# Whose data somebody wants erased, until somebody else confirms it or it is taken back; history keeps all three.
class ProposedErasure(Base):
    """One a person; why stands in the entry of that moment."""

    __tablename__ = "proposed_erasures"

    person: Mapped[str] = _person(primary_key=True)
    by: Mapped[str] = _person()
    at: Mapped[datetime]


# What somebody without an account has begun to file: a draft, then sent, then a case, once they confirm their address.
class Filing(Base):
    """`type` is that of the case, `call` the one it answers; `body` lists name and value of each field, as typed, and
    `documents` what was brought along with it. `sent_at` is null while it is a draft, `ref` until it is a case.

    `letters` counts those that it was answered with. `handle` is what its links are signed for, and is never given again.
    """

    __tablename__ = "filings"

    handle: Mapped[str] = mapped_column(Ident, primary_key=True)
    type: Mapped[str] = mapped_column(String(40))
    call: Mapped[str | None] = mapped_column(Ident, ForeignKey("cases.ref", ondelete="RESTRICT"))
    body: Mapped[list[list[str]]] = mapped_column(Json)
    documents: Mapped[list[str]] = mapped_column(Json)
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10))
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    letters: Mapped[int]
    ref: Mapped[str | None] = mapped_column(Ident, ForeignKey("cases.ref", ondelete="RESTRICT"))
    person: Mapped[str | None] = _person()

    __table_args__ = (
        # A filing that counts is somebody's case; one that does not is nobody's yet.
        CheckConstraint("(ref IS NULL) = (person IS NULL)", name="counts_for_somebody"),
        # What counts is kept with its case: a second copy would outlive the person's erasure.
        CheckConstraint("ref IS NULL OR email IS NULL", name="kept_once"),
        # How much an address was written lately.
        Index("ix_filings_email", "email", "saved_at"),
        # Those that were left.
        Index("ix_filings_saved_at", "saved_at"),
        # Which calls somebody answers, in which language: every move asks.
        Index(
            "ix_filings_begun",
            "call",
            "language",
            sqlite_where=text("ref IS NULL AND email IS NOT NULL AND call IS NOT NULL"),
            postgresql_where=text("ref IS NULL AND email IS NOT NULL AND call IS NOT NULL"),
        ),
    )


# What the office decided otherwise than the defaults of `settings.py`.
class Setting(Base):
    """`value` is JSON, as text: settings are read together with other rows in one statement."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(LongText)
