"""An office with the people a procedure needs."""

import pytest

from server import places
from server.auth.grants import asker_by_id
from server.core.desk.people import Post
from server.core.rights import Grant
from tests.builders import office as built
from tests.builders import procedures as way
from tests.builders.areas import DONGWAN
from tests.builders.office import AUDITOR, NOW, REVIEWER, STRANGER, person


@pytest.fixture
def office(settings):
    made = built.services(settings)
    places.forget(made)
    yield made
    made.store.close()


@pytest.fixture
def clerk(office):
    return built.asker(office, REVIEWER)


@pytest.fixture
def chief(office):
    key = person(office, "sun.jie", grants=[Grant(Post.TOWNSHIP_HEAD, DONGWAN)])
    return asker_by_id(office, key, now=NOW)


@pytest.fixture
def county(office):
    who = built.asker(office, AUDITOR)
    way.standards(office, who)
    return who


@pytest.fixture
def stranger(office):
    return built.asker(office, STRANGER)
