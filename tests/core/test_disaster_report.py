"""A disaster report as the rules and the totals see it."""

from decimal import Decimal

import pytest

from server.core.disaster_report import DWELLINGS, PATHS, report_of
from tests.builders.village_cases import CUTOFF, EVENT, EVENT_START, follow_up, report


def test_a_report_has_its_head_and_its_figures():
    told = report(grain_affected=None).report
    assert (told.event_id, told.stage, told.seq, told.cutoff) == (EVENT, "1", 1, CUTOFF)
    assert told.event_start == EVENT_START
    assert (told.figures["affected"], told.figures["crop_affected"]) == (120, Decimal("24.5"))
    assert told.loss_total_wan == Decimal("17.4")
    assert "grain_affected" not in told.figures


def test_a_nil_report_has_no_figures():
    told = follow_up({}, head={"zero": "1"}).report
    assert told.is_nil
    assert not told.figures


def test_every_figure_has_the_path_of_its_question():
    assert PATHS["missing"] == "/people/missing"
    assert PATHS["loss_infra"] == "/loss/loss_infra"
    assert [PATHS[name] for name in DWELLINGS[:2]] == [
        "/houses/col_res_rooms",
        "/houses/col_res_hh",
    ]


@pytest.mark.parametrize("answers", [{}, {"head": None, "people": [], "loss_total": "x"}])
def test_answers_of_another_version_read_as_unanswered(answers):
    told = report_of(answers)
    assert (told.stage, told.figures, told.loss_total_wan) == ("", {}, None)
