"""A form with everything a feed can hold, and filled copies of it."""

from __future__ import annotations

import hashlib
from xml.sax.saxutils import escape

from server.store import forms
from tests.builders.office import NOW

BINDS = {
    "姓名": "string",
    "age": "int",
    "height.m": "decimal",
    "born": "date",
    "at": "dateTime",
    "place": "geopoint",
    "way": "geotrace",
    "field": "geoshape",
    "needs": "string",
    "photo": "binary",
    "grp/q-1": "string",
    "grp/person/name": "string",
    "grp/person/age": "int",
    "grp/person/pet/name": "string",
    "pet/name": "string",
    "meta/audit": "binary",
    "meta/instanceID": "string",
    "meta/instanceName": "string",
}
NODES = """<姓名/><age/><height.m/><born/><at/><place/><way/><field/><needs/><photo/>
<grp><q-1/><person jr:template=""><name/><age/><pet jr:template=""><name/></pet></person></grp>
<pet jr:template=""><name/></pet>"""
BODY = """<input ref="/data/姓名"><label>姓名</label></input>
<select ref="/data/needs"><label>需要</label><item><label>水</label><value>water</value></item>
<item><label>粮</label><value>grain</value></item></select>
<group ref="/data/grp"><group ref="/data/grp/person"><repeat nodeset="/data/grp/person">
<input ref="/data/grp/person/name"><label>姓名</label></input>
<group ref="/data/grp/person/pet"><repeat nodeset="/data/grp/person/pet">
<input ref="/data/grp/person/pet/name"><label>名</label></input></repeat></group>
</repeat></group></group>
<group ref="/data/pet"><repeat nodeset="/data/pet"><input ref="/data/pet/name"><label>名</label>
</input></repeat></group>"""


def feed_xform(form_id="家访", *, version="1", more=""):
    """The XForm; `more` are further fields."""
    binds = "".join(f'<bind nodeset="/data/{path}" type="{kind}"/>' for path, kind in BINDS.items())
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>家访</h:title><model>
<instance><data id="{form_id}" version="{version}">{NODES}{more}
<meta><audit/><instanceID/><instanceName/></meta></data></instance>{binds}
</model></h:head><h:body>{BODY}</h:body></h:html>""".encode()


def feed_form(office, form_id="家访", *, version="1", more="", project_id=1):
    """A published version of that form; returns the form's key."""
    xml = feed_xform(form_id, version=version, more=more)

    def work(conn):
        known = forms.find_form(conn, project_id, form_id)
        form_pk = known.id if known else forms.add_form(conn, project_id, form_id, now=NOW, by=None)
        version_id = forms.add_version(
            conn,
            form_pk=form_pk,
            version=version,
            titles={"zh": "家访"},
            xml=xml,
            md5=hashlib.md5(xml, usedforsecurity=False).hexdigest(),
            sha256=hashlib.sha256(xml).hexdigest(),
            created_at=NOW,
            published_at=NOW,
        )
        forms.change_form(conn, form_pk, current_id=version_id)
        return form_pk

    made = office.store.write(work)
    office.memo.forget("forms")
    return made


def pet(name):
    """One pet."""
    return f"<pet><name>{escape(name)}</name></pet>"


def person(name, age="", *pets):
    """One person with pets of its own."""
    inside = "".join(map(pet, pets))
    return f"<person><name>{escape(name)}</name><age>{age}</age>{inside}</person>"


ANSWERS = {
    "姓名": "王芳",
    "age": "41",
    "height.m": "1.65",
    "born": "1985-03-04",
    "at": "2026-11-23T10:30:00.000+08",
    "place": "36.5 104.1 1700 4.5",
    "way": "36.5 104.1 0 0; 36.6 104.2 0 0;",
    "field": "36.5 104.1;36.6 104.2;36.7 104.1",
    "needs": "water grain",
    "photo": "",
}


def visit(
    number, *people, form_id="家访", version="1", pets=(), q1="好", audit="", more="", **answers
):
    """A filled form with a number of its own."""
    said = {**ANSWERS, **answers}
    top = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in said.items())
    inside, beside = "".join(people), "".join(map(pet, pets))
    return f"""<data id="{form_id}" version="{version}">{top}<grp><q-1>{escape(q1)}</q-1>{inside}\
</grp>{beside}{more}<meta><audit>{audit}</audit><instanceID>{visit_id(number)}</instanceID>\
<instanceName>访问 {number}</instanceName></meta></data>""".encode()


def visit_id(number):
    """The id of such a visit."""
    return f"uuid:00000000-0000-4000-8000-{number:012d}"
