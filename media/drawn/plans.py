"""What houses there are: rooms, walls, roofs and the colours of doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.drawn.wall import MATERIALS, Material

if TYPE_CHECKING:
    from random import Random

    from media.drawn.canvas import Colour

ROOM_M = 3.2  # the width of one 间
DOORS: tuple[Colour, ...] = ((142, 52, 44), (60, 84, 108), (104, 74, 50), (72, 98, 84))
FRAMES: tuple[Colour, ...] = ((230, 230, 226), (84, 118, 138), (112, 84, 58), (96, 128, 108))
ROOFS: tuple[Colour, ...] = ((128, 84, 68), (104, 104, 106), (134, 122, 108))
PITCHED = 0.65  # share of houses with tiles up to a ridge


@dataclass(frozen=True, slots=True)
class House:
    """One house: how many rooms, what it is made of, how it is roofed.  Heights in metres."""

    rooms: int
    height: float
    material: Material
    is_pitched: bool
    roof: Colour
    door: Colour
    frame: Colour
    door_room: int

    @property
    def width(self) -> float:
        """Metres from end to end."""
        return self.rooms * ROOM_M


def a_house(dice: Random) -> House:
    """A house thrown with `dice`: the same household lives in the same house on every photo."""
    rooms = dice.choice((3, 3, 4, 5))
    return House(
        rooms=rooms,
        height=dice.uniform(2.7, 3.3),
        material=dice.choice(MATERIALS),
        is_pitched=dice.random() < PITCHED,
        roof=dice.choice(ROOFS),
        door=dice.choice(DOORS),
        frame=dice.choice(FRAMES),
        door_room=dice.randrange(1, rooms - 1),
    )
