"""Samples of the rules on benefits: what a survey shows, and what the register knows besides."""

from datetime import date, timedelta
from decimal import Decimal

from server.core.facts import Facts
from server.core.types import Severity
from tests.builders.cases import TODAY, child, head, household, member
from tests.builders.records import (
    STANDARDS,
    application,
    benefit_case,
    dibao,
    share,
)
from tests.builders.samples.sample import Sample

ERROR = Severity.ERROR
DAY = timedelta(days=1)
EIGHTY = date(TODAY.year - 80, TODAY.month, TODAY.day)
SIXTY = date(TODAY.year - 60, TODAY.month, TODAY.day)
SIXTEEN = date(TODAY.year - 16, TODAY.month, TODAY.day)
EIGHTEEN = date(TODAY.year - 18, TODAY.month, TODAY.day)


def receiving(*kinds, people=(), **changes):
    """A household that receives these benefits as a whole."""
    benefit = {"hh_benefit": kinds, "dibao_persons": len(people) or 2}
    return household(*people, **{"benefit": benefit} | changes)


def alone(*kinds, own=("0",), **answers):
    """Somebody alone, and what the household and the person tick."""
    return receiving(*kinds, people=[head(benefit=own, **answers)])


def wife(*own, **answers):
    """A couple of which the wife receives something of her own."""
    return household(head(), member(benefit=own, **answers))


def old(born, *own, **answers):
    """A head, and somebody as old as that who receives something."""
    given = {"relation": "97", "labour": "3", "benefit": own} | answers
    return household(head(), member(born=born, **given))


def earning(monthly, **changes):
    """A couple on rural Dibao with this income per head and month."""
    year = Decimal(monthly) * 2 * 12
    return receiving(
        "dibao_rural",
        economy={"inc_wage": year, "inc_business": 0, "inc_transfer": 0},
        facts=Facts(standards=STANDARDS),
        **changes,
    )


def covering(persons):
    return household(benefit={"hh_benefit": ("dibao_rural",), "dibao_persons": persons})


def destitute(relation, **answers):
    """A destitute head who could not work, and somebody else."""
    others = {"relation": relation, "labour": "3", "marital": "10"} | answers
    return household(head(labour="3", benefit=("tekun",)), member(**others))


def of_a_grown_child(born):
    """A destitute head with a son who works."""
    return household(
        head(labour="3", benefit=("tekun",)),
        child(born=born, sex="1", labour="1", marital="10", employ="1"),
    )


def cared_for(grade, kind="4"):
    return wife(
        "disab_care", disabled="1", disability_type=kind, disability_grade=grade, health="60",
        labour="3",
    )  # fmt: skip


def owning(*items, **benefit):
    return household(
        assets={"asset_items": items},
        benefit={"hh_benefit": ("dibao_rural",), "dibao_persons": 2} | benefit,
    )


def seen_on(day):
    long_ago = dibao(start_date=TODAY - timedelta(days=400))
    return benefit_case(long_ago, facts=Facts(last_checked=day))


def paid(amount, **changes):
    return benefit_case(dibao(amount=Decimal(amount), **changes))


def urban(amount, **changes):
    """Urban Dibao of a couple that earns 300 a head: 2 x (700 - 300)."""
    return benefit_case(dibao("dibao_urban", amount=Decimal(amount), **changes), hukou_type="1")


def applying(**changes):
    return benefit_case(dibao(end_date=TODAY - DAY), application=application(**changes))


