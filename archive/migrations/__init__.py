"""Alembic's scripts: one file a change of the catalogue's tables; run by :mod:`archive.catalogue`."""
