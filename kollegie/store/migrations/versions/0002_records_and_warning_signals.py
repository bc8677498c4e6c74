"""Records and warning signals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_cause",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.LargeBinary(), nullable=True),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("subjects_s", sa.Integer(), nullable=True),
        sa.Column("subjects_b", sa.Integer(), nullable=True),
        sa.Column("reason_s", sa.Integer(), nullable=True),
        sa.Column("reason_b", sa.Integer(), nullable=True),
        sa.Column("until_s", sa.Integer(), nullable=True),
        sa.Column("until_b", sa.Integer(), nullable=True),
        sa.Column("document_s", sa.Integer(), nullable=True),
        sa.Column("document_b", sa.Integer(), nullable=True),
        sa.Column("noted_by_s", sa.Integer(), nullable=True),
        sa.Column("noted_by_b", sa.Integer(), nullable=True),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_cause")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("known_cause", schema=None) as batch_op:
        batch_op.create_index(
            "ix_known_cause_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL")
        )
        batch_op.create_index("ix_known_cause_scope", ["scope"], unique=False)

    op.create_table(
        "record_set",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("doubled", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("dispose_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_set")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("record_set", schema=None) as batch_op:
        batch_op.create_index("ix_record_set_kind", ["kind"], unique=False)

    op.create_table(
        "warning_signal",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("rows_in_all", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.Text(), nullable=True),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.LargeBinary(), nullable=True),
        sa.Column("moved_at", sa.Text(), nullable=True),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("subjects_s", sa.Integer(), nullable=True),
        sa.Column("subjects_b", sa.Integer(), nullable=True),
        sa.Column("severity_s", sa.Integer(), nullable=True),
        sa.Column("severity_b", sa.Integer(), nullable=True),
        sa.Column("first_day_s", sa.Integer(), nullable=True),
        sa.Column("first_day_b", sa.Integer(), nullable=True),
        sa.Column("last_day_s", sa.Integer(), nullable=True),
        sa.Column("last_day_b", sa.Integer(), nullable=True),
        sa.Column("measure_s", sa.Integer(), nullable=True),
        sa.Column("measure_b", sa.Integer(), nullable=True),
        sa.Column("parameters_s", sa.Integer(), nullable=True),
        sa.Column("parameters_b", sa.Integer(), nullable=True),
        sa.Column("explanation_s", sa.Integer(), nullable=True),
        sa.Column("explanation_b", sa.Integer(), nullable=True),
        sa.Column("evidence_s", sa.Integer(), nullable=True),
        sa.Column("evidence_b", sa.Integer(), nullable=True),
        sa.Column("rows_in_all_s", sa.Integer(), nullable=True),
        sa.Column("rows_in_all_b", sa.Integer(), nullable=True),
        sa.Column("found_at_s", sa.Integer(), nullable=True),
        sa.Column("found_at_b", sa.Integer(), nullable=True),
        sa.Column("gone_s", sa.Integer(), nullable=True),
        sa.Column("gone_b", sa.Integer(), nullable=True),
        sa.Column("state_s", sa.Integer(), nullable=True),
        sa.Column("state_b", sa.Integer(), nullable=True),
        sa.Column("reason_s", sa.Integer(), nullable=True),
        sa.Column("reason_b", sa.Integer(), nullable=True),
        sa.Column("document_s", sa.Integer(), nullable=True),
        sa.Column("document_b", sa.Integer(), nullable=True),
        sa.Column("moved_by_s", sa.Integer(), nullable=True),
        sa.Column("moved_by_b", sa.Integer(), nullable=True),
        sa.Column("moved_at_s", sa.Integer(), nullable=True),
        sa.Column("moved_at_b", sa.Integer(), nullable=True),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_signal")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("warning_signal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_warning_signal_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL")
        )
        batch_op.create_index("ix_warning_signal_scope", ["scope"], unique=False)

    op.create_table(
        "record_question",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("visit_id", sa.LargeBinary(), nullable=False),
        sa.Column("signal_id", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("label_sv", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("label_sv_s", sa.Integer(), nullable=True),
        sa.Column("label_sv_b", sa.Integer(), nullable=True),
        sa.Column("label_en_s", sa.Integer(), nullable=True),
        sa.Column("label_en_b", sa.Integer(), nullable=True),
        sa.Column("evidence_s", sa.Integer(), nullable=True),
        sa.Column("evidence_b", sa.Integer(), nullable=True),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_record_question_visit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_question")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("record_question", schema=None) as batch_op:
        batch_op.create_index(
            "ix_record_question_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL")
        )
        batch_op.create_index("ix_record_question_scope", ["scope"], unique=False)
        batch_op.create_index("ix_record_question_visit_id", ["visit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("record_question", schema=None) as batch_op:
        batch_op.drop_index("ix_record_question_visit_id")
        batch_op.drop_index("ix_record_question_scope")
        batch_op.drop_index("ix_record_question_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("record_question")
    with op.batch_alter_table("warning_signal", schema=None) as batch_op:
        batch_op.drop_index("ix_warning_signal_scope")
        batch_op.drop_index("ix_warning_signal_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("warning_signal")
    with op.batch_alter_table("record_set", schema=None) as batch_op:
        batch_op.drop_index("ix_record_set_kind")

    op.drop_table("record_set")
    with op.batch_alter_table("known_cause", schema=None) as batch_op:
        batch_op.drop_index("ix_known_cause_scope")
        batch_op.drop_index("ix_known_cause_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("known_cause")
