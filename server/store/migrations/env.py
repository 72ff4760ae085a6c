"""Alembic's entry: it uses the connection it is handed and opens none itself."""

from alembic import context

from server.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,  # the caller has begun the transaction and ends it
)
context.run_migrations()
