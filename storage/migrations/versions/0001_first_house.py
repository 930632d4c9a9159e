"""The house as it was first built.

The types are written out here rather than imported: a migration that has run never changes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("looks", sa.Text(), nullable=True),
        sa.Column("shown_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", "card", name=op.f("pk_cards")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("introduced", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", TIME, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'aside')", name=op.f("ck_inbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "update_id", name=op.f("uq_inbox_channel_update_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_state", "inbox", ["state", "conversation", "id"], unique=False)

    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "people",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("units", JSON, nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined_at", TIME, nullable=False),
        sa.Column("left_at", TIME, nullable=True),
        sa.Column("away_until", TIME, nullable=True),
        sa.Column("quiet", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('active', 'left')", name=op.f("ck_people_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
    )
    op.create_table(
        "practice_messages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("mine", sa.Boolean(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("edited_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_messages")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_practice_messages_address"), "practice_messages", ["address"], unique=False
    )

    op.create_table(
        "strangers",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("spoke", sa.Integer(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_strangers")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("linked_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('linked', 'blocked', 'closed')", name=op.f("ck_accounts_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_accounts_channel_address")),
    )
    op.create_index(op.f("ix_accounts_person_id"), "accounts", ["person_id"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=False),
        sa.Column("plan", JSON, nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("happened_at", TIME, nullable=True),
        sa.Column("found_at", TIME, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("shift", sa.Text(), nullable=True),
        sa.Column("harm", sa.Text(), nullable=True),
        sa.Column("potential", sa.Text(), nullable=True),
        sa.Column("resident", sa.Text(), nullable=True),
        sa.Column("concerns", JSON, nullable=False),
        sa.Column("limited", JSON, nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reporter_id", KEY, nullable=False),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("concluded_at", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_cases_state")),
        sa.ForeignKeyConstraint(["parent_id"], ["cases.id"], name=op.f("fk_cases_parent_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_cases_reporter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    op.create_table(
        "join_codes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_join_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_join_codes_code_hash")),
    )
    op.create_index(op.f("ix_join_codes_person_id"), "join_codes", ["person_id"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shifts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index(
        "uq_shifts_open",
        "shifts",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "steps",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("begins_at", TIME, nullable=True),
        sa.Column("due", TIME, nullable=True),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("opened_after", sa.Integer(), nullable=False),
        sa.Column("owed_at", TIME, nullable=False),
        sa.Column("acknowledged_at", TIME, nullable=True),
        sa.Column("acknowledged_by", KEY, nullable=True),
        sa.Column("act_by", TIME, nullable=True),
        sa.Column("acted_at", TIME, nullable=True),
        sa.Column("acted_by", KEY, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'owed', 'acknowledged', 'acted', 'dropped')",
            name=op.f("ck_steps_state"),
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["people.id"], name=op.f("fk_steps_acknowledged_by")
        ),
        sa.ForeignKeyConstraint(["acted_by"], ["people.id"], name=op.f("fk_steps_acted_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_steps_case_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
    )
    op.create_index(op.f("ix_steps_case_id"), "steps", ["case_id"], unique=False)
    op.create_index("ix_steps_state", "steps", ["state", "acknowledged_by"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("step_id", KEY, nullable=True),
        sa.Column("call_id", KEY, nullable=True),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("refused", JSON, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("touched_at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'saved', 'filed', 'dropped')", name=op.f("ck_drafts_state")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["cases.id"], name=op.f("fk_drafts_call_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id")),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name=op.f("fk_drafts_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_person", "drafts", ["person_id", "state"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("step_id", KEY, nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("becomes", sa.Text(), nullable=True),
        sa.Column("payload", JSON, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owed_at", TIME, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Text(), nullable=True),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("seen_at", TIME, nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('owed', 'sending', 'sent', 'gathered', 'refused', 'superseded')",
            name=op.f("ck_outbox_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id")),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name=op.f("fk_outbox_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_case_id"), "outbox", ["case_id"], unique=False)
    op.create_index(
        "ix_outbox_state", "outbox", ["state", "channel", "address", "priority", "id"], unique=False
    )
    op.create_index(op.f("ix_outbox_step_id"), "outbox", ["step_id"], unique=False)
    op.create_index(
        "ix_outbox_routine",
        "outbox",
        ["channel", "id"],
        unique=False,
        sqlite_where=sa.text("priority = 2 AND state IN ('owed', 'sending')"),
        postgresql_where=sa.text("priority = 2 AND state IN ('owed', 'sending')"),
    )

    op.create_table(
        "records",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("step_id", KEY, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("filed_at", TIME, nullable=False),
        sa.Column("corrects_id", KEY, nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_records_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_records_case_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["records.id"], name=op.f("fk_records_corrects_id")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name=op.f("fk_records_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint("hash", name=op.f("uq_records_hash")),
    )
    op.create_index(op.f("ix_records_case_id"), "records", ["case_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", KEY, nullable=False),
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("remote", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('wanted', 'kept', 'refused', 'dropped')", name=op.f("ck_attachments_state")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_attachments_draft_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_attachments_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_attachments_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_draft_id"), "attachments", ["draft_id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_index("ix_attachments_state", "attachments", ["state", "next_at"], unique=False)

    op.create_table(
        "timeline",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("step_id", KEY, nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_timeline_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_timeline_person_id")),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name=op.f("fk_timeline_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
    )
    op.create_index(op.f("ix_timeline_case_id"), "timeline", ["case_id"], unique=False)

    op.create_table(
        "briefings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("units", JSON, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('current', 'replaced', 'ended')", name=op.f("ck_briefings_state")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_briefings_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_briefings_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefings")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_briefings_case_id_version")),
    )
    op.create_table(
        "spot_checks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("briefing_id", KEY, nullable=False),
        sa.Column("scenario", sa.Integer(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefings.id"], name=op.f("fk_spot_checks_briefing_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_spot_checks_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
    )
    op.create_index(
        op.f("ix_spot_checks_briefing_id"), "spot_checks", ["briefing_id"], unique=False
    )
    op.create_table(
        "readings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("briefing_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("opened_at", TIME, nullable=True),
        sa.Column("read_at", TIME, nullable=True),
        sa.Column("understood_at", TIME, nullable=True),
        sa.Column("scenario", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('due', 'sent', 'read', 'understood', 'excused', 'replaced')",
            name=op.f("ck_readings_state"),
        ),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefings.id"], name=op.f("fk_readings_briefing_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_readings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint(
            "briefing_id", "person_id", name=op.f("uq_readings_briefing_id_person_id")
        ),
    )
    op.create_index("ix_readings_person", "readings", ["person_id", "state"], unique=False)
    op.create_table(
        "deadlines",
        sa.Column("id", KEY, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("step_id", KEY, nullable=True),
        sa.Column("draft_id", KEY, nullable=True),
        sa.Column("shift_id", KEY, nullable=True),
        sa.Column("reading_id", KEY, nullable=True),
        sa.Column("due", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.CheckConstraint("state IN ('open', 'met', 'passed')", name=op.f("ck_deadlines_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_deadlines_case_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_deadlines_draft_id")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_deadlines_reading_id")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_deadlines_shift_id")),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name=op.f("fk_deadlines_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    op.create_index(op.f("ix_deadlines_case_id"), "deadlines", ["case_id"], unique=False)
    op.create_index("ix_deadlines_due", "deadlines", ["state", "due"], unique=False)

    _append_only()


def _append_only() -> None:
    """The database itself refuses to change or remove a filed record."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER records_no_{verb.lower()} BEFORE {verb} ON records "
                "BEGIN SELECT RAISE(ABORT, 'a filed record is never changed'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a filed record is never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
