"""Instances on their way in: a form with several files, uploads, and what became of them."""

from __future__ import annotations

import hashlib
from xml.sax.saxutils import escape

from sqlalchemy import select

from forms.compile import accept_xform
from server.core.rights import APP_USER, Grant, Sender
from server.intake import SentFile, Upload, receive
from server.publish.publishing import publish
from server.registers.recount import differences
from server.store import arrival_counts, counters, submissions
from server.store.tables.submissions import (
    attachment,
    issue,
    quarantine,
    submission,
    submission_version,
)
from tests.builders.areas import SANHE
from tests.builders.office import NOW

SLOTS = ("house", "door", "book", "yard")
"""Photo questions of the form `doorstep`."""


def doorstep(version="1", *, required=()):
    """The XForm of a note and four photos, with an audit file."""
    slots = "".join(f"<{slot}/>" for slot in SLOTS)
    binds = "".join(
        f'<bind nodeset="/data/{slot}" type="binary"'
        + (' required="true()"/>' if slot in required else "/>")
        for slot in SLOTS
    )
    shown = "".join(
        f'<upload ref="/data/{slot}" mediatype="image/*"><label>{slot}</label></upload>'
        for slot in SLOTS
    )
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>门口</h:title><model>
<instance><data id="doorstep" version="{version}"><note/>{slots}
<meta><audit/><instanceID/><instanceName/></meta></data></instance>
<bind nodeset="/data/note" type="string"/>{binds}
<bind nodeset="/data/meta/audit" type="binary"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
<bind nodeset="/data/meta/instanceName" type="string"/>
</model></h:head>
<h:body><input ref="/data/note"><label>备注</label></input>{shown}</h:body></h:html>
""".encode()


def publish_doorstep(office, version="1", *, xform=None, **more):
    """Publish a version of it as an administrator does; returns its key."""
    compiled = accept_xform(xform or doorstep(version, **more))
    return publish(office, 1, compiled, by=None, now=NOW)


def filled(number=1, *, version="1", note="水井已修", edits=None, audit=None, **photos):
    """A filled doorstep form; `edits` is the number of the instance it replaces."""
    answers = "".join(f"<{slot}>{escape(name)}</{slot}>" for slot, name in photos.items())
    meta = f"<instanceID>{uid(number)}</instanceID>"
    meta += "" if edits is None else f"<deprecatedID>{uid(edits)}</deprecatedID>"
    meta += "" if audit is None else f"<audit>{audit}</audit>"
    return (
        f'<data id="doorstep" version="{version}"><note>{escape(note)}</note>{answers}'
        f"<meta>{meta}</meta></data>"
    ).encode()


def uid(number):
    """An instance id by number."""
    return f"uuid:00000000-0000-4000-8000-{number:012d}"


def sender(*units, name="三合村 1 号", number=7):
    """A tablet of these villages, allowed every form of the first project."""
    grants = tuple(Grant(APP_USER, unit, 1) for unit in (units or (SANHE,)))
    return Sender(number, name, is_app_user=True, grants=grants, project_id=1)


def upload(office, xml, files=None, *, at=NOW, by=None, **more):
    """An upload whose files (name -> content) are in the vault already."""
    sent = tuple(_stored(office, name, content) for name, content in (files or {}).items())
    given = {"project_id": 1, "sender": by or sender(), "received_at": at} | more
    return Upload(xml=xml, files=sent, **given)


def _stored(office, name, content):
    blob = office.vault.put_bytes(content)
    return SentFile(name, "image/jpeg", blob.digest, blob.md5, blob.size)


def send(office, xml, files=None, **more):
    """Receive one upload; returns its outcome."""
    return receive(office, upload(office, xml, files, **more)).outcome


def _all(office, table, *columns, order=None):
    wanted = select(*(columns or (table,)))
    with office.store.read() as conn:
        return conn.execute(wanted if order is None else wanted.order_by(order)).all()


def records(office):
    """Every record, oldest first."""
    return _all(office, submission, order=submission.c.id)


def record(office):
    """The only record."""
    (row,) = records(office)
    return row


def versions(office):
    """Every version, oldest first."""
    return _all(office, submission_version, order=submission_version.c.id)


def current(office):
    """The current version of the only record."""
    wanted = record(office).current_id
    return next(row for row in versions(office) if row.id == wanted)


def files(office, version_id=None):
    """Name -> SHA-256 of the files of a version, None for one that has not come."""
    key = record(office).current_id if version_id is None else version_id
    rows = _all(office, attachment)
    return {row.name: row.digest for row in rows if row.version_id == key}


def issues(office, version_id=None):
    """Rules that fired on the current version of the only record, sorted."""
    key = record(office).current_id if version_id is None else version_id
    return sorted(row.rule for row in _all(office, issue) if row.version_id == key)


def aside(office):
    """Everything in quarantine."""
    return _all(office, quarantine, order=quarantine.c.id)


def change(office, **values):
    """Set columns of every record, as if somebody had decided; its counters follow."""

    def work(conn):
        for row in conn.execute(select(submission)).all():
            submissions.change(conn, row.county, row.id, values)
            is_gone = [row.deleted_at, values.get("deleted_at", row.deleted_at)]
            states = [row.state, values.get("state", row.state)]
            for state, gone, sign in zip(states, is_gone, (-1, 1), strict=True):
                if gone is None:
                    counters.count(conn, {(row.unit_code, f"{counters.STATE}{state}"): sign})
                    arrival_counts.count(conn, row.unit_code, row.received_at, sign)

    office.store.write(work)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def counts_are_right(office):
    """Whether every counter equals a recount."""
    return differences(office) == ()
