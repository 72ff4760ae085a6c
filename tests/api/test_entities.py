"""Entity lists and entities as programs written for ODK Central know them."""

import csv
import io

import pytest

from server.intake.worker import drain
from tests.builders.areas import GUAYUAN, SANHE
from tests.builders.field import send, sender
from tests.builders.households import entity, stored
from tests.builders.trees import TREE, planted, publish_trees, trees_form, visit

LIST = "projects/1/datasets/trees"
ONE = f"{LIST}/entities/{TREE}"


@pytest.fixture
def trees(office):
    """A list with an entity in Sanhe, brought by a tablet."""
    publish_trees(office)
    send(office, planted(), by=sender(SANHE))
    drain(office)


def told(answer):
    return answer.status_code, answer.json["code"]


@pytest.mark.usefixtures("trees")
def test_a_list_tells_its_forms_and_properties(admin):
    found = admin.get(LIST).json
    visits = [{"xmlFormId": "trees", "name": "古树"}]
    assert (found["name"], found["approvalRequired"], found["ownerOnly"]) == ("trees", False, False)
    assert (found["sourceForms"], found["linkedForms"]) == (visits, visits)
    assert [(each["name"], each["odataName"], each["forms"]) for each in found["properties"]] == [
        ("kind", "kind", visits),
        ("height", "height", visits),
    ]
    listed = admin.get("projects/1/datasets", headers={"X-Extended-Metadata": "true"}).json
    assert [each["name"] for each in listed] == ["households", "trees"]
    assert set(listed[1]) == {
        "name",
        "createdAt",
        "projectId",
        "approvalRequired",
        "ownerOnly",
        "lastEntity",
        "entities",
        "conflicts",
    }


@pytest.mark.usefixtures("trees")
def test_an_entity_is_seen_in_its_township_and_nowhere_else(clerk, stranger, admin, assistant):
    assert clerk.get(ONE).json["currentVersion"]["label"] == "老槐树"
    for other in (stranger, admin, assistant):
        assert told(other.get(ONE)) == (404, 404.1)
        assert other.get(f"{LIST}/entities").json == []
        assert other.get(f"{LIST}.svc/Entities?$count=true").json["@odata.count"] == 0
        assert len(other.get(f"{LIST}/entities.csv").text.splitlines()) == 1


@pytest.mark.usefixtures("trees")
def test_the_shapes_of_an_entity_its_versions_and_what_changed(office, clerk):
    send(office, visit(2, update="1", base="1", height="2"))
    send(office, visit(3, update="1", base="1", height="3"))
    drain(office)
    found = clerk.get(ONE).json
    assert (found["uuid"], found["conflict"], found["creatorId"]) == (TREE, "hard", 7)
    current = found["currentVersion"]
    assert (current["version"], current["baseVersion"]) == (3, 1)
    assert current["conflictingProperties"] == ["height"]
    assert current["data"] == {"kind": "槐", "height": "3"}
    assert current["dataReceived"] == {"height": "3"}
    versions = clerk.get(f"{ONE}/versions").json
    assert [each["version"] for each in versions] == [1, 2, 3]
    assert [each["lastGoodVersion"] for each in versions] == [False, True, False]
    assert versions[2]["baseDiff"] == ["height"]
    relevant = clerk.get(f"{ONE}/versions?relevantToConflict=true").json
    assert [each["version"] for each in relevant] == [1, 2, 3]
    assert clerk.get(f"{ONE}/diffs").json == [
        [{"propertyName": "height", "old": "1", "new": "2"}],
        [{"propertyName": "height", "old": "2", "new": "3"}],
    ]
    actions = [each["action"] for each in clerk.get(f"{ONE}/audits").json]
    assert actions == ["entity.update.version", "entity.update.version", "entity.create"]


