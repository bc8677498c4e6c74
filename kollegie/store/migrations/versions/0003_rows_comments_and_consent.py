"""Rows, comments and consent of a visit; the safety contact of a round"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("visit_id", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.Column("resolved_by", sa.LargeBinary(), nullable=True),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("text_s", sa.Integer(), nullable=True),
        sa.Column("text_b", sa.Integer(), nullable=True),
        sa.Column("resolved_by_s", sa.Integer(), nullable=True),
        sa.Column("resolved_by_b", sa.Integer(), nullable=True),
        sa.Column("resolved_at_s", sa.Integer(), nullable=True),
        sa.Column("resolved_at_b", sa.Integer(), nullable=True),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_comment_visit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL"))
        batch_op.create_index("ix_comment_scope", ["scope"], unique=False)
        batch_op.create_index("ix_comment_visit_id", ["visit_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("visit_id", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("said_at", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("consequence_told", sa.Integer(), nullable=True),
        sa.Column("taken_by", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state_s", sa.Integer(), nullable=True),
        sa.Column("state_b", sa.Integer(), nullable=True),
        sa.Column("said_at_s", sa.Integer(), nullable=True),
        sa.Column("said_at_b", sa.Integer(), nullable=True),
        sa.Column("said_by_s", sa.Integer(), nullable=True),
        sa.Column("said_by_b", sa.Integer(), nullable=True),
        sa.Column("told_s", sa.Integer(), nullable=True),
        sa.Column("told_b", sa.Integer(), nullable=True),
        sa.Column("consequence_told_s", sa.Integer(), nullable=True),
        sa.Column("consequence_told_b", sa.Integer(), nullable=True),
        sa.Column("taken_by_s", sa.Integer(), nullable=True),
        sa.Column("taken_by_b", sa.Integer(), nullable=True),
        sa.Column("note_s", sa.Integer(), nullable=True),
        sa.Column("note_b", sa.Integer(), nullable=True),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_consent_visit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL"))
        batch_op.create_index("ix_consent_scope", ["scope"], unique=False)
        batch_op.create_index("ix_consent_visit_id", ["visit_id"], unique=False)

    op.create_table(
        "visit_row",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("visit_id", sa.LargeBinary(), nullable=False),
        sa.Column("repeat", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("removed_s", sa.Integer(), nullable=True),
        sa.Column("removed_b", sa.Integer(), nullable=True),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_row_visit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_row")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("visit_row", schema=None) as batch_op:
        batch_op.create_index("ix_visit_row_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL"))
        batch_op.create_index("ix_visit_row_scope", ["scope"], unique=False)
        batch_op.create_index("ix_visit_row_visit_id", ["visit_id"], unique=False)

    op.add_column("participant", sa.Column("safety_contact", sa.Integer(), nullable=True))
    op.add_column("participant", sa.Column("safety_contact_s", sa.Integer(), nullable=True))
    op.add_column("participant", sa.Column("safety_contact_b", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("participant", "safety_contact_b")
    op.drop_column("participant", "safety_contact_s")
    op.drop_column("participant", "safety_contact")

    with op.batch_alter_table("visit_row", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_row_visit_id")
        batch_op.drop_index("ix_visit_row_scope")
        batch_op.drop_index("ix_visit_row_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("visit_row")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_visit_id")
        batch_op.drop_index("ix_consent_scope")
        batch_op.drop_index("ix_consent_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("consent")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_visit_id")
        batch_op.drop_index("ix_comment_scope")
        batch_op.drop_index("ix_comment_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("comment")
