"""The log on its page: who did what, an unbroken chain, and nobody else reads it."""

from sqlalchemy import update

from server.store import audit as log
from server.store.tables.users import audit
from tests.builders.office import ADMIN, NOW, REVIEWER, STRANGER


def test_the_administrator_reads_who_did_what_and_that_nothing_was_changed(signed_in, office):
    admin = signed_in(ADMIN)
    signed_in(REVIEWER)
    page = admin.get("/log").text
    assert "登录" in page
    assert "李军" in page
    assert "最近的日志链完整" in page
    assert "李军" not in admin.get(f"/log?who={STRANGER}").text
    assert "没有符合条件的记录" in admin.get("/log?group=export").text
    assert "李军" in admin.get(f"/log?group=session&who={REVIEWER}").text
    office.store.write(lambda conn: conn.execute(update(audit).values(subject="someone else")))
    assert "日志链断了" in admin.get("/log").text


def test_the_administrator_reads_that_a_household_was_opened_and_not_which(signed_in, office):
    admin = signed_in(ADMIN)
    office.store.write(
        lambda conn: log.note(conn, "household.read", at=NOW, by=None, subject="6204211022010001")
    )
    page = admin.get("/log").text
    assert "查看户档案" in page
    assert "6204211022010001" not in page


def test_others_do_not_read_it(signed_in):
    assert signed_in(REVIEWER).get("/log").status_code == 403
