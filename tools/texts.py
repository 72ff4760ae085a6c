"""Bring the translators' files up to the pages: `python -m tools.texts`.

Chinese sentences in templates and page modules are the keys; each other language has one .po file.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tools.ground import ROOT, installed, run
from tools.translations import FOLDER

LANGUAGES = ("en",)


def main() -> None:
    """Collect every sentence and merge it into each language; what is gone from the pages goes."""
    babel = [installed("pybabel"), "--quiet"]
    with tempfile.TemporaryDirectory() as name:
        found = Path(name) / "messages.pot"
        collect = [
            *babel,
            "extract",
            "--mapping",
            ROOT / "pyproject.toml",
            "--add-location",
            "file",
            "--ignore-dirs",
            ".*",  # by itself it would leave out `_components`, too
        ]
        run([*collect, "--sort-by-file", "--output", found, "."])
        for language in LANGUAGES:
            exists = (FOLDER / language / "LC_MESSAGES" / "messages.po").exists()
            merge = ["update", "--no-fuzzy-matching", "--ignore-obsolete"] if exists else ["init"]
            files = ["--input-file", found, "--output-dir", FOLDER, "--locale", language]
            run([*babel, *merge, *files])


if __name__ == "__main__":
    main()
