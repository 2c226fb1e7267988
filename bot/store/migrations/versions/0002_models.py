"""Which version of a pack's models serves, what was changed about that, and how often a conversation sounded negative."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the registry, and what comparing two models needs of conversations."""
    op.create_table(
        "models",
        sa.Column("pack", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pack", "role", name=op.f("pk_models")),
    )
    op.create_table(
        "model_changes",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("pack", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_model_changes")),
    )
    op.create_index(op.f("ix_model_changes_pack"), "model_changes", ["pack"], unique=False)
    op.add_column("conversations", sa.Column("negative", sa.Integer(), server_default="0", nullable=False))
    op.create_index(op.f("ix_conversations_pack_opened_at"), "conversations", ["pack", "opened_at"], unique=False)


def downgrade() -> None:
    """Drop what was made."""
    op.drop_index(op.f("ix_conversations_pack_opened_at"), table_name="conversations")
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("negative")
    op.drop_table("model_changes")
    op.drop_table("models")
