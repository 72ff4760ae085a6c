"""The log that the served program really writes: no secret, nobody's number, no line of a guest."""

from __future__ import annotations

import re
import socket

from tests.builders.field import uid
from tests.builders.instances import household_xml, instance_id
from tests.builders.office import PASSWORD, REVIEWER
from tests.builders.people import id_number
from tests.hostile.site import Browser

BEGINS = re.compile(rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+ |  \| )")
TYPED = "my-password-in-the-wrong-box"


def hang_up(site, path):
    """Ask for something and be gone before the answer."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def test_the_log_holds_no_secret_and_no_line_somebody_else_wrote(site):
    number = id_number()
    site.send(household_xml(instance_id=instance_id(77), phone="13912345678"))
    site.send(household_xml(instance_id=instance_id(78), head_name=number)[:-20])
    Browser(site).sign_in(TYPED, "x")
    Browser(site).sign_in(REVIEWER, PASSWORD)
    for path in (
        site.submission,
        f"/v1/key/{site.token}/projects/1/formList",
        f"/v1/projects/1/formList?st={site.token}",
        f"/v1/key/{site.token}/%0a2026-11-23%2010:00:00,000%20INFO%20auth%20signed%20in",
    ):
        for _ in range(20):
            hang_up(site, path)
    site.ask("GET", f"/v1/projects/1/forms/{uid(1)}")
    log = site.served.log.read_bytes()
    tokens = [site.token, *site.api_tokens.values(), PASSWORD, TYPED, number, "13912345678"]
    assert [secret for secret in tokens if secret.encode() in log] == []
    assert [line for line in log.splitlines() if not BEGINS.match(line)] == []
    assert b"\x1b" not in log


def test_nothing_that_guests_did_is_a_failure_of_the_server(site):
    """What other tests of this folder sent is in this log as well."""
    log = site.served.log.read_bytes()
    assert b"Traceback" not in log
    assert b" ERROR " not in log
