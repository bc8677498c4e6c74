"""Index the register's long lists"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_by_decided_on", ["deleted", "decided_on"], unique=False)
        batch_op.create_index("ix_decision_by_decision_ref", ["deleted", "decision_ref"], unique=False)
        batch_op.create_index("ix_decision_by_provider_ref", ["deleted", "provider_ref"], unique=False)
        batch_op.create_index("ix_decision_by_user_ref", ["deleted", "user_ref"], unique=False)

    with op.batch_alter_table("provider_choice", schema=None) as batch_op:
        batch_op.create_index("ix_provider_choice_by_provider_ref", ["deleted", "provider_ref"], unique=False)
        batch_op.create_index("ix_provider_choice_by_user_ref", ["deleted", "user_ref"], unique=False)

    with op.batch_alter_table("service_user", schema=None) as batch_op:
        batch_op.create_index("ix_service_user_by_district", ["deleted", "district"], unique=False)
        batch_op.create_index("ix_service_user_by_user_ref", ["deleted", "user_ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("service_user", schema=None) as batch_op:
        batch_op.drop_index("ix_service_user_by_user_ref", if_exists=True)
        batch_op.drop_index("ix_service_user_by_district", if_exists=True)

    with op.batch_alter_table("provider_choice", schema=None) as batch_op:
        batch_op.drop_index("ix_provider_choice_by_user_ref", if_exists=True)
        batch_op.drop_index("ix_provider_choice_by_provider_ref", if_exists=True)

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_by_user_ref", if_exists=True)
        batch_op.drop_index("ix_decision_by_provider_ref", if_exists=True)
        batch_op.drop_index("ix_decision_by_decision_ref", if_exists=True)
        batch_op.drop_index("ix_decision_by_decided_on", if_exists=True)
