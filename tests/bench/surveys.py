"""Home surveys as a city would send them: any number, each distinct, each without a fault.

One tablet for each village; it goes from house to house, twenty a day.  The XML of one survey is
made by the builder of the tests and its places are filled in for each number, which is quick enough
for a hundred thousand.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from server.core.days import LOCAL
from tests.builders import instances
from tests.builders.areas import DONGWAN, JINGYUAN, SANHE
from tests.builders.instances import head, household_xml, member
from tests.builders.people import id_number

A_DAY = 20
FIRST_HOUR = time(8, 0)
APART = timedelta(minutes=25)
MINUTES = 18
DAYS = 14
PHONE = "13893000001"
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "秀英桂兰玉梅建国志强永红海燕德福文明春生淑珍世杰晓东丽华国栋"
BORN = (date(1975, 3, 4), date(1977, 5, 6), date(2004, 8, 9), date(1949, 2, 3))
SEXES = ("1", "2", "1", "2")


@dataclass(frozen=True)
class Village:
    """Where one tablet works: codes of the village and what it lies in, points inside it.

    `standard` is the Dibao standard of the countryside there, which the form looks up.
    """

    county: str
    township: str
    code: str
    standard: str
    points: tuple[tuple[float, float], ...]


def _family():
    child = member("李小宝", sex="1", born=BORN[2], relation="20", running=121)
    mother = member("张兰英", born=BORN[3], relation="52", running=122)
    return [head(running=119), member(running=120), child, mother]


def _template():
    """The XML of one survey with `{places}` for what differs; every text here stands for one."""
    at = datetime(2026, 11, 23, 10, 0, tzinfo=LOCAL)
    people = _family()
    xml = household_xml(
        people,
        at=at,
        minutes=MINUTES,
        instance_id="uuid:@",
        photo_door="@photo",
        photo_book="",
        sign="@sign",
        std_month="@standard",
        audit="",
    ).decode()
    uuid = instances.NEW_HOUSEHOLD
    texts = {
        f"{SANHE}{uuid.replace('-', '')[:8]}": "{hh_no}",
        "uuid:@": "{instance}",
        uuid: "{uuid}",
        at.isoformat(timespec="milliseconds"): "{start}",
        (at + timedelta(minutes=MINUTES)).isoformat(timespec="milliseconds"): "{end}",
        at.date().isoformat(): "{today}",
        SANHE: "{village}",
        DONGWAN: "{township}",
        JINGYUAN: "{county}",
        str(instances.DOOR.lat): "{lat}",
        str(instances.DOOR.lon): "{lon}",
        PHONE: "{phone}",
        "@photo": "{photo}",
        "@sign": "{sign}",
        "@standard": "{standard}",
    }
    for place, (person, born, sex) in enumerate(zip(people, BORN, SEXES, strict=True)):
        number = id_number(born, sex=sex, running=person["running"])
        texts |= {number: f"{{id{place}}}", person["name"]: f"{{name{place}}}"}
    for text, place in texts.items():
        xml = xml.replace(text, place)
    return xml


class Surveys:
    """Surveys by number: number -> tablet, XML and the name of its photo."""

    def __init__(self, villages, *, until):
        self.villages = tuple(villages)
        self._first_day = until - timedelta(days=DAYS)
        self._template = _template()

    def tablet_of(self, number):
        """Which tablet sends it, counted from 0."""
        return number % len(self.villages)

    def xml(self, number):
        """The instance, which names a photo and a signature."""
        place = self.villages[self.tablet_of(number)]
        visit = number // len(self.villages)
        day = self._first_day + timedelta(days=visit // A_DAY)
        start = datetime.combine(day, FIRST_HOUR, LOCAL) + APART * (visit % A_DAY)
        uuid = str(UUID(int=number << 96, version=4))  # its head stands in the household's number
        lat, lon = place.points[visit % len(place.points)]
        photo, sign = files_of(number)
        return self._template.format(
            instance=instance_id(number),
            uuid=uuid,
            hh_no=f"{place.code}{uuid[:8]}",
            start=start.isoformat(timespec="milliseconds"),
            end=(start + timedelta(minutes=MINUTES)).isoformat(timespec="milliseconds"),
            today=day.isoformat(),
            village=place.code,
            township=place.township,
            county=place.county,
            lat=lat,
            lon=lon,
            phone=f"138{number % 100_000_000:08d}",
            photo=photo,
            sign=sign,
            standard=place.standard,
            **self._people(number),
        ).encode()

    def _people(self, number):
        chance = random.Random(number)  # noqa: S311  # the same people every time
        family = chance.choice(FAMILY)
        told = {}
        for place, (born, sex) in enumerate(zip(BORN, SEXES, strict=True)):
            given = "".join(chance.choices(GIVEN, k=2))
            told[f"name{place}"] = (family if place % 2 == 0 else chance.choice(FAMILY)) + given
            told[f"id{place}"] = id_number(
                born, sex=sex, running=number % 499 * 2 + 1, division=str(620_100 + number // 499)
            )
        return told


def files_of(number):
    """Names of the photo and the signature of a survey."""
    return f"{1_700_000_000_000 + 2 * number}.jpg", f"{1_700_000_000_001 + 2 * number}.png"


def instance_id(number):
    """The instance id of a survey."""
    return f"uuid:{UUID(int=number, version=4)}"
