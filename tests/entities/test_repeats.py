"""Entities inside repeats: several of one submission (OR-154)."""

from forms.compile import accept_xform
from server.intake.worker import drain
from server.publish.publishing import publish
from tests.builders.field import records, send, uid
from tests.builders.office import NOW
from tests.builders.trees import OTHER, TREE, acts, tree

FORM = b"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"
 xmlns:entities="http://www.opendatakit.org/xforms/entities">
<h:head><h:title>grove</h:title><model entities:entities-version="2025.1.0">
<instance><data id="grove" version="1"><tree jr:template=""><kind/><meta>
<entity dataset="trees" id="" create="1"><label/></entity></meta></tree>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/tree/kind" type="string" entities:saveto="kind"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
</model></h:head><h:body><group ref="/data/tree"><label>tree</label><repeat nodeset="/data/tree">
<input ref="/data/tree/kind"><label>kind</label></input></repeat></group></h:body></h:html>"""


def row(uuid, label, kind):
    return (
        f'<tree><kind>{kind}</kind><meta><entity dataset="trees" id="{uuid}" create="1">'
        f"<label>{label}</label></entity></meta></tree>"
    )


def test_or_154_each_row_is_an_entity_and_one_that_fails_stops_no_other(office):
    publish(office, 1, accept_xform(FORM), by=None, now=NOW)
    rows = row(TREE, "槐一", "槐") + row("no id", "榆", "榆") + row(OTHER, "杨二", "杨")
    xml = (
        f'<data id="grove" version="1">{rows}<meta><instanceID>{uid(1)}</instanceID></meta></data>'
    )
    send(office, xml.encode())
    drain(office)
    assert [tree(office, each).current.values for each in (TREE, OTHER)] == [
        {"kind": "槐"},
        {"kind": "杨"},
    ]
    (record,) = records(office)
    assert acts(office, record) == [
        ("created", 1, ""),
        ("failed", None, "400.28"),
        ("created", 1, ""),
    ]
