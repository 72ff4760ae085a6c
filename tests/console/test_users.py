"""Accounts on the administrator's pages."""

import re

import pytest

from tests.builders.office import ADMIN, REVIEWER, person
from tests.console.conftest import proof_of


@pytest.fixture
def admin(signed_in):
    return signed_in(ADMIN)


def post(client, path, **data):
    return client.post(path, data={"csrf": proof_of(client.get("/account")), **data})


def test_one_person_gets_an_account_and_a_slip_of_paper(admin):
    slip = post(
        admin, "/users", login="sun.li", name="孙丽", post="township_clerk", units="620421102"
    )
    assert slip.status_code == 200
    assert slip.headers["Cache-Control"] == "no-store"
    assert re.search(r"<b>[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}</b>", slip.text)
    listed = admin.get("/users?text=孙丽").text
    assert "sun.li" in listed
    assert "还没改初始密码" in listed
    assert "没有符合条件的账号" in admin.get("/users?text=孙丽&post=city").text


def test_a_pasted_table_is_checked_first_and_kept_in_the_form(admin):
    faulty = post(admin, "/users", rows="a\t甲\t所长\t620421102\nb\t乙\t局长\t620421102")
    assert faulty.status_code == 422
    assert "第 2 行 岗位" in faulty.text
    assert "b\t乙\t局长" in faulty.text
    assert ">a<" not in admin.get("/users").text
    right = post(admin, "/users", rows="a\t甲\t所长\t620421102", only_check="1")
    assert "1 行都没有问题" in right.text
    assert ">a<" not in admin.get("/users").text


def test_an_account_changes_post_is_reset_signed_out_and_closed(admin, office):
    ref = person(office, REVIEWER)
    post(admin, f"/users/{ref}/assign", post="county_audit", units="620421")
    assert "县级审核 靖远县" in admin.get(f"/users?text={REVIEWER}").text
    wrong = post(admin, f"/users/{ref}/assign", post="county_audit", units="620421102")
    assert wrong.status_code == 303
    assert "不能设在" in admin.get("/users").text
    assert "初始密码" in post(admin, f"/users/{ref}/reset").text
    assert post(admin, f"/users/{ref}/sign-out").status_code == 303
    assert post(admin, f"/users/{ref}/disable").status_code == 303
    assert "已停用" in admin.get(f"/users?text={REVIEWER}").text


def test_others_do_not_see_accounts(signed_in):
    clerk = signed_in(REVIEWER)
    assert clerk.get("/users").status_code == 403
    assert post(clerk, "/users", rows="a\t甲\t所长\t620421102").status_code == 403
