"""Keep the part a cause explains and what an invoice billed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoice_review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("content_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("content_b", sa.Integer(), nullable=True))

    with op.batch_alter_table("known_cause", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("known_cause", schema=None) as batch_op:
        batch_op.drop_column("part")

    with op.batch_alter_table("invoice_review", schema=None) as batch_op:
        batch_op.drop_column("content_b")
        batch_op.drop_column("content_s")
        batch_op.drop_column("content")
