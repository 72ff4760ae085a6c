"""OR-112, OR-113, OR-171, OR-172, OR-178, OR-179: submissions sent, listed, corrected, judged."""

from __future__ import annotations

import io

import pytest

from server.auth import grants
from server.core.desk.people import Post
from server.core.rights import Grant
from server.store import records, submissions, users
from server.submissions import listing
from tests.builders.areas import JINGYUAN, SANHE
from tests.builders.office import ADMIN, NOW, STRANGER, form, instance, tablet, token_of

EXTENDED = {"X-Extended-Metadata": "true"}
SENT = "projects/1/forms/visit/submissions"
FIRST, SECOND, THIRD = (f"uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e0{n}" for n in (1, 2, 3))


@pytest.fixture(autouse=True)
def _visit(office):
    """A form with one text and one photo."""
    form(office)


@pytest.fixture
def sent(assistant):
    """What the assistant of Sanhe has sent."""
    return assistant.post(SENT, data=instance(FIRST), query_string={"deviceID": "script"}).json


def caller_of(office, actor_id):
    """Somebody as the use cases know a caller."""
    with office.store.read() as conn:
        sender = grants.sender_of(conn, users.get_account(conn, actor_id), now=NOW)
    return grants.caller_of(office, sender)


def edit(instance_id=SECOND, deprecated=FIRST, **more):
    """A correction of `deprecated`."""
    mark = f"<orx:deprecatedID>{deprecated}</orx:deprecatedID></orx:meta>".encode()
    return instance(instance_id, **more).replace(b"</orx:meta>", mark)


def test_a_submission_is_shown_with_all_its_fields(sent, assistant):
    """OR-171, OR-172"""
    at = sent["createdAt"]
    assert at.endswith("Z")
    version = {
        "instanceId": FIRST,
        "instanceName": None,
        "submitterId": assistant.id,
        "deviceId": "script",
        "userAgent": "Werkzeug/3.1.9",
        "createdAt": at,
        "current": True,
    }
    assert version["userAgent"].startswith("Werkzeug/")
    assert sent["currentVersion"].keys() == version.keys()
    assert sent == {
        "instanceId": FIRST,
        "submitterId": assistant.id,
        "deviceId": "script",
        "userAgent": sent["userAgent"],
        "instanceName": None,
        "reviewState": None,
        "createdAt": at,
        "updatedAt": None,
        "deletedAt": None,
        "currentVersion": {**version, "userAgent": sent["userAgent"]},
    }
    assert assistant.get(f"{SENT}/{FIRST}").json == sent
    assert assistant.get(SENT).json == [sent]


def test_extended_metadata_name_the_sender(sent, assistant):
    """OR-179"""
    assert sent
    for shown in (
        assistant.get(f"{SENT}/{FIRST}", headers=EXTENDED).json,
        assistant.get(SENT, headers=EXTENDED).json[0],
    ):
        assert shown["submitter"]["displayName"] == "王芳"
        assert shown["currentVersion"]["submitter"]["type"] == "user"
        assert shown["formVersion"] == "1"


def test_tablets_are_senders_too(clerk, office, anonymous):
    """OR-172"""
    key = token_of(office, (made := tablet(office)).id)
    anonymous.post(
        f"/v1/key/{key}/projects/1/submission",
        data={"xml_submission_file": (io.BytesIO(instance(FIRST)), "x.xml")},
    )
    (shown,) = clerk.get(SENT, headers=EXTENDED).json
    assert shown["submitterId"] == made.id
    assert shown["submitter"]["type"] == "field_key"


def test_the_xml_is_what_was_sent(sent, clerk):
    assert sent
    answer = clerk.get(f"{SENT}/{FIRST}.xml")
    assert answer.data == instance(FIRST)
    assert answer.content_type == "application/xml; charset=utf-8"


def test_the_same_submission_again_is_recognised(sent, assistant):
    assert assistant.post(SENT, data=instance(FIRST)).json == sent
    assert len(assistant.get(SENT).json) == 1


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (instance(FIRST, note="别的"), 409.3),
        (instance(SECOND, form_id="other"), 400.8),
        (instance(SECOND, version="9"), 404.6),
        (edit(THIRD, "uuid:nobody"), 404.5),
        (b"<data", 400.1),
        (b"", 400.1),
        (b'<!DOCTYPE x [<!ENTITY e "x">]><data id="visit">&e;</data>', 400.1),
    ],
    ids=["used id", "other form", "no version", "no original", "cut off", "nothing", "entities"],
)
def test_what_cannot_be_filed_is_refused(sent, assistant, xml, code):
    assert assistant.post(SENT, data=xml).json["code"] == code
    assert assistant.get(SENT).json == [sent]