SURVEYS = [
    Sample(
        "B-01",
        "both kinds for the household",
        receiving("dibao_urban", "dibao_rural", ident={"hukou_type": None}),
        receiving("dibao_rural"),
        ERROR,
    ),
    Sample(
        "B-02",
        "one person with both",
        household(head(labour="3"), member(benefit=("tekun", "dibao"), labour="3")),
        household(head(benefit=("dibao",)), member(benefit=("tekun",), labour="3", relation="97")),
        ERROR,
    ),
    Sample(
        "B-02",
        "somebody alone whose household has Dibao",
        alone("dibao_rural", own=("tekun",), labour="3"),
        receiving(
            "dibao_rural",
            people=[head(), member("李英", benefit=("tekun",), labour="3", relation="97")],
        ),
        ERROR,
    ),
    Sample(
        "B-03",
        "orphan with Dibao",
        household(head(), child(benefit=("orphan", "dibao"))),
        household(head(benefit=("dibao",)), child(benefit=("orphan",))),
        ERROR,
    ),
    Sample("B-04", "a cent above the rural line", earning("500.01"), earning("500")),
    Sample("B-05", "three of two", covering(3), covering(2), ERROR),
    Sample("B-05", "nobody", covering(0), covering(1), ERROR),
    Sample("B-06", "urban with a rural hukou", receiving("dibao_urban"), receiving("dibao_rural")),
    Sample(
        "B-06",
        "rural with an urban hukou",
        receiving("dibao_rural", ident={"hukou_type": "1"}),
        receiving("dibao_urban", ident={"hukou_type": "1"}),
    ),
    Sample(
        "B-07",
        "able and fifty-nine",
        alone("tekun", own=("tekun",), born=SIXTY + DAY, labour="2"),
        alone("tekun", own=("tekun",), born=SIXTY, labour="2"),
    ),
    Sample(
        "B-07",
        "able and sixteen",
        alone("tekun", born=SIXTEEN),
        alone("tekun", born=SIXTEEN + DAY),
    ),
    Sample("B-07", "not able", alone("tekun", labour="2"), alone("tekun", labour="3")),
    Sample("B-08", "wife who works", destitute("12", labour="1"), destitute("12")),
    Sample("B-08", "mother, partly able", destitute("52", labour="2"), destitute("97", labour="2")),
    Sample(
        "B-08",
        "son of eighteen",
        of_a_grown_child(EIGHTEEN),
        of_a_grown_child(EIGHTEEN + DAY),
    ),
    Sample(
        "B-09",
        "a day too young",
        old(EIGHTY + DAY, "old80"),
        old(EIGHTY, "old80"),
        ERROR,
    ),
    Sample("B-10", "grade 3", cared_for("3"), cared_for("2"), ERROR),
    Sample(
        "B-11",
        "neither Dibao nor edge status",
        wife("disab_life"),
        household(head(), member(benefit=("disab_life",)), benefit={"hh_benefit": ("low_income",)}),
    ),
    Sample("B-12", "no category", wife("youfu"), wife("youfu", youfu="5"), ERROR),
    Sample(
        "B-13",
        "a day too young",
        old(SIXTY + DAY, "youfu", youfu="8"),
        old(SIXTY, "youfu", youfu="8"),
    ),
    Sample("B-14", "a car", owning("car", "machine"), owning("machine", "deposit")),
    Sample(
        "B-14",
        "a shop, and the wish for Dibao",
        owning("shop", hh_benefit=("0",), needs=("dibao",)),
        owning("shop", hh_benefit=("0",), needs=("medical",)),
    ),
]

RECORDS = [
    Sample(
        "B-01",
        "one person with both",
        benefit_case(dibao(amount=None), dibao("dibao_urban", amount=None), hukou_type=""),
        benefit_case(dibao(), dibao("dibao_urban", end_date=TODAY - DAY), hukou_type=""),
        ERROR,
    ),
    Sample(
        "B-04",
        "an application",
        benefit_case(
            dibao(end_date=TODAY - DAY), income_pc_month=Decimal(501), application=application()
        ),
        benefit_case(
            dibao(end_date=TODAY - DAY), income_pc_month=Decimal(500), application=application()
        ),
        ERROR,
    ),
    Sample(
        "B-15",
        "three months and a day ago",
        seen_on(date(2026, 8, 22)),
        seen_on(date(2026, 8, 23)),
    ),
    Sample(
        "B-15",
        "never since it began",
        benefit_case(dibao(start_date=date(2026, 8, 22))),
        benefit_case(dibao(start_date=date(2026, 8, 23))),
    ),
    Sample(
        "B-16",
        "a relative not registered",
        applying(is_relative=True),
        applying(is_relative=True, is_on_register=True),
    ),
    Sample("B-17", "rural, more than a yuan over", paid("601.01"), paid("601"), ERROR),
    Sample("B-17", "rural, more than a yuan under", paid("598.99"), paid("599"), ERROR),
    Sample("B-17", "urban, more than a yuan over", urban("801.01"), urban("801"), ERROR),
    Sample(
        "B-17",
        "without a reason",
        paid("650"),
        paid("650", amount_reason="丧葬月份补发"),
        ERROR,
    ),
    Sample(
        "B-18",
        "over two fifths of the village",
        share(on_dibao=897, on_dibao_before=897),
        share(on_dibao=896, on_dibao_before=896),
    ),
    Sample(
        "B-18",
        "a fifth more than a month ago",
        share(on_dibao=241, on_dibao_before=200),
        share(on_dibao=240, on_dibao_before=200),
    ),
    Sample(
        "B-18",
        "a fifth fewer than a month ago",
        share(on_dibao=159, on_dibao_before=200),
        share(on_dibao=160, on_dibao_before=200),
    ),
]
