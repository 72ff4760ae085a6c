"""The console's texts in other languages: translators' .po files into what Python reads."""

from __future__ import annotations

from tools.ground import ROOT, digest, installed, is_done, mark_done, run, step

FOLDER = ROOT / "server" / "console" / "translations"


def ensure() -> None:
    """Compile every catalogue that changed."""
    catalogues = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))
    inputs = digest(catalogues)
    compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    if not catalogues or (is_done("translations", inputs) and compiled):
        return
    with step("translations", f"compiling {len(catalogues)}"):
        for path in catalogues:
            files = ["--input-file", path, "--output-file", path.with_suffix(".mo")]
            run([installed("pybabel"), "--quiet", "compile", *files])
    mark_done("translations", inputs)
