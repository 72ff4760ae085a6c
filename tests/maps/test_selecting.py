"""A line drawn on the map: what is inside, whose it is, and for how long it holds."""

from datetime import timedelta

import pytest

from server.core.desk.mapping import MapFilter, PointLayer
from server.core.errors import NotFound, SelectionTooLarge, UnexpectedValue
from server.maps import selecting
from server.registers import households
from tests.builders.areas import DABA, SANHE
from tests.builders.desk import published
from tests.builders.office import AUDITOR, NOW, REVIEWER, STRANGER, asker

HOMES = PointLayer.HOUSEHOLDS
EVERYTHING = MapFilter()
ALL = [[103.9, 36.4], [104.2, 36.4], [104.2, 36.6], [103.9, 36.6]]
WEST = [[103.9, 36.4], [104.02, 36.4], [104.02, 36.6], [103.9, 36.6]]
BOW = [[104.0, 36.52], [104.04, 36.54], [104.04, 36.52], [104.0, 36.54]]


def drawn(office, who, line, asked=EVERYTHING):
    return selecting.select(office, who, HOMES, asked, line, now=NOW)


def test_a_line_holds_what_lies_in_it_within_ones_rights(office):
    assert drawn(office, asker(office, REVIEWER), ALL).count == 5
    assert drawn(office, asker(office, AUDITOR), ALL).count == 9
    assert drawn(office, asker(office, STRANGER), ALL).count == 4


def test_it_is_narrowed_by_the_line_and_by_the_filter(office):
    clerk = asker(office, REVIEWER)
    assert drawn(office, clerk, WEST).count == 3
    assert drawn(office, clerk, ALL, MapFilter(unit=DABA)).count == 2


def test_a_line_that_crosses_itself_holds_both_of_its_loops(office):
    assert drawn(office, asker(office, REVIEWER), BOW).count == 5


def test_what_was_drawn_is_the_list_of_those_households(office, monkeypatch):
    published(office)
    clerk = asker(office, REVIEWER)
    kept = drawn(office, clerk, WEST)
    monkeypatch.setattr(households, "datetime", Clock)
    listed = households.search(office, clerk, selection=kept.id)
    assert listed.total == 3
    assert {row.hh_no[:12] for row in listed.rows} == {SANHE}


class Clock:
    """The moment of the office, for what looks at the clock itself."""

    @staticmethod
    def now(_zone):
        return NOW


def test_anothers_selection_and_one_past_its_time_are_not_there(office):
    clerk = asker(office, REVIEWER)
    kept = drawn(office, clerk, ALL)
    assert selecting.find(office, clerk, kept.id, now=NOW).count == 5
    with pytest.raises(NotFound):
        selecting.find(office, asker(office, STRANGER), kept.id, now=NOW)
    with pytest.raises(NotFound):
        selecting.find(office, clerk, kept.id, now=NOW + timedelta(hours=13))


@pytest.mark.parametrize(
    "line",
    [
        [],
        [[104, 36], [105, 36]],
        [[104, 36], [105, 36], [106, 36]],
        [[104, 36], [105, 36], ["x", 36]],
        [[104, 36], [105, 36], [105, 136]],
        [[104, 36, 1], [105, 36], [105, 37]],
        "POLYGON",
        [[104, 36]] * 501,
        [[float("nan"), 36], [105, 36], [105, 37]],
    ],
    ids=[
        "nothing",
        "two corners",
        "flat",
        "words",
        "beyond the pole",
        "three numbers",
        "a text",
        "too many",
        "no number",
    ],
)
def test_what_is_no_line_is_refused_with_a_reason(office, line):
    with pytest.raises(UnexpectedValue):
        drawn(office, asker(office, REVIEWER), line)


def test_more_than_can_be_worked_with_is_refused(office, monkeypatch):
    monkeypatch.setattr(selecting, "MOST_INSIDE", 4)
    with pytest.raises(SelectionTooLarge, match="5 points"):
        drawn(office, asker(office, REVIEWER), ALL)


def test_only_the_newest_selections_of_a_person_are_kept(office, monkeypatch):
    monkeypatch.setattr(selecting, "MOST_KEPT", 2)
    clerk = asker(office, REVIEWER)
    kept = [drawn(office, clerk, ALL).id for _ in range(3)]
    with pytest.raises(NotFound):
        selecting.find(office, clerk, kept[0], now=NOW)
    assert selecting.find(office, clerk, kept[2], now=NOW)
