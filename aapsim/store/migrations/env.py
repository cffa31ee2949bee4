"""Run by Alembic: the migrations go through the connection, and the transaction, that we give it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
