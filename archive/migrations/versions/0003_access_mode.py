"""A dossier's access mode: the strictest that it or its documents state; null until the catalogue is rebuilt."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("mode", sa.Text))
