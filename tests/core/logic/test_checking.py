"""What is said of an instance, and what is left unsaid."""

import re
import threading
import time
from datetime import UTC

import pytest

from server.core.case import ProblemKind
from server.core.instance import read_answers, read_envelope
from server.core.logic import check, compile_logic
from server.core.logic.checking import MOST_PROBLEMS
from server.core.schema import parse_xform
from tests.builders.logic import NOW, TOWNS, problems
from tests.builders.xforms import itext, text, xform

END = '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>'
START = (
    '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>'
)
TOWN = '<instance id="towns" src="jr://file-csv/towns.csv"/>'
SELECT = (
    '<select1 ref="/data/{name}"><itemset nodeset="{nodeset}">'
    '<value ref="name"/><label ref="label"/></itemset></select1>'
)


def bind(path, kind="string", **logic):
    said = "".join(f' {name}="{source}"' for name, source in logic.items())
    return f'<bind nodeset="/data/{path}" type="{kind}"{said}/>'


def form(primary, *binds, body=None, head=""):
    """A form of flat questions; everything with a bind is asked unless it is calculated."""
    asked = "".join(
        f'<input ref="/data/{name}"/>'
        for name in ("a", "b", "c", "d")
        if f"<{name}/>" in primary and f'/data/{name}" calculate' not in "".join(binds)
    )
    return xform(primary, "".join(binds), asked if body is None else body, head=head)


def data(inside):
    return f'<data id="f" version="1">{inside}</data>'.encode()


RELEVANT = form("<a/><b/>", bind("b", relevant="/data/a = '1'"))


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<a>1</a><b>x</b>", []),
        ("<a>2</a>", []),
        ("<a>2</a><b/>", []),
        ("<a>2</a><b> </b>", []),
        ("<a>2</a><b>x</b>", [("/b", "relevant")]),
    ],
    ids=["asked", "left out", "empty", "blank", "answered all the same"],
)
def test_what_was_not_asked_must_not_be_answered(inside, found):
    assert problems(RELEVANT, data(inside)) == found


def test_a_group_that_was_not_asked_is_one_problem_and_counts_as_empty():
    group = form(
        "<a/><g><b/><c/></g><d/>",
        bind("g", relevant="/data/a = '1'"),
        bind("g/c", required="true()"),
        bind("d", calculate="concat(/data/g/b, /data/g/c)"),
        body='<input ref="/data/a"/><input ref="/data/g/b"/><input ref="/data/g/c"/>',
    )
    assert problems(group, data("<a>2</a><g><b>x</b><c>y</c></g><d/>")) == [("/g/b", "relevant")]
    assert problems(group, data("<a>2</a><g><b>x</b></g><d>x</d>")) == [
        ("/g/b", "relevant"),
        ("/d", "calculate"),
    ]
    assert problems(group, data("<a>1</a><g><b>x</b></g><d>x</d>")) == [("/g/c", "required")]


def test_relevance_is_decided_where_it_depends_from():
    """`b` is asked because of `c`, which stands behind it and was itself not asked."""
    chain = form(
        "<a/><b/><c/>",
        bind("b", relevant="/data/c = 'x'"),
        bind("c", relevant="/data/a = '1'"),
    )
    assert problems(chain, data("<a>2</a><b>y</b><c>x</c>")) == [
        ("/b", "relevant"),
        ("/c", "relevant"),
    ]


REPEAT = form(
    "<a/><r><b/><c/></r><d/>",
    bind("r", relevant="/data/a = '1'"),
    bind("r/c", relevant="../b = '1'", required="true()"),
    bind("d", calculate="count(/data/r)"),
    body='<input ref="/data/a"/><repeat nodeset="/data/r"><input ref="/data/r/b"/>'
    '<input ref="/data/r/c"/></repeat>',
)


def test_rows_are_told_by_their_number():
    rows = "<r><b>1</b><c>x</c></r><r><b>2</b><c>y</c></r><r><b>1</b></r>"
    assert problems(REPEAT, data(f"<a>1</a>{rows}<d>3</d>")) == [
        ("/r[2]/c", "relevant"),
        ("/r[3]/c", "required"),
    ]


def test_rows_that_were_not_asked_do_not_count():
    rows = "<r><b>1</b><c>x</c></r><r><b>2</b></r>"
    assert problems(REPEAT, data(f"<a>2</a>{rows}<d>0</d>")) == [
        ("/r[1]/b", "relevant"),
        ("/r[2]/b", "relevant"),
    ]


