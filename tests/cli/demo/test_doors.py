"""Bodies as a tablet builds them, read by the server's own reader."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from media.vault import Vault
from server.cli.demo.doors import MULTIPART, Unreachable, bodies, send
from server.core.errors import BrokenXml
from server.core.instance import read_envelope
from server.demo.drafts import Sending
from server.demo.first import first
from server.openrosa.multipart import UploadLimits, receive_parts
from tests.builders.demo import as_sent, town


@pytest.fixture(scope="module")
def form():
    return as_sent(first(town(households=1, villages=1))[0][1])


@pytest.fixture
def parts(tmp_path):
    vault = Vault(tmp_path, reserve_bytes=0)

    def read(body):
        return receive_parts(
            io.BytesIO(body), MULTIPART, len(body), vault=vault, limits=UploadLimits()
        )

    return read


class Clerk:
    """A door that gives the answers it was told to, and remembers what was asked."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.asked = []

    def ask(self, method, path, body=b""):
        self.asked.append((method, path, body))
        return self.statuses.pop(0), b""


def test_a_form_arrives_with_all_its_files(form, parts):
    (body,) = bodies(replace(form, sending=Sending.ONCE))
    got = parts(body)
    assert got.xml == form.xml
    assert [file.name for file in got.files] == [file.name for file in form.files]
    assert not got.more_follows


def test_a_split_form_comes_file_by_file_with_the_same_answers(form, parts):
    """OR-91 to OR-95."""
    got = [parts(body) for body in bodies(replace(form, sending=Sending.SPLIT))]
    assert {each.xml for each in got} == {form.xml}
    assert [each.files[0].name for each in got] == [file.name for file in form.files]
    assert [each.more_follows for each in got] == [True] * (len(got) - 1) + [False]


def test_a_torn_form_is_no_xml(form, parts):
    (body,) = bodies(replace(form, sending=Sending.TORN))
    with pytest.raises(BrokenXml):
        read_envelope(parts(body).xml)


def test_a_changed_form_keeps_its_id_and_not_its_answers(form, parts):
    before, after = (parts(body).xml for body in bodies(replace(form, sending=Sending.CHANGED)))
    assert before != after
    assert read_envelope(before).instance_id == read_envelope(after).instance_id


def test_the_device_is_named_as_collect_names_it(form):
    door = Clerk(201)
    assert send(door, "/v1/key/T/projects/1", replace(form, sending=Sending.ONCE)) == [201]
    assert door.asked[0][1] == (
        f"/v1/key/T/projects/1/submission?deviceID={form.device.replace(':', '%3A')}"
    )


def test_a_busy_server_is_asked_again(form, monkeypatch):
    monkeypatch.setattr("server.cli.demo.doors.PAUSE_S", 0)
    door = Clerk(503, 503, 201)
    assert send(door, "/p", replace(form, sending=Sending.ONCE)) == [201]


def test_a_server_that_only_fails_is_left_alone(form, monkeypatch):
    monkeypatch.setattr("server.cli.demo.doors.PAUSE_S", 0)
    with pytest.raises(Unreachable):
        send(Clerk(*[503] * 9), "/p", replace(form, sending=Sending.ONCE))
