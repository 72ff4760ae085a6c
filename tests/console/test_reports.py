"""Reports on the screen and as files: for one's own area, with the formulas at their foot."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from server.core.registers import BY_NAME
from server.registers import editing
from server.reports.catalogue import REPORTS, report_for
from tests.builders.areas import DONGWAN, JINGYUAN, WULAN
from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, NOW, REVIEWER, asker
from tests.builders.people import id_number
from tests.builders.registers import raw, staff

DAY = date(2026, 11, 23)


def office_profile(**more):
    return raw(BY_NAME["office_profile"], unit=DONGWAN, year="2026", budget_yuan="40", **more)


@pytest.fixture
def county(office):
    """A county with an office of two clerks."""
    person = asker(office, AUDITOR)
    clerk = asker(office, REVIEWER)
    for n, (education, born) in enumerate((("大专", 1980), ("本科及以上", 1999))):
        number = id_number(date(born, 5, 6 + n))
        values = staff(
            name=f"李{'军民'[n]}", education=education, birth_year=str(born), id_number=number
        )
        editing.create(office, clerk, "staff", values, now=NOW)
    editing.create(office, clerk, "office_profile", office_profile(), now=NOW)
    return person


def test_staff_are_told_by_education_and_age_and_a_township_short_of_three_is_named(office, county):
    made = report_for(office, county, "R-12", JINGYUAN, day=DAY, now=NOW)
    line = next(line for line in made.lines if line.code == DONGWAN)
    shown = {name: line.cells[name] for name in ("staff", "full_time", "college", "university")}
    assert shown == {"staff": 2, "full_time": 2, "college": 1, "university": 1}
    assert (line.cells["age_to_29"], line.cells["age_40s"]) == (1, 1)
    assert (line.cells["six"], line.cells["eight"], line.cells["budget"]) == (6, 8, 40)
    short = next(check for check in made.checks if "专职" in check.zh)
    assert not short.holds
    assert "东湾镇" in short.zh
    assert sum(check.holds for check in made.checks) == len(made.checks) - 1


def test_every_business_is_counted(office, county):
    made = report_for(office, county, "R-21", JINGYUAN, day=DAY, now=NOW)
    assert len(made.lines) == 19
    assert [line.cells["code"] for line in made.lines][:2] == ["A1", "A2"]


@pytest.mark.parametrize("number", REPORTS)
def test_a_report_opens_and_can_be_taken_as_a_workbook(signed_in, number):
    clerk = signed_in(REVIEWER)
    page = clerk.get(f"/reports/{number}?day=2026-11-23")
    assert page.status_code == 200
    assert REPORTS[number].zh in page.text
    file = clerk.get(f"/reports/{number}/file.xlsx?day=2026-11-23")
    cells = [cell.value for cell in load_workbook(io.BytesIO(file.data)).worksheets[0][1]]
    assert len(cells) > 4
    assert clerk.get(f"/reports/{number}/file.csv").text.count("\n") > 1


def test_reports_end_at_the_border_of_ones_area(signed_in):
    clerk = signed_in(REVIEWER)
    assert clerk.get(f"/reports/R-01?unit={WULAN}").status_code == 404
    assert clerk.get("/reports/R-99").status_code == 404
    assert clerk.get("/reports/R-01?day=yesterday").status_code == 400
    for login in (ADMIN, ASSISTANT):
        assert signed_in(login).get("/reports").status_code == 403
    assert re.search(r"R-12", clerk.get("/reports").text)
