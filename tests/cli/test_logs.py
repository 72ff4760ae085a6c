"""What the log of a running server shows, and what it never does."""

import logging
from datetime import date

import pytest

from server.cli.logs import FORMAT, Discreet
from tests.builders.people import id_number

TOKEN = "UwQFnpHoIWCnA32P7POTIm2IB--JY5jJaSKed1c5NJ9G6O9iZ0dxQGVhl29m1ica"


def written(message, *args, failure=None):
    info = (type(failure), failure, None) if failure else None
    record = logging.LogRecord("waitress", logging.INFO, __file__, 1, message, args, info)
    return Discreet(FORMAT).format(record)


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/key/{TOKEN}/projects/1/submission",
        f"/v1/sessions/{TOKEN}",
        f"/v1/projects/1/formList?deviceID=a&st={TOKEN}",
        f"/v1/projects/1/formList?st={TOKEN}",
    ],
    ids=["a tablet's", "a session's", "a later parameter", "the first parameter"],
)
def test_or_55_a_token_in_an_address_is_left_out(path):
    text = written("Client disconnected while serving %s", path)
    assert TOKEN not in text
    assert "Client disconnected while serving /v1/" in text


@pytest.mark.parametrize(
    "secret",
    [id_number(), id_number(date(1949, 10, 1), running=7), "13912345678"],
    ids=["an identity number", "another", "a phone"],
)
def test_numbers_of_people_are_left_out_also_of_a_library_failure(secret):
    text = written("request failed", failure=ValueError(f"Key (id_number)=({secret}) exists"))
    assert secret not in text
    assert "Key (id_number)=" in text


@pytest.mark.parametrize("number", ["125566097696536576", "20261123023000", "1763863200000"])
def test_ids_and_times_stay(number):
    assert number in written("job %s done", number)


def test_nobody_writes_a_line_of_the_log_by_an_address():
    text = written("serving %s", "/a\n2026-11-23 10:00:00 INFO auth signed in\r\x1b[2J")
    first, second = text.split("\n")
    assert first.endswith("serving /a")
    assert second.startswith("  | 2026")
    assert text.replace("\n", "").isprintable()


def test_a_failure_keeps_its_trace():
    text = written("request failed", failure=ValueError("no such thing"))
    assert "ValueError: no such thing" in text
