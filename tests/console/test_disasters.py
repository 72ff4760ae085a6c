"""Disasters on the pages: live figures, reporting upwards, the sheet to copy from."""

from datetime import timedelta

import pytest

from tests.builders.instances import EVENT, START, report_xml
from tests.builders.knowing import decided, event, published, sent
from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, REVIEWER, STRANGER
from tests.console.conftest import proof_of


@pytest.fixture
def flood(office):
    """A village has reported 120 persons."""
    published(office, "disaster_report")
    event(office)
    sent(office, report_xml(affected=120), at=START + timedelta(minutes=5))
    decided(office, "to_review")


def post(client, path, **data):
    return client.post(path, data={"csrf": proof_of(client.get("/account")), **data})


@pytest.mark.usefixtures("flood")
def test_a_report_goes_up_and_is_seen_by_the_county(signed_in):
    clerk, county = signed_in(REVIEWER), signed_in(AUDITOR)
    assert EVENT in clerk.get("/disasters").text
    page = clerk.get(f"/disasters/{EVENT}").text
    assert "未审" in page
    assert "按现在的数字上报" in page
    unit = "620421102000"
    answer = post(clerk, f"/disasters/{EVENT}/reports", unit=unit, stage="1", note="首次")
    assert answer.status_code == 303
    assert "已上报，第 1 次" in clerk.get(f"/disasters/{EVENT}").text
    seen = county.get(f"/disasters/{EVENT}").text
    assert "初报 1" in seen
    assert "首次" in seen
    refused = post(clerk, f"/disasters/{EVENT}/reports", unit=unit, stage="3", note="")
    assert refused.status_code == 409
    assert "还不能核报" in refused.text


@pytest.mark.usefixtures("flood")
def test_the_sheet_has_every_figure_in_order(signed_in):
    page = signed_in(REVIEWER).get(f"/disasters/{EVENT}/sheet").text
    assert page.index("受灾人口") < page.index("农作物受灾面积") < page.index("直接经济损失")


@pytest.mark.usefixtures("flood")
def test_neighbours_see_the_event_without_our_figures_and_assistants_nothing(signed_in):
    assert "本区域还没有上报" in signed_in(STRANGER).get(f"/disasters/{EVENT}").text
    assert signed_in(ASSISTANT).get("/disasters").status_code == 403
    assert signed_in(ADMIN).get("/disasters").status_code == 200
