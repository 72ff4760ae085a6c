"""A new migration from what the tables say beyond the last one: `python -m tools.migration "…"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from tools.ground import ROOT


def main() -> None:
    """Bring an empty database to the last migration, compare it with the tables, write the rest."""
    message = sys.argv[1] if len(sys.argv) > 1 else ""
    if not message:
        sys.exit('say what changes: make migration m="households carry a note"')
    with tempfile.TemporaryDirectory() as folder:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "server" / "store" / "migrations"))
        config.set_main_option("sqlalchemy.url", f"sqlite:///{Path(folder) / 'present.sqlite3'}")
        command.upgrade(config, "head")
        command.revision(config, message=message, autogenerate=True)


if __name__ == "__main__":
    main()
