"""What is plain XPath 1.0 means what libxml2 makes of it."""

import math

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from server.core.instance import read_answers, read_envelope
from server.core.logic.compiler import Compiler
from server.core.logic.expression import WEB
from server.core.logic.parser import parse
from server.core.logic.paths import site_of
from server.core.logic.tree import Run, grow, plan_of
from tests.builders.logic import NOW, SCHEMA, instance, only_towns

TEXTS = st.text("ab 1.-甲", max_size=6).map(str.strip)
PATHS = st.sampled_from(["/data/t", "/data/i", "/data/g/inner", "/data/one"])
NUMBERS = st.integers(0, 40).map(str) | st.sampled_from(["0.5", "2.25", ".75"])
LITERALS = TEXTS.map(lambda text: f"'{text}'")


def call(name, *arguments):
    return st.tuples(*arguments).map(lambda given: f"{name}({', '.join(given)})")


def joined(operators, operands):
    return st.tuples(operands, st.sampled_from(operators), operands).map(
        lambda given: f"({given[0]} {given[1]} {given[2]})"
    )


texts = st.recursive(
    LITERALS | call("string", PATHS),
    lambda inner: (
        call("concat", inner, inner)
        | call("substring-before", inner, inner)
        | call("substring-after", inner, inner)
        | call("translate", inner, inner, inner)
        | call("normalize-space", inner)
    ),
    max_leaves=5,
)
numbers = st.recursive(
    NUMBERS
    | call("number", PATHS | LITERALS)
    | call("string-length", texts)
    | st.sampled_from(["count(/data/r)", "sum(/data/r/n)", "count(/data/r[n > 2])"]),
    lambda inner: joined(["+", "-", "*", "div", "mod"], inner) | inner.map(lambda n: f"-({n})"),
    max_leaves=5,
)
truths = st.recursive(
    joined(["<", "<=", ">", ">=", "=", "!="], numbers)
    | joined(["=", "!="], texts | PATHS)
    | joined(["=", "!=", "<", ">"], PATHS | numbers | st.just("/data/r/n"))
    | call("contains", texts, texts)
    | call("starts-with", texts, texts)
    | call("boolean", texts | numbers | PATHS),
    lambda inner: joined(["and", "or"], inner) | call("not", inner),
    max_leaves=5,
)
answers = st.fixed_dictionaries(
    {
        "t": TEXTS,
        "i": st.integers(-5, 40).map(str),
        "inner": TEXTS,
        "one": TEXTS,
    }
)
rows = st.lists(st.tuples(st.integers(0, 9), st.just("")), max_size=3)


def whole(answers, rows):
    """All questions have their element, as in a form that has just been filled in."""
    return instance(rows, **answers)


def ours(source, xml, as_what):
    raw = read_answers(read_envelope(xml).root, SCHEMA).values
    scope = grow(plan_of(SCHEMA.fields), raw, Run((NOW,), only_towns))
    code = Compiler(SCHEMA, WEB, {}).code(parse(source), site_of(SCHEMA, "/t"))
    return as_what(code)(scope)


@given(numbers, answers, rows)
def test_numbers(source, answers, rows):
    xml = whole(answers, rows)
    theirs = etree.fromstring(xml).xpath(f"number({source})")
    found = ours(source, xml, WEB.number)
    assert found == theirs or (math.isnan(found) and math.isnan(theirs))


@given(texts, answers, rows)
def test_texts(source, answers, rows):
    xml = whole(answers, rows)
    assert ours(source, xml, WEB.text) == etree.fromstring(xml).xpath(f"string({source})")


@given(truths, answers, rows)
def test_truths(source, answers, rows):
    xml = whole(answers, rows)
    assert ours(source, xml, WEB.truth) == etree.fromstring(xml).xpath(f"boolean({source})")
