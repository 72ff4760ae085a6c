"""All samples."""

from tests.builders.samples import arrival, household, person, photo, position

SAMPLES = [
    *arrival.SAMPLES,
    *position.SAMPLES,
    *photo.SAMPLES,
    *person.SAMPLES,
    *household.SAMPLES,
]
