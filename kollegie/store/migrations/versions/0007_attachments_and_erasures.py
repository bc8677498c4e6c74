"""Attachments and erasures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("sent_epoch", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_content")),
        sqlite_strict=True,
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("case_id", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("erased_by", sa.LargeBinary(), nullable=False),
        sa.Column("erased_at", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("subject_salt", sa.Text(), nullable=False),
        sa.Column("subject_digest", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index("ix_erasure_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL"))
        batch_op.create_index("ix_erasure_scope", ["scope"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("visit_id", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("content_key", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=True),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("caption_s", sa.Integer(), nullable=True),
        sa.Column("caption_b", sa.Integer(), nullable=True),
        sa.Column("taken_at_s", sa.Integer(), nullable=True),
        sa.Column("taken_at_b", sa.Integer(), nullable=True),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_attachment_visit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL"))
        batch_op.create_index("ix_attachment_scope", ["scope"], unique=False)
        batch_op.create_index("ix_attachment_visit_id", ["visit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_visit_id")
        batch_op.drop_index("ix_attachment_scope")
        batch_op.drop_index("ix_attachment_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("attachment")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index("ix_erasure_scope")
        batch_op.drop_index("ix_erasure_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))

    op.drop_table("erasure")
    op.drop_table("content")
