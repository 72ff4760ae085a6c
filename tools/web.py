"""Types and unit tests of the browser's scripts: `python3 -m tools.web`."""

from __future__ import annotations

from tools.frontend import MODULES, find_node


def main() -> None:
    """Check types, then run the tests; either failing ends the program."""
    node = find_node()
    node.run(MODULES / "typescript" / "bin" / "tsc", "--noEmit")
    node.run(MODULES / "vitest" / "vitest.mjs", "run", "--reporter", "dot")


if __name__ == "__main__":
    main()
