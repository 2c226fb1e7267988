"""Pictures that stand beside what the bot says."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; lines before had none."""
    op.add_column("messages", sa.Column("drawing", sa.Text()))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("messages", "drawing")
