"""What a tablet calculates from the answers given (forms.md 3): ages, sums, grades, names.

Each function adds to the answers what the form's `calculate` column says, and the notes that are
shown.  An answer that stands there already is never calculated over, so that a stale or tampered
value can be written as well.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from server.core.geodesy import EARTH_RADIUS_M, distance_m
from server.core.types import GeoPoint
from server.demo.instances import rows, written

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Answers(dict[str, object]):
    """Answers by name, of which those given first are final."""

    def fill(self, **defaults: object) -> None:
        """Add the answers that are not there yet."""
        for name, answer in defaults.items():
            self.setdefault(name, answer)

    def text(self, name: str) -> str:
        """An answer as it is written; empty for none."""
        return written(self.get(name)) or ""

    def number(self, name: str) -> Decimal:
        """An answer as a number; 0 for none."""
        return Decimal(self.text(name) or "0")

    def chosen(self, name: str) -> list[str]:
        """The names chosen in a select."""
        return self.text(name).split()


def plain(number: Decimal) -> str:
    """A calculated number as JavaRosa prints it: without ``.0``."""
    whole = number == number.to_integral_value()
    return str(number.quantize(Decimal(1)) if whole else number.normalize())


ELDERLY = 60


def cents(amount: Decimal) -> Decimal:
    """Rounded to two places as the forms round: half a cent upwards."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def member(row: Answers, today: date) -> None:
    """One person of a household survey."""
    has_card = row.text("m_id_status") == "1"
    row.fill(m_id_norm=row.text("m_id_number").replace("x", "X"))
    norm = row.text("m_id_norm")
    by_card = f"{norm[6:10]}-{norm[10:12]}-{norm[12:14]}"
    row.fill(m_birth_date=by_card if has_card else row.text("m_birth_manual"))
    row.fill(m_age=age(row.text("m_birth_date"), today))
    sex = ("1" if norm[16:17] in set("13579") else "2") if has_card else row.text("m_sex_manual")
    is_head = row.text("m_relation") == "02"
    row.fill(
        m_sex=sex,
        m_check="",
        m_is60=int(row.number("m_age") >= ELDERLY),
        m_is_head=int(is_head),
        m_head_name=row.text("m_name") if is_head else "",
        m_is_disabled=int(row.text("m_disabled") == "1"),
        m_is_labour=int(row.text("m_labour") in ("1", "2")),
    )


def age(born: str, today: date) -> int | str:
    """Completed years, as the form counts them; empty for what is no day.

    >>> from datetime import date
    >>> age("1963-04-17", date(2026, 4, 16)), age("", date(2026, 4, 16))
    (62, '')
    """
    digits = born.replace("-", "")
    return int((int(f"{today:%Y%m%d}") - int(digits)) / 10_000) if digits.isdecimal() else ""


def identity(answers: Answers, *, known_number: str = "") -> None:
    """Who the household is; `known_number` is what the list on the tablet says about it."""
    is_update = answers.text("survey_mode") == "update"
    answers.fill(entity_id=answers["household"] if is_update else answers["new_uuid"])
    answers.fill(
        hh_no_old=known_number if is_update else "",
        hh_no_new=answers.text("village") + answers.text("entity_id").replace("-", "")[:8],
    )
    answers.fill(
        hh_no=answers["hh_no_old"] or answers["hh_no_new"],
        hh_village=answers["village"],
        hh_township=answers["township"],
    )


def counts(answers: Answers) -> None:
    """How many people there are, and who is the head."""
    people = [Answers(row) for row in rows(answers, "member")]
    heads = _total(people, "m_is_head")
    answers.fill(
        member_count=len(people),
        head_count=heads,
        head_name="".join(person.text("m_head_name") for person in people),
        elderly_count=_total(people, "m_is60"),
        disabled_count=_total(people, "m_is_disabled"),
        labour_count=_total(people, "m_is_labour"),
        head_err=None if heads == 1 else "",
    )


def _total(people: Iterable[Answers], name: str) -> int:
    return sum(int(person.number(name)) for person in people)


INCOMES = ("inc_wage", "inc_business", "inc_property", "inc_transfer")


def incomes(answers: Answers) -> None:
    """Income per head, beside the standard of the county (forms.md 3.1)."""
    total = sum(map(answers.number, INCOMES), Decimal(0))
    count = int(answers.number("member_count"))
    per_head = cents(total / count) if count else Decimal(0)
    is_urban = answers.text("hukou_type") == "1"
    answers.fill(
        income_total=plain(total),
        income_pc=plain(per_head),
        income_pc_month=plain(cents(per_head / 12)),
        std_kind="urban" if is_urban else "rural",
        std_month="700" if is_urban else "500",
        income_note="",
    )


FAR_M = 300
TABLETS_EARTH = 6_378_100 / EARTH_RADIUS_M
"""On tablets the Earth has the radius of its equator."""

CARE = ("care_eat", "care_dress", "care_bed", "care_toilet", "care_walk", "care_bath")
MOST_PARTIAL = 3


def visit(answers: Answers) -> None:
    """How far the visited house is from where it was registered, and how much care is needed."""
    here, there = answers.get("gps"), answers.get("v_geom")
    if isinstance(here, GeoPoint) and isinstance(there, GeoPoint):
        answers.fill(dist_m=str(round(distance_m(here, there) * TABLETS_EARTH)))
    answers.fill(dist_m="")
    answers.fill(who_note="", dist_note="" if answers.number("dist_m") > FAR_M else None)
    if answers.get(CARE[0]) is not None:
        failed = sum(answers.text(name) == "0" for name in CARE)
        level = "1" if failed == 0 else "2" if failed <= MOST_PARTIAL else "3"
        answers.fill(care_fail=failed, care_level=level, care_note="")
    answers.fill(today_s=answers["today"], last_result=answers["suggest"])


GRADES = {"1": "倒塌住房户", "2": "严重损坏住房户", "3": "一般损坏住房户", "0": "住房未受损"}


def house(row: Answers) -> None:
    """The rooms of one building that are dwelling rooms."""
    is_dwelling = row.text("h_use") == "1"
    row.fill(
        h_col_res=row["h_collapsed"] if is_dwelling else 0,
        h_sev_res=row["h_severe"] if is_dwelling else 0,
        h_min_res=row["h_minor"] if is_dwelling else 0,
    )


def damage(answers: Answers) -> None:
    """Rooms by grade, and the household's grade: that of its worst dwelling."""
    houses = [Answers(row) for row in rows(answers, "house")]
    answers.fill(
        t_collapsed=_total(houses, "h_collapsed"),
        t_severe=_total(houses, "h_severe"),
        t_minor=_total(houses, "h_minor"),
        r_collapsed=_total(houses, "h_col_res"),
        r_severe=_total(houses, "h_sev_res"),
        r_minor=_total(houses, "h_min_res"),
    )
    worst = zip("123", ("r_collapsed", "r_severe", "r_minor"), strict=True)
    answers.fill(hh_grade=next((grade for grade, name in worst if answers.number(name)), "0"))
    answers.fill(hh_grade_zh=GRADES[answers.text("hh_grade")], sum_note="")


LOSSES = ("loss_house", "loss_farm", "loss_industry", "loss_infra", "loss_public", "loss_other")


def report(answers: Answers) -> None:
    """The whole loss of a village."""
    answers.fill(
        loss_total=plain(sum(map(answers.number, LOSSES), Decimal(0))),
        loss_note="",
    )