@pytest.mark.usefixtures("trees")
def test_a_conflict_is_settled_with_or_without_other_values(office, clerk):
    send(office, visit(2, update="1", base="1", height="2"))
    send(office, visit(3, update="1", base="1", height="3"))
    drain(office)
    settled = clerk.patch(f"{ONE}?resolve=true&baseVersion=3", json={}).json
    assert (settled["conflict"], settled["currentVersion"]["version"]) == (None, 3)
    assert [each["resolved"] for each in clerk.get(f"{ONE}/versions").json] == [False, False, True]


@pytest.mark.usefixtures("trees")
@pytest.mark.parametrize(
    ("query", "body", "status", "code"),
    [
        ("", {"data": {"height": "2"}}, 409, 409.15),
        ("?baseVersion=2", {"data": {"height": "2"}}, 409, 409.15),
        ("?force=true", {"label": " "}, 400, 400.28),
        ("?force=true", {"data": {"height": None}}, 400, 400.11),
        ("?force=true", {"data": {"river": "黄河"}}, 400, 400.28),
        ("?force=true", {"height": "2"}, 400, 400.31),
    ],
    ids=["no base", "stale", "blank label", "null", "unknown property", "outside of data"],
)
def test_a_change_that_cannot_be_made_is_refused_with_central_s_code(
    clerk, query, body, status, code
):
    assert told(clerk.patch(f"{ONE}{query}", json=body)) == (status, code)
    assert clerk.get(ONE).json["currentVersion"]["version"] == 1


@pytest.mark.usefixtures("trees")
def test_what_was_deleted_comes_back(clerk):
    assert clerk.delete(ONE).json == {"success": True}
    assert told(clerk.get(ONE)) == (404, 404.1)
    assert [each["uuid"] for each in clerk.get(f"{LIST}/entities?deleted=true").json] == [TREE]
    assert clerk.post(f"{ONE}/restore").json == {"success": True}
    assert clerk.post(f"{LIST}/entities/bulk-delete", json={"ids": [TREE]}).json["success"]
    assert told(clerk.post(f"{LIST}/entities/bulk-delete", json={"ids": [TREE]})) == (404, 404.1)
    assert clerk.post(f"{LIST}/entities/bulk-restore", json={"ids": [TREE]}).json["success"]
    assert clerk.get(ONE).status_code == 200


@pytest.mark.usefixtures("trees")
def test_a_table_is_taken_in_whole_or_not_at_all(clerk):
    table = "label,kind\r\n白杨,杨\r\n垂柳,柳\r\n".encode("utf-8-sig")
    made = clerk.post(f"{LIST}/entities", data=table, content_type="text/csv")
    assert made.json == {"success": True}
    wrong = clerk.post(f"{LIST}/entities", data=b"label,river\nx,y\n", content_type="text/csv")
    assert told(wrong) == (400, 400.28)
    rows = list(csv.DictReader(io.StringIO(clerk.get(f"{LIST}/entities.csv").text)))
    assert [row["label"] for row in rows] == ["垂柳", "白杨", "老槐树"]
    assert list(rows[0]) == [
        "__id",
        "label",
        "kind",
        "height",
        "__createdAt",
        "__creatorId",
        "__creatorName",
        "__updates",
        "__updatedAt",
        "__version",
    ]


@pytest.mark.usefixtures("trees")
def test_the_csv_is_fetched_again_only_when_the_list_has_changed(clerk):
    first = clerk.get(f"{LIST}/entities.csv")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert clerk.get(f"{LIST}/entities.csv", headers=tag).status_code == 304
    clerk.patch(f"{ONE}?force=true", json={"data": {"height": "2"}})
    assert clerk.get(f"{LIST}/entities.csv", headers=tag).status_code == 200


@pytest.mark.usefixtures("trees")
def test_or_199_a_list_is_an_odata_service(clerk):
    service = clerk.get(f"{LIST}.svc")
    assert service.json["value"] == [{"name": "Entities", "kind": "EntitySet", "url": "Entities"}]
    assert service.headers.getlist("OData-Version") == ["4.0"]
    assert 'Name="height" Type="Edm.String"' in clerk.get(f"{LIST}.svc/$metadata").text
    (row,) = clerk.get(f"{LIST}.svc/Entities?$search=槐 -柳").json["value"]
    assert (row["__id"], row["kind"], row["__system"]["version"]) == (TREE, "槐", 1)
    assert clerk.get(f"{LIST}.svc/Entities?$search=柳").json["value"] == []
    assert told(clerk.get(f"{LIST}.svc/Entities?$apply=x")) == (501, 501.1)


