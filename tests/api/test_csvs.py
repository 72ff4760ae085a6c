"""OR-200 to OR-207: submissions as CSV, as Briefcase and Central lay them out."""

from __future__ import annotations

import csv
import io
from itertools import chain
from zipfile import ZipFile

import pytest

from server.submissions import csvs
from tests.builders.feeds import feed_form, person, visit, visit_id
from tests.builders.office import ADMIN
from tests.builders.pictures import encoded, picture

SENT = "projects/1/forms/家访/submissions"
META = [
    "KEY",
    "SubmitterID",
    "SubmitterName",
    "AttachmentsPresent",
    "AttachmentsExpected",
    "Status",
    "ReviewState",
    "DeviceID",
    "Edits",
    "FormVersion",
]
LOG = b"event,node,start,end\nform start,,1,2\nquestion,/data/age,3,4\n"


@pytest.fixture(autouse=True)
def _visits(office, assistant):
    """Two visits; both name a photo of the same name, and a log."""
    feed_form(office)
    first = visit(1, person("甲", "70", "咪", "汪"), person("乙", "8"), pets=["牛"])
    second = visit(2, 姓名="=cmd|'/c calc'!A1", age="-5", place="", needs="grain other")
    for number, xml in enumerate((first, second), start=1):
        sent = xml.replace(b"<photo></photo>", "<photo>照片.jpg</photo>".encode())
        sent = sent.replace(b"<audit></audit>", b"<audit>audit.csv</audit>")
        assert assistant.post(SENT, data=sent).status_code == 200
        photo = encoded(picture(seed=number)) if number > 1 else encoded(picture())
        for name, content in (("照片.jpg", photo), ("audit.csv", LOG)):
            path = f"{SENT}/{visit_id(number)}/attachments/{name}"
            assert assistant.post(path, data=content).status_code == 200


@pytest.fixture
def archive(clerk):
    def opened(**options):
        answer = clerk.get(f"{SENT}.csv.zip", query_string=options)
        assert answer.status_code == 200, answer.text
        made = ZipFile(io.BytesIO(answer.data))
        assert made.testzip() is None
        return made

    return opened


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_tables_have_central_s_columns(clerk):
    """OR-200, OR-201"""
    answer = clerk.get(f"{SENT}.csv")
    header = answer.text.splitlines()[0].split(",")
    assert header[:5] == ["SubmissionDate", "姓名", "age", "height.m", "born"]
    assert header[6:10] == [f"place-{n}" for n in ("Latitude", "Longitude", "Altitude", "Accuracy")]
    assert header[-10:] == META
    assert "grp-q-1" in header
    assert "filename*=UTF-8''%E5%AE%B6%E8%AE%BF.csv" in answer.headers["Content-Disposition"]
    newest, oldest = rows(answer.data)
    assert (oldest["KEY"], oldest["place-Longitude"], oldest["place-Accuracy"]) == (
        visit_id(1),
        "104.1",
        "4.5",
    )
    assert newest["place-Latitude"] == ""
    assert (newest["AttachmentsPresent"], newest["AttachmentsExpected"]) == ("2", "2")


def test_the_zip_holds_tables_media_and_one_log(archive):
    """OR-202, OR-203, OR-204, OR-207"""
    made = archive()
    assert made.namelist() == [
        "家访.csv",
        "家访-person.csv",
        "家访-pet~1.csv",
        "家访-pet~2.csv",
        "media/照片.jpg",
        f"media/{visit_id(1).replace(':', '-')}/照片.jpg",
        "家访 - audit.csv",
    ]
    people = rows(made.read("家访-person.csv"))
    pets = rows(made.read("家访-pet~1.csv"))
    assert [row["KEY"] for row in people] == [f"{visit_id(1)}/grp/person[{n}]" for n in (1, 2)]
    assert {row["PARENT_KEY"] for row in people} == {visit_id(1)}
    assert [row["KEY"] for row in pets] == [f"{people[0]['KEY']}/pet[{n}]" for n in (1, 2)]
    assert pets[0]["PARENT_KEY"] == people[0]["KEY"]
    events = rows(made.read("家访 - audit.csv"))
    assert [(row["instance ID"], row["event"]) for row in events] == [
        (visit_id(number), event) for number in (2, 1) for event in ("form start", "question")
    ]