def test_a_closed_form_takes_nothing(assistant, admin):
    admin.patch("projects/1/forms/visit", json={"state": "closed"})
    assert assistant.post(SENT, data=instance()).json["code"] == 409.2


def test_unknown_forms_and_projects_are_404(assistant):
    for path in ("projects/1/forms/none/submissions", "projects/9/forms/visit/submissions"):
        assert assistant.post(path, data=instance()).json["code"] == 404.1
        assert assistant.get(path).json["code"] == 404.1
        assert assistant.get(f"{path}/{FIRST}").json["code"] == 404.1


def test_administrators_and_auditors_send_nothing(admin, auditor):
    for program in (admin, auditor):
        assert program.post(SENT, data=instance()).json["code"] == 403.1


def test_each_post_sees_the_submissions_of_its_area(sent, assistant, clerk, auditor):
    """domain.md 5.2"""
    for program in (assistant, clerk, auditor):
        assert [each["instanceId"] for each in program.get(SENT).json] == [FIRST]
    assert sent


@pytest.mark.parametrize("login", [STRANGER, ADMIN], ids=["next township", "administrator"])
def test_what_lies_elsewhere_does_not_exist(sent, program, login):
    """domain.md 5.2"""
    other, path = program(login), f"{SENT}/{sent['instanceId']}"
    assert other.get(SENT).json == []
    assert other.get(f"{SENT}/submitters").json == []
    below = ["", ".xml", "/attachments", "/attachments/x.jpg", "/versions", "/comments"]
    below += [f"/versions/{FIRST}", f"/versions/{FIRST}.xml", f"/versions/{FIRST}/attachments"]
    assert {other.get(path + rest).json["code"] for rest in below} == {404.1}
    tried = [
        other.patch(path, json={"reviewState": "rejected"}),
        other.post(f"{path}/comments", json={"body": "x"}),
        other.post(f"{path}/attachments/x.jpg", data=b"x"),
    ]
    assert [answer.json["code"] for answer in tried] == [404.1] * len(tried)
    assert other.put(path, data=edit()).status_code in {403, 404}


def test_another_assistant_sees_only_what_was_sent_by_itself(sent, program):
    other = program("li.na", grants=[Grant(Post.ASSISTANT, SANHE)])
    assert sent
    assert other.get(SENT).json == []
    other.post(SENT, data=instance(SECOND))
    assert [each["instanceId"] for each in other.get(SENT).json] == [SECOND]


def test_who_sees_masked_values_reads_no_xml_and_no_names(assistant, program):
    """domain.md 5.2: the city drills down masked."""
    city = program("city", grants=[Grant(Post.CITY, JINGYUAN)])
    named = instance(FIRST).replace(
        b"</orx:meta>", "<orx:instanceName>王秀英</orx:instanceName></orx:meta>".encode()
    )
    assert assistant.post(SENT, data=named).json["instanceName"] == "王秀英"
    (shown,) = city.get(SENT).json
    assert (shown["instanceName"], shown["currentVersion"]["instanceName"]) == (None, None)
    for rest in (".xml", "/versions", f"/versions/{FIRST}.xml"):
        assert city.get(f"{SENT}/{FIRST}{rest}").json["code"] == 403.1


def test_lists_are_newest_first_and_paged(assistant):
    for instance_id in (FIRST, SECOND, THIRD):
        assistant.post(SENT, data=instance(instance_id))

    def ids(**query):
        return [each["instanceId"] for each in assistant.get(SENT, query_string=query).json]

    assert ids() == [THIRD, SECOND, FIRST]
    assert ids(limit=2) == [THIRD, SECOND]
    assert ids(offset=1, limit=1) == [SECOND]
    assert ids(offset=3) == []
    assert ids(limit=0) == []


@pytest.mark.parametrize("query", [{"offset": "x"}, {"limit": "-1"}, {"limit": "1.5"}])
def test_pages_are_numbered_by_integers(assistant, query):
    assert assistant.get(SENT, query_string=query).json["code"] == 400.11


def test_long_lists_are_read_in_batches_of_one_order(assistant, monkeypatch):
    monkeypatch.setattr(listing, "BATCH", 2)
    wanted = [f"uuid:{n}" for n in range(5)]
    for instance_id in wanted:
        assistant.post(SENT, data=instance(instance_id))
    assert [each["instanceId"] for each in assistant.get(SENT).json] == wanted[::-1]
    paged = assistant.get(SENT, query_string={"offset": 1, "limit": 3}).json
    assert [each["instanceId"] for each in paged] == wanted[3:0:-1]


