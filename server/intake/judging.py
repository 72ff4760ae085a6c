"""What the rules say of one reading: the store is asked first, then they run without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server.core.rules import examine, examine_answers
from server.intake.knowledge import facts_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.core.rights import Sender
    from server.core.types import Issue
    from server.intake.reading import Reading
    from server.services import Services


def judge(
    services: Services, conn: Connection, reading: Reading, sender: Sender, *, known_version: bool
) -> Sequence[Issue]:
    """Issues of a submission; where it names files, without those that only files can tell.

    `settle` adds these when the files are there, or have been waited for long enough.
    """
    facts = facts_for(services, conn, reading, sender, known_version=known_version)
    case = replace(reading.case, facts=facts)
    return examine_answers(case) if reading.files else examine(case)
