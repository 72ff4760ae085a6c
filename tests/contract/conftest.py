"""The whole application behind waitress, under the address that it prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from server.app import create_app
from server.auth import passwords
from tests.builders.office import CHEAP, form, services, tablet, token_of
from tests.contract.collect import Collect
from tests.live import serving

if TYPE_CHECKING:
    from server.services import Services


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch):
    """argon2 with hardly any memory: its cost is not what is tested here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@dataclass(frozen=True)
class Live:
    """A served office."""

    url: str
    office: Services

    def tablet(self, *units):
        """Collect on a new tablet of these villages, which has scanned its code."""
        key = token_of(self.office, tablet(self.office, *units).id)
        return Collect(f"{self.url}/v1/key/{key}/projects/1")

    def with_login(self, username, password):
        """Collect set up by hand with a login."""
        return Collect(f"{self.url}/v1/projects/1", username, password)


class Later:
    """An application that is made when the address it will be served under is known."""

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)


@pytest.fixture
def live(settings):
    """The application served, with one form."""
    later = Later()
    small = replace(settings, accept_content_length=100_000, hard_limit_bytes=2_000_000)
    with serving(later, threads=8, settings=small) as url:
        office = services(replace(small, public_url=url))
        form(office, files=[("villages 清单.csv", b"name,label\n1,a\n")])
        later.app = create_app(office.settings, office)
        yield Live(url, office)
    office.store.close()
