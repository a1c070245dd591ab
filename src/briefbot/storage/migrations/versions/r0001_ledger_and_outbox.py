"""The first schema: the ledger of what is due, the outbox, and what the program knows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ANY_STATE = (
    "state IN ('pending', 'claimed', 'sending', 'unknown', 'sent', 'dead', 'held', 'expired')"
)
_OPEN = sa.text("state IN ('claimed', 'pending', 'sending', 'unknown')")
_PARKED = sa.text("state IN ('dead', 'held')")


def upgrade() -> None:
    """Make every table; each is described in `storage/tables.py`."""
    op.create_table(
        "account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("paused_reason", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.BigInteger()),
        sa.Column("blocked_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_table(
        "brief",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("gone_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_brief")),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("high_water", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_table(
        "fault",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_fault")),
    )
    op.create_table(
        "button",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_button")),
    )
    op.create_index(op.f("ix_button_seen_at"), "button", ["seen_at"])
    op.create_table(
        "person",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer()),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("told_zone", sa.String(), nullable=False),
        sa.Column("told_lang", sa.String(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_person")),
    )
    op.create_table(
        "inbound",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
    )
    op.create_index(op.f("ix_inbound_at"), "inbound", ["at"])
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "meeting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_calendar"), "meeting", ["calendar"])
    op.create_table(
        "personal_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("snoozed_from", sa.Integer()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["snoozed_from"],
            ["personal_reminder.id"],
            name=op.f("fk_personal_reminder_snoozed_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_reminder")),
        sa.UniqueConstraint("person", "meeting", "lead", "due", name="uq_personal_reminder"),
    )
    op.create_index(op.f("ix_personal_reminder_person"), "personal_reminder", ["person"])
    op.create_index(
        op.f("ix_personal_reminder_snoozed_from"), "personal_reminder", ["snoozed_from"]
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("release_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("when", sa.Text()),
        sa.Column("document", sa.Text()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.Integer()),
        sa.Column("follows", sa.Integer()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("composed_at", sa.BigInteger()),
        sa.CheckConstraint(
            "state IN ('waiting', 'composed', 'skipped', 'merged')", name=op.f("ck_posting_state")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["posting.id"], name=op.f("fk_posting_merged_into")
        ),
        sa.ForeignKeyConstraint(
            ["follows"], ["posting.id"], name=op.f("fk_posting_follows"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint(
            "destination",
            "kind",
            "subject",
            "occurrence",
            "step",
            "generation",
            name="uq_posting_key",
        ),
    )
    op.create_index(op.f("ix_posting_follows"), "posting", ["follows"])
    op.create_index(op.f("ix_posting_merged_into"), "posting", ["merged_into"])
    op.create_index(op.f("ix_posting_reference"), "posting", ["reference"])
    op.create_index(
        "ix_posting_waiting",
        "posting",
        ["release_at"],
        sqlite_where=sa.text("state IN ('waiting')"),
        postgresql_where=sa.text("state IN ('waiting')"),
    )
    op.create_table(
        "process",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("covered_until", sa.BigInteger()),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    op.create_index(
        "ix_schedule_next_at", "schedule", ["next_at"], sqlite_where=sa.text("removed_at IS NULL")
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer()),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try", sa.BigInteger()),
        sa.Column("last_try", sa.BigInteger()),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.Column("unknown_since", sa.BigInteger()),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("payload_hash", sa.String()),
        sa.Column("receipt_channel", sa.String()),
        sa.Column("receipt_message", sa.String()),
        sa.Column("receipt_thread", sa.String()),
        sa.Column("proof", sa.String()),
        sa.Column("settled_at", sa.BigInteger()),
        sa.Column("retracted_at", sa.BigInteger()),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "operation IN ('send', 'edit', 'delete')", name=op.f("ck_delivery_operation")
        ),
        sa.CheckConstraint(_ANY_STATE, name=op.f("ck_delivery_state")),
        sa.ForeignKeyConstraint(
            ["posting"], ["posting.id"], name=op.f("fk_delivery_posting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["target"], ["delivery.id"], name=op.f("fk_delivery_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("posting", "operation", "page", "number", name="uq_delivery_page"),
    )
    op.create_index(
        "ix_delivery_expires_at",
        "delivery",
        ["account", "expires_at"],
        sqlite_where=sa.text("state IN ('pending')"),
        postgresql_where=sa.text("state IN ('pending')"),
    )
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["account", "destination", "rank", "due", "posting", "number", "page"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_delivery_parked", "delivery", ["state"], sqlite_where=_PARKED, postgresql_where=_PARKED
    )
    op.create_index("ix_delivery_posting", "delivery", ["posting"])
    op.create_index(
        "ix_delivery_taken",
        "delivery",
        ["account"],
        sqlite_where=sa.text("state IN ('claimed', 'sending')"),
        postgresql_where=sa.text("state IN ('claimed', 'sending')"),
    )
    op.create_index(op.f("ix_delivery_target"), "delivery", ["target"])
    op.create_table(
        "destination",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("paused_reason", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.BigInteger()),
        sa.Column("blocked_until", sa.BigInteger()),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_destination_account")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_destination")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting", sa.Integer()),
        sa.Column("delivery", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("slugs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting"], ["posting.id"], name=op.f("fk_event_posting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(
        "ix_event_correction",
        "event",
        ["id"],
        sqlite_where=sa.text("what IN ('edit-planned')"),
        postgresql_where=sa.text("what IN ('edit-planned')"),
    )
    op.create_index(op.f("ix_event_posting"), "event", ["posting"])
    op.create_table(
        "revision",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["slug"], ["brief.slug"], name=op.f("fk_revision_slug"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", "number", name=op.f("pk_revision")),
    )
    op.create_table(
        "shown",
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting"], ["posting.id"], name=op.f("fk_shown_posting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("posting", "slug", name=op.f("pk_shown")),
    )
    op.create_index(op.f("ix_shown_slug"), "shown", ["slug"])