def test_an_edit_is_the_current_version_under_the_first_id(sent, assistant):
    """OR-113, OR-178"""
    answer = assistant.put(f"{SENT}/{FIRST}", data=edit(note="井已修好"))
    assert answer.status_code == 200
    shown = answer.json
    assert (shown["instanceId"], shown["reviewState"]) == (FIRST, "edited")
    assert shown["currentVersion"]["instanceId"] == SECOND
    assert (shown["createdAt"], shown["updatedAt"]) == (
        sent["createdAt"],
        shown["currentVersion"]["createdAt"],
    )
    assert assistant.get(f"{SENT}/{FIRST}.xml").data == edit(note="井已修好")


def test_the_same_edit_again_changes_nothing(sent, assistant):
    assert sent
    first = assistant.put(f"{SENT}/{FIRST}", data=edit()).json
    assert assistant.put(f"{SENT}/{FIRST}", data=edit()).json == first
    assert len(assistant.get(f"{SENT}/{FIRST}/versions").json) == 2


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (instance(SECOND), 400.19),
        (edit(THIRD, "uuid:nobody"), 409.9),
        (edit(FIRST), 400.8),
        (edit(THIRD), 409.8),
        (edit(form_id="other"), 400.8),
        (edit(version="9"), 404.6),
    ],
    ids=["no deprecatedID", "another one's", "same ids", "used id", "other form", "no version"],
)
def test_an_edit_must_name_the_current_version(sent, assistant, xml, code):
    """OR-178"""
    assert sent
    assistant.post(SENT, data=instance(THIRD))
    assert assistant.put(f"{SENT}/{FIRST}", data=xml).json["code"] == code
    assert len(assistant.get(f"{SENT}/{FIRST}/versions").json) == 1


def test_an_edit_of_an_old_version_is_out_of_date(sent, assistant):
    """OR-178"""
    assert sent
    assistant.put(f"{SENT}/{FIRST}", data=edit())
    answer = assistant.put(f"{SENT}/{FIRST}", data=edit(THIRD, note="晚了"))
    assert answer.json["code"] == 409.9
    assert answer.json["details"] == {"deprecated_id": FIRST, "current_id": SECOND}


def test_the_id_of_a_later_version_leads_to_its_address(sent, assistant):
    assert sent
    assistant.put(f"{SENT}/{FIRST}", data=edit(photo="a b.jpg"))
    for rest in ("", ".xml", "/attachments", "/attachments/a%20b.jpg"):
        answer = assistant.get(f"{SENT}/{SECOND}{rest}")
        assert answer.status_code == 301
        quoted = FIRST.replace(":", "%3A"), SECOND.replace(":", "%3A")
        assert answer.location == f"/v1/{SENT}/{quoted[0]}/versions/{quoted[1]}{rest}"
    followed = assistant.get(f"{SENT}/{SECOND}", follow_redirects=True)
    assert followed.json["instanceId"] == SECOND
    assert assistant.patch(f"{SENT}/{SECOND}", json={}).json["code"] == 404.1


def test_versions_are_listed_newest_first_with_what_they_held(sent, assistant):
    assert sent
    assistant.put(f"{SENT}/{FIRST}", data=edit(note="井已修好"))
    path = f"{SENT}/{FIRST}/versions"
    second, first = assistant.get(path).json
    assert (second["instanceId"], second["current"]) == (SECOND, True)
    assert (first["instanceId"], first["current"]) == (FIRST, False)
    assert assistant.get(f"{path}/{FIRST}").json == first
    assert assistant.get(f"{path}/{FIRST}.xml").data == instance(FIRST)
    assert assistant.get(f"{path}/{THIRD}").json["code"] == 404.1
    extended = assistant.get(f"{path}/{FIRST}", headers=EXTENDED).json
    assert extended["submitter"]["id"] == assistant.id


def test_a_decision_is_the_reviewer_s_own(sent, clerk, office):
    answer = clerk.patch(
        f"{SENT}/{FIRST}", json={"reviewState": "approved"}, headers={"X-Action-Notes": "%E5%A5%BD"}
    )
    assert answer.json["reviewState"] == "approved"
    assert answer.json["updatedAt"] is not None
    with office.store.read() as conn:
        row = records.newest_decision(conn, clerk.id)
    assert (row.kind, row.note, row.state) == ("approved", "好", "accepted")
    assert sent


