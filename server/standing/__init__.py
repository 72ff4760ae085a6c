"""What rules say of records that are no submissions: judged where they are written, and nightly."""

from server.standing.judging import (
    BENEFIT,
    PETITION,
    VILLAGE,
    Judged,
    benefits,
    keep,
    of_record,
    petition,
    villages,
)
from server.standing.running import run

__all__ = [
    "BENEFIT",
    "PETITION",
    "VILLAGE",
    "Judged",
    "benefits",
    "keep",
    "of_record",
    "petition",
    "run",
    "villages",
]
