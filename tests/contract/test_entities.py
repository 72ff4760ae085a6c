"""Two tablets fetch their lists as ODK Collect does, and each sees its own villages alone."""

import csv
import io
from urllib.parse import quote

import pytest

from server.core.days import local_date
from server.intake.worker import drain
from server.registers import editing
from tests.builders import office as built
from tests.builders.areas import DABA, DONGWAN, JINGYUAN, SANHE
from tests.builders.households import ACCOUNT, ID_NUMBER, INCOME, PHONE, WIFE, entity, stored
from tests.builders.office import AUDITOR, NOW, REVIEWER, form
from tests.builders.trees import OTHER, TREE, planted, publish_trees
from tests.strangers.asking import asker_of

LISTS = (
    "counties",
    "townships",
    "villages",
    "households",
    "standards",
    "events",
    "applications",
    "publicity",
    "publicity_items",
)
TODAY = local_date(NOW)


@pytest.fixture
def desk(live):
    """The county's desk has written standards and an event, the township's an application each."""
    for login in (AUDITOR, REVIEWER):
        built.person(live.office, login)
    county, township = (asker_of(live.office, login) for login in (AUDITOR, REVIEWER))

    def write(who, register, **raw):
        return editing.create(live.office, who, register, raw, now=NOW)

    write(
        county,
        "benefit_standard",
        unit=JINGYUAN,
        kind="dibao_rural",
        amount="500",
        valid_from="2026-01-01",
    )
    write(
        county,
        "disaster_event",
        unit=JINGYUAN,
        name="暴雨",
        disaster_type="flood",
        start_time="2026-11-20 02:10",
        found_time="2026-11-20 02:30",
        state="open",
        response_level="none",
        nil_report_duty="1",
    )
    for number, village in enumerate((SANHE, DABA), 1):
        stored(live.office, number, village=village)
    form(live.office, "all", files=[(f"{name}.csv", name) for name in LISTS])
    return write, township


def lists(tablet):
    """Names of the rows of every list on a tablet."""
    media = tablet.forms["all"].media
    return {
        name: [row["name"] for row in csv.DictReader(io.StringIO(media[f"{name}.csv"].decode()))]
        for name in LISTS
    }


@pytest.mark.usefixtures("desk")
def test_each_tablet_sees_its_own_villages_and_what_the_county_says(live):
    for village, number in ((SANHE, 1), (DABA, 2)):
        tablet = live.tablet(village)
        tablet.refresh()
        found = lists(tablet)
        assert found["villages"] == [village]
        assert found["townships"] == [DONGWAN]
        assert found["households"] == [entity(number)]
        assert found["standards"] == ["620421000000-rural-2026"]
        assert found["events"] == ["EV-620421-20261120-flood-01"]
        for content in tablet.forms["all"].media.values():
            for secret in (ACCOUNT, ID_NUMBER, str(INCOME), PHONE, WIFE):
                assert secret.encode() not in content


@pytest.mark.usefixtures("desk")
def test_a_list_is_fetched_again_only_after_a_change_of_it(live):
    tablet, other = live.tablet(SANHE), live.tablet(DABA)
    for each in (tablet, other):
        each.refresh()
    marks = [len(tablet.log), len(other.log)]
    stored(live.office, 1, version=2, group_no="五组")
    for each in (tablet, other):
        each.refresh()
    fetched = [
        [target.rpartition("/")[2].partition("?")[0] for _, target, _ in each.log[mark:]]
        for each, mark in zip((tablet, other), marks, strict=True)
    ]
    assert "households.csv" in fetched[0]
    assert "households.csv" not in fetched[1]
    assert all("standards.csv" not in each for each in fetched)
    assert "五组" in tablet.forms["all"].media["households.csv"].decode()


def test_or_155_or_156_five_hundred_deleted_entities_are_told_in_one_request(live):
    publish_trees(live.office)
    tablet = live.tablet(SANHE)
    assert tablet.send(planted()).status == 201
    drain(live.office)
    ids = [TREE, OTHER, *(f"00000000-0000-4000-8000-{n:012d}" for n in range(500))]
    base = tablet.server_url.rstrip("/")
    answer = tablet.request("GET", f"{base}/datasets/trees/integrity?id={quote(','.join(ids))}")
    assert answer.status == 200
    assert answer.headers.get_content_type() == "text/xml"
    assert answer.content.decode().count("<entity ") == 1
    assert f'<entity id="{TREE}"><deleted>false</deleted></entity>' in answer.content.decode()


def test_a_tree_registered_on_one_tablet_comes_to_the_other_of_its_village(live):
    publish_trees(live.office)
    one, two, far = live.tablet(SANHE), live.tablet(SANHE), live.tablet(DABA)
    for each in (one, two, far):
        each.refresh()
    assert one.send(planted()).status == 201
    drain(live.office)
    for each in (two, far):
        each.refresh()
    assert two.forms["trees"].media["trees.csv"].decode() == (
        f"name,label,__version,kind,height\n{TREE},老槐树,1,槐,1\n"
    )
    assert far.forms["trees"].media["trees.csv"].decode() == "name,label,__version,kind,height\n"
