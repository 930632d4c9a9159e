"""Every table of Handrail. Times are aware UTC; platform ids are text, so any width fits."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
    text,
)

from storage.types import Json, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer, "sqlite")


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Json, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("roles", Json, nullable=False),
    Column("units", Json, nullable=False),
    Column("email", Text, unique=True),
    Column("state", Text, nullable=False),
    Column("joined_at", UtcTime, nullable=False),
    Column("left_at", UtcTime),
    Column("away_until", UtcTime),
    Column("quiet", Text),
    _one_of("state", "active", "left"),
)

shifts = Table(
    "shifts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)
Index(
    "uq_shifts_open",
    shifts.c.person_id,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("linked_at", UtcTime, nullable=False),
    Column("used_at", UtcTime, nullable=False),
    UniqueConstraint("channel", "address"),
    _one_of("state", "linked", "blocked", "closed"),
)

join_codes = Table(
    "join_codes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("code_hash", Text, nullable=False, unique=True),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)

strangers = Table(
    "strangers",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("spoke", Integer, nullable=False),
    Column("since", UtcTime, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("update_id", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("payload", Text),
    Column("introduced", Text),
    Column("state", Text, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("handled_at", UtcTime),
    Column("error", Text),
    UniqueConstraint("channel", "update_id"),
    _one_of("state", "waiting", "done", "aside"),
    sqlite_autoincrement=True,  # what is owed for a turn is named by its id: none comes twice
)
Index("ix_inbox_state", inbox.c.state, inbox.c.conversation, inbox.c.id)

cases = Table(
    "cases",
    metadata,
    Column("id", Key, primary_key=True),
    Column("reference", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("pathway", Text, nullable=False),
    Column("plan", Json, nullable=False),
    Column("severity", Text, nullable=False),
    Column("category", Text),
    Column("happened_at", UtcTime),
    Column("found_at", UtcTime),
    Column("unit", Text),
    Column("shift", Text),
    Column("harm", Text),
    Column("potential", Text),
    Column("resident", Text),
    Column("concerns", Json, nullable=False),
    Column("limited", Json, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("reporter_id", ForeignKey("people.id"), nullable=False),
    Column("parent_id", ForeignKey("cases.id")),
    Column("opened_at", UtcTime, nullable=False),
    Column("concluded_at", UtcTime),
    Column("closed_at", UtcTime),
    _one_of("state", "open", "closed"),
)

steps = Table(
    "steps",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("owner_id", ForeignKey("people.id")),
    Column("urgent", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("begins_at", UtcTime),
    Column("due", UtcTime),
    Column("rung", Text, nullable=False),
    Column("rounds", Integer, nullable=False),
    Column("opened_after", Integer, nullable=False),
    Column("owed_at", UtcTime, nullable=False),
    Column("acknowledged_at", UtcTime),
    Column("acknowledged_by", ForeignKey("people.id")),
    Column("act_by", UtcTime),
    Column("acted_at", UtcTime),
    Column("acted_by", ForeignKey("people.id")),
    _one_of("state", "waiting", "owed", "acknowledged", "acted", "dropped"),
)

Index("ix_steps_state", steps.c.state, steps.c.acknowledged_by)

records = Table(
    "records",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("step_id", ForeignKey("steps.id")),
    Column("kind", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("answers", Json, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("author_role", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("filed_at", UtcTime, nullable=False),
    Column("corrects_id", ForeignKey("records.id")),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("step_id", ForeignKey("steps.id")),
    Column("call_id", ForeignKey("cases.id")),
    Column("answers", Json, nullable=False),
    Column("refused", Json, nullable=False),
    Column("at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("touched_at", UtcTime, nullable=False),
    _one_of("state", "open", "saved", "filed", "dropped"),
)
Index("ix_drafts_person", drafts.c.person_id, drafts.c.state)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Key, primary_key=True),
    Column("draft_id", ForeignKey("drafts.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("record_id", ForeignKey("records.id")),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("remote", Text),
    Column("message_id", Text),
    Column("mime", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, index=True),
    Column("state", Text, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    _one_of("state", "wanted", "kept", "refused", "dropped"),
)
Index("ix_attachments_state", attachments.c.state, attachments.c.next_at)

briefings = Table(
    "briefings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", Json, nullable=False),
    Column("roles", Json, nullable=False),
    Column("units", Json, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("case_id", "version"),
    _one_of("state", "current", "replaced", "ended"),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("briefing_id", ForeignKey("briefings.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("opened_at", UtcTime),
    Column("read_at", UtcTime),
    Column("understood_at", UtcTime),
    Column("scenario", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("way", Text, nullable=False),
    UniqueConstraint("briefing_id", "person_id"),
    _one_of("state", "due", "sent", "read", "understood", "excused", "replaced"),
)
Index("ix_readings_person", readings.c.person_id, readings.c.state)

spot_checks = Table(
    "spot_checks",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("briefing_id", ForeignKey("briefings.id"), nullable=False, index=True),
    Column("scenario", Integer, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("answered_at", UtcTime),
    Column("right", Boolean),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Key, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("step_id", ForeignKey("steps.id")),
    Column("draft_id", ForeignKey("drafts.id")),
    Column("shift_id", ForeignKey("shifts.id")),
    Column("reading_id", ForeignKey("readings.id")),
    Column("due", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    _one_of("state", "open", "met", "passed"),
)
Index("ix_deadlines_due", deadlines.c.state, deadlines.c.due)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("step_id", ForeignKey("steps.id"), index=True),
    Column("round", Integer),
    Column("about", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("card", Text),
    Column("becomes", Text),
    Column("payload", Json),
    Column("state", Text, nullable=False),
    Column("owed_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", Text),
    Column("lease_until", UtcTime),
    Column("sent_at", UtcTime),
    Column("seen_at", UtcTime),
    Column("message_id", Text),
    Column("error", Text),
    _one_of("state", "owed", "sending", "sent", "gathered", "refused", "superseded"),
)
Index(
    "ix_outbox_state",
    outbox.c.state,
    outbox.c.channel,
    outbox.c.address,
    outbox.c.priority,
    outbox.c.id,
)


def routine_waits(rows: FromClause) -> ColumnElement[bool]:
    """What is routine and has not left: of thousands the next is found without seeing the rest.

    Written out, not as parameters, for only so do the databases know their index by it.
    """
    not_left: list[ColumnElement[str]] = [literal_column("'owed'"), literal_column("'sending'")]
    return and_(rows.c.priority == literal_column("2"), rows.c.state.in_(not_left))


Index(
    "ix_outbox_routine",
    outbox.c.channel,
    outbox.c.id,
    sqlite_where=routine_waits(outbox),
    postgresql_where=routine_waits(outbox),
)

cards = Table(
    "cards",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("card", Text, primary_key=True),
    Column("message_id", Text, nullable=False),
    Column("looks", Text),
    Column("shown_at", UtcTime, nullable=False),
)

timeline = Table(
    "timeline",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("step_id", ForeignKey("steps.id")),
    Column("at", UtcTime, nullable=False),
    Column("what", Text, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("detail", Json, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("epoch", BigInteger, nullable=False),
)

practice_messages = Table(
    "practice_messages",
    metadata,
    Column("id", Key, primary_key=True),
    Column("address", Text, nullable=False, index=True),
    Column("mine", Boolean, nullable=False),
    Column("content", Json, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Column("edited_at", UtcTime),
    sqlite_autoincrement=True,  # a change or removal that comes late must find no other message
)
