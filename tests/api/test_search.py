import pytest

from server.store import audit
from tests.builders import lives
from tests.builders.areas import SANHE
from tests.builders.lives import HEAD
from tests.builders.office import settled
from tests.builders.people import id_number


@pytest.fixture
def home(office):
    return lives.home(office, number=1, phone="13912345678")


@pytest.mark.usefixtures("home")
def test_a_search_says_what_it_asked_and_masks_what_it_found(clerk):
    found = clerk.get("search?q=lst").json
    (person,) = found["persons"]
    assert (person["name"], person["foundBy"], person["household"]) == (
        HEAD[0],
        "initials",
        f"{SANHE}0001",
    )
    assert "*" * 8 in person["idNumber"]
    assert found["searched"][0] == {
        "name": "initials",
        "zh": "拼音首字母",
        "en": "pinyin initials",
    }
    (household,) = clerk.get("search?q=13912345678").json["households"]
    assert household["phone"] == "139******78"


@pytest.mark.usefixtures("home")
def test_a_full_number_is_found_and_the_search_is_logged(clerk, office):
    number = id_number(HEAD[1], sex="1", running=10)
    assert clerk.get(f"search?q={number}").json["persons"][0]["name"] == HEAD[0]
    settled(office)
    with office.store.read() as conn:
        assert audit.entries(conn, action="search.id_number")


@pytest.mark.parametrize("query", ["after=x", "ageFrom=old", "benefit=none", "sex=x", "limit=9999"])
def test_what_cannot_be_asked_is_refused(clerk, query):
    assert clerk.get(f"search?q=a&{query}").status_code == 400
