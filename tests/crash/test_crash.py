"""Killed in the middle of work: what a tablet was told is kept is there, once, byte for byte."""

import http.client
import random
import sys
import threading
import time
from statistics import median

import pytest
from sqlalchemy import select

from media.vault import Vault
from server.app import open_services
from server.auth.grants import OPERATOR
from server.auth.tablets import create_tablet
from server.intake.worker import drain
from server.registers.recount import differences
from server.store import areas, forms, jobs
from server.store.tables.submissions import attachment, submission, submission_version
from tests.builders.areas import SANHE, small_county
from tests.builders.field import filled, publish_doorstep, uid
from tests.builders.office import NOW, token_of
from tests.builders.uploads import body, content_type, photo_part, xml_part
from tests.crash.senders import Ledger, Tablet, sha256
from tests.served import Served

TABLETS = 6
EACH = 1_000_000  # numbers of submissions per tablet


@pytest.fixture
def office(settings):
    """An installation with one form and one tablet; opened here again when the server is down."""
    made = open_services(settings)
    made.store.write(lambda conn: areas.save_units(conn, small_county()))
    made.store.write(lambda conn: forms.add_project(conn, "示范县入户调查", now=NOW))
    publish_doorstep(made)
    yield made
    made.store.close()


@pytest.fixture
def path(office):
    """Where the tablet sends to."""
    made = create_tablet(office, OPERATOR, name="三合村 1 号", units=(SANHE,), now=NOW)
    return f"/v1/key/{token_of(office, made.id)}/projects/1/submission"


@pytest.fixture
def served(office):
    made = Served(office.settings.data_dir, office.settings.database_url)
    yield made
    made.close()


def stored(office):
    """Instance id -> (SHA-256 of the XML, name -> digest of its files), and every version's id."""
    with office.store.read() as conn:
        versions = conn.execute(select(submission_version)).all()
        files = conn.execute(select(attachment)).all()
        records = conn.execute(select(submission)).all()
    by_version = {row.id: {} for row in versions}
    for row in files:
        by_version[row.version_id][row.name] = row.digest
    assert len(records) == len(versions) == len({row.instance_id for row in versions})
    return {row.instance_id: (bytes(row.xml), by_version[row.id]) for row in versions}


def assert_kept(office, ledger):
    """Everything acknowledged is here, nothing that was not sent, and the counters agree."""
    found = stored(office)
    vault = Vault(office.settings.media_dir)
    assert found.keys() <= {uid(number) for number in ledger.xml}
    for number, files in ledger.acknowledged.items():
        xml, kept = found[uid(number)]
        assert xml == ledger.xml[number]
        assert files.items() <= kept.items()
    for _, kept in found.values():
        for digest in filter(None, kept.values()):
            with vault.open(digest) as file:
                assert sha256(file.read()) == digest
    assert differences(office) == ()


def test_killed_under_load_nothing_acknowledged_is_lost_or_doubled(office, path, served, capsys):
    ledger = Ledger()
    chance = random.Random(4)  # noqa: S311  # the same moments every time
    recovery = [served.start()]
    tablets = [Tablet(served.port, path, ledger, 1 + n * EACH) for n in range(TABLETS)]
    threads = [threading.Thread(target=tablet.run) for tablet in tablets]
    for thread in threads:
        thread.start()
    for _ in range(8 if office.store.is_sqlite else 4):
        time.sleep(chance.uniform(0.2, 2.0))
        served.kill()
        recovery.append(served.start())
    time.sleep(1)
    for tablet in tablets:
        tablet.stop.set()
    for thread in threads:
        thread.join(60)
    served.kill()
    with capsys.disabled():
        report(ledger, recovery)
    assert ledger.refused == []
    assert_kept(office, ledger)
    office.store.write(jobs.release_running)
    drain(office)
    assert_kept(office, ledger)


def report(ledger, recovery):
    """One line for whoever runs this."""
    sys.stdout.write(
        f"\n{len(recovery) - 1} kills, {ledger.posts} acknowledged posts of "
        f"{len(ledger.acknowledged)} submissions; answers again after "
        f"{median(recovery[1:]):.2f} s (median), {max(recovery[1:]):.2f} s (longest)\n"
    )


class HalfSent(threading.Thread):
    """A tablet whose request is half sent when the server is told to stop."""

    def __init__(self, port, path, number, barrier):
        super().__init__()
        photo = photo_part(f"{number}.jpg", b"\xff\xd8\xff" + bytes(200_000))
        self.xml = filled(number, house=f"{number}.jpg")
        self.content = body(xml_part(self.xml), photo)
        self.port, self.path, self.number, self.barrier = port, path, number, barrier
        self.status = None

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest("POST", self.path)
        connection.putheader("Content-Type", content_type())
        connection.putheader("Content-Length", str(len(self.content)))
        connection.endheaders()
        half = len(self.content) // 2 if self.number % 2 else len(self.content)
        connection.send(self.content[:half])
        self.barrier.wait(30)
        time.sleep(0.2 * self.number)
        connection.send(self.content[half:])
        self.status = connection.getresponse().status
        connection.close()


def test_told_to_stop_it_finishes_what_has_begun_and_ends_with_0(office, path, served):
    """Half of them have sent everything and wait for their answer, the others are half way."""
    for turn in range(2):
        served.start()
        barrier = threading.Barrier(9)
        numbers = range(8 * turn, 8 * turn + 8)
        senders = [HalfSent(served.port, path, number, barrier) for number in numbers]
        for sender in senders:
            sender.start()
        barrier.wait(30)
        told = time.monotonic()
        served.terminate()
        assert served.wait() == 0
        assert time.monotonic() - told < 10
        for sender in senders:
            sender.join(30)
        assert [sender.status for sender in senders] == [201] * 8
        found = stored(office)
        assert all(found[uid(sender.number)][0] == sender.xml for sender in senders)
