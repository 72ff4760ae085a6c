import pytest

from server.core.logic.parser import DEEPEST, LONGEST, parse
from server.core.logic.syntax import (
    Binary,
    Call,
    Literal,
    Negative,
    NotUnderstood,
    Number,
    Path,
    Step,
    calls,
)


def path(*names, absolute=False):
    return Path(tuple(map(Step, names)), absolute)


@pytest.mark.parametrize(
    ("source", "expr"),
    [
        ("'甲'", Literal("甲")),
        ('"it\'s"', Literal("it's")),
        (".5", Number(0.5)),
        ("7.", Number(7.0)),
        (".", path(".")),
        ("../m_age", path("..", "m_age")),
        (" /data/ident/phone ", path("data", "ident", "phone", absolute=True)),
        ("/data/orx:meta/orx:instanceID", path("data", "meta", "instanceID", absolute=True)),
        ("child::a/parent::node()/self::node()", path("a", "..", ".")),
        ("a-b", path("a-b")),
        ("a -b", Binary("-", path("a"), path("b"))),
        ("--1", Negative(Negative(Number(1.0)))),
        ("div div mod", Binary("div", path("div"), path("mod"))),
        ("or or and", Binary("or", path("or"), path("and"))),
        ("2 * 3", Binary("*", Number(2.0), Number(3.0))),
        ("today()", Call("today")),
        ("jr:itext('a')", Call("jr:itext", (Literal("a"),))),
        ("position(..)", Call("position", (path(".."),))),
        ("current()/../a", Path((Step(".."), Step("a")), start=Call("current"))),
        (
            "instance('x')/root/item[name = 'a']",
            Path(
                (Step("root"), Step("item", (Binary("=", path("name"), Literal("a")),))),
                start=Call("instance", (Literal("x"),)),
            ),
        ),
        ("表/姓名", path("表", "姓名")),
    ],
)
def test_what_a_form_may_say(source, expr):
    assert parse(source) == expr


def test_operators_bind_as_in_xpath():
    weak = parse("a or b and c = d < e + f * g")
    strong = parse("a or (b and (c = (d < (e + (f * g)))))")
    assert weak == strong
    assert parse("9 - 3 - 2") == parse("(9 - 3) - 2")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("//a", "//"),
        ("a/@b", "@"),
        ("$a", "$"),
        ("a | b", "|"),
        ("*", "*"),
        ("preceding-sibling::a", "preceding-sibling::"),
        ("text()/a", "text()/"),
        ("a/text()", "text()"),
        ("(a)[1]", ")["),
        ("concat(a", "end"),
        ("a =", "end"),
        ("a b", "b"),
        ("'open", "'open"),
        ("", "end"),
        ("(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1), "depth"),
        ("1" * (LONGEST + 1), "length"),
    ],
)
def test_what_is_left_out_is_named(source, reason):
    with pytest.raises(NotUnderstood) as refusal:
        parse(source)
    assert refusal.value.reason == reason


def test_functions_are_found_wherever_they_stand():
    source = "if(not(a), count(/data/r[position() > 1]), -int(b)) + instance('x')/root/item/c"
    assert calls(parse(source)) == {"if", "not", "count", "position", "int", "instance"}
