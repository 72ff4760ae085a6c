"""OR-183 to OR-198: feeds as Excel, Power BI and scripts read them."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring

from tests.builders.feeds import feed_form, person, visit, visit_id
from tests.builders.office import ADMIN

SVC = "projects/1/forms/家访.svc"
SENT = "projects/1/forms/家访/submissions"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
POWER_QUERY = {
    "OData-MaxVersion": "4.0",
    "MaxDataServiceVersion": "3.0",
    "Accept": "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata"
    ";q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7",
    "User-Agent": "Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)",
}


@pytest.fixture(autouse=True)
def _visits(office, assistant):
    """Three visits, the last one the newest."""
    feed_form(office)
    for xml in (
        visit(1, person("甲", "70", "咪", "汪"), person("乙", "8"), pets=["牛"]),
        visit(2, 姓名="李军", age="", needs="", place="", at="", born="不详"),
        visit(3, person("丙", "30", "鸡"), 姓名="=1+1", age="65"),
    ):
        answer = assistant.post(SENT, data=xml)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def feed(clerk):
    """Asks for a table as the reviewer of the township."""

    def ask(table="Submissions", **options):
        asked = {f"${name}": value for name, value in options.items()}
        return clerk.get(f"{SVC}/{table}", query_string=asked)

    return ask


@pytest.fixture
def numbers(feed):
    """Which visits a question finds, in order."""

    def found(table="Submissions", **options):
        answer = feed(table, **options)
        assert answer.status_code == 200, answer.text
        return [int(row["__id"][-2:]) for row in answer.json["value"]]

    return found


def test_power_query_is_led_from_the_challenge_to_the_last_row(clerk, anonymous):
    """OR-183, OR-184, OR-185, OR-186, OR-197"""
    probe = anonymous.get(f"/v1/{SVC}", headers=POWER_QUERY, base_url="https://localhost")
    assert (probe.status_code, probe.json["error"]["code"]) == (401, "401.2")
    assert any(each.startswith("Basic ") for each in probe.headers.getlist("WWW-Authenticate"))
    service = clerk.get(SVC, headers=POWER_QUERY)
    described = clerk.get(f"{SVC}/$metadata", headers=POWER_QUERY)
    data = clerk.get(f"{SVC}/Submissions?$top=1", headers=POWER_QUERY)
    for answer, mime in ((service, "json"), (described, "application/xml"), (data, "json")):
        assert answer.headers.getlist("OData-Version") == ["4.0"]
        assert mime in answer.content_type
    sets = {each.get("Name") for each in fromstring(described.text).iter(f"{EDM}EntitySet")}
    names = {each["name"] for each in service.json["value"]}
    assert names == sets
    assert names == {
        "Submissions",
        "Submissions.grp.person",
        "Submissions.grp.person.pet",
        "Submissions.pet",
    }


def test_names_and_types_are_the_same_in_metadata_and_rows(feed, clerk):
    """OR-186, OR-187, OR-188, OR-195"""
    model = fromstring(clerk.get(f"{SVC}/$metadata").text)
    root = next(e for e in model.iter(f"{EDM}EntityType") if e.get("Name") == "Submissions")
    typed = {each.get("Name"): each.get("Type") for each in root.iter(f"{EDM}Property")}
    row = feed().json["value"][0]
    assert {name for name in row if "@" not in name} == set(typed)
    assert (typed["姓名"], typed["age"], typed["height_m"]) == (
        "Edm.String",
        "Edm.Int64",
        "Edm.Decimal",
    )
    assert (row["姓名"], row["age"], row["height_m"]) == ("=1+1", 65, 1.65)
    assert (row["at"], row["born"]) == ("2026-11-23T10:30:00.000+08:00", "1985-03-04")
    assert row["grp"]["q_1"] == "好"


def test_what_is_missing_or_no_value_of_its_kind_is_null(feed):
    """OR-188"""
    row = feed(filter="姓名 eq '李军'").json["value"][0]
    assert [row[name] for name in ("age", "born", "at", "place", "needs")] == [None] * 5
    assert row["grp"] == {"q_1": "好"}


def test_places_are_longitude_first_as_geojson_and_as_wkt(feed):
    """OR-194"""
    row = feed(top="1").json["value"][0]
    point = {"type": "Point", "coordinates": [104.1, 36.5, 1700], "properties": {"accuracy": 4.5}}
    assert row["place"] == point
    assert row["way"]["coordinates"] == [[104.1, 36.5, 0], [104.2, 36.6, 0]]
    ring = row["field"]["coordinates"][0]
    assert (ring[0], len(ring)) == (ring[-1], 4)
    row = feed(top="1", wkt="True").json["value"][0]
    assert row["place"] == "POINT (104.1 36.5 1700)"
    assert row["field"] == "POLYGON ((104.1 36.5,104.2 36.6,104.1 36.7,104.1 36.5))"


def test_rows_of_repeats_name_the_rows_above_them(feed):
    """OR-189"""
    people = {row["__id"]: row for row in feed("Submissions.grp.person").json["value"]}
    pets = feed("Submissions.grp.person.pet").json["value"]
    assert [people[pet["__Submissions-grp-person-id"]]["name"] for pet in pets] == [
        "丙",
        "甲",
        "甲",
    ]
    assert {row["__Submissions-id"] for row in people.values()} == {visit_id(1), visit_id(3)}
    assert [row["name"] for row in feed("Submissions.pet").json["value"]] == ["牛"]


def test_rows_are_found_by_the_links_of_the_rows_above_them(feed, clerk):
    row = feed(filter=f"__id eq '{visit_id(1)}'").json["value"][0]
    people = clerk.get(f"{SVC}/{row['grp']['person@odata.navigationLink']}").json["value"]
    assert [each["name"] for each in people] == ["甲", "乙"]
    pets = clerk.get(f"{SVC}/{people[0]['pet@odata.navigationLink']}").json["value"]
    assert [each["name"] for each in pets] == ["咪", "汪"]
    (alone,) = clerk.get(f"{SVC}/Submissions('{visit_id(2)}')").json["value"]
    assert alone["姓名"] == "李军"
    assert clerk.get(f"{SVC}/Submissions('uuid:none')").status_code == 404


def test_expanded_rows_hold_their_repeats(feed):
    """OR-190"""
    row = feed(expand="*", filter="contains(姓名,'芳')").json["value"][0]
    assert [[pet["name"] for pet in one["pet"]] for one in row["grp"]["person"]] == [
        ["咪", "汪"],
        [],
    ]
    assert [each["name"] for each in row["pet"]] == ["牛"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("__system/submissionDate ge 2020-01-01", [3, 2, 1]),
        ("__system/submissionDate lt 2020-01-01T00:00:00.000Z", []),
        ("year(__system/submissionDate) eq year(now())", [3, 2, 1]),
        ("__system/reviewState eq null and not (__id eq '{2}')", [3, 1]),
        ("__system/reviewState ne 'approved'", [3, 2, 1]),
        ("$root/Submissions/__system/submitterId eq '1'", [3, 2, 1]),
        ("__id eq '{1}' or __id eq '{3}'", [3, 1]),
        ("age ge 41 and born eq 1985-03-04", [3, 1]),
        ("age eq null", [2]),
        ("age lt 60.5 or 姓名 eq '李军'", [2, 1]),
        ("姓名 eq '王芳' and __system/reviewState eq null", [1]),
        ("startswith(姓名,'=') and length(姓名) eq 4", [3]),
        ("year(at) eq 2026 and hour(at) eq 10", [3, 1]),
        ("meta/instanceName eq '访问 2'", [2]),
        ("__system/formVersion eq '1' and __system/edits eq 0", [3, 2, 1]),
    ],
)
def test_filters_speak_of_system_fields_and_of_answers(numbers, condition, found):
    """OR-193, and what Central cannot: answers"""
    for number in (1, 2, 3):
        condition = condition.replace(f"{{{number}}}", visit_id(number))
    assert numbers(filter=condition) == found


def test_filters_of_repeats_speak_of_their_rows_and_of_the_submission(feed):
    people = feed("Submissions.grp.person", filter="age ge 18 and $root/Submissions/age eq 41")
    assert [row["name"] for row in people.json["value"]] == ["甲"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"filter": "age eq"}, "400.18"),
        ({"filter": "'; DROP TABLE submission; --"}, "400.18"),
        ({"filter": "(" * 5000}, "400.18"),
        ({"filter": "not " * 5000}, "400.18"),
        ({"filter": "x" * 20_000}, "400.18"),
        ({"filter": "__system/submissionDate gt 2026-13-45"}, "400.18"),
        ({"filter": "age add 1 eq 2"}, "501.4"),
        ({"filter": "geo.distance(place,now()) lt 3"}, "501.4"),
        ({"filter": "weight eq 3"}, "501.5"),
        ({"orderby": "姓名"}, "501.5"),
        ({"orderby": "age up"}, "501.5"),
        ({"expand": "person"}, "501.6"),
        ({"expand": "*", "select": "age"}, "501.11"),
        ({"select": "weight"}, "400.22"),
        ({"search": "x"}, "501.1"),
        ({"apply": "x"}, "501.1"),
        ({"format": "atom"}, "501.1"),
        ({"top": "many"}, "400.11"),
        ({"top": "-1"}, "400.11"),
        ({"skiptoken": "x"}, "400.35"),
        ({"skiptoken": "01!!!"}, "400.35"),
        ({"skiptoken": "01W10="}, "400.35"),
        ({"skiptoken": "01eyJpbnN0YW5jZUlkIjoieCJ9"}, "400.34"),
    ],
    ids=lambda value: None if isinstance(value, str) else str(value)[:40],
)
def test_what_cannot_be_answered_is_told_in_odata_s_shape(feed, options, code):
    """OR-191, OR-193"""
    answer = feed(**options)
    assert answer.json["error"]["code"] == code
    assert answer.json["code"] == float(code)
    assert answer.status_code == int(code.partition(".")[0])
    assert answer.json["error"]["message"]


def test_huge_numbers_are_no_trouble(numbers):
    assert numbers(top="9" * 30) == [3, 2, 1]
    assert numbers(skip="9" * 30) == []
    assert numbers(top="0") == []
    assert numbers(filter=f"age lt {'9' * 300}", top="2") == [3, 1]
    assert numbers(filter=f"__system/submitterId eq {'9' * 30}") == []


def test_rows_are_sorted_and_cut(numbers, feed):
    """OR-191"""
    assert numbers(orderby="__system/submissionDate asc", top="2", skip="1") == [2, 3]
    assert numbers(orderby="__system/updatedAt desc,__id asc") == [1, 2, 3]
    assert numbers(top="1", skip="1") == [2]
    answer = feed(top="1", orderby="__id asc", count="true").json
    assert answer["@odata.count"] == 3
    assert "%24skip=1" in answer["@odata.nextLink"]


def test_selected_fields_stand_alone(feed):
    assert feed(select="__id,grp/q_1,__system/edits", top="1").json["value"] == [
        {"__id": visit_id(3), "__system": {"edits": 0}, "grp": {"q_1": "好"}}
    ]


@pytest.mark.parametrize(
    ("table", "options", "names"),
    [
        ("Submissions", {}, ["=1+1", "李军", "王芳"]),
        ("Submissions", {"filter": "age ne null"}, ["=1+1", "王芳"]),
        ("Submissions.grp.person", {}, ["丙", "甲", "乙"]),
        ("Submissions.grp.person.pet", {}, ["鸡", "咪", "汪"]),
    ],
    ids=["submissions", "filtered by answers", "repeat", "repeat in a repeat"],
)
def test_pages_lead_to_every_row_once_while_rows_come_in(
    feed, clerk, assistant, *, table, options, names
):
    """OR-192"""
    answer = feed(table, top="1", count="True", **options).json
    assert answer["@odata.count"] == len(names)
    assistant.post(SENT, data=visit(9, person("新", "1")))
    found = []
    while True:
        found += [row.get("姓名") or row.get("name") for row in answer["value"]]
        if "@odata.nextLink" not in answer:
            break
        link = answer["@odata.nextLink"].partition("/v1/")[2]
        answer = clerk.get(link).json
    assert found == names


def test_asking_again_costs_nothing_until_something_changes(clerk, assistant):
    number = 10
    for address in (SENT, f"{SVC}/Submissions", f"{SVC}/Submissions?$top=9", f"{SENT}.csv"):
        tag = {"If-None-Match": clerk.get(address).headers["ETag"]}
        assert clerk.get(address, headers=tag).status_code == 304
        number += 1
        assistant.post(SENT, data=visit(number))
        assert clerk.get(address, headers=tag).status_code == 200


def test_everybody_sees_the_rows_of_the_own_area_alone(program, auditor, assistant):
    """domain.md 5.2"""
    assert len(auditor.get(f"{SVC}/Submissions").json["value"]) == 3
    assert len(assistant.get(f"{SVC}/Submissions").json["value"]) == 3
    assert program("ma.long").get(f"{SVC}/Submissions?$count=true").json["@odata.count"] == 0
    assert program(ADMIN).get(f"{SVC}/Submissions").json["code"] == 403.1


def test_an_edited_submission_is_shown_as_it_is_now(assistant, feed, office):
    feed_form(office, version="2", more="<note/>")
    edit = visit(4, 姓名="王芳芳", version="2", more="<note>改</note>").replace(
        b"</meta>", f"<deprecatedID>{visit_id(1)}</deprecatedID></meta>".encode()
    )
    assert assistant.put(f"{SENT}/{visit_id(1)}", data=edit).status_code == 200
    row = feed(filter=f"__id eq '{visit_id(1)}'").json["value"][0]
    assert (row["姓名"], row["note"], row["__system"]["edits"]) == ("王芳芳", "改", 1)
    assert row["__system"]["formVersion"] == "2"
    assert feed(filter="note eq null").json["value"][0]["note"] is None


def test_sealed_submissions_show_that_they_are_there_and_no_more(assistant, feed, clerk):
    """OR-196"""
    sealed = f"""<data id="家访" version="1" encrypted="yes"
 xmlns="http://www.opendatakit.org/xforms/encrypted"><base64EncryptedKey>a2V5</base64EncryptedKey>
<meta><instanceID>{visit_id(7)}</instanceID></meta>
<encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>""".encode()
    assert assistant.post(SENT, data=sealed).status_code == 200
    row = feed(top="1").json["value"][0]
    assert row.keys() == {"__id", "__system"}
    assert (row["__id"], row["__system"]["status"]) == (visit_id(7), "missingEncryptedFormData")
    path = f"{SENT}/{visit_id(7)}/attachments/submission.xml.enc"
    assert assistant.post(path, data=b"sealed").status_code == 200
    assert feed(top="1").json["value"][0]["__system"]["status"] == "notDecrypted"
    assert ",not decrypted," in clerk.get(f"{SENT}.csv").text.splitlines()[1]
    people = feed("Submissions.grp.person").json["value"]
    assert visit_id(7) not in {each["__Submissions-id"] for each in people}
