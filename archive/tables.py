"""The catalogue's tables as this version knows them; :mod:`archive.migrations` makes them, a test holds both equal."""

import sqlalchemy as sa

HEAD = "0003"
"""The newest migration."""

metadata = sa.MetaData()

_name = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Code-point order and comparison on every database."""


def _dossier() -> sa.Column[str]:
    return sa.Column("dossier", _name, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)


dossiers = sa.Table(
    "dossiers",
    metadata,
    sa.Column("id", _name, primary_key=True),
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
    sa.Column("file_code", _name),
    sa.Column("dossier_code", _name),
    sa.Column("page_count", sa.Integer, nullable=False),
    sa.Column("document_count", sa.Integer, nullable=False),
    sa.Column("flag_count", sa.Integer, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("mode", sa.Text),
    sa.Index("dossiers_status", "status"),
    sa.Index("dossiers_digest", "digest"),
    sa.Index("dossiers_file_code", "file_code"),
    sa.Index("dossiers_dossier_code", "dossier_code"),
)

documents = sa.Table(
    "documents",
    metadata,
    _dossier(),
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

pages = sa.Table(
    "pages",
    metadata,
    _dossier(),
    sa.Column("page", sa.Integer, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float),
)

flags = sa.Table(
    "flags",
    metadata,
    _dossier(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("found", sa.Text),
    sa.Column("expected", sa.Text),
    sa.Column("box", sa.JSON(none_as_null=True)),
    sa.Index("flags_kind", "kind"),
)
