"""Figures by unit: equal to a count by hand, within one's area, small counts guarded."""

from collections import Counter

import pytest

from server.auth.grants import asker_by_id
from server.core.desk.extract import Wish
from server.core.desk.mapping import MapFilter
from server.core.desk.people import Post
from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.core.figures import Group
from server.core.rights import Grant
from server.core.traits import bits
from server.core.types import Level
from server.extracts import sources
from server.figures import asking, saved
from server.figures.asking import FigureAsk
from server.figures.table import table
from server.store import area_figures
from server.store.tables.search import search_term
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, JINGYUAN, SANHE, WULAN, YANGLIU
from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, NOW, REVIEWER, STRANGER, asker, person

PEOPLE = FigureAsk(("households", "persons"))


def values(found, name):
    return {line.code: line.values[name] for line in found.lines}


def test_households_and_persons_are_those_of_the_rows(office, people):
    found = table(office, asker(office, REVIEWER), PEOPLE, now=NOW)
    by_hand = Counter(row.village for row in people)
    assert values(found, "persons") == {
        village: by_hand[village] for village in (SANHE, DABA, YANGLIU)
    }
    assert values(found, "households") == {SANHE: 2, DABA: 1, YANGLIU: 0}
    assert found.total.values == {"households": 3, "persons": 6}


def test_the_county_sees_its_townships_and_goes_down_to_villages(office):
    county = asker(office, AUDITOR)
    assert values(table(office, county, PEOPLE, now=NOW), "persons") == {DONGWAN: 6, WULAN: 2}
    down = FigureAsk(("persons",), level=Level.VILLAGE)
    found = values(table(office, county, down, now=NOW), "persons")
    assert found == {SANHE: 4, DABA: 2, YANGLIU: 0, GUAYUAN: 2}
    inside = FigureAsk(("persons",), filter=MapFilter(unit=DONGWAN))
    assert table(office, county, inside, now=NOW).total.values == {"persons": 6}


@pytest.mark.parametrize("group", [Group.SEX, Group.AGE, Group.DISABILITY])
def test_parts_of_a_grouping_add_up_to_the_people_of_each_unit(office, people, group):
    found = table(office, asker(office, REVIEWER), FigureAsk((), group=group), now=NOW)
    by_hand = Counter(row.village for row in people)
    for line in found.lines:
        assert sum(line.values.values()) == by_hand[line.code]


def test_age_classes_are_those_of_the_birthdays(office):
    found = table(office, asker(office, REVIEWER), FigureAsk((), group=Group.AGE), now=NOW)
    total = {name: n for name, n in found.total.values.items() if n}
    assert total == {"age7": 1, "age16": 2, "age70": 2, "unknown": 1}


def test_assistance_is_parted_by_the_registers_own_list(office):
    found = table(office, asker(office, REVIEWER), FigureAsk((), group=Group.BENEFIT), now=NOW)
    assert {column.name for column in found.columns} >= {"dibao_rural", "tekun"}
    assert set(found.total.values.values()) == {0}


def test_neighbours_get_nothing_of_a_unit_that_is_not_theirs(office):
    stranger = asker(office, STRANGER)
    for unit in (SANHE, DONGWAN, JINGYUAN):
        with pytest.raises(NotFound):
            table(office, stranger, FigureAsk(("persons",), filter=MapFilter(unit=unit)), now=NOW)
    found = table(office, stranger, PEOPLE, now=NOW)
    assert values(found, "persons") == {GUAYUAN: 2}


def test_who_only_collects_sees_no_figures(office):
    with pytest.raises(NotAllowed):
        table(office, asker(office, ASSISTANT), PEOPLE, now=NOW)


def test_a_register_one_does_not_read_is_neither_offered_nor_counted(office):
    admin = asker(office, ADMIN)
    assert not [each for each in asking.offered(admin) if each.name.startswith("register:")]
    with pytest.raises(NotAllowed):
        table(office, admin, FigureAsk(("register:petition",)), now=NOW)
    clerk = asker(office, REVIEWER)
    assert table(office, clerk, FigureAsk(("register:petition",)), now=NOW).total.values == {
        "register:petition": 0
    }


