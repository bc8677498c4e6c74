"""Alembic's entry: the connection comes in from the program, so the key never stands in a file."""

from alembic import context

from kollegie.store.tables import local

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=local,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    transactional_ddl=False,
    render_item=context.config.attributes.get("render_item"),
)
context.run_migrations()
