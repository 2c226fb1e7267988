"""Why a line was given up, and since when it has waited."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX = "ix_outbox_dead"
SAID = (
    "UPDATE outbox SET said_at = (SELECT messages.at FROM messages"
    " WHERE messages.conversation_id = outbox.conversation_id AND messages.seq = outbox.seq) WHERE state = 'waiting'"
)


def upgrade() -> None:
    """Add the columns; why earlier lines were given up is not known, but in words."""
    op.add_column("outbox", sa.Column("said_at", sa.Double(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("cause", sa.String(length=16), server_default="unknown", nullable=False))
    op.execute(SAID)
    dead = sa.text("state = 'dead'")
    op.create_index(INDEX, "outbox", ["settled_at"], sqlite_where=dead, postgresql_where=dead)


def downgrade() -> None:
    """Take them back."""
    op.drop_index(INDEX, "outbox")
    op.drop_column("outbox", "cause")
    op.drop_column("outbox", "said_at")