def test_options_are_central_s_and_two_more(archive):
    """OR-201, OR-205, OR-206"""
    plain = archive(attachments="false", groupPaths="false", splitSelectMultiples="True")
    newest, oldest = rows(plain.read("家访.csv"))
    assert (newest["needs"], newest["needs/grain"], newest["needs/water"]) == (
        "grain other",
        "1",
        "0",
    )
    assert (oldest["needs/other"], oldest["needs/water"]) == ("0", "1")
    assert {"q-1", "instanceID"} <= newest.keys()
    assert not any(name.startswith("media/") for name in plain.namelist())
    (row,) = rows(archive(**{"$filter": "age eq -5"}).read("家访.csv"))
    assert row["姓名"].startswith("=")
    safe = archive(defused="true", bom="true").read("家访.csv")
    assert safe.startswith(b"\xef\xbb\xbf")
    newest = rows(safe)[0]
    assert (newest["姓名"][:2], newest["age"]) == ("'=", "-5")


def test_columns_of_earlier_versions_are_merged_where_they_stood(office, clerk, assistant):
    """OR-206"""
    feed_form(office, version="2", more="<note/>")
    sent = visit(3, version="2", more="<note>新</note>")
    assert assistant.post(SENT, data=sent).status_code == 200
    feed_form(office, version="3")
    now, merged = (
        clerk.get(f"{SENT}.csv", query_string={"deletedFields": asked}) for asked in ("", "true")
    )
    assert "note" not in now.text.splitlines()[0]
    header = merged.text.splitlines()[0].split(",")
    assert header[header.index("note") + 1] == "meta-audit"
    assert [row["note"] for row in rows(merged.data)] == ["新", "", ""]


def test_a_broken_stream_is_no_archive(clerk, monkeypatch):
    """No directory, no archive: a piece is never taken for the whole."""

    def broken(*_):
        raise OSError("the disk is gone")

    monkeypatch.setattr(csvs, "_files", broken)
    answer = clerk.client.get(
        f"/v1/{SENT}.csv.zip", headers={"Authorization": f"Bearer {clerk.token}"}, buffered=False
    )
    got: list[int] = []
    with pytest.raises(OSError, match="the disk is gone"):
        got.extend(chain.from_iterable(answer.response))
    assert len(got) > 200
    assert b"PK\x05\x06" not in bytes(got)


@pytest.mark.parametrize(
    ("options", "code"),
    [("$filter=age%20eq", 400.18), ("$filter=weight%20eq%201", 501.5), ("$filter=%27", 400.18)],
)
def test_wrong_filters_are_told_before_anything_is_sent(clerk, options, code):
    for ending in ("csv", "csv.zip"):
        assert clerk.get(f"{SENT}.{ending}?{options}").json["code"] == code


def test_whoever_reads_no_submissions_gets_none(program, clerk):
    assert program(ADMIN).get(f"{SENT}.csv").json["code"] == 403.1
    assert len(rows(program("ma.long").get(f"{SENT}.csv").data)) == 0
    assert clerk.get("projects/1/forms/none/submissions.csv").json["code"] == 404.1


def test_places_are_features_for_maps(clerk):
    made = clerk.get(f"{SENT}.geojson")
    assert made.content_type == "application/geo+json"
    (feature,) = made.json["features"]
    assert feature == {
        "type": "Feature",
        "id": visit_id(1),
        "geometry": {"type": "Point", "coordinates": [104.1, 36.5, 1700]},
        "properties": {"fieldpath": "/place", "accuracy": 4.5},
    }
    lines = clerk.get(f"{SENT}.geojson?fieldpath=/way&$filter=age lt 0").json["features"]
    assert [each["geometry"]["type"] for each in lines] == ["LineString"]
    assert clerk.get(f"{SENT}.geojson?fieldpath=/age").json["code"] == 400.22
