"""Samples of the rules on village profiles, appraisal meetings and objections."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from server.core.days import LOCAL
from server.core.facts import Facts
from server.core.types import Severity
from server.core.workdays import Calendar
from tests.builders.cases import TODAY
from tests.builders.records import objection_case
from tests.builders.samples.sample import Sample
from tests.builders.village_cases import applicant, appraisal, checked, objection, profile

ERROR = Severity.ERROR
DAY = timedelta(days=1)
TWO_WEEKS_ON = date(2026, 12, 7)
"""Ten working days after `TODAY`."""

COMMUNITY = {"village": "620421102001"}


def registered(**persons):
    return profile(facts=Facts(village_register=persons))


def elected(day):
    return profile(gov={"election_date": day})


def voted(agree, oppose, abstain, **answers):
    return appraisal(applicant(agree=agree, oppose=oppose, abstain=abstain, **answers))


def surveyed(day):
    return appraisal(facts=Facts(application_surveys={"AP-1": day}))


def received(day, **changes):
    at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=LOCAL)
    return objection(recv={"recv_time": at}, **changes)


def by(*names, **facts):
    return objection(check=checked(checkers="、".join(names)), facts=Facts(**facts))


PROFILES = [
    Sample(
        "G-01",
        "a second one",
        profile(facts=Facts(profile_of_year="uuid:accepted")),
        profile(),
        ERROR,
    ),
    Sample("G-02", "women", profile(female=2241), profile(female=2240), ERROR),
    Sample("G-02", "old people", profile(age60=2241), profile(age60=2240), ERROR),
    Sample("G-02", "away", profile(migrants=1181), profile(migrants=1180), ERROR),
    Sample("G-02", "graduates", profile(graduates=1181), profile(graduates=1180), ERROR),
    Sample("G-02", "disabled", profile(disabled=2241), profile(disabled=2240), ERROR),
    Sample(
        "G-02",
        "watered land",
        profile(irrigated=Decimal(8201)),
        profile(irrigated=Decimal(8200)),
        ERROR,
    ),
    Sample("G-02", "votes", profile(votes=1701), profile(votes=1700), ERROR),
    Sample("G-02", "voters", profile(voters=2241), profile(voters=2240), ERROR),
    Sample("G-03", "a fifth more", registered(population=1866), registered(population=1867)),
    Sample("G-03", "eleven more", registered(graduates=20), registered(graduates=19)),
    Sample("G-03", "none in the register", registered(disabled=0), registered(disabled=88)),
    Sample("G-04", "half of the voters", profile(votes=850), profile(votes=851)),
    Sample(
        "G-05",
        "five years ago",
        elected(TODAY.replace(year=2021) - DAY),
        elected(TODAY.replace(year=2021)),
    ),
    Sample(
        "G-05",
        "three-year term of 2017",
        profile(gov={"election_date": date(2017, 12, 31)}, today=date(2021, 1, 1)),
        profile(gov={"election_date": date(2018, 1, 1)}, today=date(2021, 1, 2)),
    ),
    Sample("G-06", "three times", profile(open_times=3), profile(open_times=4)),
    Sample("G-07", "too many", profile(committee_size=8), profile(committee_size=7)),
    Sample("G-07", "too few", profile(committee_size=2), profile(committee_size=3)),
    Sample(
        "G-07",
        "a community's, too few",
        profile(committee_size=4, admin=COMMUNITY),
        profile(committee_size=9, admin=COMMUNITY),
    ),
    Sample("G-07", "no woman", profile(committee_women=0), profile(committee_women=1)),
]

MEETINGS = [
    Sample("A-01", "nobody", appraisal(case=[]), appraisal(), ERROR),
    Sample(
        "A-02",
        "one short of two thirds",
        appraisal(meeting={"should": 31}),
        appraisal(meeting={"should": 30}),
        ERROR,
    ),
    Sample("A-03", "a vote missing", voted(18, 1, 0), voted(18, 1, 1), ERROR),
    Sample("A-04", "half in favour", voted(10, 9, 1), voted(11, 8, 1), ERROR),
    Sample(
        "A-04",
        "said to have passed",
        voted(10, 9, 1, passed="1"),
        voted(10, 9, 1, passed="0"),
        ERROR,
    ),
    Sample(
        "A-05",
        "fewer than half",
        appraisal(meeting={"rep_villagers": 9}),
        appraisal(meeting={"rep_villagers": 10}),
    ),
    Sample("A-06", "before the survey", surveyed(TODAY + DAY), surveyed(TODAY)),
    Sample("A-06", "a month later", surveyed(TODAY - 31 * DAY), surveyed(TODAY - 30 * DAY)),
]

OBJECTIONS = [
    Sample(
        "O-01",
        "a day after the list",
        objection(recv={"post_end": "2026-11-22"}),
        objection(recv={"post_end": "2026-11-23"}),
        ERROR,
    ),
    Sample(
        "O-01",
        "by the register",
        objection(facts=Facts(list_end_date=date(2026, 11, 22))),
        objection(facts=Facts(list_end_date=date(2026, 11, 23)), recv={"post_end": "2026-11-20"}),
        ERROR,
    ),
    Sample(
        "O-01",
        "an objection, not a letter",
        objection(recv={"post_end": "2026-11-22"}),
        objection(recv={"post_end": "2026-11-22", "kind": "2"}),
        ERROR,
    ),
    Sample(
        "O-02",
        "checked on the eleventh working day",
        received(date(2026, 11, 6), check=checked()),
        received(date(2026, 11, 9), check=checked()),
    ),
    Sample(
        "O-02",
        "with a holiday",
        received(date(2026, 11, 6), check=checked()),
        received(
            date(2026, 11, 6),
            check=checked(),
            facts=Facts(calendar=Calendar(days_off=frozenset({date(2026, 11, 16)}))),
        ),
    ),
    Sample(
        "O-03",
        "the village's assistant",
        by("刘芳", "张伟", village_assistants=frozenset({"张伟"})),
        by("刘芳", "赵志强", village_assistants=frozenset({"张伟"})),
        ERROR,
    ),
    Sample(
        "O-03",
        "of the household",
        by("刘芳", "李守田", concerned_names=frozenset({"李守田", "王秀英"})),
        by("刘芳", "赵志强", concerned_names=frozenset({"李守田", "王秀英"})),
        ERROR,
    ),
    Sample(
        "O-04",
        "replied on the sixth day",
        objection(check=checked(TODAY - 6 * DAY, reply_date=TODAY)),
        objection(check=checked(TODAY - 5 * DAY, reply_date=TODAY)),
    ),
    Sample(
        "O-04",
        "to somebody with a name",
        objection(check=checked(TODAY - 6 * DAY, reply_date=None)),
        objection(check=checked(TODAY - 6 * DAY, reply_date=None), recv={"anonymous": "1"}),
    ),
]

RECORDS = [
    Sample(
        "O-02",
        "still not checked",
        objection_case(as_of=TWO_WEEKS_ON + DAY),
        objection_case(as_of=TWO_WEEKS_ON),
    ),
    Sample(
        "O-04",
        "still no reply",
        objection_case(as_of=TODAY + 6 * DAY, check=checked(reply_date=None)),
        objection_case(as_of=TODAY + 5 * DAY, check=checked(reply_date=None)),
    ),
]
