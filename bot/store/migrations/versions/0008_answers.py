"""What operators answered, and how often a suggested reply was offered and used."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables, empty: suggestions are learnt from here on."""
    op.create_table(
        "sent_answers",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.String(80), nullable=False),
        sa.Column("pack", sa.String(80), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("wording", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(64), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], ondelete="CASCADE", name="fk_sent_answers_conversation_id_conversations"
        ),
        sa.PrimaryKeyConstraint("position", name="pk_sent_answers"),
    )
    op.create_index("ix_sent_answers_conversation_id", "sent_answers", ["conversation_id"])
    op.create_index("ix_sent_answers_pack_position", "sent_answers", ["pack", "position"])
    op.create_table(
        "wordings",
        sa.Column("pack", sa.String(80), nullable=False),
        sa.Column("wording", sa.String(64), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("pack", "wording", name="pk_wordings"),
    )


def downgrade() -> None:
    """Take both back."""
    op.drop_table("wordings")
    op.drop_table("sent_answers")