@pytest.mark.parametrize(
    ("required", "inside", "found"),
    [
        ("true()", "<a>x</a>", []),
        ("true()", "<a/>", [("/a", "required")]),
        ("true()", "", [("/a", "required")]),
        ("/data/b = '1'", "<b>1</b>", [("/a", "required")]),
        ("/data/b = '1'", "<b>2</b>", []),
        ("false()", "", []),
    ],
)
def test_what_is_required_must_be_answered(required, inside, found):
    assert problems(form("<a/><b/>", bind("a", required=required)), data(inside)) == found


def test_a_required_note_stops_the_form_where_it_is_shown():
    stop = form(
        "<a/><b/>",
        bind("b", readonly="true()", required="true()", relevant="/data/a != 1"),
        bind("a", kind="int"),
    )
    assert problems(stop, data("<a>1</a>")) == []
    assert problems(stop, data("<a>2</a>")) == [("/b", "required")]


def test_nobody_is_asked_what_has_no_question():
    hidden = form("<a/>", bind("a", required="true()", constraint=". = '1'"), body="")
    assert problems(hidden, data("<a/>")) == problems(hidden, data("<a>2</a>")) == []


def test_a_constraint_holds_for_answers_and_not_for_blanks():
    number = form("<a/>", bind("a", kind="int", constraint=". &gt; 5 and . &lt; 9"))
    assert problems(number, data("<a>6</a>")) == problems(number, data("<a/>")) == []
    assert problems(number, data("<a>9</a>")) == [("/a", "constraint")]


def test_a_problem_shows_the_answer_and_the_forms_own_sentence():
    said = xform(
        "<a/>",
        bind("a", required="true()").replace("/>", " jr:requiredMsg=\"jr:itext('r')\"/>") + "",
        '<input ref="/data/a"/>',
        head=itext(text("r", "请填写"), text("r", "Please answer")),
    )
    schema = parse_xform(said)
    raw = read_answers(read_envelope(data("<a/>")).root, schema).values
    (problem,) = check(compile_logic(schema), raw, received_at=NOW)
    assert (problem.kind, problem.seen) == (ProblemKind.REQUIRED, "")
    assert problem.message == {"zh": "请填写", "en": "Please answer"}


def calculated(source, *binds, primary="<a/><b/>"):
    return form(primary, bind("b", calculate=source), *binds, body='<input ref="/data/a"/>')


@pytest.mark.parametrize(
    ("source", "answer", "stored"),
    [
        ("/data/a + 1", "2", "3"),
        ("/data/a + 1", "2", "3.0"),
        ("/data/a div 3", "1", "0.33333333333333"),
        ("/data/a * 1000000", "9000000", "9.0E12"),
        ("/data/a + 1", "", "NaN"),
        ("/data/a + 1", "", ""),
        ("/data/a = 1", "1", "true"),
        ("/data/a = 1", "1", "1"),
        ("today()", "", "2026-11-23"),
        ("today()", "", "2026-11-23T00:00:00.000+08:00"),
        ("round(/data/a, 0)", "-2.5", "-2"),
        ("round(/data/a, 0)", "-2.5", "-3"),
        ("concat(/data/a, '')", "x", " x"),
    ],
)
def test_what_any_client_may_have_calculated_is_right(source, answer, stored):
    xml = data(f"<a>{answer}</a><b>{stored}</b>")
    assert problems(calculated(source), xml) == []


@pytest.mark.parametrize(
    ("source", "answer", "stored"),
    [
        ("/data/a + 1", "2", "4"),
        ("/data/a + 1", "2", ""),
        ("/data/a + 1", "", "1"),
        ("if(/data/a = '1', 'yes', 'no')", "1", "no"),
        ("/data/a = 1", "1", "false"),
        ("today()", "", "2026-11-22"),
        ("concat(/data/a, '')", "x", "y"),
    ],
)
def test_what_nobody_can_have_calculated_is_told(source, answer, stored):
    xml = data(f"<a>{answer}</a><b>{stored}</b>")
    assert problems(calculated(source), xml) == [("/b", "calculate")]


@pytest.mark.parametrize("source", ["once(uuid())", "random()", "now()", "concat('a', uuid())"])
def test_what_is_different_each_time_is_not_compared(source):
    assert problems(calculated(source), data("<b>whatever</b>")) == []


def test_an_answer_that_can_be_typed_over_is_not_compared():
    default = form("<a/><b/>", bind("b", calculate="/data/a"))
    assert problems(default, data("<a>1</a><b>2</b>")) == []
    shown = form("<a/><b/>", bind("b", calculate="/data/a", readonly="true()"))
    assert problems(shown, data("<a>1</a><b>2</b>")) == [("/b", "calculate")]


