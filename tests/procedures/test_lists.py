"""Public lists at work: objections, corrections, what is frozen, what strangers see."""

import pytest

from server.core.errors import ActRefused, GuidedByProcedure, NotFound
from server.core.procedures.application import Act
from server.core.procedures.lists import ListAct
from server.core.procedures.petition import PetitionAct
from server.core.procedures.states import State
from server.core.publicity import ListState
from server.core.registers.reasons import Reason
from server.procedures import applications, lists, petitions
from server.procedures.lists import ListWanted
from server.procedures.petitions import PetitionWanted, Receipt
from server.registers import editing
from server.registers.editing import Why
from tests.builders import procedures as way
from tests.builders.areas import SANHE
from tests.builders.office import NOW
from tests.builders.pictures import encoded, picture
from tests.builders.procedures import later, step

CHECKERS = "刘建国、张秀梅"


def objection(file, item="", **more):
    usual = {
        "unit": SANHE,
        "kind": "1",
        "channel": "1",
        "content": "收入不实",
        "reasons": ("income",),
        "list_no": file.row["list_no"],
        "item": item,
    }
    return Receipt(**(usual | more))


def find(office, clerk, ref, finding, *, now):
    wanted = PetitionWanted(
        act=PetitionAct.FIND, checkers=CHECKERS, finding=finding, text="入户核查"
    )
    return petitions.act(office, clerk, ref, wanted, now=now)


@pytest.fixture
def two(office, clerk, chief):
    """Two applications on a posted first list."""
    keys = [way.at_first_list(office, clerk, number=n) for n in (1, 2)]
    return keys, way.posted(office, clerk, chief)


def number_of(office, clerk, key):
    return applications.file(office, clerk, key, now=NOW).row["application_no"]


def test_an_objection_holds_back_its_household_alone(office, clerk, two):
    (held, free), key = two
    file = lists.file(office, clerk, key, now=NOW)
    ref = petitions.receive(
        office, clerk, objection(file, number_of(office, clerk, held)), now=later(3)
    )
    ended = lists.act(office, clerk, key, ListWanted(act=ListAct.END), now=later(8))
    assert (ended.moved, ended.left) == (1, 1)
    assert applications.file(office, clerk, free, now=later(8)).state is State.TOWNSHIP_OPINION
    find(office, clerk, ref, "3", now=later(9))
    with pytest.raises(ActRefused, match="go on yet"):
        lists.act(office, clerk, key, ListWanted(act=ListAct.END), now=later(12))
    ended = lists.act(office, clerk, key, ListWanted(act=ListAct.END), now=later(14))
    assert (ended.moved, ended.left) == (1, 0)


def test_an_upheld_objection_sends_the_case_back_and_the_list_is_reissued(
    office, clerk, chief, two
):
    (wrong, _), key = two
    file = lists.file(office, clerk, key, now=NOW)
    ref = petitions.receive(
        office, clerk, objection(file, number_of(office, clerk, wrong)), now=later(2)
    )
    find(office, clerk, ref, "1", now=later(4))
    assert applications.file(office, clerk, wrong, now=later(4)).state is State.SURVEY
    reissue = ListWanted(act=ListAct.REISSUE, note="一户退回重查")
    new = lists.act(office, chief, key, reissue, now=later(4)).key
    assert lists.file(office, clerk, key, now=later(4)).state is ListState.WITHDRAWN
    file = lists.file(office, clerk, new, now=later(4))
    assert [line.application["record_id"] for line in file.items] == [two[0][1]]
    assert file.row["replaces"] == lists.file(office, clerk, key, now=later(4)).row["list_no"]


def test_an_objection_to_the_procedure_stops_the_whole_list(office, clerk, two):
    _, key = two
    file = lists.file(office, clerk, key, now=NOW)
    ref = petitions.receive(office, clerk, objection(file), now=later(2))
    assert lists.file(office, clerk, key, now=later(2)).state is ListState.PAUSED
    with pytest.raises(ActRefused, match="procedure"):
        lists.act(office, clerk, key, ListWanted(act=ListAct.END), now=later(9))
    find(office, clerk, ref, "3", now=later(10))
    resumed = lists.file(office, clerk, key, now=later(10))
    assert resumed.state is ListState.POSTED
    assert resumed.row["end_date"] == way.DAY + (later(15) - NOW)  # five days were left


def test_an_objection_after_the_last_day_is_a_petition(office, clerk, two):
    _, key = two
    file = lists.file(office, clerk, key, now=NOW)
    with pytest.raises(ActRefused, match="letter or visit"):
        petitions.receive(office, clerk, objection(file), now=later(20))
    petitions.receive(office, clerk, objection(file, kind="3", list_no=""), now=later(20))


