"""All samples: of submissions, and of records that are none."""

from tests.builders.samples import (
    arrival,
    benefit,
    damage,
    disaster,
    household,
    person,
    photo,
    position,
    publicity,
    village,
)

SAMPLES = [
    *arrival.SAMPLES,
    *position.SAMPLES,
    *photo.SAMPLES,
    *person.SAMPLES,
    *household.SAMPLES,
    *benefit.SURVEYS,
    *disaster.SAMPLES,
    *damage.SAMPLES,
    *village.PROFILES,
    *village.MEETINGS,
    *village.OBJECTIONS,
]

EVERY = [*SAMPLES, *benefit.RECORDS, *village.RECORDS, *publicity.SAMPLES]
