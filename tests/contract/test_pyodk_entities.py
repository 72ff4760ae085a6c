"""pyodk 1.3's entity lists and entities against a running server (OR-170)."""

from __future__ import annotations

import pytest
from pyodk.errors import PyODKError

from tests.builders.office import ADMIN, person
from tests.contract.pyodk_client import pyodk

ROWS = [
    {"label": "悉尼", "state": "NSW", "postcode": "2000"},
    {"label": "墨尔本", "state": "VIC", "postcode": "3000"},
]


@pytest.fixture
def admin(live, tmp_path):
    person(live.office, ADMIN)
    with pyodk(live.url, ADMIN, tmp_path / "cache.toml") as client:
        client.entities.default_entity_list_name = "places"
        client.entity_lists.default_entity_list_name = "places"
        yield client


@pytest.fixture
def places(admin):
    """A list with two properties."""
    admin.entity_lists.create(entity_list_name="places")
    for name in ("state", "postcode"):
        assert admin.entity_lists.add_property(name)
    return admin


def labels(client):
    return {row["label"]: row for row in client.entities.get_table()["value"]}


def test_a_list_is_made_given_properties_and_found_again(places):
    made = places.entity_lists.create(approval_required=True, entity_list_name="水井")
    assert (made.name, made.approvalRequired, made.properties) == ("水井", True, [])
    found = places.entity_lists.get()
    assert [(each.name, each.odataName, each.forms) for each in found.properties] == [
        ("state", "state", []),
        ("postcode", "postcode", []),
    ]
    assert {each.name for each in places.entity_lists.list()} >= {"places", "水井"}


def test_a_name_in_use_is_409_3_and_in_other_capitals_409_16(places):
    for name, code in (("places", 409.3), ("Places", 409.16)):
        with pytest.raises(PyODKError) as failure:
            places.entity_lists.create(entity_list_name=name)
        assert failure.value.is_central_error(code)


def test_entities_are_made_read_changed_and_deleted(places):
    made = places.entities.create("珀斯", {"state": "WA"})
    assert (made.currentVersion.version, made.currentVersion.data) == (1, {"state": "WA"})
    assert places.entities.create_many(ROWS, create_source="清单.csv")
    assert {each.currentVersion.label for each in places.entities.list()} == {
        "珀斯",
        "悉尼",
        "墨尔本",
    }
    changed = places.entities.update(made.uuid, data={"postcode": "6000"}, base_version=1)
    assert (changed.currentVersion.version, changed.currentVersion.baseVersion) == (2, 1)
    assert changed.currentVersion.data == {"state": "WA", "postcode": "6000"}
    with pytest.raises(PyODKError) as failure:
        places.entities.update(made.uuid, label="旧", base_version=1)
    assert failure.value.is_central_error(409.15)
    forced = places.entities.update(made.uuid, label="珀斯市", force=True)
    assert forced.currentVersion.version == 3
    assert places.entities.delete(made.uuid)
    assert set(labels(places)) == {"悉尼", "墨尔本"}


def test_a_table_is_read_by_pages_filtered_and_narrowed(places):
    places.entities.create_many(ROWS)
    page = places.entities.get_table(top=1, count=True)
    assert page["@odata.count"] == 2
    assert [row["label"] for row in page["value"]] == ["墨尔本"]
    assert "$skiptoken" in page["@odata.nextLink"].replace("%24", "$")
    rest = places.session.get(page["@odata.nextLink"]).json()
    assert [row["label"] for row in rest["value"]] == ["悉尼"]
    assert "@odata.nextLink" not in rest
    some = places.entities.get_table(filter="__system/conflict eq null", select="label,__id")
    assert [set(row) for row in some["value"]] == [{"label", "__id"}] * 2
    with pytest.raises(PyODKError) as failure:
        places.entities.get_table(filter="state eq 'NSW'")
    assert failure.value.is_central_error(501.5)


def test_a_merge_adds_changes_and_removes(places):
    places.entities.create_many(ROWS)
    new = [
        {"label": "悉尼", "state": "NSW", "postcode": "2001", "river": "帕拉马塔"},
        {"label": "布里斯班", "state": "QLD", "postcode": "4000"},
    ]
    actions = places.entities.merge(new, delete_not_matched=True)
    assert (len(actions.to_insert), len(actions.to_update), len(actions.to_delete)) == (1, 1, 1)
    found = labels(places)
    assert set(found) == {"悉尼", "布里斯班"}
    assert (found["悉尼"]["postcode"], found["悉尼"]["river"]) == ("2001", "帕拉马塔")
    assert found["悉尼"]["__system"]["version"] == 2
    again = places.entities.merge(new, delete_not_matched=True)
    assert (again.to_insert, again.to_update, again.to_delete) == ({}, {}, {})


def test_a_value_that_is_no_text_and_a_property_nobody_added_are_refused(places):
    for data, code in (({"state": 7}, 400.11), ({"river": "黄河"}, 400.28)):
        with pytest.raises(PyODKError) as failure:
            places.entities.create("x", data)
        assert failure.value.is_central_error(code)
