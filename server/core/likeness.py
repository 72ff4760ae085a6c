"""Whether two persons, or two households, may be one and the same: a score told in words.

Each observation adds or takes points; what reaches `THRESHOLD` is laid before a clerk.  The order
of the two never matters.

>>> from dataclasses import replace
>>> one = Someone(name="王桂兰", birth_date=date(1963, 4, 11), village="620421102201")
>>> other = replace(one, name="王贵兰", birth_date=date(1963, 11, 4))
>>> likeness(one, other).words("zh")
'同音姓名 · 出生日期月日互换 · 同村'
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from server.core import pinyin
from server.core.geodesy import distance_m
from server.core.terms import day_number, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.types import GeoPoint

THRESHOLD = 60
CERTAIN = 100

REASONS: Mapping[str, tuple[int, str, str]] = {
    "same_id": (CERTAIN, "证件号码相同", "same ID number"),
    "id_one_digit": (10, "证件号码一位不同", "ID number differs in one digit"),
    "id_swapped": (10, "证件号码相邻两位互换", "two neighbouring digits of the ID swapped"),
    "other_id": (-60, "证件号码不同", "different ID numbers"),
    "same_name": (35, "姓名相同", "same name"),
    "homophone": (30, "同音姓名", "names sound alike"),
    "look_alike": (30, "形近姓名", "names look alike"),
    "one_character": (8, "姓名一字不同", "names differ in one character"),
    "other_name": (-30, "姓名不同", "different names"),
    "same_birth": (30, "出生日期相同", "same birth date"),
    "day_month_swapped": (20, "出生日期月日互换", "day and month of birth swapped"),
    "birth_one_digit": (18, "出生日期一位不同", "birth date differs in one digit"),
    "birth_swapped": (18, "出生日期相邻两位互换", "two digits of the birth date swapped"),
    "other_birth": (-25, "出生日期不同", "different birth dates"),
    "other_sex": (-20, "性别不同", "different sex"),
    "same_household": (15, "同一户", "same household"),
    "same_village": (15, "同村", "same village"),
    "same_township": (10, "同乡镇", "same township"),
    "same_county": (3, "同县区", "same county"),
    "same_head": (40, "户主相同", "same head"),
    "members_one": (25, "1 名成员相同", "one member in common"),
    "members_more": (45, "多名成员相同", "several members in common"),
    "same_phone": (20, "电话相同", "same telephone"),
    "same_address": (15, "地址相同", "same address"),
    "very_near": (15, "住址相距不到 30 米", "houses less than 30 m apart"),
}
"""What was seen -> points, and the words for it.

A digit of the number says little: who is registered on one day gets numbers beside each other.
"""

SHAPES = (
    "己已巳", "未末", "士土", "日曰", "人入", "戊戌戍", "钢纲", "洁浩", "睛晴", "芳芬", "丽俪",
    "玲铃", "英瑛", "兰蓝", "红虹", "华桦", "清青", "明朋", "桂柱", "荣荧", "林材", "平乎", "永水",
    "志忘",
    "建健", "国囯", "梅海", "萍苹", "霞暇", "娟捐", "珍诊", "凤风", "云去", "龙尤", "刘列", "杨扬",
    "王玉", "何河", "吴昊", "候侯", "付傅", "肖萧", "阎闫", "戴载", "于干", "毛手", "史吏", "田由",
    "石右", "汪江", "李季", "陈阵", "徐除", "朱未", "郑邓", "梁粱", "韩朝", "魏巍", "姚桃", "淑椒",
)  # fmt: skip
"""Characters that are mistaken for one another in handwriting or on a small screen."""

VERY_NEAR_M = 30.0
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Someone:
    """What is compared of a person; `id_number` is open only while comparing."""

    name: str
    birth_date: date | None = None
    sex: str = ""
    id_number: str = ""
    village: str = ""
    household_id: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 100 and the observations it comes from, the weightiest first."""

    score: int
    reasons: tuple[str, ...] = field(default=())

    @property
    def is_worth_a_look(self) -> bool:
        """Whether a clerk should decide."""
        return self.score >= THRESHOLD

    def words(self, language: str) -> str:
        """The observations in words."""
        return told(self.reasons, language)


def told(reasons: tuple[str, ...], language: str) -> str:
    """Observations in words.

    >>> told(("same_name", "same_birth"), "en")
    'same name · same birth date'
    """
    place = 1 if language == "zh" else 2
    return SEPARATOR.join(str(REASONS[each][place]) for each in reasons if each in REASONS)