@pytest.mark.parametrize(("wanted", "state"), [("hasIssues", "returned"), ("rejected", "rejected")])
def test_what_is_turned_down_goes_our_own_ways(sent, clerk, office, wanted, state):
    assert sent
    answer = clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": wanted})
    assert answer.json["reviewState"] == wanted
    with office.store.read() as conn:
        row = records.newest_decision(conn, clerk.id)
    assert row.state == state
    assert row.details["reasons"] == [f"通过接口标记（{wanted}）"]


def test_the_same_decision_again_changes_nothing(sent, clerk):
    first = clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": "approved"}).json
    assert clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": "approved"}).json == first
    assert clerk.patch(f"{SENT}/{FIRST}", json={}).json == first
    assert clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": None}).json["code"] == 409.36
    assert sent


def test_a_label_comes_and_goes_before_a_decision(sent, assistant, clerk):
    assert sent
    assistant.put(f"{SENT}/{FIRST}", data=edit())
    assert clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": None}).json["reviewState"] is None
    shown = clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": "edited"}).json
    assert shown["reviewState"] == "edited"


@pytest.mark.parametrize(
    ("state", "code"), [("accepted", 400.8), (1, 400.11), ("", 400.8)], ids=["ours", "no", "empty"]
)
def test_other_review_states_are_refused(sent, clerk, state, code):
    assert sent
    assert clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": state}).json["code"] == code


def test_collectors_and_auditors_take_no_township_s_decision(sent, assistant, auditor):
    assert sent
    assert assistant.patch(f"{SENT}/{FIRST}", json={"reviewState": "approved"}).status_code == 403
    answer = auditor.patch(f"{SENT}/{FIRST}", json={"reviewState": "approved"})
    assert answer.json["code"] == 409.36


def test_submitters_are_listed_by_name(sent, assistant, clerk):
    clerk.post(SENT, data=instance(SECOND))
    assert sent
    assert clerk.get(f"{SENT}/submitters").json == [
        {"id": clerk.id, "displayName": "李军"},
        {"id": assistant.id, "displayName": "王芳"},
    ]
    assert clerk.get(f"{SENT}/keys").json == []


def test_comments_stand_newest_first(sent, clerk):
    path = f"{SENT}/{sent['instanceId']}/comments"
    first = clerk.post(path, json={"body": " 请核对门牌 "}).json
    assert (first["body"], first["actorId"]) == ("请核对门牌", clerk.id)
    clerk.post(path, json={"body": "已核对"})
    assert [each["body"] for each in clerk.get(path).json] == ["已核对", "请核对门牌"]
    extended = clerk.get(path, headers=EXTENDED).json
    assert extended[0]["actor"]["displayName"] == "李军"
    for body in ({}, {"body": " "}):
        assert clerk.post(path, json=body).json["code"] == 400.2


def test_what_a_rule_asks_is_answered_before_a_program_approves(sent, clerk, office):
    record = listing.one(office, caller_of(office, clerk.id), 1, "visit", sent["instanceId"])
    office.store.write(
        lambda conn: submissions.change(conn, record.county, record.id, {"unanswered": 2})
    )
    answer = clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": "approved"})
    assert (answer.json["code"], answer.json["details"]) == (409.32, {"left": 2})


def test_differences_are_told_by_the_version_that_made_them(sent, assistant, clerk):
    assert sent
    path = f"{SENT}/{FIRST}"
    assistant.put(path, data=edit(note="井已修好"))
    assistant.put(path, data=edit(THIRD, SECOND, note="井已修好", photo="a.jpg"))
    found = clerk.get(f"{path}/diffs").json
    assert list(found) == [SECOND, THIRD]
    assert found[SECOND] == [
        {"path": ["note"], "old": "水井已修", "new": "井已修好"},
        {"path": ["meta", "instanceID"], "old": FIRST, "new": SECOND},
        {"path": ["meta", "deprecatedID"], "new": FIRST},
    ]
    assert found[THIRD][0] == {"path": ["photo"], "new": "a.jpg"}


def test_what_became_of_a_submission_is_told_newest_first(sent, assistant, clerk):
    assert sent
    path = f"{SENT}/{FIRST}"
    clerk.patch(path, json={"reviewState": "hasIssues"})
    assistant.put(path, data=edit())
    clerk.post(f"{path}/comments", json={"body": "好"})
    steps = clerk.get(f"{path}/audits", headers=EXTENDED).json
    assert [each["action"] for each in steps] == [
        "comment.create",
        "submission.update.version",
        "submission.update",
        "submission.create",
    ]
    assert steps[2]["details"]["reviewState"] == "hasIssues"
    assert steps[2]["actor"]["displayName"] == "李军"
