"""Keep how a summary was locked"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("checksum", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("version_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version_b", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("checksum_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("checksum_b", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_column("checksum_b")
        batch_op.drop_column("checksum_s")
        batch_op.drop_column("version_b")
        batch_op.drop_column("version_s")
        batch_op.drop_column("checksum")
        batch_op.drop_column("version")
