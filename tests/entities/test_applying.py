"""What submissions do to entities, in whatever order they come (OR-147 to OR-160)."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import update

from server.core.entity_history import Conflict
from server.entities import applying
from server.intake.worker import drain
from server.publish import entity_lists
from server.store import datasets, entities, submissions
from server.store.records import actions_of
from server.store.tables.submissions import job
from tests.builders.areas import DABA, SANHE
from tests.builders.field import records, send, sender
from tests.builders.office import NOW
from tests.builders.trees import (
    BRANCH,
    OTHER,
    TREE,
    acts,
    dataset,
    history,
    planted,
    publish_trees,
    tree,
    visit,
)


def sent(office, *instances, by=None):
    """Send these one after the other, the worker running behind each."""
    for xml in instances:
        send(office, xml, by=by or sender(SANHE))
        drain(office)


def token(office, *units):
    with office.store.read() as conn:
        return entity_lists.token(conn, entity_lists.carried(conn, sender(*units), 1, "trees"))


def test_a_published_form_brings_its_list_and_properties(office):
    with office.store.read() as conn:
        names = [each.name for each in datasets.properties_of(conn, dataset(office).id)]
    assert names == ["kind", "height"]
    publish_trees(office, version="2", properties=("kind", "height", "trunk"))
    with office.store.read() as conn:
        names = [each.name for each in datasets.properties_of(conn, dataset(office).id)]
    assert names == ["kind", "height", "trunk"]


def test_or_148_a_registered_tree_is_an_entity_of_its_village(office):
    sent(office, planted())
    found = tree(office)
    assert (found.current.label, found.current.values) == (
        "老槐树",
        {"kind": "槐", "height": "1"},
    )
    assert (found.unit_code, found.creator_id, found.written.source["submission"]) == (
        SANHE,
        7,
        {"instanceId": "uuid:00000000-0000-4000-8000-000000000001"},
    )


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (planted(label=" "), "400.28"),
        (planted(uuid="no uuid"), "400.28"),
        (visit(1, update="1", base="1"), "404.8"),
    ],
    ids=["no label", "no id", "not there"],
)
def test_or_148_trouble_is_noted_and_the_submission_kept(office, xml, code):
    sent(office, xml)
    (record,) = records(office)
    assert acts(office, record) == [("failed", None, code)]


@pytest.mark.parametrize(("said", "is_made"), [("1", True), ("true", True), ("yes", False)])
def test_or_150_only_one_and_true_ask_for_anything(office, said, is_made):
    sent(office, visit(1, create=said, label="榆"))
    assert (tree(office) is not None) is is_made


def test_or_152_a_change_of_what_somebody_else_changed_is_kept_and_marked(office):
    sent(
        office,
        planted(),
        visit(2, update="1", base="1", height="2"),
        visit(3, update="1", base="1", height="3"),
        visit(4, update="1", base="3", kind="榆"),
    )
    versions = history(office).versions
    assert [v.values["height"] for v in versions] == ["1", "2", "3", "3"]
    assert versions[2].conflicting == ("height",)
    assert tree(office).conflict == Conflict.HARD  # a later change takes nothing of it away


def test_or_151_an_offline_chain_ends_the_same_in_all_orders_of_arrival(office):
    for turn, order in enumerate(permutations(range(3)), 1):
        uuid = f"24b47424-ccf8-4f4b-b4cd-{turn:012d}"
        base = 10 * turn
        chain = [
            planted(base + 1, uuid=uuid),
            visit(base + 2, uuid=uuid, update="1", base="1", branch=BRANCH, height="2"),
            visit(base + 3, uuid=uuid, update="1", base="2", branch=BRANCH, height="3"),
        ]
        sent(office, *(chain[each] for each in order))
        versions = history(office, uuid).versions
        assert [(v.number, v.base, v.values["height"]) for v in versions] == [
            (1, None, "1"),
            (2, 1, "2"),
            (3, 2, "3"),
        ], order
        assert tree(office, uuid).conflict is None


def test_what_waits_for_days_is_applied_all_the_same(office):
    sent(office, planted(), visit(2, update="1", base="3", trunk="1", branch=BRANCH, height="9"))
    assert len(history(office).versions) == 1
    office.store.write(
        lambda conn: conn.execute(update(job).values(run_after=NOW - timedelta(days=400)))
    )
    drain(office)
    assert history(office).current.values["height"] == "9"
    assert history(office).current.is_forced


def test_or_158_sent_again_or_edited_it_makes_no_second_version(office):
    sent(office, planted(), planted())
    sent(office, planted(2, edits=1, height="5"))
    assert [v.values["height"] for v in history(office).versions] == ["1"]
    (record,) = records(office)
    args = {"county": record.county, "version": record.current_id}
    office.store.write(applying.apply(office, args))
    assert len(history(office).versions) == 1


def test_an_edit_that_mends_what_failed_is_applied(office):
    sent(office, planted(label=""), planted(2, edits=1, label="老槐树"))
    assert tree(office).current.label == "老槐树"


def test_or_157_a_list_that_needs_approval_waits_for_it(office):
    office.store.write(
        lambda conn: datasets.change(conn, dataset(office).id, now=NOW, approval_required=True)
    )
    sent(office, planted())
    assert tree(office) is None
    (record,) = records(office)

    def approve(conn):
        submissions.change(conn, record.county, record.id, {"review_state": "approved"})
        applying.enqueue(conn, record.county, record.current_id, now=NOW)

    office.store.write(approve)
    drain(office)
    assert tree(office).current.number == 1


def test_or_147_the_token_changes_with_the_list_of_this_village_alone(office):
    here, there = token(office, SANHE), token(office, DABA)
    sent(office, planted())
    planted_here = token(office, SANHE)
    assert planted_here != here
    assert token(office, DABA) == there
    sent(office, visit(2, update="1", base="1", height="2"))
    assert token(office, SANHE) not in {here, planted_here}
    assert token(office, DABA) == there


def test_two_trees_of_two_villages_are_on_two_lists(office):
    sent(office, planted())
    sent(office, planted(2, uuid=OTHER, label="榆"), by=sender(DABA, number=8))
    for village, mine in ((SANHE, TREE), (DABA, OTHER)):
        with office.store.read() as conn:
            about = entity_lists.carried(conn, sender(village), 1, "trees")
        header, *rows = entity_lists.rows(office, about)
        assert header == ("name", "label", "__version", "kind", "height")
        assert [row[0] for row in rows] == [mine]


def test_or_155_what_was_deleted_is_told_and_what_nobody_knows_left_out(office):
    sent(office, planted(), planted(2, uuid=OTHER))
    office.store.write(lambda conn: entities.mark(conn, [tree(office).id], NOW))
    with office.store.read() as conn:
        about = entity_lists.carried(conn, sender(SANHE), 1, "trees")
        asked = [f"uuid:{TREE.upper()}", OTHER, "00000000-0000-4000-8000-00000000dead"]
        assert entity_lists.deleted(conn, about, asked) == ((TREE, True), (OTHER, False))
        assert entity_lists.deleted(conn, about, ()) == ((TREE, True), (OTHER, False))


def test_trouble_and_conflicts_stand_in_the_history_of_the_submission(office):
    sent(
        office,
        planted(),
        visit(2, update="1", base="1", height="2"),
        visit(3, update="1", base="1", height="3"),
        visit(4, uuid=OTHER, update="1", base="1"),
    )
    notes = {}
    with office.store.read() as conn:
        for number, record in enumerate(records(office), 1):
            found = actions_of(conn, record.county, record.id)
            notes[number] = [each.note for each in found if each.kind == "entity"]
    assert notes[1] == notes[2] == []
    assert "height 的值不同" in notes[3][0]
    assert "does not exist" in notes[4][0]
