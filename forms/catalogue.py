"""The forms that come with the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
"""Package data: in a wheel the workbooks lie beside this module too."""


@dataclass(frozen=True, slots=True)
class BundledForm:
    """One folder of `forms/`: the workbook and the files that belong to it.

    Media with a header line only are templates: the server fills them for each user (forms.md 2).
    """

    form_id: str
    workbook: Path
    media: tuple[Path, ...]

    @property
    def samples(self) -> tuple[Path, ...]:
        """Filled instances of this form."""
        return tuple(sorted((FOLDER / "samples" / self.form_id).glob("*.xml")))


def bundled() -> tuple[BundledForm, ...]:
    """All forms that come with the program, by id."""
    return tuple(
        BundledForm(
            form_id=workbook.parent.name,
            workbook=workbook,
            media=tuple(sorted((workbook.parent / "media").glob("*.csv"))),
        )
        for workbook in sorted(FOLDER.glob("*/form.xlsx"))
    )