def test_a_share_of_nothing_is_unknown_and_never_nought(office):
    found = table(office, asker(office, REVIEWER), FigureAsk(("progress",)), now=NOW)
    assert found.total.values == {"progress": None}


def reader(office):
    """Somebody who reads the county's counts and opens no household."""
    key = person(office, "reader", grants=[Grant(Post.COUNTY_READ, JINGYUAN)])
    return asker_by_id(office, key, now=NOW)


def test_counts_of_disability_below_five_are_not_told_outside_the_office(office):
    def disable(conn):
        conn.execute(
            search_term.update()
            .where(search_term.c.village == SANHE)
            .values(traits=search_term.c.traits + bits("disabled"))
        )

    office.store.write(disable)
    ask = FigureAsk(("disabled",), level=Level.VILLAGE)
    told = table(office, asker(office, REVIEWER), ask, now=NOW)
    assert values(told, "disabled")[SANHE] == 4
    guarded = table(office, reader(office), ask, now=NOW)
    line = next(each for each in guarded.lines if each.code == SANHE)
    assert (line.values["disabled"], line.few) == (None, {"disabled"})


def test_a_small_count_cannot_be_told_from_the_total(office):
    ask = FigureAsk((), group=Group.DISABILITY, level=Level.TOWNSHIP)
    guarded = table(office, reader(office), ask, now=NOW)
    hidden = [line.code for line in guarded.lines if line.values["able"] is None]
    assert hidden == [DONGWAN, WULAN]
    assert guarded.total.values["able"] == 8


def test_the_file_of_a_table_has_its_lines_and_its_total(office):
    clerk = asker(office, REVIEWER)
    wish = Wish("figures:table", "csv", "x", query={"figures": "households,persons"})
    found = sources.source(office, clerk, wish, now=NOW)
    rows = list(found.rows)
    assert len(rows) == found.total == 4
    assert rows[0] == [SANHE, "三合村村民委员会", 2, 4]
    assert rows[-1][1:] == ["合计", 3, 6]


def test_the_file_of_points_holds_the_households_of_the_area(office):
    clerk = asker(office, REVIEWER)
    wish = Wish("map:households", "csv", "x")
    assert sources.source(office, clerk, wish, now=NOW).total == 0
    with pytest.raises(NotFound):
        sources.source(office, clerk, Wish("map:other", "csv", "x"), now=NOW)


def test_a_table_is_kept_under_its_name_and_shared_in_the_unit(office):
    clerk = asker(office, REVIEWER)
    saved.keep(office, clerk, "人口", PEOPLE, shared=True, now=NOW)
    colleague = asker_by_id(
        office, person(office, "other", grants=[Grant(Post.TOWNSHIP_CLERK, DONGWAN)]), now=NOW
    )
    (seen,) = saved.saved(office, colleague)
    assert (seen.name, seen.is_own) == ("人口", False)
    assert FigureAsk.asked(seen.args) == PEOPLE
    with pytest.raises(NotFound):
        saved.forget(office, colleague, seen.id)
    assert saved.saved(office, asker(office, STRANGER)) == ()
    saved.forget(office, clerk, seen.id)
    assert saved.saved(office, clerk) == ()


@pytest.mark.parametrize(
    "values",
    [{"level": "galaxy"}, {"group": "blood"}, {"state": "x"}, {"since": "soon"}],
    ids=lambda value: next(iter(value)),
)
def test_what_is_no_question_is_refused(values):
    with pytest.raises(UnexpectedValue):
        FigureAsk.asked(values)


def test_records_are_counted_from_the_rows_they_are(office):
    with office.store.read() as conn:
        assert area_figures.records(conn, [JINGYUAN], 12, MapFilter()) == {}
