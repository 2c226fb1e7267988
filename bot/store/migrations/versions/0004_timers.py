"""When a conversation in which nobody says anything is to be looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEX = "ix_conversations_timer_due"


def upgrade() -> None:
    """Make the column and its index; old conversations have no timer."""
    op.add_column("conversations", sa.Column("timer_due", sa.Double(), nullable=True))
    timed = sa.text("timer_due IS NOT NULL")
    op.create_index(INDEX, "conversations", ["timer_due"], sqlite_where=timed, postgresql_where=timed)


def downgrade() -> None:
    """Drop both."""
    op.drop_index(INDEX, "conversations")
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("timer_due")
