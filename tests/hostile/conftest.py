"""One served office for all tests of this folder: what one attack leaves meets the next."""

from __future__ import annotations

import json

import pytest

from server.app import open_services
from server.settings import Settings
from server.store import areas, forms
from tests.builders.areas import small_county
from tests.builders.desk import published
from tests.builders.field import publish_doorstep
from tests.builders.office import ADMIN, NOW, PASSWORD, REVIEWER, form, person, tablet, token_of
from tests.hostile.site import Browser, Site
from tests.served import Served


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "data"
    office = open_services(Settings(data_dir=folder))
    office.store.write(lambda conn: areas.save_units(conn, small_county()))
    office.store.write(lambda conn: forms.add_project(conn, "示范县入户调查", now=NOW))
    publish_doorstep(office)
    form(office)
    published(office)
    for login in (ADMIN, REVIEWER):
        person(office, login)
    token = token_of(office, tablet(office).id)
    office.store.close()
    served = Served(folder)
    served.start()
    made = Site(served, token)
    for login in (ADMIN, REVIEWER):
        given = json.dumps({"email": login, "password": PASSWORD})
        answer = made.ask("POST", "/v1/sessions", given, {"Content-Type": "application/json"})
        made.api_tokens[login] = json.loads(answer.content)["token"]
    yield made
    served.terminate()
    assert served.wait() == 0


@pytest.fixture(scope="session")
def reviewer(site):
    """The township's clerk at the desk."""
    browser = Browser(site)
    assert browser.sign_in(REVIEWER).status == 303
    return browser


@pytest.fixture(scope="session")
def admin(site):
    browser = Browser(site)
    assert browser.sign_in(ADMIN).status == 303
    return browser
