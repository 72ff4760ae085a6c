"""The map's pages and tiles: rights, what a browser keeps, going on with what was drawn."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import mapbox_vector_tile
import pytest

from server.app import create_app
from server.core.desk.people import Post
from server.core.rights import Grant
from server.services import Memo
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, JINGYUAN, SANHE
from tests.builders.desk import arrived
from tests.builders.instances import EVENT, START, report_xml
from tests.builders.knowing import event, sent
from tests.builders.knowing import published as forms
from tests.builders.lives import home
from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, PASSWORD, REVIEWER, STRANGER
from tests.console.conftest import proof_of
from tests.media.test_basemap import TILE, mbtiles, pmtiles

LINE = json.dumps([[103.9, 36.4], [104.2, 36.4], [104.2, 36.6], [103.9, 36.6]])
WORLD = "/tiles/points/{}/0/0/0.mvt"


@pytest.fixture
def homes(office):
    """Two households of the township, one of the next."""
    forms(office, "household_survey")
    for number, village, lat in ((1, SANHE, 36.53), (2, DABA, 36.531), (3, GUAYUAN, 36.51)):
        home(office, number=number, village=village, lat=lat, lon=104.01)


def shown(answer):
    layers = mapbox_vector_tile.decode(answer.data) if answer.data else {"points": {}}
    return sum(f["properties"]["n"] for f in layers["points"].get("features", ()))


@pytest.mark.usefixtures("homes")
def test_tiles_hold_ones_own_points_and_no_trace_of_others(signed_in):
    clerk, stranger, county = signed_in(REVIEWER), signed_in(STRANGER), signed_in(AUDITOR)
    address = WORLD.format("households")
    assert [shown(each.get(address)) for each in (clerk, stranger, county)] == [2, 1, 3]
    assert stranger.get(f"{address}?unit={SANHE}").status_code == 404
    assert signed_in(ADMIN).get(address).status_code == 403
    assert signed_in(ASSISTANT).get(address).status_code == 403


@pytest.mark.usefixtures("homes")
def test_a_post_that_counts_only_gets_the_map_without_points(signed_in):
    reader = signed_in("reader", grants=[Grant(Post.COUNTY_READ, JINGYUAN)])
    page = reader.get("/map").text
    assert "东湾镇" in page
    assert 'name="layer" aria-label' not in page
    assert reader.get(WORLD.format("households")).status_code == 403
    assert reader.get("/map?layer=households").status_code == 404


def test_a_tile_is_kept_by_the_browser_only_while_it_holds(signed_in):
    clerk = signed_in(REVIEWER)
    first = clerk.get("/tiles/areas/9/403/200.mvt")
    assert first.status_code == 200
    assert "no-cache" in first.headers["Cache-Control"]
    assert "private" in first.headers["Cache-Control"]
    again = clerk.get(
        "/tiles/areas/9/403/200.mvt", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert clerk.get("/tiles/areas/9/0/0.mvt").status_code == 204
    assert clerk.get("/tiles/areas/9/512/0.mvt").status_code == 404


@pytest.mark.usefixtures("homes")
def test_the_table_beside_the_map_has_the_maps_own_figures(signed_in):
    page = signed_in(AUDITOR).get("/map?level=village&figures=households").text
    drawn = json.loads(re.search(r'data-figures="([^"]*)"', page)[1].replace("&#34;", '"'))
    assert drawn["level"] == "village"
    assert {code: told[1] for code, told in drawn["units"].items() if told[1] != "0"} == {
        SANHE: "1",
        DABA: "1",
        GUAYUAN: "1",
    }
    assert re.search(rf'data-unit="{SANHE}".*?<td class="num">1</td>', page, re.DOTALL)
    assert (
        "connect-src 'self'"
        in signed_in("x", grants=[Grant(Post.CITY, JINGYUAN)])
        .get("/map")
        .headers["Content-Security-Policy"]
    )


@pytest.mark.usefixtures("homes")
def test_what_was_drawn_opens_as_a_list_and_only_for_its_owner(signed_in):
    clerk = signed_in(REVIEWER)
    proof = proof_of(clerk.get("/account"))
    answer = clerk.post(
        "/map/selections", data={"csrf": proof, "layer": "households", "line": LINE}
    )
    assert "圈内 2 个" in answer.text
    listed = re.search(r'href="(/households\?selection=\d+)"', answer.text)[1]
    page = clerk.get(listed).text
    assert "地图上圈选的" in page
    assert "2 户" in page
    assert signed_in(STRANGER).get(listed).status_code == 404
    file = re.search(r'href="(/extracts/new\?[^"]+)"', answer.text)[1].replace("&amp;", "&")
    assert "地图上的户" in clerk.get(file).text
    key = listed.rpartition("=")[2]
    assert clerk.get(f"/map?selection={key}").status_code == 200
    assert signed_in(AUDITOR).get(f"/map/selections/{key}").status_code == 404


def test_what_was_drawn_around_submissions_is_worked_through_as_a_queue(app, office, signed_in):
    ref = arrived(app, office, number=11)
    clerk = signed_in(REVIEWER)
    proof = proof_of(clerk.get("/account"))

    def drawn(line):
        data = {"csrf": proof, "layer": "records", "line": line}
        return clerk.post("/map/selections", data=data).text

    inside = drawn(LINE)
    assert "圈内 1 个" in inside
    queue = re.search(r'href="(/review\?selection=\d+)"', inside)[1]
    assert f"/review/{ref}" in clerk.get(queue).text
    assert signed_in(STRANGER).get(queue).status_code == 404
    outside = drawn(json.dumps([[100, 30], [101, 30], [101, 31]]))
    assert "这一圈里没有点" in outside
    card = clerk.get(f"/map/cards/records?refs={ref}").text
    assert f"/review/{ref}" in card
    assert (
        f"/review/{ref}"
        not in signed_in("y", grants=[Grant(Post.CITY, GUAYUAN)])
        .get(f"/map/cards/records?refs={ref}")
        .text
    )


@pytest.mark.parametrize("make", [pmtiles, mbtiles], ids=["pmtiles", "mbtiles"])
def test_the_offices_own_base_map_lies_beneath(office, tmp_path, make, signed_in):
    signed_in(REVIEWER)
    settings = replace(
        office.settings, basemap=make(tmp_path), basemap_attribution="审图号甘S（2026）1号"
    )
    app = create_app(settings, replace(office, settings=settings, memo=Memo()))
    app.testing = True
    client = app.test_client()
    proof = proof_of(client.get("/sign-in"))
    client.post("/sign-in", data={"csrf": proof, "login": REVIEWER, "password": PASSWORD})
    assert "审图号甘S（2026）1号" in client.get("/map").text
    tile = client.get("/tiles/base/3/6/2")
    assert tile.status_code == 200
    if make is pmtiles:
        assert (tile.headers["Content-Encoding"], tile.data) == ("gzip", TILE)
    assert client.get("/tiles/base/3/0/0").status_code == 404


def test_without_a_base_map_there_are_outlines_only(signed_in):
    clerk = signed_in(REVIEWER)
    assert clerk.get("/tiles/base/3/6/2").status_code == 404
    assert "&#34;base&#34;:null" in clerk.get("/map").text


def test_an_event_is_shown_on_the_map_with_who_has_not_reported(office, signed_in):
    forms(office, "disaster_report")
    event(office)
    sent(office, report_xml(affected=120), at=START + timedelta(minutes=5))
    page = signed_in(REVIEWER).get(f"/disasters/{EVENT}?measure=affected").text
    drawn = json.loads(re.search(r'data-figures="([^"]*)"', page)[1].replace("&#34;", '"'))
    assert drawn["units"][SANHE][1] == "120"
    assert drawn["units"][DABA][:2] == [-1, "未上报"]
    neighbours = signed_in(STRANGER).get(f"/disasters/{EVENT}").text
    assert "120" not in re.search(r'data-figures="([^"]*)"', neighbours)[1]


@pytest.mark.usefixtures("homes")
def test_statistics_are_kept_by_name_and_opened_again(signed_in):
    clerk = signed_in(REVIEWER)
    page = clerk.get("/statistics?figures=households&figures=persons").text
    assert "三合村" in page
    assert 'data-chart="' in page
    data = {"csrf": proof_of(clerk.get("/account")), "name": "按性别", "group": "sex"}
    assert clerk.post("/statistics", data=data).status_code == 303
    kept = clerk.get("/statistics").text
    assert "按性别" in kept
    assert "/statistics?group=sex" in kept
    key = re.search(r"/statistics/(\d+)/forget", kept)[1]
    forget = {"csrf": data["csrf"]}
    assert signed_in(STRANGER).post(f"/statistics/{key}/forget", data=forget).status_code != 303
    assert clerk.post(f"/statistics/{key}/forget", data=forget).status_code == 303
    assert "按性别" not in clerk.get("/statistics").text


@pytest.mark.parametrize("path", ["/map", "/statistics"])
def test_a_unit_of_somebody_else_has_no_page(signed_in, path):
    assert signed_in(STRANGER).get(f"{path}?unit={DONGWAN}").status_code == 404
    assert signed_in(ASSISTANT).get(path).status_code == 403
