"""A household and its people, as a home survey answers them (domain.md 2.2, 2.3; forms.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core import answers as read
from server.core import idnumber
from server.core.days import age_on
from server.core.income import Incomes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from server.core.answers import Answers
    from server.core.types import GeoPoint

HEAD = "02"
"""Code of 户主 in the list `relation` (GB/T 4761)."""

NO_BENEFIT = "0"


class PersonStatus(StrEnum):
    """Whether a person lives in the household (domain.md 2.3)."""

    ALIVE = "alive"
    DEAD = "dead"
    MOVED_OUT = "moved_out"


STATUSES = {status.value: status for status in PersonStatus}


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity number says.

    `given` is the number as answered, normalised.  `number` is its eighteen-place form and empty
    unless it is sound, so that nothing is concluded from a number a rule has already refused.
    """

    given: str = ""
    number: str = ""
    fault: idnumber.Fault | None = None
    is_old: bool = False
    birth_date: date | None = None
    sex: str = ""


NO_IDENTITY = Identity()


def identify(answer: str) -> Identity:
    """What the answer to the question for the identity number says (rules P-01 to P-07, P-14)."""
    given = idnumber.normalise(answer)
    if not given:
        return NO_IDENTITY
    is_old = idnumber.is_old(given)
    number = idnumber.from_15(given) if is_old else given
    fault = idnumber.fault(number)
    if fault:
        return Identity(given=given, fault=fault, is_old=is_old)
    return Identity(
        given=given,
        number=number,
        is_old=is_old,
        birth_date=idnumber.birth_date(number),
        sex=idnumber.sex(number),
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a submission.

    `birth_date` and `sex` come from a sound identity number, else from what was stated beside it;
    after a refused number only what was typed by hand counts, not what the tablet calculated from
    the same number.  `position` counts from 1; `at` gives the path of a question.
    """

    path: str
    position: int = 1
    questions: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    relation: str = ""
    id_status: str = ""
    identity: Identity = NO_IDENTITY
    stated_birth_date: date | None = None
    stated_sex: str = ""
    birth_date: date | None = None
    sex: str = ""
    ethnic: str = ""
    education: str = ""
    marital: str = ""
    health: str = ""
    is_disabled: bool | None = None
    disability_type: str = ""
    disability_grade: str = ""
    disability_cert: str = ""
    labour: str = ""
    employ: str = ""
    away_months: int | None = None
    is_graduate: bool | None = None
    school: str = ""
    graduation_year: int | None = None
    graduate_job: str = ""
    benefits: tuple[str, ...] = ()
    youfu: str = ""
    status: PersonStatus = PersonStatus.ALIVE
    death_date: date | None = None
    bank_account: str = ""
    bank_holder: str = ""

    @property
    def id_number(self) -> str:
        """The sound eighteen-place number, or empty."""
        return self.identity.number

    @property
    def is_head(self) -> bool:
        """Whether this is the living head."""
        return self.relation == HEAD and self.is_living

    @property
    def is_living(self) -> bool:
        """Whether the person is not known to have died."""
        return self.status is not PersonStatus.DEAD

    def age_on(self, day: date) -> int | None:
        """Completed years on `day`; None without a birth date."""
        return None if self.birth_date is None else age_on(day, self.birth_date)

    def at(self, question: str) -> str:
        """Path of the question, e.g. ``/member[2]/m_id_number``."""
        return f"{self.path}/{self.questions.get(question) or f'm_{question}'}"


def members_of(answers: Answers) -> tuple[Member, ...]:
    """The people in the repeat `member`, in order."""
    return tuple(
        _member(row, position) for position, row in enumerate(read.rows(answers, "member"), 1)
    )


def _member(row: Answers, position: int) -> Member:
    identity = identify(read.text(row, "m_id_number"))
    by_hand = read.day(row, "m_birth_manual")
    sex_by_hand = read.text(row, "m_sex_manual")
    stated_birth_date = by_hand or read.day(row, "m_birth_date")
    stated_sex = sex_by_hand or read.text(row, "m_sex")
    return Member(
        path=f"/member[{position}]",
        position=position,
        name=read.text(row, "m_name"),
        relation=read.text(row, "m_relation"),
        id_status=read.text(row, "m_id_status"),
        identity=identity,
        stated_birth_date=stated_birth_date,
        stated_sex=stated_sex,
        birth_date=identity.birth_date or (by_hand if identity.fault else stated_birth_date),
        sex=identity.sex or (sex_by_hand if identity.fault else stated_sex),
        ethnic=read.text(row, "m_ethnic"),
        education=read.text(row, "m_education"),
        marital=read.text(row, "m_marital"),
        health=read.text(row, "m_health"),
        is_disabled=read.yes(row, "m_disabled"),
        disability_type=read.text(row, "m_disability_type"),
        disability_grade=read.text(row, "m_disability_grade"),
        disability_cert=idnumber.normalise(read.text(row, "m_disability_cert")),
        labour=read.text(row, "m_labour"),
        employ=read.text(row, "m_employ"),
        away_months=read.whole(row, "m_away_months"),
        is_graduate=read.yes(row, "m_graduate"),
        school=read.text(row, "m_school"),
        graduation_year=read.whole(row, "m_grad_year"),
        graduate_job=read.text(row, "m_grad_job"),
        benefits=read.codes(row, "m_benefit"),
        youfu=read.text(row, "m_youfu"),
        # Tablets do not ask for the status: the web entry of the township does.
        status=STATUSES.get(read.text(row, "m_status"), PersonStatus.ALIVE),
        death_date=read.day(row, "m_death_date"),
        bank_account=read.text(row, "m_bank_account"),
        bank_holder=read.text(row, "m_bank_holder"),
    )


@dataclass(frozen=True, slots=True)
class HouseholdAnswers:
    """What one home survey says about a household; amounts in yuan a year, areas as named."""

    survey_mode: str = ""
    entity_uuid: str = ""
    hh_no: str = ""
    group_no: str = ""
    address: str = ""
    hukou_type: str = ""
    reside_status: str = ""
    phone: str = ""
    consent: bool | None = None
    gps: GeoPoint | None = None
    members: tuple[Member, ...] = ()
    member_count_book: int | None = None
    incomes: Incomes = field(default_factory=Incomes)
    exp_rigid: Decimal | None = None
    land_mu: Decimal | None = None
    large_livestock: int | None = None
    small_livestock: int | None = None
    asset_items: tuple[str, ...] = ()
    house_structure: str = ""
    house_rooms: int | None = None
    house_area_m2: Decimal | None = None
    house_danger: str = ""
    water: str = ""
    benefits: tuple[str, ...] = ()
    dibao_class: str = ""
    dibao_persons: int | None = None
    hardship_cause: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    remark: str = ""

    @property
    def is_update(self) -> bool:
        """Whether a household of the list was surveyed again."""
        return self.survey_mode == "update"

    @property
    def head(self) -> Member | None:
        """The living head, when there is exactly one (rule H-02)."""
        heads = [member for member in self.members if member.is_head]
        return heads[0] if len(heads) == 1 else None

    @property
    def sharing_life(self) -> int:
        """Persons the income is divided by: the living members who have not moved out.

        domain.md 2.2 divides by those who share life; the form lists nobody else.
        """
        return sum(member.status is PersonStatus.ALIVE for member in self.members)


def household_of(answers: Answers) -> HouseholdAnswers:
    """The household in the typed answers of a `household_survey`, of any version."""
    ident = read.group(answers, "ident")
    economy = read.group(answers, "economy")
    assets = read.group(answers, "assets")
    benefit = read.group(answers, "benefit")
    return HouseholdAnswers(
        survey_mode=read.text(ident, "survey_mode"),
        entity_uuid=read.text(ident, "entity_id"),
        hh_no=read.text(ident, "hh_no"),
        group_no=read.text(ident, "group_no"),
        address=read.text(ident, "address"),
        hukou_type=read.text(ident, "hukou_type"),
        reside_status=read.text(ident, "reside_status"),
        phone=read.text(ident, "phone"),
        consent=read.yes(ident, "consent"),
        gps=read.point(ident, "gps"),
        members=members_of(answers),
        member_count_book=read.whole(read.group(answers, "members_check"), "member_count_book"),
        incomes=Incomes(
            inc_wage=read.amount(economy, "inc_wage"),
            inc_business=read.amount(economy, "inc_business"),
            inc_property=read.amount(economy, "inc_property"),
            inc_transfer=read.amount(economy, "inc_transfer"),
        ),
        exp_rigid=read.amount(economy, "exp_rigid"),
        land_mu=read.amount(assets, "land_mu"),
        large_livestock=read.whole(assets, "large_livestock"),
        small_livestock=read.whole(assets, "small_livestock"),
        asset_items=read.codes(assets, "asset_items"),
        house_structure=read.text(assets, "house_structure"),
        house_rooms=read.whole(assets, "house_rooms"),
        house_area_m2=read.amount(assets, "house_area"),
        house_danger=read.text(assets, "house_danger"),
        water=read.text(assets, "water"),
        benefits=read.codes(benefit, "hh_benefit"),
        dibao_class=read.text(benefit, "dibao_class"),
        dibao_persons=read.whole(benefit, "dibao_persons"),
        hardship_cause=read.codes(benefit, "hardship_cause"),
        needs=read.codes(benefit, "needs"),
        remark=read.text(benefit, "remark"),
    )
