"""Set up what is missing: `python3 -m tools.setup`.  Run again, it does nothing."""

from __future__ import annotations

import sys

from tools import frontend, python_packages, translations


def main() -> None:
    """Python packages, front end, translations; each only if its inputs changed.

    `--parts` leaves the Python packages alone: a wheel is being built in their environment.
    """
    if "--parts" not in sys.argv:
        python_packages.ensure()
    frontend.ensure()
    translations.ensure()


if __name__ == "__main__":
    main()
