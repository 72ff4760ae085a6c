"""A small form with a question of each kind, to try expressions on."""

from datetime import datetime

from server.core.days import LOCAL
from server.core.instance import read_answers, read_envelope
from server.core.logic import Rows, check, compile_logic
from server.core.logic.compiler import Compiler
from server.core.logic.expression import COLLECT, WEB
from server.core.logic.parser import parse
from server.core.logic.paths import site_of
from server.core.logic.syntax import Unknown
from server.core.logic.tree import Run, grow, plan_of
from server.core.schema import parse_xform
from tests.builders.xforms import itext, text, xform

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=LOCAL)

PRIMARY = """<end/><t/><i/><d/><day/><at/><clock/><here/><line/><one/><many/><g><inner/><sum/></g>
<r><n/><y/><c/></r>"""
BINDS = (
    "".join(
        f'<bind nodeset="/data/{path}" type="{kind}"/>'
        for path, kind in {
            "i": "int",
            "d": "decimal",
            "day": "date",
            "at": "dateTime",
            "clock": "time",
            "here": "geopoint",
            "line": "geotrace",
            "r/n": "int",
            "g/sum": "int",
        }.items()
    )
    + '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>'
)
CHOICES = """<instance id="kinds"><root>
<item><itextId>k-0</itextId><name>a</name><above>x</above></item>
<item><itextId>k-1</itextId><name>b</name><above>y</above></item>
<item><itextId>k-2</itextId><name>c</name><above>y</above></item></root></instance>
<instance id="towns" src="jr://file-csv/towns.csv"/>"""
TEXTS = itext(
    text("k-0", "甲") + text("k-1", "乙") + text("k-2", "丙"),
    text("k-0", "A") + text("k-1", "B") + text("k-2", "C"),
)
SELECT = (
    '<{0} ref="/data/{1}"><itemset nodeset="instance(\'kinds\')/root/item">'
    '<value ref="name"/><label ref="jr:itext(itextId)"/></itemset></{0}>'
)
BODY = (
    "".join(
        f'<input ref="/data/{path}"/>'
        for path in ("t", "i", "d", "day", "at", "here", "line", "g/inner")
    )
    + SELECT.format("select1", "one")
    + SELECT.format("select", "many")
    + '<repeat nodeset="/data/r"><input ref="/data/r/n"/><input ref="/data/r/y"/></repeat>'
)
FORM = xform(PRIMARY, CHOICES + BINDS, BODY, head=TEXTS)
SCHEMA = parse_xform(FORM)
TOWNS = Rows(
    [
        {"name": "t1", "label": "东湾镇", "county": "c1", "people": "120"},
        {"name": "t2", "label": "大坝镇", "county": "c1", "people": "80"},
        {"name": "t3", "label": "武川乡", "county": "c2", "people": "80"},
    ]
)


def instance(rows=(), **answers):
    """An instance of the small form; a row is (n, y)."""
    group = {name: answers.pop(name) for name in ("inner", "sum") if name in answers}
    leaves = "".join(f"<{name}>{answer}</{name}>" for name, answer in answers.items())
    inside = "".join(f"<{name}>{answer}</{name}>" for name, answer in group.items())
    repeats = "".join(f"<r><n>{n}</n><y>{y}</y></r>" for n, y in rows)
    return f'<data id="f" version="1">{leaves}<g>{inside}</g>{repeats}</data>'.encode()


def only_towns(name):
    """The lists of the small form."""
    return TOWNS if name == "towns.csv" else None


def evaluate(source, *, dialect=COLLECT, site="/t", row=None, language="zh", rows=(), **answers):
    """What `source` gives at a node (in row number `row`) as a text; None for what is unknown."""
    raw = read_answers(read_envelope(instance(rows, **answers)).root, SCHEMA).values
    scope = grow(plan_of(SCHEMA.fields), raw, Run((NOW,), only_towns, (language,)))
    if row is not None:
        scope = scope.rows["/r"][row - 1]
    code = Compiler(SCHEMA, dialect, {}).code(parse(source), site_of(SCHEMA, site))
    try:
        return dialect.text(code)(scope)
    except Unknown:
        return None


def in_both(source, **given):
    """What Collect and a browser make of `source`."""
    return evaluate(source, **given), evaluate(source, dialect=WEB, **given)


def problems(form, answers, *, received_at=NOW, lists=only_towns, unread=()):
    """(path, kind) of everything the form `form` does not take in an instance."""
    schema = parse_xform(form)
    raw = read_answers(read_envelope(answers).root, schema).values
    found = check(compile_logic(schema), raw, received_at=received_at, lists=lists, unread=unread)
    return [(problem.path, problem.kind.value) for problem in found]