def test_what_hangs_on_a_missing_answer_is_not_compared():
    """A choice that its list no longer offers is emptied late: what was calculated stays."""
    kept = form(
        "<a/><b/>",
        bind("a", required="true()"),
        bind("b", calculate="/data/a"),
        body='<input ref="/data/a"/>',
    )
    assert problems(kept, data("<a/><b>x</b>")) == [("/a", "required")]


def choice(nodeset, lists=TOWN):
    return xform("<a/><b/>", lists, SELECT.format(name="a", nodeset=nodeset))


@pytest.mark.parametrize(
    ("nodeset", "inside", "found"),
    [
        ("instance('towns')/root/item", "<a>t3</a>", []),
        ("instance('towns')/root/item", "<a>t9</a>", [("/a", "choice")]),
        ("instance('towns')/root/item[county=/data/b]", "<a>t1</a><b>c1</b>", []),
        ("instance('towns')/root/item[county=/data/b]", "<a>t3</a><b>c1</b>", [("/a", "choice")]),
        ("instance('towns')/root/item[county=/data/b]", "<a>t3</a>", [("/a", "choice")]),
        ("randomize(instance('towns')/root/item[county='c1'])", "<a>t2</a>", []),
        ("randomize(instance('towns')/root/item[county='c1'])", "<a>t3</a>", [("/a", "choice")]),
        ("instance('towns')/root/item[county=/data/b]", "<a/><b>c9</b>", []),
    ],
)
def test_a_choice_must_be_among_those_offered(nodeset, inside, found):
    assert problems(choice(nodeset), data(inside)) == found


def test_choices_written_into_the_form_are_known_with_their_filter():
    kinds = """<instance id="kinds"><root><item><name>a</name><above>x</above></item>
    <item><name>b</name><above>y</above></item></root></instance>"""
    filtered = choice("instance('kinds')/root/item[above=/data/b]", kinds)
    assert problems(filtered, data("<a>b</a><b>y</b>")) == []
    assert problems(filtered, data("<a>b</a><b>x</b>")) == [("/a", "choice")]


def test_several_choices_are_each_looked_up():
    written = "<item><label>x</label><value>{0}</value></item>"
    items = "".join(map(written.format, "ab"))
    several = xform("<a/>", "", f'<select ref="/data/a">{items}</select>')
    assert problems(several, data("<a>a b</a>")) == []
    assert problems(several, data("<a>a c</a>")) == [("/a", "choice")]


def test_people_named_before_can_be_chosen():
    rows = xform(
        "<r><b/></r><a/>",
        "",
        '<repeat nodeset="/data/r"><input ref="/data/r/b"/></repeat>'
        '<select1 ref="/data/a"><itemset nodeset="/data/r"><value ref="b"/></itemset></select1>',
    )
    assert problems(rows, data("<r><b>x</b></r><r><b>y</b></r><a>y</a>")) == []
    assert problems(rows, data("<r><b>x</b></r><r><b>y</b></r><a>z</a>")) == [("/a", "choice")]


LOOKED_UP = xform(
    "<a/><b/><c/><d/>",
    TOWN
    + bind("b", calculate="instance('towns')/root/item[name=/data/a]/label")
    + bind("c", relevant="/data/b = '东湾镇' or instance('towns')/root/item/name = 't1'")
    + bind("c", required="true()")
    + bind("d", constraint=". = instance('towns')/root/item[name=/data/a]/label"),
    SELECT.format(name="a", nodeset="instance('towns')/root/item")
    + '<input ref="/data/c"/><input ref="/data/d"/>',
)


def test_nothing_is_said_about_a_list_that_is_not_here():
    xml = data("<a>t9</a><b>somewhere</b><c>x</c><d>x</d>")
    assert problems(LOOKED_UP, xml, lists=lambda _: None) == []
    assert problems(LOOKED_UP, xml, lists=lambda _: TOWNS) == [("/a", "choice")]
    known = data("<a>t1</a><b>somewhere</b><c>x</c><d>x</d>")
    said = problems(LOOKED_UP, known, lists=lambda _: TOWNS)
    assert said == [("/b", "calculate"), ("/d", "constraint")]


def test_what_is_no_answer_of_its_kind_is_said_once():
    """Whatever reads it is not judged: one cause, one problem."""
    number = xform(
        "<a/><b/><c/><d/>",
        bind("a", kind="int", constraint=". &gt; 0")
        + bind("b", calculate="/data/a + 1")
        + bind("c", relevant="/data/a &gt; 5", required="true()")
        + bind("d", kind="int", constraint=". &lt; /data/a"),
        '<input ref="/data/a"/><input ref="/data/c"/><input ref="/data/d"/>',
    )
    xml = data("<a>many</a><b>7</b><d>3</d>")
    assert problems(number, xml, unread=["/a"]) == []
    assert problems(number, xml) == [("/a", "constraint")]