def likeness(one: Someone, other: Someone) -> Likeness:
    """How alike two persons are; the same whichever comes first."""
    return _weighed(
        (
            *_by_number(one.id_number, other.id_number),
            *_by_name(plain(one.name), plain(other.name)),
            *_by_birth(one.birth_date, other.birth_date),
            *(("other_sex",) if one.sex and other.sex and one.sex != other.sex else ()),
            *_by_place(one, other),
        )
    )


def _weighed(seen: tuple[str, ...]) -> Likeness:
    total = sum(REASONS[each][0] for each in seen)
    ordered = tuple(sorted(seen, key=lambda each: -abs(REASONS[each][0])))
    return Likeness(max(0, min(CERTAIN, total)), ordered)


def _by_number(one: str, other: str) -> Iterator[str]:
    if not one or not other:
        return
    if one == other:
        yield "same_id"
    elif _differing(one[:17], other[:17]) <= 1:
        yield "id_one_digit"
    elif _swapped(one[:17], other[:17]):
        yield "id_swapped"
    else:
        yield "other_id"


def _by_name(one: str, other: str) -> Iterator[str]:
    if one == other:
        yield "same_name"
    elif pinyin.homophones(one, other):
        yield "homophone"
    elif len(one) == len(other) and _only_shapes(one, other):
        yield "look_alike"
    elif len(one) == len(other) > 2 and _differing(one, other) == 1:  # noqa: PLR2004  # of two one is half the name
        yield "one_character"
    else:
        yield "other_name"


def _only_shapes(one: str, other: str) -> bool:
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(pairs) == 1 and any(
        pairs[0][0] in group and pairs[0][1] in group for group in SHAPES
    )


def _by_birth(one: date | None, other: date | None) -> Iterator[str]:
    if one is None or other is None:
        return
    first, second = f"{day_number(one):08d}", f"{day_number(other):08d}"
    if one == other:
        yield "same_birth"
    elif first[:4] == second[:4] and first[4:6] == second[6:] and first[6:] == second[4:6]:
        yield "day_month_swapped"
    elif _differing(first, second) == 1:
        yield "birth_one_digit"
    elif _swapped(first, second):
        yield "birth_swapped"
    else:
        yield "other_birth"


def _by_place(one: Someone, other: Someone) -> Iterator[str]:
    if one.household_id and one.household_id == other.household_id:
        yield "same_household"
    elif one.village and one.village == other.village:
        yield "same_village"
    elif one.village[:9] and one.village[:9] == other.village[:9]:
        yield "same_township"
    elif one.village[:6] and one.village[:6] == other.village[:6]:
        yield "same_county"


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbouring characters changed places and nothing else did."""
    places = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(places) != 2 or places[1] != places[0] + 1:  # noqa: PLR2004  # two
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def near_births(day: date) -> tuple[int, ...]:
    """Birth dates that are one slip of the pen away, as numbers, the day itself first.

    >>> len(near_births(date(1963, 4, 11))) < 60, near_births(date(1963, 4, 11))[0]
    (True, 19630411)
    """
    text = f"{day_number(day):08d}"
    found = {text[:4] + text[6:] + text[4:6]}
    for place in range(len(text)):
        found |= {text[:place] + digit + text[place + 1 :] for digit in "0123456789"}
        if place:
            found.add(text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :])
    found.discard(text)
    return (int(text), *sorted(int(each) for each in found if _is_day(each)))


def _is_day(text: str) -> bool:
    if not text.startswith(("19", "20")):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Home:
    """What is compared of a household; `head` is the head as a person."""

    head: Someone
    phone: str = ""
    address: str = ""
    at: GeoPoint | None = None
    village: str = ""


def homes_alike(one: Home, other: Home, *, common: int) -> Likeness:
    """How alike two households are; `common` is how many of their members may be the same."""
    return _weighed(tuple(_of_homes(one, other, common)))


def _of_homes(one: Home, other: Home, common: int) -> Iterator[str]:
    if likeness(one.head, other.head).is_worth_a_look:
        yield "same_head"
    if common:
        yield "members_one" if common == 1 else "members_more"
    if one.phone and one.phone == other.phone:
        yield "same_phone"
    if one.address and plain(one.address) == plain(other.address):
        yield "same_address"
    if one.at and other.at and distance_m(one.at, other.at) <= VERY_NEAR_M:
        yield "very_near"
    if one.village == other.village:
        yield "same_village"
    elif one.village[:9] == other.village[:9]:
        yield "same_township"
