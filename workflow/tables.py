"""The engine's own tables: ids only, what they mean is kept in `records/`.

Ids are the words people use: `REQ-2017-0001`, `PER-0001`, `ORG-0001`. An instant is UTC.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy import Text as LongText

from workflow.columns import Hash, Ident, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _case() -> Column[str]:
    return Column("ref", Ident, ForeignKey("cases.ref", ondelete="RESTRICT"), nullable=False)


# The present of every case: a checked copy of what its history says.
cases = Table(
    "cases",
    metadata,
    Column("ref", Ident, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("type", String(40), nullable=False),
    Column("definition_version", Integer, nullable=False),
    Column("state", String(40), nullable=False),
    Column("came_from", String(40)),
    Column("milestone", String(40), nullable=False),  # the furthest reached, in ends that fall short
    Column("ended", Boolean, nullable=False),
    Column("version", Integer, nullable=False),  # counts the entries that changed state or facts
    Column("seq", Integer, nullable=False),  # counts all entries
    Column("head", Hash, nullable=False),  # the hash of the newest entry
    Column("facts", Json, nullable=False),
    Column("signatures", Json, nullable=False),  # trigger → part → person
    Column("hands", Json, nullable=False),  # trigger → all who pressed it, for "other eyes"
    Column("entered_on", Date, nullable=False),  # the day the state was entered, where its turn lies
    Column("paused_on", Date),  # since when the limit stands still
    Column("paused_days", Integer, nullable=False),  # working days it stood still before
    Column("waits_for", Json, nullable=False),  # the parts whose turn it is
    Column("follows", Ident, ForeignKey("cases.ref", ondelete="RESTRICT")),  # whose turn and limit are this one's too
    Column("due_date", Date),  # a calendar date in due_zone
    Column("due_zone", String(60)),
    Column("due_at", Instant),  # when that day is over
    Column("title", String(300), nullable=False),
    Column("country", String(2)),
    Column("created_at", Instant, nullable=False),
    Column("owner", Ident),  # the broker it is assigned to
    Column("is_demo", Boolean, nullable=False),
    CheckConstraint("ended OR due_at IS NOT NULL OR follows IS NOT NULL OR paused_on IS NOT NULL", name="live_is_due"),
    CheckConstraint("ended OR follows IS NOT NULL OR waits_for <> '[]'", name="live_waits"),
    CheckConstraint(
        "NOT ended OR (due_at IS NULL AND follows IS NULL AND paused_on IS NULL)",
        name="ended_is_still",
    ),
)
# The desk's lists: overdue and due first, what stands still, and those of one type or kind in a state. SQLite takes a
# partial index only for a query that repeats its very condition, and `~cases.c.ended` says `ended = 0` there.
Index("ix_cases_live", cases.c.due_at, cases.c.ref, sqlite_where=text("ended = 0"), postgresql_where=text("NOT ended"))
Index(
    "ix_cases_paused",
    cases.c.ref,
    sqlite_where=text("paused_on IS NOT NULL"),
    postgresql_where=text("paused_on IS NOT NULL"),
)
Index("ix_cases_type", cases.c.type, cases.c.state, cases.c.due_at, cases.c.ref)
Index("ix_cases_newest", cases.c.type, cases.c.state, cases.c.ref)
Index("ix_cases_kind", cases.c.kind, cases.c.state, cases.c.due_at, cases.c.ref)
Index("ix_cases_follows", cases.c.follows)
Index("ix_cases_country", cases.c.country, cases.c.ref)
Index("ix_cases_owner", cases.c.owner, cases.c.ref)

# Whose turn it is, a row a part: a checked copy of cases.waits_for that an index can answer.
turns = Table(
    "turns",
    metadata,
    _case(),
    Column("part", String(40), nullable=False),
    Column("due_at", Instant),  # a copy, so that "my turn" is one index
    UniqueConstraint("ref", "part"),
)
Index("ix_turns_part", turns.c.part, turns.c.due_at, turns.c.ref)

# The history: append-only, guarded by triggers on both databases. ref is a stream: a case, a person, or SYS.
entries = Table(
    "entries",
    metadata,
    # What came after what, over all streams: acts on linked cases wait for each other, so that theirs are in order too.
    Column("number", Integer, primary_key=True),
    Column("ref", Ident, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("act", Ident, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Ident, nullable=False),
    Column("trigger", String(60)),
    Column("body", LongText, nullable=False),  # the canonical JSON that is hashed, byte for byte
    Column("hash", Hash, nullable=False, unique=True),
    UniqueConstraint("ref", "seq"),  # one order a stream: the unique key that ends every race
    CheckConstraint("seq > 0", name="seq_counts_from_one"),
)
Index("ix_entries_act", entries.c.act)
# What auditors look for, the newest first: anything, of one kind, of one person, of one button.
Index("ix_entries_at", entries.c.at, entries.c.number)
Index("ix_entries_kind", entries.c.kind, entries.c.at, entries.c.number)
Index("ix_entries_actor", entries.c.actor, entries.c.at, entries.c.number)
Index("ix_entries_trigger", entries.c.trigger, entries.c.at, entries.c.number)

# What people wrote, apart from history: erasing a person empties body, the commitment in the entries stays.
texts = Table(
    "texts",
    metadata,
    Column("id", Ident, primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("body", LongText),  # null once erased
    Column("person", Ident),  # who wrote it
    Column("ref", Ident, nullable=False),
)
Index("ix_texts_ref", texts.c.ref)
Index("ix_texts_person", texts.c.person)

# Which cases belong together; many to many. Never deleted: a link that ended keeps the act that ended it.
links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("from_ref", Ident, ForeignKey("cases.ref", ondelete="RESTRICT"), nullable=False),
    Column("to_ref", Ident, ForeignKey("cases.ref", ondelete="RESTRICT"), nullable=False),
    Column("since_act", Ident, nullable=False),
    Column("until_act", Ident),
    CheckConstraint("from_ref < to_ref", name="one_direction"),
)
# Two cases are linked once at a time.
Index(
    "uq_links_live",
    links.c.from_ref,
    links.c.to_ref,
    unique=True,
    sqlite_where=text("until_act IS NULL"),
    postgresql_where=text("until_act IS NULL"),
)
# From either end, ended links too.
Index("ix_links_from_ref", links.c.from_ref)
Index("ix_links_to_ref", links.c.to_ref)

# Who is what in a case. person null: whoever acts for the organisation in that role.
participants = Table(
    "participants",
    metadata,
    Column("id", Integer, primary_key=True),
    _case(),
    Column("part", String(40), nullable=False),
    Column("organisation", Ident),
    Column("person", Ident),
    Column("since_act", Ident, nullable=False),
    Column("until_act", Ident),
)
Index("ix_participants_ref", participants.c.ref)
Index("ix_participants_person", participants.c.person)
Index("ix_participants_organisation", participants.c.organisation)

# What is due, a row each; done once, whatever crashes.
follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", Integer, primary_key=True),
    _case(),
    Column("rule", String(60), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("recipient", Ident, nullable=False),  # person:ID, office:NAME, clock, owing
    Column("generation", Integer, nullable=False),  # the entry that planned it
    Column("group", String(40), nullable=False),  # what plans and cancels it together
    Column("kind", String(20), nullable=False),
    Column("trigger", String(60)),
    Column("anchor", String(40), nullable=False),
    Column("anchor_date", Date),
    Column("facts", Json, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("zone", String(60), nullable=False),
    Column("status", String(20), nullable=False),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("last_error", LongText),
    Column("planned_by", Ident, nullable=False),  # acts
    Column("ended_by", Ident),
    # The last wall against doing anything twice.
    UniqueConstraint("ref", "rule", "rung", "recipient", "generation"),
    CheckConstraint(
        "status IN ('planned','claimed','done','skipped','not_needed','superseded','cancelled')", name="status_is_known"
    ),
)
Index(
    "ix_follow_ups_due",
    follow_ups.c.due_at,
    follow_ups.c.id,
    sqlite_where=text("status IN ('planned','claimed')"),
    postgresql_where=text("status IN ('planned','claimed')"),
)
Index("ix_follow_ups_live", follow_ups.c.ref, follow_ups.c.group, follow_ups.c.status)

# Letters that a committed act owes the world, one a person an act; ref is null where it is about no case.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("act", Ident, nullable=False),
    Column("follow_up", Integer, ForeignKey("follow_ups.id", ondelete="RESTRICT")),
    Column("ref", Ident, ForeignKey("cases.ref", ondelete="RESTRICT")),  # null: about no case, written when it was owed
    Column("recipient", Ident, nullable=False),  # person:ID, office:NAME, or who `records.addresses` knows besides
    Column("template", String(60), nullable=False),  # of the first item, for lists
    Column("items", Json, nullable=False),  # [{template, version, ref, facts}], texts by id
    Column("language", String(10), nullable=False),
    Column("zone", String(60), nullable=False),
    Column("subject", LongText),  # rendered when first read or sent, and kept as rendered
    Column("body", LongText),
    Column("rendered_subject", LongText),  # as it was rendered, where somebody edited it since
    Column("rendered_body", LongText),
    Column("status", String(20), nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("batch", Ident),  # `optional`: its reader may have it less often; `digest`: it waits to be one of several
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("last_error", LongText),
    Column("planned_by", Ident, nullable=False),
    Column("ended_by", Ident),
    # One letter a person for one act.
    UniqueConstraint("act", "recipient"),
    # A follow-up that is expanded when due writes to each person once.
    UniqueConstraint("follow_up", "recipient"),
    CheckConstraint(
        "status IN ('created','held','sending','sent','failed_for_now','failed_for_good','dropped','taken_back')",
        name="status_is_known",
    ),
    # What is about no case has no facts from which it could be written later.
    CheckConstraint("ref IS NOT NULL OR body IS NOT NULL", name="written_or_of_a_case"),
)
Index(
    "ix_outbox_due",
    outbox.c.not_before,
    outbox.c.id,
    sqlite_where=text("status IN ('created','sending','failed_for_now')"),
    postgresql_where=text("status IN ('created','sending','failed_for_now')"),
)
Index("ix_outbox_ref", outbox.c.ref)
# The few that wait for somebody's word, or will not leave. Of all statuses, SQLite would take it for the letters that are
# due, and sort all of them for each.
Index(
    "ix_outbox_resting",
    outbox.c.status,
    outbox.c.id,
    sqlite_where=text("status IN ('held','failed_for_good','dropped','taken_back')"),
    postgresql_where=text("status IN ('held','failed_for_good','dropped','taken_back')"),
)

# Who was handed a letter, a row a person: of an office nobody gets it again because somebody else's address failed.
deliveries = Table(
    "deliveries",
    metadata,
    Column("letter", Integer, ForeignKey("outbox.id", ondelete="RESTRICT"), primary_key=True),
    Column("person", Ident, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("refused", LongText),  # what the mail server said, where it refused for good
)
# How much somebody got lately.
Index("ix_deliveries_person", deliveries.c.person, deliveries.c.at)

# Somebody gets one digest a day, whoever gathers it and however often.
digests = Table(
    "digests",
    metadata,
    Column("person", Ident, primary_key=True),
    Column("day", Date, primary_key=True),  # on the wall of whoever gets it
    Column("act", Ident, nullable=False),  # of the letter
)

# A request sent twice is done once: the answer of the first is given again.
keys = Table(
    "keys",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("actor", Ident, nullable=False),
    Column("request", Hash, nullable=False),  # of what was asked, so that another request under the key is told
    Column("answer", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

# The next number of every prefix and year: references have no gaps that a rolled-back act could leave.
counters = Table(
    "counters",
    metadata,
    Column("prefix", String(10), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

# The rules of every version in use, by fingerprint, so that a move can be judged by the law of its day.
definitions = Table(
    "definitions",
    metadata,
    Column("fingerprint", Hash, primary_key=True),
    Column("type", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("rules", Json, nullable=False),
    Column("stored_at", Instant, nullable=False),
)
