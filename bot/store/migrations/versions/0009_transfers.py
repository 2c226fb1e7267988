"""Who handed a conversation to the operator who has it, or to the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; nobody could hand a conversation on before."""
    op.add_column("conversations", sa.Column("handed_by", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("handed_by")
