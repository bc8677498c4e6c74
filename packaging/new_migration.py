"""Write the migration from the newest one to the tables as they stand: `python packaging/new_migration.py "Say what"`.

The tables in `kollegie/store/tables.py` are changed first; read what this writes before it is committed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.types import TypeDecorator

from kollegie.store.connecting import engine_of

FOLDER = Path(__file__).parents[1] / "kollegie" / "store" / "migrations"


def plain_type(kind: str, thing: Any, _context: Any) -> str | bool:
    """Write our column types as the storage form they stand in, so that old migrations never import new code."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{type(thing.impl_instance).__name__}()"
    if kind == "type":
        return f"sa.{type(thing).__name__}()"
    return False


def main(subject: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_of(Path(folder) / "empty.kollegie", bytes(32))
        with engine.connect().execution_options(writing=True) as connection:
            config.attributes["connection"] = connection
            config.attributes["render_item"] = plain_type
            with connection.begin():
                if list((FOLDER / "versions").glob("*.py")):
                    command.upgrade(config, "head")
            number = len(list((FOLDER / "versions").glob("[0-9]*.py"))) + 1
            command.revision(config, subject, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    try:
        main(sys.argv[1])
    except CommandError as problem:
        raise SystemExit(str(problem)) from problem
