"""Parts of the queue kept under a name, for oneself or for everybody of the unit."""

import pytest

from server.auth.grants import asker_by_id
from server.core.desk.people import Post
from server.core.errors import NotFound, ReasonNeeded, TooManyViews
from server.core.rights import Grant
from server.review import views
from tests.builders.areas import DONGWAN
from tests.builders.office import person
from tests.review.conftest import SENT_AT


def names(desk, who):
    return [(view.name, view.is_own) for view in views.views(desk.office, who)]


def keep(desk, name, **more):
    views.keep(desk.office, desk.clerk, name, {"shelf": "clean"}, now=SENT_AT, **more)


def test_a_view_is_kept_shared_replaced_and_forgotten(desk):
    made = person(desk.office, "chen.hua", grants=[Grant(Post.TOWNSHIP_HEAD, DONGWAN)])
    colleague = asker_by_id(desk.office, made, now=SENT_AT)
    keep(desk, " 无问题的  三合村 ")
    keep(desk, "共看", shared=True)
    keep(desk, "共看", shared=True)
    assert names(desk, desk.clerk) == [("共看", True), ("无问题的 三合村", True)]
    assert names(desk, colleague) == [("共看", False)]
    assert names(desk, desk.stranger) == []
    shared = views.views(desk.office, colleague)[0]
    with pytest.raises(NotFound):
        views.forget(desk.office, colleague, shared.id)
    views.forget(desk.office, desk.clerk, shared.id)
    assert names(desk, colleague) == []


def test_a_view_has_a_name_and_there_are_not_too_many(desk):
    with pytest.raises(ReasonNeeded):
        keep(desk, "  ")
    for number in range(views.MOST):
        keep(desk, f"第 {number} 个")
    with pytest.raises(TooManyViews):
        keep(desk, "再一个")
