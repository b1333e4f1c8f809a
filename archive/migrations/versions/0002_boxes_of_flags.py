"""Flags say where on the page: ``box`` is left, top, right, bottom in pixels, or null."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("flags", sa.Column("box", sa.JSON(none_as_null=True)))
