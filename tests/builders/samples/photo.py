"""Samples of the rules on photos."""

from datetime import datetime

from server.core.facts import Facts, PhotoTwin
from server.core.types import Severity
from tests.builders.cases import (
    DOOR,
    HOUSEHOLD,
    NEIGHBOURS,
    damage,
    house,
    household,
    north_of,
    photo,
)
from tests.builders.samples.sample import Sample

UNDAMAGED = {"severe": 0, "photo_part1": None, "photo_part2": None}


def on_damage(**facts):
    return damage(photos={"/house[1]/h_photo_whole": photo(**facts)})


def on_survey(**facts):
    return household(photos={"/ident/photo_door": photo(**facts)})


def taken(hour, minute, second=0):
    return on_survey(
        taken_at=datetime(2026, 11, 23, hour, minute, second)  # noqa: DTZ001 — cameras write no zone
    )


def taken_at_distance(metres):
    return on_survey(position=north_of(DOOR, metres))


def twin(**facts):
    stored = PhotoTwin(**{"instance_id": "uuid:other", "hh_no": "6204211022010002"} | facts)
    return household(facts=Facts(photo_twins={"a" * 64: (stored,)}))


SAMPLES = [
    Sample(
        "F-01",
        "not a picture",
        on_damage(is_image=False, width=None, height=None),
        on_damage(),
        Severity.ERROR,
    ),
    Sample("F-01", "too few bytes", on_damage(size=19_999), on_damage(size=20_000), Severity.ERROR),
    Sample(
        "F-01",
        "too few pixels",
        on_damage(width=640, height=479),
        on_damage(width=640, height=480),
        Severity.ERROR,
    ),
    Sample("F-02", "taken too late", taken(10, 22, 1), taken(10, 22)),
    Sample("F-02", "taken too early", taken(9, 49, 59), taken(9, 50)),
    Sample("F-03", "taken elsewhere", taken_at_distance(206), taken_at_distance(204)),
    Sample("F-04", "without a time", on_survey(taken_at=None), on_survey(), Severity.INFO),
    Sample("F-05", "same file", twin(household=HOUSEHOLD), household()),
    Sample(
        "F-05",
        "same view, other household",
        twin(bits=4, household=NEIGHBOURS),
        twin(bits=5, household=NEIGHBOURS),
    ),
    Sample(
        "F-05",
        "same view, not our own house",
        twin(bits=0, household=NEIGHBOURS),
        twin(bits=0, household=HOUSEHOLD),
    ),
    Sample("F-06", "dark", on_survey(brightness=19.9), on_survey(brightness=20)),
    Sample("F-06", "bright", on_survey(brightness=245.1), on_survey(brightness=245)),
    Sample("F-06", "blurred", on_survey(sharpness=19.9), on_survey(sharpness=20)),
    Sample("F-07", "no whole view", damage(house(photo_whole=None)), damage(house())),
    Sample(
        "F-07",
        "one part view of lost rooms",
        damage(house(photo_part2=None)),
        damage(house(**UNDAMAGED)),
    ),
]
