"""Build hook: a wheel carries the built front end and the compiled translations."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuiltFrontEnd(BuildHookInterface[Any]):
    """Make what git does not hold, before the files of the wheel are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Set up the front end for a real wheel; an editable one finds it in the source tree."""
        del build_data
        if version == "editable":
            return
        subprocess.run([sys.executable, "-m", "tools.setup", "--parts"], cwd=self.root, check=True)
        manifest = Path(self.root, "server", "console", "static", "build", "manifest.json")
        if not manifest.exists():
            message = f"{manifest} is missing: run make setup first"
            raise FileNotFoundError(message)
