"""What channels such as Telegram have to send, line by line."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_outbox_waiting"


def upgrade() -> None:
    """Make the table; of what was said before, everybody has asked for it themselves."""
    op.create_table(
        "outbox",
        sa.Column("conversation_id", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", sa.Double(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_outbox_conversation_id_conversations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_outbox")),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(INDEX, "outbox", ["conversation_id", "seq"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    """Drop it."""
    op.drop_index(INDEX, "outbox")
    op.drop_table("outbox")
