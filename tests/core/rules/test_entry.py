"""Two entries of one record."""

from server.core.rules.records import examine_entries
from tests.builders.people import id_number
from tests.builders.records import entry_pair


def test_two_entries_show_no_full_number():
    pair = entry_pair(name=id_number())
    values = [issue.values for issue in examine_entries(pair)]
    assert [sorted(each) for each in values] == [["first", "second"]]
    assert id_number() not in values[0]["second"]