def test_an_expression_that_is_not_understood_blames_nobody():
    odd = form(
        "<a/><b/><c/>",
        bind("a", relevant="thousands-sep(1) = '1'", required="true()"),
        bind("b", constraint="thousands-sep(.) = '1'", required="thousands-sep(1)"),
        bind("c", calculate="thousands-sep(1)"),
        body='<input ref="/data/a"/><input ref="/data/b"/>',
    )
    assert problems(odd, data("<b>x</b><c>y</c>")) == []
    assert [unread.column for unread in compile_logic(parse_xform(odd)).unread] == [
        "relevant",
        "required",
        "constraint",
        "calculation",
    ]


CLOCK = xform("<start/><end/><a/>", START + END + bind("a", "date", constraint=". &lt;= today()"),
              '<input ref="/data/a"/>')  # fmt: skip


@pytest.mark.parametrize(
    ("clocks", "day", "found"),
    [
        ("<end>2024-05-01T10:00:00.000+08:00</end>", "2024-05-01", []),
        ("<end>2024-05-01T10:00:00.000+08:00</end>", "2024-05-02", ["constraint"]),
        ("<end>2024-04-30T20:00:00.000-08:00</end>", "2024-05-01", ["constraint"]),
        ("<end>2024-05-01T10:00:00</end>", "2024-05-01", []),
        ("<end>never</end>", "2026-11-23", []),
        ("", "2026-11-23", []),
        ("", "2026-11-24", ["constraint"]),
        ("<start>2024-05-03T10:00:00.000+08:00</start>", "2024-05-03", []),
    ],
    ids=["that day", "the next", "in Alaska", "no zone", "no clock", "receipt", "later", "start"],
)
def test_today_is_the_day_of_the_submission(clocks, day, found):
    said = problems(CLOCK, data(f"{clocks}<a>{day}</a>"), received_at=NOW.astimezone(UTC))
    assert [kind for _, kind in said] == found


def test_a_form_open_over_midnight_may_have_counted_on_either_day():
    age = xform("<start/><end/><a/>", START + END + bind("a", calculate="today()"))
    clocks = "<start>2026-11-22T23:50:00.000+08:00</start><end>2026-11-23T00:10:00.000+08:00</end>"
    for day, found in (("22", []), ("23", []), ("24", [("/a", "calculate")])):
        assert problems(age, data(f"{clocks}<a>2026-11-{day}</a>")) == found


def test_a_label_may_be_in_any_language_of_the_form():
    item = "<item><itextId>k</itextId><name>a</name></item>"
    kinds = f'<instance id="kinds"><root>{item}</root></instance>'
    named = xform(
        "<a/><b/>",
        kinds + bind("b", calculate="jr:choice-name(/data/a, '/data/a')"),
        SELECT.format(name="a", nodeset="instance('kinds')/root/item"),
        head=itext(text("k", "甲"), text("k", "First")),
    )
    for stored, found in (("甲", []), ("First", []), ("乙", [("/b", "calculate")])):
        assert problems(named, data(f"<a>a</a><b>{stored}</b>")) == found


def test_circles_of_relevance_end():
    circle = form(
        "<a/><b/>", bind("a", relevant="/data/b = '1'"), bind("b", relevant="/data/a = '1'")
    )
    assert problems(circle, data("<a>1</a><b>1</b>")) == []
    assert problems(circle, data("")) == []


def test_answers_are_looked_at_in_the_order_of_the_form():
    several = form(
        "<a/><b/><c/>",
        bind("c", required="true()"),
        bind("b", kind="int", constraint=". &gt; 0"),
        bind("a", required="true()"),
    )
    assert [path for path, _ in problems(several, data("<b>0</b>"))] == ["/a", "/b", "/c"]


