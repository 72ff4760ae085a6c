"""A public list and what it shows."""

from tests.builders.records import item, public_list


def test_a_list_counts_its_households_and_persons():
    listed = public_list(item(), item(2, household="household 1"), item(3, persons=None))
    assert (listed.households, listed.persons) == (2, 4)


def test_an_item_without_a_household_counts_by_its_application():
    assert public_list(item(household=""), item(2, household="")).households == 2


def test_what_an_item_shows_are_its_texts():
    assert item(masked_id="1963年生").shown() == {
        "display_name": "李守田",
        "masked_id": "1963年生",
        "group_no": "三组",
        "class": "二类",
        "result": "拟同意",
    }
    assert item(3).at("result") == "/item[3]/result"
