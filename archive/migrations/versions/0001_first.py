"""Nothing → the first tables: dossiers, their documents, pages and flags."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    name = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "dossiers",
        sa.Column("id", name, primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("root", sa.Text),
        sa.Column("inventory_sha512", sa.Text),
        sa.Column("stored_at", sa.Text),
        sa.Column("updated_at", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("file_code", name),
        sa.Column("dossier_code", name),
        sa.Column("page_count", sa.Integer, nullable=False),
        sa.Column("document_count", sa.Integer, nullable=False),
        sa.Column("flag_count", sa.Integer, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
    )
    for column in ("status", "digest", "file_code", "dossier_code"):
        op.create_index(f"dossiers_{column}", "dossiers", [column])
    op.create_table(
        "documents",
        _dossier(name),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("type_name", sa.Text),
        sa.Column("code_number", sa.Text),
        sa.Column("code_notation", sa.Text),
        sa.Column("issued_date", sa.Text),
        sa.Column("organ_name", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("signer_name", sa.Text),
        sa.Column("file", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("pages", sa.JSON, nullable=False),
    )
    op.create_table(
        "pages",
        _dossier(name),
        sa.Column("page", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float),
    )
    op.create_table(
        "flags",
        _dossier(name),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("found", sa.Text),
        sa.Column("expected", sa.Text),
    )
    op.create_index("flags_kind", "flags", ["kind"])


def _dossier(name: sa.types.TypeEngine[str]) -> sa.Column[str]:
    return sa.Column("dossier", name, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
