"""Forms that tablets encrypt: managed by a project, or with a key of their own."""

from __future__ import annotations

import base64
import csv
import io
import os
import zipfile
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from server.sealing.keys import public_text
from tests.builders.feeds import feed_form, feed_xform, person, visit, visit_id
from tests.builders.sealed import public_key, seal

FORMS = "projects/1/forms"
FORM = f"{FORMS}/家访"
SENT = f"{FORM}/submissions"
PASSPHRASE = "九曲黄河 300 米"


@pytest.fixture(autouse=True)
def form(office):
    return feed_form(office)


@pytest.fixture
def encrypted(admin):
    """The project encrypts; returns the key that tablets then find in the form."""
    body = {"passphrase": PASSPHRASE, "hint": "河"}
    assert admin.post("projects/1/key", json=body).json == {"success": True}
    return public_key(admin.get(f"{FORM}.xml").data)


def send(who, sent, *, without=()):
    """Send it as a program does: the envelope, then its files."""
    assert who.post(SENT, data=sent.xml).status_code == 200
    for name, content in sent.files.items():
        if name not in without:
            path = f"{SENT}/{sent.instance_id}/attachments/{name}"
            assert who.post(path, data=content).status_code == 200


def sealed_visit(who, public, number, *people, files=None, **answers):
    version = who.get(FORM).json["version"]
    made = seal(public, visit(number, *people, **answers), files=files, version=version)
    send(who, made)
    return made


def unzipped(answer):
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.data))


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_project_that_encrypts_gives_its_forms_a_new_version_with_the_key(admin, encrypted):
    form = admin.get(FORM).json
    (key_id,) = {form["keyId"], admin.get("projects/1").json["keyId"]}
    assert key_id is not None
    assert form["version"].startswith("1[encrypted:")
    assert len(base64.b64decode(encrypted)) > 256
    assert [each["version"] for each in admin.get(f"{FORM}/versions").json] == [
        form["version"],
        "1",
    ]
    assert admin.get(f"{FORM}/versions/1").json["keyId"] is None


def test_it_is_switched_on_once_by_whoever_manages_forms(admin, clerk):
    assert clerk.post("projects/1/key", json={"passphrase": "x"}).json["code"] == 403.1
    assert admin.post("projects/1/key", json={"hint": "x"}).json["code"] == 400.2
    assert admin.post("projects/1/key", json={"passphrase": " "}).json["code"] == 400.2
    assert admin.post("projects/9/key", json={"passphrase": "x"}).json["code"] == 404.1
    assert admin.post("projects/1/key", json={"passphrase": "x"}).status_code == 200
    assert admin.post("projects/1/key", json={"passphrase": "x"}).json["code"] == 409.4


def test_forms_and_drafts_made_afterwards_are_encrypted_too(admin, encrypted):
    made = admin.post(f"{FORMS}?publish=true", data=feed_xform("走访")).json
    assert (made["keyId"], made["version"][:12]) == (admin.get(FORM).json["keyId"], "1[encrypted:")
    assert public_key(admin.get(f"{FORMS}/走访.xml").data) == encrypted
    assert admin.post(f"{FORM}/draft", data=feed_xform(version="2")).status_code == 200
    assert public_key(admin.get(f"{FORM}/draft.xml").data) == encrypted
    again = admin.post(f"{FORMS}/走访/draft", data=feed_xform("走访"))
    assert again.status_code == 200
    assert admin.post(f"{FORMS}/走访/draft/publish").json["code"] == 409.6


def test_a_sealed_submission_is_kept_as_it_came_and_shows_nothing(assistant, clerk, encrypted):
    sent = sealed_visit(assistant, encrypted, 1, files={"a.jpg": b"picture"})
    assert clerk.get(f"{SENT}/{visit_id(1)}.xml").data == sent.xml
    for name, content in sent.files.items():
        assert clerk.get(f"{SENT}/{visit_id(1)}/attachments/{name}").data == content
    (key,) = clerk.get(f"{SENT}/keys").json
    assert (key["managed"], key["hint"], key["public"]) == (True, "河", encrypted)
    assert rows(clerk.get(f"{SENT}.csv").data)[0]["Status"] == "not decrypted"


def test_keys_are_those_of_submissions_one_may_know_of(assistant, clerk, stranger, encrypted):
    assert clerk.get(f"{SENT}/keys").json == []
    sealed_visit(assistant, encrypted, 1)
    assert len(clerk.get(f"{SENT}/keys").json) == 1
    assert stranger.get(f"{SENT}/keys").json == []


