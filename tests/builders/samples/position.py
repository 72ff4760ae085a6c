"""Samples of the rules on the position on site."""

from server.core.facts import Facts
from server.core.types import GeoPoint, Severity, UnitCode
from tests.builders.cases import DOOR, damage, household, north_of, other_visit, tag, visit
from tests.builders.samples.sample import Sample

ERROR = Severity.ERROR
COMMUNITY = UnitCode("620421102001")


def at(lat=DOOR.lat, lon=DOOR.lon, accuracy_m=4.5, *, form=household, group="ident"):
    return form(**{group: {"gps": GeoPoint(lat, lon, 1700.0, accuracy_m)}})


def accuracy(accuracy_m, **form):
    return at(accuracy_m=accuracy_m, **form)


def on_damage(accuracy_m):
    return accuracy(accuracy_m, form=damage, group="hh")


def tagged(**distances):
    return household(tag=tag(**distances))


def same_spot(*metres):
    """Surveys of the same day, each of another household, at these distances from ours."""
    visits = [
        other_visit(minutes=-20 * n, metres=away, household=f"other {n}", instance_id=f"uuid:{n}")
        for n, away in enumerate(metres, 1)
    ]
    return household(facts=Facts(other_visits=tuple(visits)))


def away_from_home(metres):
    return visit(facts=Facts(registered_position=north_of(DOOR, metres)))


def opened_at(metres):
    return household(start_point=north_of(DOOR, metres))


SAMPLES = [
    Sample("S-01", "no fix", household(ident={"gps": None}), household(), ERROR),
    Sample("S-01", "beyond the pole", at(lat=90.01), at(lat=90), ERROR),
    Sample("S-01", "beyond the date line", at(lon=-180.01), at(lon=-180), ERROR),
    Sample("S-02", "null island", at(lat=0.0099, lon=-0.0099), at(lat=0.01, lon=0), ERROR),
    Sample("S-03", "too far south", at(lat=35.2999), at(lat=35.30), ERROR),
    Sample("S-03", "too far north", at(lat=37.7501), at(lat=37.75), ERROR),
    Sample("S-03", "too far west", at(lon=103.3999), at(lon=103.40), ERROR),
    Sample("S-03", "too far east", at(lon=105.6501), at(lon=105.65), ERROR),
    Sample(
        "S-04",
        "another county",
        tagged(county_outside_m=501, outside_m=9_000),
        tagged(county_outside_m=500),
    ),
    Sample("S-05", "outside the outline", tagged(outside_m=205), tagged(outside_m=204.5)),
    Sample(
        "S-05",
        "far from a rural centre",
        tagged(outside_m=None, centre_m=5_001),
        tagged(outside_m=None, centre_m=5_000),
    ),
    Sample(
        "S-05",
        "far from an urban centre",
        tagged(outside_m=None, centre_m=1_501, claimed=COMMUNITY),
        tagged(outside_m=None, centre_m=1_500, claimed=COMMUNITY),
    ),
    Sample("S-06", "survey", accuracy(30.1), accuracy(30)),
    Sample("S-06", "survey, useless", accuracy(150.1), accuracy(30), ERROR),
    Sample("S-06", "damage", on_damage(15.1), on_damage(15)),
    Sample("S-06", "damage, useless", on_damage(75.1), on_damage(15), ERROR),
    Sample("S-07", "accuracy of zero", accuracy(0.0), accuracy(0.1)),
    Sample("S-08", "exchanged", at(lat=DOOR.lon, lon=DOOR.lat), household()),
    Sample("S-09", "six at one spot", same_spot(1, 1, 2, 2, 2.9), same_spot(1, 1, 2, 2, 3.1)),
    Sample("S-10", "visit of another house", away_from_home(301), away_from_home(299)),
    Sample("S-11", "opened elsewhere", opened_at(2_010), opened_at(1_990)),
]
