"""A county of generated people, stored without waiting for their surveys.

Names, ages and households are drawn as the demonstration draws them; rows and index entries are
made by the functions that make them when a survey is loaded, and stored in large transactions.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import insert

from server.core.terms import household_terms, person_terms
from server.demo.names import full_name, surname
from server.store import postings
from server.store.tables.households import household, person
from server.store.tables.search import search_term
from tests.builders.people import id_number

HOMES_AT_ONCE = 2_000
FIRST = date(1935, 1, 1)
COUNTY = "620422"
TOWNSHIPS, VILLAGES = 28, 12
"""As many as 会宁县 has townships; villages of a township."""

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
STREETS = ("一社", "二社", "三社", "四社", "东组", "西组", "新庄组", "老庄组")

__all__ = ["COUNTY", "fill", "household_terms", "person_terms", "villages"]


def villages():
    """Codes of the villages."""
    return [
        f"{COUNTY}{100 + township:03d}{200 + village:03d}"
        for township in range(TOWNSHIPS)
        for village in range(VILLAGES)
    ]


def fill(store, persons, *, sealer, seed=1):
    """Store that many persons in households of one to six; return a sample of the rows."""
    dice = Random(seed)  # noqa: S311  # drawn alike each time
    codes, number, sample = villages(), 0, []
    running = dict.fromkeys(codes, 0)
    done = 0
    while done < persons:
        homes, people = [], []
        while len(homes) < HOMES_AT_ONCE and done < persons:
            number += 1
            village = dice.choice(codes)
            running[village] += 1
            home = _home(dice, number, village, running[village])
            members = [_member(dice, home, place, sealer) for place in range(home["member_count"])]
            home["head_name"] = members[0]["name"]
            homes.append(home)
            people += members
            done += len(members)
        sample += people[:: max(1, len(people) // 40)]
        store.write(lambda conn, homes=homes, people=people: _store(conn, homes, people))
    return sample


def _home(dice, number, village, running):
    return {
        "county": COUNTY,
        "id": number,
        "entity_uuid": f"{number:036d}",
        "hh_no": f"{village}{running:04d}",
        "village": village,
        "township": village[:9],
        "group_no": dice.choice(STREETS),
        "phone": f"139{dice.randrange(10**8):08d}",
        "member_count": dice.choice((1, 2, 3, 4, 4, 5, 6)),
        "benefits": dice.choice(("0", "0", "0", "0", "dibao_rural", "tekun")),
        "doc": {"address": f"{dice.choice(STREETS)}{dice.randrange(1, 200)}号"},
        "status": "active",
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }


def _member(dice, home, place, sealer):
    born = FIRST + timedelta(days=dice.randrange(33_000))
    is_man = dice.random() < 0.5
    sex = "1" if is_man else "2"
    number = id_number(born, sex=sex, running=dice.randrange(2, 998), division=COUNTY)
    return {
        "county": COUNTY,
        "id": home["id"] * 10 + place,
        "household_id": home["id"],
        "position": place + 1,
        "village": home["village"],
        "name": full_name(dice, year=born.year, is_man=is_man, family=surname(dice)),
        "relation": "02" if place == 0 else "20",
        "sex": sex,
        "birth_date": born,
        "id_sealed": sealer.seal(number),
        "id_digest": sealer.digest(number),
        "id_last4": number[-4:],
        "doc": {"m_disabled": "1" if dice.random() < 0.06 else "0"},
        "status": "alive",
        "updated_at": NOW,
    }


def _store(conn, homes, people):
    conn.execute(insert(household), homes)
    conn.execute(insert(person), people)
    members = {}
    for each in people:
        members.setdefault(each["household_id"], []).append(each)
    found = [posting for home in homes for posting in postings.of(home, members[home["id"]])]
    found.sort()
    conn.execute(
        insert(search_term), [dict(zip(postings.COLUMNS, each, strict=True)) for each in found]
    )
