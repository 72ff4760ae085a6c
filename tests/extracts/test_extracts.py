"""Files leave with rights, masks and a purpose; a broken one leaves nothing under a good name."""

import csv
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from server.core.desk.extract import ExtractState, Wish
from server.core.errors import NotAllowed, NotFound, TooMuchAsked, UnexpectedValue
from server.extracts import asking, exporter, making
from server.store import audit
from server.store import extracts as rows
from tests.builders.office import NOW

NEVER = threading.Event()


def wish(source="register:institution", format_="csv", purpose="入户核对", **more):
    return Wish(source, format_, purpose, **more)


def actions(office, who):
    with office.store.read() as conn:
        return [e.action for e in audit.entries(conn, action="export", by=who.id)]


def test_a_file_is_made_by_a_process_of_its_own_taken_and_forgotten_after_some_days(office, clerk):
    ref = asking.ask(office, clerk, wish(query={"sort": "beds"}), now=NOW)
    assert exporter.run_next(office, NEVER)
    assert not exporter.run_next(office, NEVER)
    found, path = asking.take(office, clerk, ref, now=NOW)
    assert (found.state, found.rows, found.size) == (ExtractState.DONE, 3, path.stat().st_size)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows_read = csv.reader(file)
    names = [row[head.index("机构名称")] for row in rows_read]
    assert names == ["'=甲院", "丙院", "乙院"], "sorted by beds; a formula is shown, not run"
    assert actions(office, clerk) == ["export.take", "export.create"]
    assert list(path.parent.iterdir()) == [path]
    assert exporter.sweep(office, now=datetime.now(UTC)) == 0
    assert exporter.sweep(office, now=datetime.now(UTC) + asking.KEPT + timedelta(1)) == 1
    assert not path.exists()
    assert asking.mine(office, clerk) == ()
    assert actions(office, clerk) == ["export.take", "export.create"], "the trail stays"


def made_at(office, who, what, path):
    return making.make_at(office, who, what, Path(path), now=NOW, tell=lambda _: None)


def test_labels_or_codes_in_both_languages(office, clerk, tmp_path):
    labels = tmp_path / "labels.xlsx"
    codes = tmp_path / "codes.xlsx"
    assert made_at(office, clerk, wish(format_="xlsx"), labels).rows == 3
    made_at(office, clerk, wish(format_="xlsx", codes=True, language="en"), codes)
    zh = openpyxl.load_workbook(labels)
    en = openpyxl.load_workbook(codes)
    values = [c for row in en.worksheets[0].iter_rows(values_only=True) for c in row]
    assert "day_care" in values
    assert "day_care" not in [c for r in zh.worksheets[0].iter_rows(values_only=True) for c in r]
    about = [row[0] for row in zh.worksheets[1].iter_rows(values_only=True)]
    assert any("李军" in (line or "") for line in about)
    assert "用途：入户核对" in about
    assert "For: 入户核对" in [r[0] for r in en.worksheets[1].iter_rows(values_only=True)]


@pytest.mark.usefixtures("clerk")
def test_only_rows_of_ones_own_area_leave(office, stranger, tmp_path):
    assert made_at(office, stranger, wish(), tmp_path / "own.csv").rows == 1
    with pytest.raises(NotFound):
        asking.ask(office, stranger, wish(query={"unit": "620421100201"}), now=NOW)


def test_a_file_is_its_askers_alone(office, clerk, stranger):
    ref = asking.ask(office, clerk, wish(), now=NOW)
    for act in (asking.one, lambda *a: asking.cancel(*a, now=NOW)):
        with pytest.raises(NotFound):
            act(office, stranger, ref)
    assert asking.mine(office, stranger) == ()


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        pytest.param(wish(purpose=" "), UnexpectedValue, id="no purpose"),
        pytest.param(wish(format_="doc"), UnexpectedValue, id="unknown format"),
        pytest.param(wish("register:nothing"), NotFound, id="unknown register"),
        pytest.param(wish("nothing"), NotFound, id="unknown kind of list"),
        pytest.param(wish(query={"beds.has": "x"}), UnexpectedValue, id="a condition that is none"),
    ],
)
def test_what_cannot_be_had_is_refused_at_once(office, clerk, what, refusal):
    with pytest.raises(refusal):
        asking.ask(office, clerk, what, now=NOW)
    assert asking.mine(office, clerk) == ()


def test_a_list_of_another_post_is_not_allowed(office, tmp_path):
    from tests.builders import office as built  # noqa: PLC0415  # only here
    from tests.builders.office import ADMIN  # noqa: PLC0415

    with pytest.raises(NotAllowed):
        made_at(office, built.asker(office, ADMIN), wish(), tmp_path / "x.csv")


def test_one_person_may_have_three_in_the_making(office, clerk):
    for _ in range(asking.AT_ONCE):
        asking.ask(office, clerk, wish(), now=NOW)
    with pytest.raises(TooMuchAsked):
        asking.ask(office, clerk, wish(), now=NOW)
    assert asking.cancel(office, clerk, asking.mine(office, clerk)[0].id, now=NOW)
    assert asking.ask(office, clerk, wish(), now=NOW)


def test_a_cancelled_file_is_not_made(office, clerk):
    ref = asking.ask(office, clerk, wish(), now=NOW)
    assert asking.cancel(office, clerk, ref, now=NOW)
    assert not asking.cancel(office, clerk, ref, now=NOW)
    assert not exporter.run_next(office, NEVER)
    with pytest.raises(NotFound):
        asking.take(office, clerk, ref, now=NOW)


def test_a_file_that_breaks_ends_as_failed_with_its_reason(office, clerk, settings):
    (settings.data_dir / "extracts").write_text("a file where the folder should be")
    ref = asking.ask(office, clerk, wish(), now=NOW)
    assert exporter.run_next(office, NEVER)
    found = asking.one(office, clerk, ref)
    assert found.state is ExtractState.FAILED
    assert "写文件失败" in found.reason


def test_a_writer_that_breaks_midway_leaves_no_file(office, clerk, tmp_path, monkeypatch):
    def breaks(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_sha256", breaks)
    with pytest.raises(OSError, match="space"):
        made_at(office, clerk, wish(), tmp_path / "x.csv")
    assert list(tmp_path.glob("x.*")) == []


def test_rights_count_when_the_file_is_made(office, clerk):
    ref = asking.ask(office, clerk, wish(), now=NOW)
    from server.store.tables.users import assignment  # noqa: PLC0415

    office.store.write(lambda conn: conn.execute(assignment.delete()))
    exporter.run_next(office, NEVER)
    assert asking.one(office, clerk, ref).state is ExtractState.FAILED


def test_what_was_running_when_the_server_died_is_made_anew(office, clerk):
    ref = asking.ask(office, clerk, wish(), now=NOW)
    taken = office.store.write(lambda conn: rows.take(conn, now=NOW))
    assert taken.id == ref
    assert not exporter.run_next(office, NEVER)
    assert office.store.write(rows.release_running) == 1
    assert asking.one(office, clerk, ref).state is ExtractState.WAITING