def test_what_was_approved_is_frozen_and_steps_are_not_typed(office, clerk, two):
    (application, _), key = two
    file = lists.file(office, clerk, key, now=NOW)
    assert file.is_frozen
    assert file.is_unchanged
    with pytest.raises(GuidedByProcedure):
        editing.change(
            office,
            clerk,
            "publicity_item",
            file.items[0].item["record_id"],
            {"display_name": "王五"},
            why=Why(reason=Reason.ENTRY_ERROR),
            row_version=1,
            now=NOW,
        )
    row = applications.file(office, clerk, application, now=NOW).row
    with pytest.raises(GuidedByProcedure):
        editing.change(
            office,
            clerk,
            "application",
            application,
            {"state": "granted"},
            why=Why(reason=Reason.ENTRY_ERROR),
            row_version=row["row_version"],
            now=NOW,
        )


def test_two_of_one_name_are_told_apart_and_nobody_else_is_named(office, clerk, two):
    _, key = two
    content = lists.file(office, clerk, key, now=NOW).content
    assert [item["name"] for item in content["items"]] == ["李守田", "李守田"]
    assert "王秀英" not in str(content)


def test_the_photo_of_the_board_answers_rule_l_04(office, clerk, chief):
    way.at_first_list(office, clerk)
    key = lists.draft(office, clerk, SANHE, round_no=1, kind="dibao_rural", now=NOW)
    with pytest.raises(ActRefused, match="not approved"):
        lists.act(office, clerk, key, ListWanted(act=ListAct.POST), now=NOW)
    lists.act(office, chief, key, ListWanted(act=ListAct.APPROVE), now=NOW)
    wanted = ListWanted(act=ListAct.POST, picture=encoded(picture(seed=4), "JPEG"))
    lists.act(office, clerk, key, wanted, now=NOW)
    file = lists.file(office, clerk, key, now=NOW)
    assert file.photo
    assert lists.picture(office, clerk, key)[:2] == b"\xff\xd8"


def test_a_sheet_is_verified_by_number_and_sum_together(office, clerk, two):
    _, key = two
    file = lists.file(office, clerk, key, now=NOW)
    assert lists.verify(office, file.row["list_no"], file.checksum).households == 2
    assert lists.verify(office, file.row["list_no"], "0000-0000-0000-0000") is None
    assert lists.verify(office, "G-1", file.checksum) is None


def test_a_stranger_sees_no_list_and_no_petition(office, clerk, stranger, two):
    _, key = two
    with pytest.raises(NotFound):
        lists.file(office, stranger, key, now=NOW)
    assert lists.overview(office, stranger, now=NOW).lists == ()
    file = lists.file(office, clerk, key, now=NOW)
    ref = petitions.receive(office, clerk, objection(file), now=later(1))
    with pytest.raises(NotFound):
        petitions.file(office, stranger, ref, now=later(1))
    with pytest.raises(NotFound):
        petitions.receive(office, stranger, objection(file), now=later(1))


def test_a_letter_is_answered_before_it_is_closed(office, clerk):
    receipt = Receipt(
        unit=SANHE, kind="2", channel="3", content="问标准", reasons=("class",), name="赵文斌"
    )
    ref = petitions.receive(office, clerk, receipt, now=NOW)
    assert petitions.file(office, clerk, ref, now=NOW).row["deadline"].isoformat() == "2026-12-07"
    with pytest.raises(ActRefused, match="two or more"):
        petitions.act(
            office,
            clerk,
            ref,
            PetitionWanted(act=PetitionAct.FIND, checkers="刘芳", finding="3", text="x"),
            now=NOW,
        )
    find(office, clerk, ref, "3", now=NOW)
    with pytest.raises(ActRefused, match="answered"):
        petitions.act(office, clerk, ref, PetitionWanted(act=PetitionAct.CLOSE), now=NOW)
    reply = PetitionWanted(act=PetitionAct.REPLY, text="已说明")
    petitions.act(office, clerk, ref, reply, now=NOW)
    petitions.act(office, clerk, ref, PetitionWanted(act=PetitionAct.CLOSE), now=NOW)
    assert petitions.desk(office, clerk, now=NOW) == ()
    assert len(petitions.desk(office, clerk, is_done=True, now=NOW)) == 1


def test_act_refused_leaves_no_trace(office, clerk, chief):
    key = way.applied(office, clerk)
    with pytest.raises(ActRefused):
        step(office, chief, key, Act.OPINION)
    assert len(applications.file(office, clerk, key, now=NOW).acts) == 1
