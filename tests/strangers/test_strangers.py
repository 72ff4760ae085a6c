"""Nobody outside a township notices what happens in it (safety.md 3, ASVS 8.2.2).

Every address of the application is asked for, by people who have no business there, with the ids
of what happened: in the office in which it happened and in one in which it did not.  Both must
answer alike: no row, no count, no hint that something of this id exists.  A new address is among
them on the day it is written.
"""

from __future__ import annotations

import re

import pytest

from tests.builders.areas import DONGWAN, SANHE
from tests.builders.office import ADMIN, STRANGER
from tests.strangers.bodies import content
from tests.strangers.people import MARKS, OTHER_ASSISTANT, OTHER_AUDITOR

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

STRANGERS = {
    "nobody": "nobody",
    "a clerk of the next township": STRANGER,
    "an auditor of the next county": OTHER_AUDITOR,
    "an assistant of the next village": OTHER_ASSISTANT,
    "a tablet of the next township": "neighbour",
    "a revoked tablet": "revoked",
}
HEADERS = ("Location", "Content-Type", "Content-Disposition", "Content-Length", "ETag")
PROOF = re.compile(r'name="csrf" value="[^"]*"')
SIGNED_IN = re.compile(r'<section [^>]*id="sessions">.*?</section>', re.DOTALL)
"""When somebody signed in differs between two offices that were opened one after the other."""
QUERIES = (
    {},
    {"unit": SANHE, "everything": "1", "shelf": "all", "state": "returned", "size": "thumb"},
    {"unit": DONGWAN, "odata": "true", "limit": "250", "offset": "0"},
    {
        "text": MARKS["the head's name"],
        "q": MARKS["the head's name"],
        "id": MARKS["its entity"],
        "formID": "household_survey",
        "form_id": "household_survey",
    },
)
PHOTOS = tuple(f"photo {n}" for n in range(20))
EXTENDED = {"X-Extended-Metadata": "true"}


def said(answer):
    """All an answer says, but for the secret of its forms."""
    text = answer.get_data().decode("utf-8", "replace")
    told = [answer.headers.get(name) for name in HEADERS]
    length = None if PROOF.search(text) else told[3]
    return answer.status_code, told[:3], length, SIGNED_IN.sub("", PROOF.sub("", text))


def asked(world, person, route, address, **more):
    """The answers of both offices; once more when they differ, since a minute may have passed."""
    for _ in range(2):
        told = person.ask(world.told, route, address, **more)
        silent = person.ask(world.silent, route, address, **more)
        if said(told) == said(silent):
            break
    return told, silent


def leaks(world, answer, address):
    """What of the township stands in an answer, unless the asker said it first."""
    text = answer.get_data()
    found = [name for name, mark in world.story.marks.items() if mark.encode() in text]
    echo = [name for name in found if world.story.marks[name] in address]
    photos = [f"photo {n}" for n, photo in enumerate(world.story.photos) if photo[-200:] in text]
    return sorted(set(found) - set(echo)) + photos


@pytest.mark.parametrize("who", STRANGERS.values(), ids=STRANGERS)
def test_no_stranger_reads_a_word_of_it_or_learns_that_it_is(world, who):
    person, faults = world.people[who], []
    for route in world.routes:
        if route.method not in SAFE:
            continue
        for place, values in enumerate(world.fillings(route)):
            address = route.address(values)
            for query in QUERIES if place == 0 else QUERIES[:1]:
                told, silent = asked(
                    world, person, route, address, query_string=query, headers=EXTENDED
                )
                full = f"{route.method} {address} {query}"
                found = leaks(world, told, f"{address} {list(query.values())}")
                if found:
                    faults.append(f"{full} shows {found}")
                elif said(told) != said(silent):
                    faults.append(f"{full} differs: {told.status}, {silent.status}")
    assert faults == []


@pytest.mark.parametrize("who", STRANGERS.values(), ids=STRANGERS)
def test_no_stranger_changes_anything_of_it(world, who):
    person, faults = world.people[who], []
    for route in world.routes:
        if route.method in SAFE:
            continue
        values = world.fillings(route)[0]
        address = route.address(values)
        told, silent = (
            person.ask(office, route, address, **content(route, values, world.story, person.csrf))
            for office in (world.told, world.silent)
        )
        gone, new = world.told.changes()
        world.told.restore()  # also the session, which may be over now
        world.silent.restore()
        full = f"{route} as {address}"
        faults += [f"{full} removes or changes {row}" for row in gone - world.silent.rows]
        faults += [f"{full} adds {row}" for row in new if SANHE in row or DONGWAN in row]
        found = leaks(world, told, address)
        if found:
            faults.append(f"{full} shows {found}")
        elif told.status_code != silent.status_code:
            faults.append(f"{full} differs: {told.status}, {silent.status}")
    assert faults == []


PERSONAL = (
    "the head's name",
    "the wife's name",
    "the head's number",
    "the wife's number",
    "the phone",
    "a remark",
    "a note",
    "a comment",
    "a reason",
    "a record's word",
    "what is aside",
    "the household",
)


def test_the_administrator_reads_nothing_about_people(world):
    """domain.md 5.2: accounts, tablets and forms are the administrator's; households are not."""
    person, faults = world.people[ADMIN], []
    for route in world.routes:
        if route.method in SAFE:
            for values in world.fillings(route):
                address = route.address(values)
                answer = person.ask(world.told, route, address, headers=EXTENDED)
                found = set(leaks(world, answer, address)) & {*PERSONAL, *PHOTOS}
                faults += [f"{address} shows {sorted(found)}"] if found else []
    assert faults == []


@pytest.mark.parametrize("who", [STRANGER, "neighbour"])
def test_the_same_holds_on_postgresql(elsewhere, who):
    person, faults = elsewhere.people[who], []
    for route in elsewhere.routes:
        if route.method in SAFE:
            for values in elsewhere.fillings(route):
                address = route.address(values)
                for query in QUERIES[::3]:
                    answer = person.ask(elsewhere.told, route, address, query_string=query)
                    found = leaks(elsewhere, answer, f"{address} {list(query.values())}")
                    faults += [f"{address} {query} shows {found}"] if found else []
    assert faults == []
