"""A county filled up from an archive: the headline table is what was wanted, and can be remade."""

from datetime import date

import pytest

from server.cli.demo.archive import Filling
from server.core.desk.people import May
from server.core.errors import NotAllowed
from server.core.headline import Headline
from server.core.types import UnitCode
from server.rebuild import rebuild
from server.registers.recount import differences
from server.reports import headline, sheets
from server.review.archive import take_over
from tests.builders.areas import JINGYUAN
from tests.builders.office import AUDITOR, NOW, REVIEWER, asker, services

DAY = date(2026, 11, 23)
WANTED = Headline(
    population=900,
    urban_population=170,
    urban_dibao_households=8,
    urban_dibao_persons=21,
    rural_dibao_households=9,
    rural_dibao_persons=46,
    tekun_households=5,
    tekun_persons=6,
    medical_persons=16,
    edge_persons=42,
    youfu_persons=4,
    elderly_persons=86,
)


def filled(office, wanted, *, who):
    filling = Filling(
        services=office,
        who=who,
        county=next(unit for unit in who.units if unit.code == JINGYUAN),
        day=DAY,
        seed="1",
        tell=lambda _said: None,
    )
    return filling.up_to(wanted, now=NOW)


@pytest.fixture
def office(settings):
    opened = services(settings)
    yield opened
    opened.store.close()


@pytest.fixture
def auditor(office):
    return asker(office, AUDITOR)


def table(office, unit=JINGYUAN):
    return headline.table(office, UnitCode(unit), day=DAY, now=NOW)


def test_the_headline_table_is_what_was_wanted_in_every_figure(office, auditor):
    taken = filled(office, WANTED, who=auditor)
    assert taken.refused == ()
    report = table(office)
    assert report.total == WANTED
    assert report.is_sound
    assert sum(line.figures.population for line in report.lines) == WANTED.population
    assert differences(office) == ()
    assert rebuild(office, only_check=True, tell=lambda _d, _c: None).differences == ()


def test_filling_again_adds_only_what_is_missing(office, auditor):
    part = Headline(population=90, urban_population=30, elderly_persons=9)
    filled(office, part, who=auditor)
    filled(office, WANTED, who=auditor)
    assert table(office).total == WANTED


def test_rows_of_a_file_end_with_the_total(office, auditor):
    filled(office, WANTED, who=auditor)
    report = headline.report(office, JINGYUAN, day=DAY, now=NOW)
    *lines, total = sheets.rows(report, "zh")
    assert total[0] == "合计"
    assert total[1] == WANTED.population == sum(row[1] for row in lines)
    assert sheets.sheet(report, "en").notes[1].startswith("OK")


def test_a_clerk_takes_no_archive_over(office):
    clerk = asker(office, REVIEWER)
    assert May.AUDIT not in clerk.may
    with pytest.raises(NotAllowed):
        take_over(office, clerk, clerk.units[0].code, [], now=NOW)
