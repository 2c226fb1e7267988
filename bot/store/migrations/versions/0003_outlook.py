"""What was foreseen of a conversation: how satisfied its customer is, and the risk that it ends in escalation."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns; of old conversations nothing was foreseen."""
    op.add_column("conversations", sa.Column("satisfaction", sa.Double(), nullable=True))
    op.add_column("conversations", sa.Column("risk", sa.Double(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("risk")
        batch.drop_column("satisfaction")
