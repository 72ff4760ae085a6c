"""What a report says beside its record is kept, whatever is written in it."""

import pytest

from tests.builders import office as built
from tests.builders.instances import START, report_xml
from tests.builders.knowing import event, published, sent


@pytest.mark.parametrize("seq", [1, 10**10, 10**30], ids=["one", "beyond a column", "absurd"])
@pytest.mark.parametrize("year", ["2026-11-23", "0001-01-01", "9999-12-31"])
def test_no_number_and_no_time_of_a_report_holds_up_receipt(settings, seq, year):
    office = built.services(settings)
    published(office, "disaster_report")
    event(office)
    cutoff = f"{year}T00:00:00.000+08:00"
    found = sent(office, report_xml(report_seq=seq, cutoff=cutoff), at=START)
    assert "W-05" in found or year == "2026-11-23"
    office.store.close()