@pytest.mark.parametrize("way", ["address", "form", "json"])
def test_the_passphrase_opens_tables_and_files(assistant, clerk, encrypted, way):
    photos = {"a.jpg": os.urandom(300_000), "二.jpg": b"", "audit.csv": b"event,node\nform,x\n"}
    sealed_visit(assistant, encrypted, 1, person("李雷", "5"), files=photos, audit="audit.csv")
    (key,) = clerk.get(f"{SENT}/keys").json
    said = {str(key["id"]): PASSPHRASE}
    path = f"{SENT}.csv.zip"
    made = unzipped(
        clerk.get(f"{path}?{urlencode(said)}")
        if way == "address"
        else clerk.post(path, data=said)
        if way == "form"
        else clerk.post(path, json=said)
    )
    (row,) = rows(made.read("家访.csv"))
    assert (row["姓名"], row["Status"], row["KEY"]) == ("王芳", "", visit_id(1))
    assert [each["name"] for each in rows(made.read("家访-person.csv"))] == ["李雷"]
    assert made.read("media/a.jpg") == photos["a.jpg"]
    assert made.read("media/二.jpg") == b""
    assert rows(made.read("家访 - audit.csv"))[0]["event"] == "form"
    assert not any(name.endswith(".enc") for name in made.namelist())
    (row,) = rows(clerk.post(f"{SENT}.csv", data=said).data)
    assert row["姓名"] == "王芳"


def test_a_wrong_passphrase_is_told_before_anything_is_sent(assistant, clerk, encrypted):
    sealed_visit(assistant, encrypted, 1)
    (key,) = clerk.get(f"{SENT}/keys").json
    answer = clerk.post(f"{SENT}.csv.zip", data={str(key["id"]): "九曲"})
    assert (answer.status_code, answer.json["code"]) == (400, 400.12)
    assert unzipped(clerk.post(f"{SENT}.csv.zip", data={"999": "九曲"})).namelist()


def test_plain_sealed_missing_and_broken_ones_stand_in_one_export(
    assistant, clerk, admin, encrypted
):
    assert assistant.post(SENT, data=visit(1)).status_code == 200
    sealed_visit(assistant, encrypted, 2)
    version = admin.get(FORM).json["version"]
    send(assistant, seal(encrypted, visit(3), version=version), without=["submission.xml.enc"])
    broken = seal(encrypted, visit(4), files={"a.jpg": b"a" * 99}, version=version)
    for name, content in broken.files.items():  # what fills up the last block is no longer so
        broken.files[name] = content[:-1] + bytes([content[-1] ^ 0x80])
    send(assistant, broken)
    other = public_text(rsa.generate_private_key(65537, 2048).public_key())
    send(assistant, seal(other, visit(5), version=version))
    swapped = seal(encrypted, visit(6), version=version)
    swapped.files.update(seal(encrypted, visit(6), version=version).files)
    send(assistant, swapped)
    (key,) = clerk.get(f"{SENT}/keys").json
    made = unzipped(clerk.post(f"{SENT}.csv.zip", data={str(key["id"]): PASSPHRASE}))
    found = {row["KEY"]: (row["姓名"], row["Status"]) for row in rows(made.read("家访.csv"))}
    assert found == {
        visit_id(1): ("王芳", ""),
        visit_id(2): ("王芳", ""),
        visit_id(3): ("", "missing encrypted form data"),
        visit_id(4): ("", "not decrypted"),
        visit_id(5): ("", "not decrypted"),
        visit_id(6): ("", "not decrypted"),
    }
    assert "media/a.jpg.enc" in made.namelist()


def test_a_form_with_a_key_of_its_own_opens_with_the_private_one(admin, assistant, clerk):
    private = rsa.generate_private_key(65537, 2048)
    public = public_text(private.public_key())
    own = feed_xform(version="2").replace(
        b"</model>", f'<submission base64RsaPublicKey="{public}"/></model>'.encode()
    )
    assert admin.post(f"{FORM}/draft", data=own).status_code == 200
    assert admin.post(f"{FORM}/draft/publish").status_code == 200
    assert admin.get(FORM).json["version"] == "2"
    sealed_visit(assistant, public, 1, files={"a.jpg": b"picture"})
    (key,) = clerk.get(f"{SENT}/keys").json
    assert (key["managed"], key["hint"], key["public"]) == (False, None, public)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    made = unzipped(clerk.post(f"{SENT}.csv.zip", json={str(key["id"]): pem}))
    assert rows(made.read("家访.csv"))[0]["姓名"] == "王芳"
    assert made.read("media/a.jpg") == b"picture"
    other = rsa.generate_private_key(65537, 2048)
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for secret in (pem, "passphrase"):
        answer = clerk.post(f"{SENT}.csv.zip", json={str(key["id"]): secret})
        assert answer.json["code"] == 400.12


@pytest.mark.parametrize("bits", [1024, 0], ids=["too short", "no key at all"])
def test_a_key_no_tablet_can_use_is_refused_with_its_cell(admin, bits):
    key = public_text(rsa.generate_private_key(65537, bits).public_key()) if bits else "AAAA"
    own = feed_xform(version="2").replace(
        b"</model>", f'<submission base64RsaPublicKey="{key}"/></model>'.encode()
    )
    answer = admin.post(f"{FORM}/draft", data=own)
    assert answer.json["code"] == 400.15
    assert "public key" in answer.text