def test_our_households_are_a_list_that_is_read_and_not_written(office, clerk, stranger):
    stored(office)
    stored(office, 2, village=GUAYUAN)
    path = "projects/1/datasets/households"
    assert [each["uuid"] for each in clerk.get(f"{path}/entities").json] == [entity()]
    assert [each["uuid"] for each in stranger.get(f"{path}/entities").json] == [entity(2)]
    (row,) = clerk.get(f"{path}.svc/Entities").json["value"]
    assert (row["__id"], row["village"], row["head_name"]) == (entity(), SANHE, "李守田")
    place = clerk.get(f"{path}/entities.geojson").json["features"][0]["geometry"]
    assert place == {"type": "Point", "coordinates": [104.01, 36.53, 0.0]}
    assert told(clerk.patch(f"{path}/entities/{entity()}?force=true", json={"label": "x"})) == (
        403,
        403.3,
    )
    assert told(clerk.get(f"{path}/entities/{entity(2)}")) == (404, 404.1)


def test_who_makes_no_forms_makes_no_lists(clerk, admin):
    assert told(clerk.post("projects/1/datasets", json={"name": "wells"})) == (403, 403.1)
    for name in ("__x", "a.b", "1a", "households", "Households"):
        assert admin.post("projects/1/datasets", json={"name": name}).status_code in {400, 409}
    assert admin.post("projects/1/datasets", json={"name": "水井"}).json["properties"] == []


def test_only_an_owner_s_entities_go_to_tablets_if_the_list_says_so(office, admin):
    publish_trees(office)
    changed = admin.patch(LIST, json={"ownerOnly": True, "approvalRequired": True}).json
    assert (changed["ownerOnly"], changed["approvalRequired"]) == (True, True)


def test_a_draft_s_file_is_linked_to_a_list_and_unlinked(office, admin):
    publish_trees(office)
    admin.post("projects/1/forms/trees/draft")
    path = "projects/1/forms/trees/draft/attachments/trees.csv"
    unlinked = admin.patch(path, json={"dataset": False}).json
    assert (unlinked["exists"], unlinked["datasetExists"]) == (False, False)
    linked = admin.patch(path, json={"dataset": True}).json
    assert (linked["exists"], linked["datasetExists"], linked["blobExists"]) == (True, True, False)
    filled = admin.post(path, data=b"name,label\n1,a\n", content_type="text/csv").json
    assert (filled["datasetExists"], filled["blobExists"]) == (False, True)


def test_a_draft_tells_what_publishing_it_adds_to_its_list(office, admin):
    publish_trees(office)
    definition = trees_form("2", properties=("kind", "trunk"))
    admin.post("projects/1/forms/trees/draft", data=definition, content_type="application/xml")
    assert admin.get("projects/1/forms/trees/draft/dataset-diff").json == [
        {
            "name": "trees",
            "isNew": False,
            "properties": [
                {"name": "kind", "inForm": True, "isNew": False},
                {"name": "height", "inForm": False, "isNew": False},
                {"name": "trunk", "inForm": True, "isNew": True},
            ],
        }
    ]
    (published,) = admin.get("projects/1/forms/trees/dataset-diff").json
    assert published["properties"][0] == {"name": "kind", "inForm": True}
    form = admin.get("projects/1/forms/trees", headers={"X-Extended-Metadata": "true"}).json
    assert form["entityRelated"] is True
    assert admin.get(LIST).json["properties"][-1]["name"] == "height"
    admin.post("projects/1/forms/trees/draft/publish")
    assert admin.get(LIST).json["properties"][-1]["name"] == "trunk"
