"""An application from the counter to the benefit, and what is refused on the way."""

from datetime import date
from decimal import Decimal

import pytest

from server.core.errors import ActRefused, NotFound
from server.core.procedures.application import Act
from server.core.procedures.lists import ListAct
from server.core.procedures.states import State
from server.procedures import applications, lists
from server.procedures.lists import ListWanted
from server.rebuild import rebuild
from tests.builders import procedures as way
from tests.builders.areas import SANHE
from tests.builders.office import NOW
from tests.builders.procedures import later, step


def test_an_application_goes_all_the_way_to_its_benefit(office, clerk, chief, county):
    key = way.at_first_list(office, clerk)
    first = way.posted(office, clerk, chief)
    with pytest.raises(ActRefused, match="hangs until"):
        lists.act(office, clerk, first, ListWanted(act=ListAct.END), now=later(7))
    ended = lists.act(office, clerk, first, ListWanted(act=ListAct.END), now=later(8))
    assert (ended.moved, ended.left) == (1, 0)
    assert step(office, chief, key, Act.OPINION, now=later(8)) is State.LIST2
    second = way.posted(office, clerk, chief, round_no=2, now=later(9))
    lists.act(office, clerk, second, ListWanted(act=ListAct.END), now=later(19))
    assert step(office, county, key, Act.DECIDE, now=later(19)) is State.LIST3
    third = way.posted(office, clerk, county, round_no=3, now=later(20))
    lists.act(office, clerk, third, ListWanted(act=ListAct.END), now=later(29))
    assert step(office, clerk, key, Act.START, now=later(29)) is State.RUNNING
    file = applications.file(office, clerk, key, now=later(30))
    assert file.benefit["amount"] == Decimal("820.00")  # two persons of the first class
    assert file.benefit["start_date"] == date(2027, 1, 1)
    assert [act["act"] for act in file.acts][-1] == "apply"
    assert all(line.done_on for line in file.steps if line.is_taken)


def test_registers_made_again_from_the_journal_are_what_the_procedures_left(office, clerk, chief):
    way.at_first_list(office, clerk)
    first = way.posted(office, clerk, chief)
    lists.act(office, clerk, first, ListWanted(act=ListAct.END), now=later(8))
    remade = rebuild(office, only_check=True, tell=lambda _done, _count: None)
    assert remade.is_equal, remade


def test_steps_are_taken_in_order_and_by_whose_they_are(office, clerk, chief, county):
    key = way.applied(office, clerk)
    with pytest.raises(ActRefused, match="Applied"):
        step(office, clerk, key, Act.SURVEY)
    step(office, clerk, key, Act.ACCEPT)
    with pytest.raises(ActRefused, match="two persons"):
        step(office, clerk, key, Act.SURVEY, surveyors="刘芳")
    with pytest.raises(ActRefused, match="post"):
        step(office, county, key, Act.SURVEY)
    step(office, chief, key, Act.SURVEY)
    assert applications.file(office, clerk, key, now=NOW).state is State.CHECK


def test_a_benefit_is_kept_changed_and_stopped_at_its_review(office, clerk, chief, county):
    key = way.applied(office, clerk, kind="temp")
    step(office, clerk, key, Act.ACCEPT)
    step(office, clerk, key, Act.SURVEY)
    step(office, clerk, key, Act.CHECK)
    step(office, chief, key, Act.OPINION, amount="600", persons="1", class_="")
    assert applications.file(office, clerk, key, now=NOW).state is State.LIST2
    listed = lists.draft(office, clerk, SANHE, round_no=2, kind="temp", now=NOW)
    lists.act(office, chief, listed, ListWanted(act=ListAct.APPROVE), now=NOW)
    lists.act(office, clerk, listed, ListWanted(act=ListAct.POST), now=NOW)
    lists.act(office, clerk, listed, ListWanted(act=ListAct.END), now=later(8))
    step(office, county, key, Act.DECIDE, amount="600", now=later(8))
    step(office, clerk, key, Act.START, now=later(8))
    file = applications.file(office, clerk, key, now=later(9))
    assert file.benefit["end_reason"] == "once"


def test_urgent_help_comes_first_and_the_papers_after(office, clerk, chief):
    key = way.applied(office, clerk, kind="temp")
    step(office, clerk, key, Act.ACCEPT)
    step(office, chief, key, Act.URGENT, amount="800", note="突发火灾，无处栖身")
    file = applications.file(office, clerk, key, now=NOW)
    assert file.state is State.SURVEY
    assert file.benefit["amount"] == Decimal(800)
    assert file.makeup is not None
    with pytest.raises(ActRefused):
        step(office, chief, key, Act.URGENT, amount="800", note="再来一次")


def test_a_neighbour_township_sees_nothing_of_it(office, clerk, stranger):
    key = way.applied(office, clerk)
    with pytest.raises(NotFound):
        applications.file(office, stranger, key, now=NOW)
    with pytest.raises(NotFound):
        step(office, stranger, key, Act.ACCEPT)
    board = applications.board(office, stranger, now=NOW)
    assert [column.count for column in board.columns if column.count] == []


def test_the_board_counts_what_is_late(office, clerk):
    way.applied(office, clerk)
    board = applications.board(office, clerk, now=later(10))
    column = board.columns[0]
    assert (column.count, column.late) == (1, 1)
    assert column.cards[0].clock.left < 0
