"""Units of measure, as they stand behind a number."""

from __future__ import annotations

from server.core.registers.fields import Unit

YUAN = Unit("元", "yuan")
YUAN_MONTH = Unit("元/月", "yuan/month")
WAN_YUAN = Unit("万元", "10,000 yuan")
PERSONS = Unit("人", "persons")
HOUSEHOLDS = Unit("户", "households")
COUPLES = Unit("对", "couples")
CASES = Unit("件", "cases")
TIMES = Unit("次", "times")
BEDS = Unit("张", "beds")
ROOMS = Unit("间", "rooms")
GROUPS = Unit("个", "groups")
PLACES = Unit("个", "places")
VOTES = Unit("票", "votes")
MU = Unit("亩", "mu")
SQUARE_METRES = Unit("平方米", "m²")
HOURS = Unit("学时", "hours")
PERCENT = Unit("%", "%")
DAYS = Unit("天", "days")
YEARS = Unit("年", "years")
FLOORS = Unit("层", "storeys")
HOUSES = Unit("栋", "houses")
