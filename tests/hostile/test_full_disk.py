"""A full disk: nothing new is taken, what is there is shown, and space is all it needs to go on."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import dataclass, replace

import pytest

from media.thumbnails import Thumbnails
from media.vault import Vault
from server.app import create_app
from server.auth import passwords
from server.settings import Settings
from tests.builders import office as built
from tests.builders.disks import FullDisk
from tests.builders.field import SLOTS, filled, publish_doorstep, uid
from tests.builders.forms import xlsx
from tests.builders.office import ADMIN, CHEAP, REVIEWER, person, tablet, token_of
from tests.builders.pictures import encoded, picture
from tests.builders.uploads import body, content_type, photo_part, xml_part
from tests.hostile.test_workbooks import SOUND
from tests.strangers.asking import number_of
from tests.strangers.world import signed_in

SPACE = "none"
"""A step at which no disk fills up."""


@dataclass
class Site:
    """An office on a disk that can be filled."""

    office: object
    disk: FullDisk
    client: object
    token: str
    people: dict

    def post(self, number, photo=None, slot=SLOTS[0]):
        """One submission of the tablet."""
        files = [] if photo is None else [photo_part("a.jpg", photo)]
        sent = filled(number, **({} if photo is None else {slot: "a.jpg"}))
        return self.client.post(
            f"/v1/key/{self.token}/projects/1/submission",
            data=body(xml_part(sent), *files),
            content_type=content_type(),
        )

    def program(self, login, method, path, **more):
        """One request of somebody's program."""
        headers = {"Authorization": f"Bearer {self.people[login].session}"}
        return self.client.open(f"/v1/{path}", method=method, headers=headers, **more)

    def page(self, login, method, path, **fields):
        """One request of somebody's browser."""
        who = self.people[login]
        sent = {"data": {"csrf": who.csrf, **fields}} if method == "POST" else {}
        headers = {"Cookie": f"mz_session={who.session}"}
        return self.client.open(path, method=method, headers=headers, **sent)

    def reads_go_on(self):
        """What is there is shown to everybody whose it is."""
        ref = number_of(self.office, uid(1))
        base = f"projects/1/forms/doorstep/submissions/{uid(1)}"
        return all(
            answer.status_code == 200
            for answer in (
                self.client.get("/healthz"),
                self.client.get(f"/v1/key/{self.token}/projects/1/formList"),
                self.client.get(f"/v1/key/{self.token}/projects/1/forms/doorstep.xml"),
                self.program(REVIEWER, "GET", base),
                self.program(REVIEWER, "GET", f"{base}.xml"),
                self.program(REVIEWER, "GET", f"{base}/attachments/a.jpg"),
                self.page(REVIEWER, "GET", f"/review/{ref}"),
                self.page(REVIEWER, "GET", f"/review/{ref}/files/a.jpg?size=thumb"),
                self.page(REVIEWER, "GET", "/households"),
                self.page(ADMIN, "GET", "/forms"),
            )
        )


@pytest.fixture
def site(settings, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    yield from opened(settings)


@pytest.fixture
def site_in_a_file(sqlite, tmp_path, monkeypatch):
    """The same with the embedded database, whose file can be bounded."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    yield from opened(Settings(tmp_path, sqlite.migrated(tmp_path / "office.sqlite3")))


def opened(settings):
    made = built.services(settings)
    disk = FullDisk(SPACE)
    vault = Vault(settings.media_dir, reserve_bytes=1, disk=disk)
    office = replace(
        made, vault=vault, thumbnails=Thumbnails(vault, settings.data_dir / "thumbnails", disk)
    )
    publish_doorstep(office)
    for login in (ADMIN, REVIEWER):
        person(office, login)
    app = create_app(settings, office)
    token = token_of(office, tablet(office).id)
    people = {login: signed_in(office, login) for login in (ADMIN, REVIEWER)}
    ready = Site(office, disk, app.test_client(use_cookies=False), token, people)
    assert ready.post(1, shot(1)).status_code == 201
    yield ready
    office.store.close()


def shot(seed):
    return encoded(picture(64, 48, seed=seed))


def told(answer):
    """What the edge says; it must be its own words for a full disk."""
    if answer.content_type.startswith("application/json"):
        return json.loads(answer.data)["message"]
    return answer.text


ATTACHMENT = f"projects/1/forms/doorstep/submissions/{uid(1)}/attachments/a.jpg"


@pytest.mark.parametrize("step", ["reserve", "create", "write", "sync"])
def test_without_space_for_files_nothing_is_taken_until_there_is_some(site, step, caplog):
    caplog.set_level(logging.ERROR)
    site.disk.step = step
    refused = [
        site.post(2, shot(2)),
        site.program(REVIEWER, "POST", ATTACHMENT, data=shot(3)),
    ]
    assert [answer.status_code for answer in refused] == [507] * 2
    assert all("磁盘" in told(answer) or "disk" in told(answer) for answer in refused)
    assert site.reads_go_on()
    site.disk.step = SPACE
    assert site.post(2, shot(2)).status_code == 201
    assert site.program(REVIEWER, "POST", ATTACHMENT, data=shot(3)).status_code == 200
    assert caplog.text == ""


def test_without_space_no_form_is_kept_by_any_edge(site):
    site.disk.step = "write"
    refused = [
        site.program(ADMIN, "POST", "projects/1/forms?ignoreWarnings=true", data=xlsx(SOUND)),
        site.page(ADMIN, "POST", "/forms/check", workbook=(io.BytesIO(xlsx(SOUND)), "a.xlsx")),
    ]
    assert [answer.status_code for answer in refused] == [507] * 2
    assert all("磁盘" in told(answer) or "disk" in told(answer) for answer in refused)


@pytest.mark.parametrize("step", ["reserve", "create", "write", "sync"])
def test_what_was_refused_leaves_no_file(site, step):
    site.disk.step = step
    before = set(site.office.settings.media_dir.rglob("*"))
    assert site.post(2, shot(2)).status_code == 507
    assert set(site.office.settings.media_dir.rglob("*")) == before


def pages(site, change=""):
    """The number of pages of the database, or the bound that is set on them."""
    return site.office.store.write(
        lambda conn: conn.exec_driver_sql(f"PRAGMA {change or 'page_count'}").scalar()
    )


def test_without_space_for_rows_each_edge_refuses_and_takes_again(site_in_a_file, caplog):
    site = site_in_a_file
    caplog.set_level(logging.ERROR)
    pages(site, f"max_page_count={pages(site)}")
    number = 10
    while site.post(number).status_code == 201 and number < 200:  # what is left of the last pages
        number += 1
    base = f"projects/1/forms/doorstep/submissions/{uid(1)}"
    ref = number_of(site.office, uid(1))
    long = "x" * 30_000
    refused = [
        site.post(number),
        site.post(number + 1, shot(9)),
        site.program(REVIEWER, "POST", f"{base}/comments", json={"body": long}),
        site.page(REVIEWER, "POST", f"/review/{ref}/comments", text=long),
    ]
    assert [answer.status_code for answer in refused] == [507] * 4
    assert all("磁盘" in told(answer) or "disk" in told(answer) for answer in refused)
    assert site.reads_go_on()
    pages(site, "max_page_count=1000000")
    assert site.post(number).status_code == 201
    assert site.post(number + 1, shot(9)).status_code == 201
    answer = site.program(REVIEWER, "POST", f"{base}/comments", json={"body": long})
    assert answer.status_code == 200
    assert caplog.text == ""
