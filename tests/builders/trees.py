"""A form that registers and revisits old trees, and what it does to the entity list `trees`."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from forms.compile import accept_xform
from server.core.entity_history import History
from server.publish.publishing import publish
from server.store import datasets, entities, entity_acts
from tests.builders.field import uid
from tests.builders.office import NOW

TREE = "24b47424-ccf8-4f4b-b4cd-34ff5c71eddd"
OTHER = "9e32d18f-d51a-4826-a8b2-e9b1c6d10b58"
BRANCH = "b0e927b6-958a-42f6-8344-1deb37ee9672"
LIST = "trees"


def trees_form(version="1", *, entities_version="2024.1.0", properties=("kind", "height")):
    """The XForm; each property has a question of its name."""
    questions = "".join(f"<{name}/>" for name in properties)
    binds = "".join(
        f'<bind nodeset="/data/{name}" type="string" entities:saveto="{name}"/>'
        for name in properties
    )
    shown = "".join(
        f'<input ref="/data/{name}"><label>{name}</label></input>' for name in properties
    )
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"
 xmlns:entities="http://www.opendatakit.org/xforms/entities">
<h:head><h:title>古树</h:title><model entities:entities-version="{entities_version}">
<instance><data id="trees" version="{version}">{questions}<meta><instanceID/>
<entity dataset="trees" id="" create="" update="" baseVersion="" trunkVersion="" branchId="">
<label/></entity></meta></data></instance>
<instance id="trees" src="jr://file-csv/trees.csv"/>{binds}
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
</model></h:head><h:body>{shown}</h:body></h:html>""".encode()


def publish_trees(office, **more):
    """Publish it as an administrator does; the list comes into being."""
    return publish(office, 1, accept_xform(trees_form(**more)), by=None, now=NOW)


def visit(number, *, uuid=TREE, label=None, create="", update="", edits=None, **values):
    """A filled form; `base`, `trunk` and `branch` are those of its entity."""
    said = {
        "dataset": LIST,
        "id": uuid,
        "create": create,
        "update": update,
        "baseVersion": values.pop("base", ""),
        "trunkVersion": values.pop("trunk", ""),
        "branchId": values.pop("branch", ""),
    }
    attributes = " ".join(f"{name}={quoteattr(str(value))}" for name, value in said.items())
    answers = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
    named = "" if label is None else f"<label>{escape(label)}</label>"
    old = "" if edits is None else f"<deprecatedID>{uid(edits)}</deprecatedID>"
    return (
        f'<data id="trees" version="1">{answers}<meta><instanceID>{uid(number)}</instanceID>{old}'
        f"<entity {attributes}>{named}</entity></meta></data>"
    ).encode()


def planted(number=1, **values):
    """A form that registers a tree."""
    given = {"kind": "槐", "height": "1"} | values
    return visit(number, create="1", **{"label": "老槐树"} | given)


def dataset(office, name=LIST):
    """The list, or None."""
    with office.store.read() as conn:
        return datasets.find(conn, 1, name)


def tree(office, uuid=TREE):
    """An entity of the list, or None."""
    with office.store.read() as conn:
        return entities.find(conn, dataset(office).id, uuid)


def history(office, uuid=TREE):
    """All its versions."""
    with office.store.read() as conn:
        found = entities.find(conn, dataset(office).id, uuid)
        return History() if found is None else entities.history(conn, found)


def acts(office, record):
    """What a submission did: (outcome, version, code)."""
    with office.store.read() as conn:
        found = entity_acts.of_submission(conn, record.county, record.id)
    return [(act.outcome, act.version, act.code) for act in found]
