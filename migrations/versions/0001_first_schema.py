"""The first schema: cases and their history, and the records that say what its ids mean."""

import json
from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _of_the_engine()
    _of_the_records()


def downgrade() -> None:
    raise NotImplementedError("History is not taken back: restore a backup instead.")


# --- workflow/: cases, their history, and what is owed ------------------------------------------------------------------


def _of_the_engine() -> None:
    _cases()
    _cases_indexes()
    _counters()
    _definitions()
    _entries()
    _keys()
    _texts()
    _follow_ups()
    _links()
    _participants()
    _turns()
    _outbox()
    _deliveries()
    _tree()
    _digests()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("came_from", sa.String(length=40), nullable=True),
        sa.Column("milestone", sa.String(length=40), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("signatures", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("hands", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("waits_for", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("follows", sa.String(length=40), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("due_zone", sa.String(length=60), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ended OR due_at IS NOT NULL OR follows IS NOT NULL OR paused_on IS NOT NULL",
            name=op.f("ck_cases_live_is_due"),
        ),
        sa.CheckConstraint("ended OR follows IS NOT NULL OR waits_for <> '[]'", name=op.f("ck_cases_live_waits")),
        sa.CheckConstraint(
            "NOT ended OR (due_at IS NULL AND follows IS NULL AND paused_on IS NULL)",
            name=op.f("ck_cases_ended_is_still"),
        ),
        sa.ForeignKeyConstraint(["follows"], ["cases.ref"], name=op.f("fk_cases_follows_cases"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_cases")),
    )


def _cases_indexes() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_follows", ["follows"], unique=False)
        batch_op.create_index(
            "ix_cases_live",
            ["due_at", "ref"],
            unique=False,
            sqlite_where=sa.text("ended = 0"),
            postgresql_where=sa.text("NOT ended"),
        )
        batch_op.create_index("ix_cases_country", ["country", "ref"], unique=False)
        batch_op.create_index("ix_cases_owner", ["owner", "ref"], unique=False)
        batch_op.create_index("ix_cases_kind", ["kind", "state", "due_at", "ref"], unique=False)
        batch_op.create_index(
            "ix_cases_paused",
            ["ref"],
            unique=False,
            sqlite_where=sa.text("paused_on IS NOT NULL"),
            postgresql_where=sa.text("paused_on IS NOT NULL"),
        )
        batch_op.create_index("ix_cases_type", ["type", "state", "due_at", "ref"], unique=False)
        batch_op.create_index("ix_cases_newest", ["type", "state", "ref"], unique=False)


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("prefix", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_counters")),
    )


def _definitions() -> None:
    op.create_table(
        "definitions",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_definitions")),
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("trigger", sa.String(length=60), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_entries_seq_counts_from_one")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_entries_hash")),
        sa.UniqueConstraint("ref", "seq", name=op.f("uq_entries_ref_seq")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index("ix_entries_act", ["act"], unique=False)
        batch_op.create_index("ix_entries_actor", ["actor", "at", "number"], unique=False)
        batch_op.create_index("ix_entries_at", ["at", "number"], unique=False)
        batch_op.create_index("ix_entries_kind", ["kind", "at", "number"], unique=False)
        batch_op.create_index("ix_entries_trigger", ["trigger", "at", "number"], unique=False)


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_keys")),
    )


def _texts() -> None:
    op.create_table(
        "texts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
    )
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.create_index("ix_texts_person", ["person"], unique=False)
        batch_op.create_index("ix_texts_ref", ["ref"], unique=False)


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("trigger", sa.String(length=60), nullable=True),
        sa.Column("anchor", sa.String(length=40), nullable=False),
        sa.Column("anchor_date", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("planned_by", sa.String(length=40), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "status IN ('planned','claimed','done','skipped','not_needed','superseded','cancelled')",
            name=op.f("ck_follow_ups_status_is_known"),
        ),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_follow_ups_ref_cases"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint(
            "ref",
            "rule",
            "rung",
            "recipient",
            "generation",
            name=op.f("uq_follow_ups_ref_rule_rung_recipient_generation"),
        ),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(
            "ix_follow_ups_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('planned','claimed')"),
            postgresql_where=sa.text("status IN ('planned','claimed')"),
        )
        batch_op.create_index("ix_follow_ups_live", ["ref", "group", "status"], unique=False)


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_ref", sa.String(length=40), nullable=False),
        sa.Column("to_ref", sa.String(length=40), nullable=False),
        sa.Column("since_act", sa.String(length=40), nullable=False),
        sa.Column("until_act", sa.String(length=40), nullable=True),
        sa.CheckConstraint("from_ref < to_ref", name=op.f("ck_links_one_direction")),
        sa.ForeignKeyConstraint(["from_ref"], ["cases.ref"], name=op.f("fk_links_from_ref_cases"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["to_ref"], ["cases.ref"], name=op.f("fk_links_to_ref_cases"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index("ix_links_from_ref", ["from_ref"], unique=False)
        batch_op.create_index("ix_links_to_ref", ["to_ref"], unique=False)
        batch_op.create_index(
            "uq_links_live",
            ["from_ref", "to_ref"],
            unique=True,
            sqlite_where=sa.text("until_act IS NULL"),
            postgresql_where=sa.text("until_act IS NULL"),
        )


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=True),
        sa.Column("since_act", sa.String(length=40), nullable=False),
        sa.Column("until_act", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_participants_ref_cases"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index("ix_participants_organisation", ["organisation"], unique=False)
        batch_op.create_index("ix_participants_person", ["person"], unique=False)
        batch_op.create_index("ix_participants_ref", ["ref"], unique=False)


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_turns_ref_cases"), ondelete="RESTRICT"),
        sa.UniqueConstraint("ref", "part", name=op.f("uq_turns_ref_part")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index("ix_turns_part", ["part", "due_at", "ref"], unique=False)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("follow_up", sa.Integer(), nullable=True),
        sa.Column("ref", sa.String(length=40), nullable=True),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("items", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("rendered_subject", sa.Text(), nullable=True),
        sa.Column("rendered_body", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("planned_by", sa.String(length=40), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "status IN ('created','held','sending','sent','failed_for_now','failed_for_good','dropped','taken_back')",
            name=op.f("ck_outbox_status_is_known"),
        ),
        sa.CheckConstraint("ref IS NOT NULL OR body IS NOT NULL", name=op.f("ck_outbox_written_or_of_a_case")),
        sa.ForeignKeyConstraint(
            ["follow_up"], ["follow_ups.id"], name=op.f("fk_outbox_follow_up_follow_ups"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_outbox_ref_cases"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("act", "recipient", name=op.f("uq_outbox_act_recipient")),
        sa.UniqueConstraint("follow_up", "recipient", name=op.f("uq_outbox_follow_up_recipient")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due",
            ["not_before", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('created','sending','failed_for_now')"),
            postgresql_where=sa.text("status IN ('created','sending','failed_for_now')"),
        )
        batch_op.create_index("ix_outbox_ref", ["ref"], unique=False)
        batch_op.create_index(
            "ix_outbox_resting",
            ["status", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('held','failed_for_good','dropped','taken_back')"),
            postgresql_where=sa.text("status IN ('held','failed_for_good','dropped','taken_back')"),
        )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter"], ["outbox.id"], name=op.f("fk_deliveries_letter_outbox"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("letter", "person", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_person", ["person", "at"], unique=False)


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("person", "day", name=op.f("pk_digests")),
    )


def _tree() -> None:
    op.create_table(
        "unplaced",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_unplaced")),
    )
    op.create_table(
        "places",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.CheckConstraint("place >= 0", name=op.f("ck_places_place_counts_from_zero")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_places")),
        sa.UniqueConstraint("ref", "seq", name=op.f("uq_places_ref_seq")),
    )
    op.create_table(
        "subtrees",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_subtrees")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_signing_keys")),
    )


# --- records/: what the ids mean ----------------------------------------------------------------------------------------


def _of_the_records() -> None:
    _organisations()
    _settings()
    _topics()
    _lessons()
    _people()
    _committee_scores()
    _documents()
    _uploads()
    _filings()
    _drafts()
    _profiles()
    _interests()
    _roles()
    _saved_filters()
    _feeds()
    _sessions()
    _second_factors()
    _subscribers()
    _proposed_erasures()


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.String(length=40), nullable=True),
        sa.CheckConstraint("merged_into <> id", name=op.f("ck_organisations_merged_into_another")),
        sa.CheckConstraint("population > 0", name=op.f("ck_organisations_population_is_positive")),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["organisations.id"],
            name=op.f("fk_organisations_merged_into_organisations"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index("ix_organisations_country", ["country", "kind"], unique=False)
        batch_op.create_index("ix_organisations_name", ["country", "name", "id"], unique=False)
        batch_op.create_index(
            "ix_organisations_merged_into",
            ["merged_into"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )


def _topics() -> None:
    topics = op.create_table(
        "topics",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("labels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topics")),
    )
    built_in = json.loads(files("records").joinpath("topics.json").read_text("utf-8"))
    op.bulk_insert(topics, [{"code": code, "labels": labels, "active": True} for code, labels in built_in.items()])


def _lessons() -> None:
    op.create_table(
        "lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("with_whom", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name=op.f("fk_lessons_organisation_organisations"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_lessons_ref_cases"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["text"], ["texts.id"], name=op.f("fk_lessons_text_texts"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
    )
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lessons_ref"), ["ref"], unique=False)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("organisation", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("substitute", sa.String(length=40), nullable=True),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(length=10), nullable=False),
        sa.CheckConstraint("digest IN ('none','daily','weekly','off')", name=op.f("ck_people_digest_is_known")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_is_lower")),
        sa.CheckConstraint("substitute <> id", name=op.f("ck_people_substitute_is_another")),
        sa.CheckConstraint(
            "(absent_from IS NULL) = (absent_until IS NULL) AND (absent_from IS NULL OR absent_from <= absent_until)",
            name=op.f("ck_people_absence_is_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name=op.f("fk_people_organisation_organisations"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["substitute"], ["people.id"], name=op.f("fk_people_substitute_people"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_substitute"), ["substitute"], unique=False)


def _committee_scores() -> None:
    op.create_table(
        "committee_scores",
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("recommend", sa.String(length=40), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_committee_scores_person_people"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["ref"], ["cases.ref"], name=op.f("fk_committee_scores_ref_cases"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("ref", "person", name=op.f("pk_committee_scores")),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("scan", sa.String(length=10), nullable=True),
        sa.CheckConstraint("scan IN ('clean','infected')", name=op.f("ck_documents_scan_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("hash", name=op.f("uq_documents_hash")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_documents_unscanned",
            ["id"],
            unique=False,
            sqlite_where=sa.text("scan IS NULL"),
            postgresql_where=sa.text("scan IS NULL"),
        )


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name=op.f("fk_uploads_document_documents"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_uploads_person_people"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("document", "person", name=op.f("pk_uploads")),
    )


def _filings() -> None:
    op.create_table(
        "filings",
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=True),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("documents", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(ref IS NULL) = (person IS NULL)", name=op.f("ck_filings_counts_for_somebody")),
        sa.CheckConstraint("ref IS NULL OR email IS NULL", name=op.f("ck_filings_kept_once")),
        sa.ForeignKeyConstraint(["call"], ["cases.ref"], name=op.f("fk_filings_call_cases"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_filings_person_people"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_filings_ref_cases"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_filings")),
    )
    with op.batch_alter_table("filings", schema=None) as batch_op:
        batch_op.create_index("ix_filings_email", ["email", "saved_at"], unique=False)
        batch_op.create_index("ix_filings_saved_at", ["saved_at"], unique=False)
        batch_op.create_index(
            "ix_filings_begun",
            ["call", "language"],
            unique=False,
            sqlite_where=sa.text("ref IS NULL AND email IS NOT NULL AND call IS NOT NULL"),
            postgresql_where=sa.text("ref IS NULL AND email IS NOT NULL AND call IS NOT NULL"),
        )


def _profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("topics", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("languages", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level IN ('elected','staff')", name=op.f("ck_profiles_level_is_known")),
        sa.CheckConstraint(
            "(first IS NULL) = (last IS NULL) AND (first IS NULL OR first <= last)",
            name=op.f("ck_profiles_days_are_in_order"),
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_profiles_person_people"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_profiles")),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_drafts_person_people"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_drafts_ref_cases"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("ref", "questionnaire", "person", name=op.f("pk_drafts")),
    )


def _interests() -> None:
    op.create_table(
        "interests",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_interests_person_people"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("person", "subject", name=op.f("pk_interests")),
    )
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.create_index("ix_interests_subject", ["subject"], unique=False)


def _roles() -> None:
    op.create_table(
        "roles",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "role IN ('broker','lead_broker','committee','requester','expert','association','auditor','admin')",
            name=op.f("ck_roles_role_is_known"),
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_roles_person_people"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("person", "role", name=op.f("pk_roles")),
    )
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.create_index("ix_roles_role", ["role"], unique=False)


def _saved_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_saved_filters_person_people"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("person", "room", "name", name=op.f("pk_saved_filters")),
    )


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_feeds_person_people"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_feeds")),
        sa.UniqueConstraint("token", name=op.f("uq_feeds_token")),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owes", sa.String(length=10), nullable=True),
        sa.CheckConstraint("owes IN ('code','factor')", name=op.f("ck_sessions_owes_is_known")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sessions_person_people"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_person"), ["person"], unique=False)


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_second_factors_person_people"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_recovery_codes_person_people"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_person"), ["person"], unique=False)


def _proposed_erasures() -> None:
    op.create_table(
        "proposed_erasures",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["people.id"], name=op.f("fk_proposed_erasures_by_people"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_proposed_erasures_person_people"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_proposed_erasures")),
    )


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_subscribers_email_is_lower")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("email", name=op.f("uq_subscribers_email")),
    )
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.create_index("ix_subscribers_language", ["language", "confirmed_at"], unique=False)
    op.create_table(
        "issues",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (act IS NULL) AND (sent_at IS NULL) = (until IS NULL)",
            name=op.f("ck_issues_sent_whole"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_issues")),
    )
    op.create_table(
        "issue_texts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["issues.number"], name=op.f("fk_issue_texts_number_issues"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("number", "language", name=op.f("pk_issue_texts")),
    )
