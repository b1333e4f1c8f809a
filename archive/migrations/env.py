"""A connection in a transaction → the tables of this version. Alembic runs this file; it configures no logging."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
