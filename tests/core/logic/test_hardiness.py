"""Whatever a form says and whatever was answered, nothing but `Unknown` comes of it."""

from hypothesis import given
from hypothesis import strategies as st

from server.core.instance import read_answers, read_envelope
from server.core.logic.compiler import Compiler
from server.core.logic.expression import COLLECT, WEB
from server.core.logic.library import FUNCTIONS
from server.core.logic.parser import parse
from server.core.logic.paths import site_of
from server.core.logic.syntax import NotUnderstood, Unknown
from server.core.logic.tree import Run, grow, plan_of
from tests.builders.logic import NOW, SCHEMA, instance, only_towns

ODD = [
    "",
    "0",
    "-1",
    "1e400",
    "1e308",
    "NaN",
    "99999999999999999999",
    "2026-11-23",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31T23:59:59.999-11:00",
    "10:00",
    "36.5 104 0 0",
    "91 181; x",
    "a b c",
    "𠮷",
    "\\ud83d",
    "(",
    "[[a]]",
    "%Y-%q %",
    "kinds",
    "/data/one",
]
LITERALS = st.sampled_from(ODD).map(lambda text: f"'{text}'")
NUMBERS = st.sampled_from(
    [
        "today()",
        "now()",
        "pi()",
        "true()",
        "position()",
        "0",
        "1",
        "2",
        "-1",
        "0.5",
        "1000000000000000000000",
        "0 div 0",
    ]
)
PATHS = st.sampled_from(
    [
        *(".", "..", "../n", "../../r", "../../r/n", "current()/../n", "/data/r", "/data/r/n"),
        *(
            "/data/t",
            "/data/i",
            "/data/d",
            "/data/day",
            "/data/at",
            "/data/clock",
            "/data/here",
            "/data/line",
        ),
        *("/data/many", "/data/g", "/data/g/inner", "/data/r/y", "name", "above"),
        *("instance('kinds')/root/item", "instance('kinds')/root/item/name"),
        *("instance('towns')/root/item/people", "instance('kinds')/root/item/label"),
    ]
)
SIGNS = st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or"])
FILTERED = ["/data/r[{}]", "/data/r[{}]/n", "/data/r/n[{}]", "../../r[{}]/y"] + [
    f"instance('{name}')/root/item[{{}}]/name" for name in ("kinds", "towns")
]


def grown(inner):
    binary = st.tuples(inner, SIGNS, inner).map(lambda given: "({} {} {})".format(*given))
    call = st.tuples(
        st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, min_size=1, max_size=4)
    ).map(lambda given: f"{given[0]}({', '.join(given[1])})")
    filtered = st.tuples(st.sampled_from(FILTERED), inner).map(
        lambda given: given[0].format(given[1])
    )
    return binary | call | call | filtered


sources = st.recursive(LITERALS | NUMBERS | PATHS, grown, max_leaves=8)
answers = st.fixed_dictionaries(
    {
        name: st.sampled_from([text for text in ODD if "<" not in text])
        for name in ("t", "i", "d", "day", "at", "clock", "here", "line", "one", "many", "inner")
    }
)
rows = st.lists(st.tuples(st.sampled_from(ODD), st.sampled_from(ODD)), min_size=1, max_size=3)


@given(sources, answers, rows, st.sampled_from(["/t", "/g/inner", "/r/c", "/r"]))
def test_every_expression_gives_an_answer_or_none(source, answers, rows, path):
    raw = read_answers(read_envelope(instance(rows, **answers)).root, SCHEMA).values
    root = grow(plan_of(SCHEMA.fields), raw, Run((NOW,), only_towns, ("zh",)))
    scope = root.rows["/r"][0] if path.startswith("/r") else root
    for dialect in (COLLECT, WEB):
        for as_what, kind in ((dialect.text, str), (dialect.number, float), (dialect.truth, bool)):
            try:
                code = Compiler(SCHEMA, dialect, {}).code(parse(source), site_of(SCHEMA, path))
                assert isinstance(as_what(code)(scope), kind)
            except (NotUnderstood, Unknown):
                pass
