"""Which picture answers which question of the demo city, and what is odd about a few of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from media.drawn.shots import Flaw, Scene, Shot, develop
from media.drawn.signature import draw_signature

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from server.core.types import GeoPoint


class Oddity(StrEnum):
    """What the photo rules are to find (F-01 to F-06)."""

    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    TINY = "tiny"
    CUT_SHORT = "cut_short"
    NO_EXIF = "no_exif"
    TAKEN_ELSEWHERE = "taken_elsewhere"
    TAKEN_EARLIER = "taken_earlier"
    OF_THE_NEIGHBOUR = "of_the_neighbour"
    LYING = "lying"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is photographed when and where.

    `household` is any number that names the house; `take` counts the visits to it.  `at` is wall
    time; `door_number` stands on the plate, `lost_rooms` have collapsed.
    """

    household: int
    take: int
    at: datetime
    position: GeoPoint | None
    door_number: int = 1
    lost_rooms: int = 0


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """A file as a tablet would send it."""

    content: bytes
    suffix: str
    content_type: str


SIGNATURES: Final = frozenset({"sign", "sign_head", "sign_chair"})
SCENES: Final = {
    "photo_book": Scene.BOOK_PAGE,
    "photo": Scene.HOUSE,
    "photo_office": Scene.HOUSE,
    "h_photo_whole": Scene.DAMAGED_HOUSE,
    "photo1": Scene.DAMAGED_HOUSE,
    "photo_board": Scene.NOTICE_BOARD,
    "photo_meeting": Scene.MEETING,
    "photo_signin": Scene.SIGN_IN_SHEET,
    "evidence": Scene.SIGN_IN_SHEET,
}
PLATES_SHARE = 0.4  # of door photos show the plate, the others the house front
ELSEWHERE_DEG = 0.02  # about 2 km, ten times what F-03 allows
EARLIER = timedelta(days=41)


def picture(
    question: str, visit: Visit, *, oddity: Oddity | None = None, neighbour: Visit | None = None
) -> DrawnFile:
    """The file that answers the image question `question`; the same arguments, the same bytes.

    A photo `OF_THE_NEIGHBOUR` is the very one of `neighbour`, without whom it is a fair one.
    """
    if oddity is Oddity.OF_THE_NEIGHBOUR:
        return picture(question, neighbour or visit)
    if question in SIGNATURES:
        content = draw_signature(f"{question} {visit.household} {visit.take}")
        return DrawnFile(content, ".png", "image/png")
    shot = _shot(question, visit)
    return DrawnFile(develop(_ODD[oddity](shot) if oddity else shot), ".jpg", "image/jpeg")


def _shot(question: str, visit: Visit) -> Shot:
    return Shot(
        scene=scene_of(question, visit),
        seed=visit.household,
        take=visit.take,
        taken_at=visit.at,
        position=visit.position,
        number=visit.door_number,
        lost_rooms=visit.lost_rooms,
    )


def scene_of(question: str, visit: Visit) -> Scene:
    """What is seen on the answer to `question`."""
    if question == "photo_door":
        is_plate = _dice("door", visit.household).random() < PLATES_SHARE
        return Scene.DOOR_PLATE if is_plate else Scene.HOUSE
    if question in {"h_photo_part1", "h_photo_part2"}:
        is_heap = visit.lost_rooms > 0 and question.endswith("2")
        return Scene.RUBBLE if is_heap else Scene.CRACKED_WALL
    return SCENES[question]


def odd(question: str, visit: Visit, *, share: float) -> Oddity | None:
    """What is odd about this photo: nothing but for a `share` of them; signatures never are."""
    dice = _dice(question, visit.household, visit.take)
    if question in SIGNATURES or dice.random() >= share:
        return None
    return dice.choice(list(Oddity))


def _dice(*names: object) -> random.Random:
    return random.Random(" ".join(map(str, names)))  # noqa: S311 - a drawn city has no secrets


def _elsewhere(shot: Shot) -> Shot:
    if shot.position is None:
        return shot
    return replace(shot, position=replace(shot.position, lat=shot.position.lat + ELSEWHERE_DEG))


def _earlier(shot: Shot) -> Shot:
    return replace(shot, taken_at=shot.taken_at and shot.taken_at - EARLIER)


_ODD: Final[dict[Oddity, Callable[[Shot], Shot]]] = {
    Oddity.NO_EXIF: lambda shot: replace(shot, has_exif=False),
    Oddity.TAKEN_ELSEWHERE: _elsewhere,
    Oddity.TAKEN_EARLIER: _earlier,
    Oddity.LYING: lambda shot: replace(shot, orientation=6),
} | {Oddity(flaw): (lambda shot, flaw=flaw: replace(shot, flaw=flaw)) for flaw in Flaw}
