"""What operators say that customers meant."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "annotations",
        sa.Column("conversation_id", sa.String(80), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(80), nullable=False),
        sa.Column("intents", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], ondelete="CASCADE", name="fk_annotations_conversation_id_conversations"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "turn", name="pk_annotations"),
    )
    op.create_index("ix_annotations_pack_at", "annotations", ["pack", "at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("annotations")
