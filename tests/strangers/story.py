"""What happens in one township, told so that nobody outside it should notice.

`begun` is an office where others work already.  `happens` lets a tablet of the village of Sanhe
send households, its township review them, write into every register and make a tablet; it returns
the ids of all that, and words and numbers that stand nowhere else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from server import places
from server.answers import known_forms
from server.auth import tablets as tablet_accounts
from server.auth.grants import OPERATOR
from server.auth.tablet_rights import allow_form
from server.core.desk.people import Post
from server.core.desk.record import Decision
from server.core.rights import Grant
from server.intake.worker import drain
from server.review import decisions
from server.review.decisions import Verdict, decide
from server.store import areas, users
from server.store.tables.households import household
from server.store.tables.submissions import issue, quarantine, submission
from tests.builders import office as built
from tests.builders.areas import DABA, GUAYUAN, SANHE, YANGLIU
from tests.builders.desk import published
from tests.builders.field import publish_doorstep, uid
from tests.builders.instances import instance_id
from tests.builders.office import (
    ADMIN,
    ASSISTANT,
    AUDITOR,
    NOW,
    REVIEWER,
    STRANGER,
    person,
    tablet,
    token_of,
)
from tests.builders.trees import TREE, planted, publish_trees
from tests.builders.trees import visit as visit_tree
from tests.strangers.asking import asker_of, number_of
from tests.strangers.casework import worked
from tests.strangers.designs import (
    TRIED,
    checked_workbook,
    make_drafts,
    open_to_the_public,
    publish_workbook,
    street,
)
from tests.strangers.deskwork import shared_out
from tests.strangers.figures import figured
from tests.strangers.filing import filed
from tests.strangers.ledger import checked_sheet, own_records, public_records
from tests.strangers.lives import lived
from tests.strangers.mapping import mapped
from tests.strangers.people import (
    MARKS,
    OTHER_ASSISTANT,
    OTHER_AUDITOR,
    OTHER_COUNTY,
    units,
)
from tests.strangers.surveys import FILES, neighbour, send, sender_of, survey, surveyed


@dataclass
class Happened:
    """Ids by the slots of addresses, and what must not be read elsewhere.

    `slots` lists values by endpoint or blueprint; the first of a list is used to change something.
    """

    slots: dict[str, list[dict[str, object]]]
    marks: dict[str, str]
    photos: tuple[bytes, ...]
    revoked: str
    token: str
    row_version: int
    returned_version: int
    import_draft: str
    form_draft: str


def begun(settings):
    """An office with its people, in which others have surveyed and filed."""
    office = built.services(settings)
    office.store.write(lambda conn: areas.save_units(conn, units()))
    places.forget(office)
    published(office)
    publish_doorstep(office)
    publish_workbook(office)
    publish_trees(office)
    for login in (ADMIN, ASSISTANT, REVIEWER, AUDITOR, STRANGER):
        person(office, login)
    person(office, OTHER_ASSISTANT, grants=[Grant(Post.ASSISTANT, YANGLIU)])
    person(office, OTHER_AUDITOR, grants=[Grant(Post.COUNTY_AUDIT, OTHER_COUNTY)])
    make_drafts(office)
    open_to_the_public(office, name="街头")
    numbers = public_records(office)
    made = tablet(office, GUAYUAN, name="瓜园 1 号")
    sender = sender_of(made.id, GUAYUAN)
    for number in (1, 2):
        send(office, neighbour(number), sender)
    first = number_of(office, instance_id(1))
    decide(office, asker_of(office, STRANGER), first, Verdict(decision=Decision.APPROVE), now=NOW)
    return office, numbers


def happens(office, numbers):
    """All of it; `numbers` are those of records in registers that everybody reads."""
    clerk = asker_of(office, REVIEWER)
    made = tablet(office, SANHE, DABA, name=MARKS["a tablet"])
    gone = tablet(office, SANHE, name="东湾旧平板")
    revoked = token_of(office, gone.id)
    tablet_accounts.revoke_tablet(office, OPERATOR, gone.id, now=NOW)
    allow_form(office, OPERATOR, gone.id, 1, now=NOW)
    newcomer = _newcomer(office)
    photos = surveyed(office, made.id)
    loaded, waiting, edited = (
        number_of(office, identifier) for identifier in (instance_id(11), instance_id(12), uid(13))
    )
    approve = Verdict(decision=Decision.APPROVE)
    decide(office, clerk, loaded, approve, now=NOW)
    _tree(office, sender_of(made.id, SANHE))
    back = Verdict(decision=Decision.RETURN, note=MARKS["a reason"])
    decide(office, clerk, edited, back, now=NOW)
    decisions.comment(office, clerk, waiting, MARKS["a comment"], now=NOW)
    hh_no = _household_of(office, loaded)
    written = own_records(office, hh_no, numbers)
    people = lived(office, clerk, hh_no)
    aside = _only(office, quarantine)
    token = token_of(office, made.id)
    marks = MARKS | {
        "the household": hh_no,
        "a submission": instance_id(11),
        "another": instance_id(12),
        "an edited one": uid(13),
        "the tablet's token": token,
        "the number of a submission": str(waiting),
        "the number of another": str(loaded),
        "the number of what is aside": str(aside.id),
        "the number of a record": str(written["staff"]),
        **{f"photo {n}": hashlib.sha256(content).hexdigest() for n, content in enumerate(photos)},
    }
    link = open_to_the_public(office)
    return Happened(
        slots={"people": people}
        | filed(office, clerk, written)
        | figured(office, clerk)
        | mapped(office, clerk)
        | worked(office, clerk, hh_no, loaded)
        | shared_out(office, clerk, sender_of(made.id, SANHE))
        | slots_of(
            office,
            records=written,
            numbers=(waiting, loaded, edited),
            actors=(made.id, gone.id, newcomer, clerk.id),
            places={"hh_no": hh_no, "aside": aside.id, "token": token, "link": link},
        ),
        marks=marks,
        photos=tuple(photos),
        revoked=revoked,
        token=token,
        row_version=_row(office, waiting).row_version,
        returned_version=_row(office, edited).row_version,
        import_draft=checked_sheet(office, clerk),
        form_draft=checked_workbook(office),
    )


def _tree(office, sender):
    """A tree of the township that two tablets have changed, each without the other."""
    for xml in (
        planted(21, label=MARKS["a tree"]),
        visit_tree(22, update="1", base="1", height="2"),
        visit_tree(23, update="1", base="1", height="3"),
    ):
        send(office, xml, sender)
        drain(office)


def slots_of(office, *, records, numbers, actors, places):
    """Values for every slot there is, by endpoint or blueprint."""
    waiting, loaded, edited = numbers
    made, gone, newcomer, clerk = actors
    photo = FILES.findall(survey(12).decode())[0]
    visit = {
        "project_id": 1,
        "form_id": "household_survey",
        "instance_id": instance_id(12),
        "version_id": instance_id(12),
        "name": photo,
        "edition": _version(office),
    }
    other = visit | {"instance_id": instance_id(11), "version_id": instance_id(11)}
    edit = visit | {
        "form_id": "doorstep",
        "instance_id": uid(13),
        "version_id": uid(14),
        "name": "1.jpg",
        "edition": "1",
    }
    workbook = visit | {"form_id": "sheet", "edition": "1"}
    households = visit | {"name": "households.csv"}
    trees = [
        {"project_id": 1, "name": "trees", "uuid": TREE},
        {"project_id": 1, "name": "households", "uuid": MARKS["its entity"]},
    ]
    in_order = sorted(records.items(), key=lambda each: each[0] != "staff")
    return {
        "": [{}],
        "api": [visit, other, edit],
        "api.users": [{"actor_id": newcomer, "name": "app-user"}, {"actor_id": clerk}],
        "api.app_users": [{"project_id": 1, "actor_id": made}],
        "api.assignments": [
            visit | {"role": "viewer", "actor_id": newcomer},
            visit | {"role": "app-user", "actor_id": gone},
            visit | {"role": "app-user", "actor_id": made},
        ],
        "api.sessions": [{"token": places["token"]}],
        "api.forms": [households, workbook, visit | {"name": "villages.csv"}, edit],
        "api.forms.restore": [{"project_id": 1, "form_key": 1}],
        "api.odata": [
            visit | {"name": "Submissions", "rest": "member"},
            visit | {"name": f"Submissions('{instance_id(12)}')", "rest": "member"},
            edit | {"name": "Submissions", "rest": "x"},
        ],
        "api.public_links": [visit | {"actor_id": places["link"]}],
        "api.datasets.of_form": [visit],
        "api.datasets.of_draft": [visit | {"form_id": "sheet"}],
        "api.datasets": [{"project_id": 1, "name": name} for name in ("trees", "households")],
        "api.entities": trees,
        "api.entity_tables": trees,
        "entities": trees,
        "api.draft_tests": [workbook | {"instance_id": TRIED}],
        "api.drafts": [visit | {"name": "extra.csv", "form_id": "sheet"}],
        "api.registers": [{"name": name, "key": key} for name, key in in_order],
        "api.nothing": [{"rest": "projects/1/nothing"}],
        "openrosa": [households, visit | {"name": "households"}, edit],
        "openrosa.nothing_here": [{"rest": "projects/1/nothing"}],
        "registers": [{"name": name, "ref": key} for name, key in in_order],
        "review": [
            {"ref": waiting, "name": photo},
            {"ref": loaded, "name": photo},
            {"ref": edited, "name": "1.jpg"},
        ],
        "decide": [{"ref": waiting, "flag": _first_error(office, waiting)}],
        "mine": [{"ref": edited}],
        "households": [{"hh_no": places["hh_no"]}],
        "quarantine": [{"ref": places["aside"]}],
        "tablets": [{"ref": made}],
        "users": [{"ref": newcomer}],
        "appraisals.minutes": [{"ref": records["appraisal"]}],
        "contacts": [{"ref": records["village_contact"]}],
        "petitions": [{"ref": records["petition"], "hh_no": places["hh_no"]}],
        "proofreading": [{"ref": waiting}],
        "visits": [{"code": SANHE}],
        "rules": [{"name": "accuracy_m"}],
        "forms": [
            {"form_id": "doorstep", "version": "1", "kind": "xml", "edition": "draft"},
            {"form_id": "sheet", "version": "1", "kind": "xlsx", "edition": "draft"}
            | {"name": "extra.csv"},
            {"form_id": "sheet", "edition": "draft", "name": "extra.csv"},
        ],
        "filling": [
            visit | {"ref": waiting, "name": "villages.csv"},
            visit | {"ref": waiting},
            edit | {"ref": edited},
        ],
        "public_forms": [
            visit | {"token": street(office), "name": name, "zoom": 9, "x": 403, "y": 200}
            for name in ("villages.csv", "households.csv")
        ],
        "tiles": [{"zoom": 9, "x": 403, "y": 200}],
        "assets": [{"path": "manifest.json"}],
    }


def _newcomer(office):
    """A person of the township who has not signed in yet, with a role in the project."""
    made = person(
        office,
        MARKS["a login"],
        grants=[Grant(Post.ASSISTANT, DABA), Grant("viewer", None, 1)],
    )
    office.store.write(lambda conn: users.change_account(conn, made, must_change_password=True))
    return made


def _only(office, table):
    with office.store.read() as conn:
        return conn.execute(select(table)).one()


def _first_error(office, ref):
    wanted = select(issue.c.id).where(issue.c.submission_id == ref, issue.c.severity == "E")
    with office.store.read() as conn:
        return conn.scalars(wanted).first()


def _row(office, ref):
    with office.store.read() as conn:
        return conn.execute(select(submission).where(submission.c.id == ref)).one()


def _household_of(office, ref):
    with office.store.read() as conn:
        key = conn.scalar(select(submission.c.household_id).where(submission.c.id == ref))
        row = conn.execute(select(household).where(household.c.id == key)).first()
    assert row.entity_uuid == MARKS["its entity"]
    return row.hh_no


def _version(office):
    return next(iter(known_forms(office)[1, "household_survey"].versions))