def test_one_logic_serves_many_threads():
    schema = parse_xform(REPEAT)
    logic = compile_logic(schema)
    bad = read_answers(read_envelope(data("<a>1</a><r><b>1</b></r><d>7</d>")).root, schema).values
    seen = []

    def work():
        seen.extend(len(check(logic, bad, received_at=NOW)) for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert seen == [2] * 200


def test_a_thousand_rows_are_checked_in_no_time_and_told_in_part():
    many = xform(
        "<r><b/><c/></r>",
        bind("r", relevant="b != 'x'")
        + bind("r/b", constraint="count(/data/r[b = current()]) = 1")
        + bind("r/c", calculate="sum(../../r/b)"),
        '<repeat nodeset="/data/r"><input ref="/data/r/b"/></repeat>',
    )
    rows = "<r><b>x</b></r>" * 500 + "<r><b>1</b></r>" * 500
    began = time.process_time()
    found = problems(many, data(rows))
    assert time.process_time() - began < 2
    assert len(found) == MOST_PROBLEMS
    assert set(found) == {(f"/r[{number}]/b", "relevant") for number in range(1, 201)}


def test_rows_inside_a_group_that_was_not_asked_do_not_count():
    inside = form(
        "<a/><g><r><b/></r></g><d/>",
        bind("g", relevant="/data/a = '1'"),
        bind("d", calculate="count(/data/g/r)"),
        body='<repeat nodeset="/data/g/r"><input ref="/data/g/r/b"/></repeat>',
    )
    rows = "<g><r><b>x</b></r><r><b>y</b></r></g>"
    assert problems(inside, data(f"<a>1</a>{rows}<d>2</d>")) == []
    assert problems(inside, data(f"<a>2</a>{rows}<d>0</d>")) == [("/g/r[1]/b", "relevant")]


@pytest.mark.parametrize(
    "source",
    ["/data/r/n = '1'", "instance('towns')/root/item[name = 'x']/label = 'y'"],
    ids=["several rows", "no list"],
)
def test_where_relevance_cannot_be_told_nothing_is_asked_for(source):
    open_question = xform(
        "<r><n/></r><a/><b/><d/>",
        TOWN
        + bind("a", relevant=source, required="true()")
        + bind("b", constraint=source, required=source)
        + bind("d", calculate=f"if({source}, 1, 2)"),
        '<repeat nodeset="/data/r"><input ref="/data/r/n"/></repeat>'
        '<input ref="/data/a"/><input ref="/data/b"/>',
    )
    for inside in ("<a>x</a><b>x</b><d>3</d>", "<d>3</d>"):
        rows = "<r><n>1</n></r><r><n>2</n></r>"
        assert problems(open_question, data(rows + inside), lists=lambda _: None) == []


def test_where_clients_differ_nothing_is_said():
    """A pattern has to fit the whole text in Collect, and any part of it in a browser."""
    part = form(
        "<a/><b/><c/><d/>",
        bind("a", constraint="regex(., '[0-9]+')"),
        bind("b", relevant="regex(/data/a, '[0-9]+')"),
        bind("c", relevant="not(/data/d)", required="true()"),
    )
    assert problems(part, data("<a>no 5</a><b>x</b>")) == []
    assert problems(part, data("<a>no</a>")) == [("/a", "constraint")]
    assert problems(part, data("<a/><b>x</b>")) == [("/b", "relevant")]


CARD = xform(
    "<p><card/><born/><age/><work/><pay/></p><n/>",
    bind("p/card", constraint="regex(., '^[0-9]{8}$')")
    + bind("p/born", calculate="substr(/data/p/card, 0, 4)")
    + bind("p/age", calculate="2026 - /data/p/born")
    + bind("p/work", relevant="/data/p/age &gt; 16", required="true()")
    + bind("p/pay", constraint=". &gt; 0")
    + bind("n", calculate="sum(/data/p/age)"),
    '<repeat nodeset="/data/p"><input ref="/data/p/card"/><input ref="/data/p/work"/>'
    '<input ref="/data/p/pay"/></repeat>',
)
SOUND = "<p><card>19760101</card><born>1976</born><age>50</age><work>1</work><pay>5</pay></p>"


def person(**answers):
    xml = SOUND
    for name, answer in answers.items():
        xml = re.sub(f"<{name}>.*</{name}>", f"<{name}>{answer}</{name}>", xml)
    return xml


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([person(card="1976010X", born="", age="")], [("/p[1]/card", "constraint")]),
        (
            [person(card="1976010X", born="", age=""), person(age="51")],
            [("/p[1]/card", "constraint"), ("/p[2]/age", "calculate")],
        ),
        ([person(born="1977")], [("/p[1]/born", "calculate")]),
        (
            [person(card="1976010X", born="", age="", pay="-5")],
            [("/p[1]/card", "constraint"), ("/p[1]/pay", "constraint")],
        ),
        ([person(age="", work="", pay="")], [("/p[1]/age", "calculate")]),
    ],
    ids=["a broken number", "another person's age", "a wrong year", "two faults", "no age"],
)
def test_what_only_follows_from_a_fault_is_not_told_beside_it(people, found):
    assert problems(CARD, data("".join(people) + "<n>100</n>")) == found
