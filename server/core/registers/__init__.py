"""The registers of the central store beyond households and persons, by subject.

To add one: its `Register` in a module of this package, and its line in `REGISTERS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.application import APPLICATION
from server.core.registers.appraisal import APPRAISAL, APPRAISAL_CASE
from server.core.registers.benefit import BENEFIT
from server.core.registers.benefit_standard import BENEFIT_STANDARD
from server.core.registers.disaster import CASUALTY, DAMAGED_HOUSE, DISASTER_EVENT, HOUSE_DAMAGE
from server.core.registers.governance import AFFAIRS_PUBLICATION, COMMITTEE_MEMBER, ELECTION
from server.core.registers.guiding import CAMPAIGN_VILLAGE, PROCEDURE_STEP, VILLAGE_CONTACT
from server.core.registers.institution import INSTITUTION
from server.core.registers.office import (
    CAMPAIGN,
    DATA_REQUEST,
    DEVICE,
    GOOD_DEED,
    OFFICE_PROFILE,
    TRAINING_SESSION,
)
from server.core.registers.payment import PAYMENT
from server.core.registers.petition import PETITION
from server.core.registers.publicity import PUBLICITY_ITEM, PUBLICITY_LIST
from server.core.registers.relative_register import RELATIVE_REGISTER
from server.core.registers.staff import STAFF
from server.core.registers.statistics import MARRIAGE_STAT, SPECIAL_AFFAIRS_STAT
from server.core.registers.village import VILLAGE_GROUP, VILLAGE_PROFILE
from server.core.registers.visit import VISIT
from server.core.registers.youfu import PLACEMENT, SHUANGYONG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.registers.register import Register

REGISTERS: tuple[Register, ...] = (
    VILLAGE_PROFILE,
    VILLAGE_GROUP,
    BENEFIT_STANDARD,
    PROCEDURE_STEP,
    APPLICATION,
    BENEFIT,
    PAYMENT,
    VISIT,
    APPRAISAL,
    APPRAISAL_CASE,
    PUBLICITY_LIST,
    PUBLICITY_ITEM,
    RELATIVE_REGISTER,
    INSTITUTION,
    ELECTION,
    COMMITTEE_MEMBER,
    AFFAIRS_PUBLICATION,
    PLACEMENT,
    SHUANGYONG,
    MARRIAGE_STAT,
    SPECIAL_AFFAIRS_STAT,
    DISASTER_EVENT,
    HOUSE_DAMAGE,
    DAMAGED_HOUSE,
    CASUALTY,
    STAFF,
    VILLAGE_CONTACT,
    OFFICE_PROFILE,
    TRAINING_SESSION,
    GOOD_DEED,
    PETITION,
    DATA_REQUEST,
    CAMPAIGN,
    CAMPAIGN_VILLAGE,
    DEVICE,
)
"""In the order of the databases, and of the work within one."""

BY_NAME: Mapping[str, Register] = {register.name: register for register in REGISTERS}
