"""Running the rules again on the command line."""

import pytest

from server.store import audit
from server.store.engine import Store, open_engine
from tests.builders.office import instance, xform


@pytest.fixture
def office(installed, tmp_path):
    """An installation with one submission."""
    form = tmp_path / "visit.xml"
    form.write_bytes(xform())
    assert installed("form", "publish", form).status == 0
    folder = tmp_path / "instances" / "one"
    folder.mkdir(parents=True)
    (folder / "one.xml").write_bytes(instance())
    assert installed("submissions", "import", folder.parent).status == 0
    return installed


def test_the_rules_run_again_and_are_counted(office, settings):
    dry = office("check", "--dry-run")
    assert dry.status == 0, dry
    assert "1 份提交 / submissions, 0 份有变化 / differ" in dry.out
    assert office("check", "--rule", "w-03", "--since", "2026-01-01").status == 0
    store = Store(open_engine(settings.sqlalchemy_url))
    with store.read() as conn:
        (entry,) = audit.entries(conn, action="rules.check")
    store.close()
    assert (entry.details["rules"], entry.details["looked_at"]) == (["W-03"], 1)


def test_an_unknown_rule_is_told(office):
    refused = office("check", "--rule", "Z-99")
    assert (refused.status, "没有规则 Z-99" in refused.err) == (1, True)
