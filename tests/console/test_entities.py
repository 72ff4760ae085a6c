"""Entity lists on pages: rights by area, conflicts side by side, and settling them."""

import pytest

from server.intake.worker import drain
from tests.builders.field import send, sender
from tests.builders.office import ADMIN, REVIEWER, STRANGER
from tests.builders.trees import TREE, dataset, history, planted, publish_trees, tree, visit
from tests.console.conftest import proof_of

LIST = "/entity-lists/trees"
ONE = f"{LIST}/{TREE}"


@pytest.fixture
def conflict(office):
    """Two tablets have changed a tree, each without knowing of the other."""
    publish_trees(office)
    for xml in (
        planted(),
        visit(2, update="1", base="1", height="2"),
        visit(3, update="1", base="1", height="3"),
    ):
        send(office, xml, by=sender())
        drain(office)


@pytest.mark.usefixtures("conflict")
def test_a_conflict_is_seen_in_its_township_side_by_side(signed_in):
    clerk = signed_in(REVIEWER)
    assert "trees" in clerk.get("/entity-lists").text
    assert "老槐树" in clerk.get(f"{LIST}?only=conflicts").text
    page = clerk.get(ONE).text
    assert "并排比较" in page
    assert all(f'name="p.height" value="{number}"' in page for number in (1, 2, 3))


@pytest.mark.usefixtures("conflict")
def test_who_has_no_business_there_sees_nothing_of_it(signed_in):
    for login in (STRANGER, ADMIN):
        client = signed_in(login)
        assert "老槐树" not in client.get(LIST).text
        assert client.get(ONE).status_code == 404


@pytest.mark.usefixtures("conflict")
def test_settling_takes_the_chosen_values_as_a_new_version(office, signed_in):
    clerk = signed_in(REVIEWER)
    said = {"csrf": proof_of(clerk.get(ONE)), "base": "3", "p.height": "2", "p.kind": "3"}
    assert clerk.post(f"{ONE}/resolve", data=said).status_code == 303
    assert tree(office).conflict is None
    assert [v.values["height"] for v in history(office).versions] == ["1", "2", "3", "2"]
    again = clerk.post(f"{ONE}/resolve", data=said)
    assert again.status_code in {303, 409}  # it changed meanwhile, nothing is done
    assert len(history(office).versions) == 4


@pytest.mark.usefixtures("conflict")
def test_settling_on_what_is_in_force_makes_no_version(office, signed_in):
    clerk = signed_in(REVIEWER)
    said = {"csrf": proof_of(clerk.get(ONE)), "base": "3", "p.height": "3"}
    clerk.post(f"{ONE}/resolve", data=said)
    assert tree(office).conflict is None
    assert len(history(office).versions) == 3


@pytest.mark.usefixtures("conflict")
def test_who_manages_forms_sets_when_entities_are_made(office, signed_in):
    admin = signed_in(ADMIN)
    said = {"csrf": proof_of(admin.get(LIST)), "approval": "on"}
    assert admin.post(LIST, data=said).status_code == 303
    assert dataset(office).approval_required
    clerk = signed_in(REVIEWER)
    assert clerk.post(LIST, data={"csrf": proof_of(clerk.get(LIST))}).status_code == 403
