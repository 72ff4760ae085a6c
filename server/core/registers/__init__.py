"""The registers of the central store beyond households and persons, one module each.

To add one: a module with its `Register`, and its line in `REGISTERS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.benefit_standard import BENEFIT_STANDARD
from server.core.registers.institution import INSTITUTION
from server.core.registers.staff import STAFF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.registers.register import Register

REGISTERS: tuple[Register, ...] = (
    BENEFIT_STANDARD,
    INSTITUTION,
    STAFF,
)

BY_NAME: Mapping[str, Register] = {register.name: register for register in REGISTERS}
