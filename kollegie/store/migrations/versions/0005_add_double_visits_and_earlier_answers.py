"""Add double visits and earlier answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_answer",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("case_id", sa.LargeBinary(), nullable=False),
        sa.Column("checklist", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_s", sa.Integer(), nullable=True),
        sa.Column("deleted_b", sa.Integer(), nullable=True),
        sa.Column("dirty", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_earlier_answer_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_answer")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("earlier_answer", schema=None) as batch_op:
        batch_op.create_index("ix_earlier_answer_case_id", ["case_id"], unique=False)
        batch_op.create_index(
            "ix_earlier_answer_dirty", ["dirty"], unique=False, sqlite_where=sa.text("dirty IS NOT NULL")
        )
        batch_op.create_index("ix_earlier_answer_scope", ["scope"], unique=False)

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("double", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("blind_of", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("double_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("double_b", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_column("double_b")
        batch_op.drop_column("double_s")
        batch_op.drop_column("blind_of")
        batch_op.drop_column("double")

    with op.batch_alter_table("earlier_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_earlier_answer_scope")
        batch_op.drop_index("ix_earlier_answer_dirty", sqlite_where=sa.text("dirty IS NOT NULL"))
        batch_op.drop_index("ix_earlier_answer_case_id")

    op.drop_table("earlier_answer")
