"""Once a night the clocks of records are looked at, and the next night is planned."""

from datetime import timedelta

from sqlalchemy import select

from server.intake import nightly
from server.store import record_issues
from server.store.tables.submissions import job
from tests.builders.areas import SANHE
from tests.builders.knowing import row
from tests.builders.office import NOW


def planned(office):
    with office.store.read() as conn:
        return conn.execute(select(job.c.run_after).where(job.c.kind == nightly.KIND)).all()


def test_one_night_is_planned_however_often_it_is_asked(office):
    for _ in range(2):
        office.store.write(lambda conn: nightly.plan(conn, now=NOW))
    ((at,),) = planned(office)
    assert at == nightly.next_night(NOW)
    assert timedelta() < at - NOW <= timedelta(days=1)


def test_a_night_judges_what_nobody_touched_and_plans_the_next(office):
    past = {"recv_time": "2026-01-05 09:00", "check_date": "", "checkers": "", "check_result": ""}
    row(office, "petition", unit=SANHE, kind="来信", reply_date="", list_no="", item="", **past)
    office.store.write(nightly.judge_records(office, {}))
    with office.store.read() as conn:
        rows, _ = record_issues.listed(conn, [SANHE], limit=9)
    assert [each.rule for each in rows] == ["O-02"]
    assert len(planned(office)) == 1
