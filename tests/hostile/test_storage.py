"""What is strange is stored exactly, on both databases."""

from __future__ import annotations

import hashlib

import pytest

from server.app import create_app
from tests.builders import office as built
from tests.builders.desk import published
from tests.builders.field import aside, filled, publish_doorstep, versions
from tests.builders.office import tablet, token_of
from tests.builders.uploads import Part, body, content_type, photo_part, xml_part
from tests.hostile.test_multipart import JPEG, NAMES
from tests.hostile.test_xml import PARKED, REFUSED, STORED

LARGE = {
    "two million tags",
    "half a million attributes",
    "levels without end",
    "80,000 empty rows",
    "15,000 rows",
    "30,000 sealed files",
    "a name of 9 MB",
}
"""Only the time they take is of interest."""


@pytest.fixture
def office(settings):
    made = built.services(settings)
    publish_doorstep(made)
    published(made)
    yield made
    made.store.close()


@pytest.fixture
def post(office):
    """Send parts as a tablet does; returns the status."""
    client = create_app(office.settings, office).test_client()
    token = token_of(office, tablet(office).id)

    def send(*parts, agent="x", device="d"):
        answer = client.post(
            f"/v1/key/{token}/projects/1/submission",
            data=body(*parts),
            content_type=content_type(),
            headers={"User-Agent": agent},
            query_string={"deviceID": device},
        )
        return answer.status_code

    return send


def test_strange_xml_is_filed_byte_for_byte(office, post):
    sent = {name: made() for name, made in {**STORED, **PARKED}.items()}
    statuses = {name: post(xml_part(xml)) for name, xml in sent.items()}
    assert statuses == {**dict.fromkeys(STORED, 201), **dict.fromkeys(PARKED, 202)}
    assert {bytes(row.xml) for row in versions(office)} == set(sent.values())


def test_what_cannot_be_filed_is_kept_aside_byte_for_byte(office, post):
    sent = {name: made() for name, (made, _) in REFUSED.items() if name not in LARGE}
    statuses = {name: post(xml_part(xml)) for name, xml in sent.items()}
    assert statuses == {name: status for name, (_, status) in REFUSED.items() if name in sent}
    assert {bytes(row.body) for row in aside(office)} == set(sent.values())


def test_files_of_any_name_are_kept_under_their_hash(office, post):
    for number, name in enumerate(NAMES.values()):
        content = JPEG + name.encode()
        assert post(xml_part(filled(number, house="a.jpg")), photo_part(name, content)) == 201
        assert office.vault.exists(hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    "part",
    [
        Part("a.jpg", b"x", "a.jpg", "x/" + "y" * 5_000),
        Part("a.jpg", b"x", "a.jpg", "text/html\x80"),
        Part(content=b"x", disposition=b'Content-Disposition: form-data; name="\xff\xfe\x00.jpg"'),
        Part(content=b"x", disposition=b"Content-Disposition: form-data; name*=utf-8''%00%ff.jpg"),
    ],
    ids=["a long type", "a type of no characters", "a name of no characters", "an encoded null"],
)
def test_parts_of_any_sort_are_taken(post, part):
    assert post(xml_part(filled(1, house="a.jpg")), part) in {201, 400}


@pytest.mark.parametrize("text", ["x" * 5_000, "\xff\xfe\x80", "a\0b", "照" * 300])
def test_devices_may_call_themselves_what_they_like(post, text):
    agent = text.replace("\0", "").encode().decode("latin-1")
    assert post(xml_part(filled(1)), agent=agent, device=text) == 201
