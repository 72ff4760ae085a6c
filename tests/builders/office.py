"""A small office: the made-up county, its people, a project, forms and a tablet.

The same few people throughout: an assistant in one village, a reviewer of its township, an auditor
of its county, a stranger from the next township, and the administrator.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from argon2 import PasswordHasher
from sqlalchemy import select

from media.thumbnails import Thumbnails
from media.vault import Vault
from server.auth.grants import OPERATOR, asker_by_id
from server.auth.ha1 import sealed_ha1
from server.auth.tablets import create_tablet, tablet_url
from server.core.desk.people import Post
from server.core.rights import Grant
from server.secrets import Sealer
from server.services import Services
from server.store import areas, forms, tablets, users
from server.store.engine import Store, open_engine
from server.store.tables import metadata
from tests.builders.areas import DONGWAN, JINGYUAN, SANHE, WULAN, small_county

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # half past ten in the office
PASSWORD = "wheat river kite 42"
ASSISTANT, REVIEWER, AUDITOR, STRANGER, ADMIN = (
    "wang.fang",
    "li.jun",
    "zhao.min",
    "ma.long",
    "admin@example.org",
)
POSTS = {
    ASSISTANT: ("王芳", Post.ASSISTANT, SANHE),
    REVIEWER: ("李军", Post.TOWNSHIP_CLERK, DONGWAN),
    AUDITOR: ("赵敏", Post.COUNTY_AUDIT, JINGYUAN),
    STRANGER: ("马龙", Post.TOWNSHIP_CLERK, WULAN),
    ADMIN: ("管理员", Post.ADMIN, None),
}
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
KEY = bytes(range(32))


def services(settings, *, started_at=NOW):
    """An installation with the county's units and one project, without people."""
    store = Store(open_engine(settings.sqlalchemy_url))
    vault = Vault(settings.media_dir, reserve_bytes=0)
    made = Services(
        settings=settings,
        store=store,
        vault=vault,
        thumbnails=Thumbnails(vault, settings.data_dir / "thumbnails"),
        sealer=Sealer(KEY),
        started_at=started_at,
    )
    store.write(lambda conn: areas.save_units(conn, small_county()))
    store.write(lambda conn: forms.add_project(conn, "示范县入户调查", now=NOW))
    return made


def person(
    office,
    login=ASSISTANT,
    *,
    password=PASSWORD,
    must_change_password=False,
    grants=None,
    from_date=None,
    to_date=None,
):
    """Somebody with an account, by login one of the few people; returns the id."""
    name, post, unit = POSTS.get(login, (login, Post.ASSISTANT, SANHE))

    def work(conn):
        user_id = users.add_account(
            conn,
            login=login,
            name=name,
            password_hash=CHEAP.hash(password),
            digest_sealed=sealed_ha1(office, login, password),
            must_change_password=must_change_password,
            now=NOW,
            by=None,
        )
        held = [Grant(post, unit)] if grants is None else grants
        users.assign(conn, user_id, held, from_date=from_date, to_date=to_date)
        return user_id

    return office.store.write(work)


def settled(office):
    """Wait until what was to be written soon is written."""
    office.store.write(lambda conn: conn.execute(select(1)))


def everything_in(office, *names):
    """Every row of some tables as text, to look for what must not be there."""
    with office.store.read() as conn:
        return str([conn.execute(metadata.tables[name].select()).all() for name in names])


def asker(office, login=REVIEWER, *, now=NOW):
    """One of the few people as pages know them, with an account made for it."""
    return asker_by_id(office, person(office, login), now=now)


def tablet(office, *units, name="三合村 1 号", project_id=None, now=NOW):
    """A tablet of these villages; returns it."""
    return create_tablet(
        office, OPERATOR, name=name, units=units or (SANHE,), now=now, project_id=project_id
    )


def token_of(office, tablet_id):
    """A tablet's token in clear."""
    with office.store.read() as conn:
        url = tablet_url(office, tablets.get_tablet(conn, tablet_id))
    return url.split("/")[5]


def xform(form_id="visit", *, version="1", title="走访", body=""):
    """A form with one text, one photo and what Collect needs of a form."""
    marked = f' version="{version}"' if version else ""
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>{escape(title)}</h:title><model>
<instance><data id="{form_id}"{marked}><note/><photo/>
<meta><instanceID/></meta></data></instance>{body}
<bind nodeset="/data/note" type="string"/>
<bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
</model></h:head>
<h:body><input ref="/data/note"><label>备注</label></input>
<upload ref="/data/photo" mediatype="image/*"><label>照片</label></upload></h:body></h:html>
""".encode()


def form(
    office, form_id="visit", *, version="1", title="走访", state="open", files=(), project_id=1
):
    """A published form; returns its key.

    `files` are (name, content): bytes, None for an empty slot, or the name of a list of ours.
    """
    xml = xform(form_id, version=version, title=title)
    slots = [_slot(office, name, content) for name, content in files]

    def work(conn):
        form_pk = forms.add_form(conn, project_id, form_id, now=NOW, by=None)
        version_id = forms.add_version(
            conn,
            form_pk=form_pk,
            version=version,
            titles={"zh": title},
            xml=xml,
            md5=_md5(xml),
            sha256=hashlib.sha256(xml).hexdigest(),
            created_at=NOW,
            published_at=NOW,
        )
        forms.add_files(conn, version_id, slots)
        forms.change_form(conn, form_pk, current_id=version_id, state=state)
        return form_pk

    made = office.store.write(work)
    office.memo.forget("forms")
    return made


def _slot(office, name, content):
    slot = {"name": name, "kind": "file", "source": content if isinstance(content, str) else ""}
    if not isinstance(content, bytes):
        return slot | {"digest": None, "md5": None, "size": None, "mime": None}
    blob = office.vault.put_bytes(content)
    return slot | {
        "digest": blob.digest,
        "md5": blob.md5,
        "size": blob.size,
        "mime": "text/csv" if name.endswith(".csv") else "application/octet-stream",
    }


def instance(
    instance_id="uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e01",
    *,
    form_id="visit",
    version="1",
    note="水井已修",
    photo="",
):
    """A filled form as Collect writes it."""
    return f"""<?xml version='1.0' ?><data id="{form_id}" version="{version}" \
xmlns:orx="http://openrosa.org/xforms"><note>{note}</note><photo>{photo}</photo>\
<orx:meta><orx:instanceID>{instance_id}</orx:instanceID></orx:meta></data>""".encode()


def _md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
