from forms.diff import ChangeKind, diff
from server.core.schema import parse_xform
from tests.builders.forms import schema_of
from tests.builders.xforms import xform


def form(*questions, version="1", groups=""):
    """A form of (name, type, label, further bind attributes)."""
    primary = "".join(f"<{name}/>" for name, *_ in questions)
    binds = "".join(
        f"<bind nodeset='/data/{name}' type='{kind}' {' '.join(more)}/>"
        for name, kind, _, *more in questions
    )
    body = "".join(
        f"<input ref='/data/{name}'><label>{label}</label></input>"
        for name, _, label, *_ in questions
    )
    attributes = f'id="f" version="{version}"'
    return parse_xform(xform(primary + groups, binds, body, attributes=attributes))


def choosing(*choices):
    items = "".join(
        f"<item><label>{label}</label><value>{name}</value></item>" for name, label in choices
    )
    return parse_xform(xform("<a/>", "", f"<select1 ref='/data/a'>{items}</select1>"))


def kinds(old, new):
    return [(change.kind, change.path) for change in diff(old, new).changes]


def test_the_same_form_has_not_changed():
    schema = schema_of("household_survey")
    assert diff(schema, schema).changes == ()


def test_added_and_removed_questions_are_told():
    old, new = form(("a", "int", "甲")), form(("b", "string", "乙"), version="2")
    found = diff(old, new)
    assert (found.old_version, found.new_version) == ("1", "2")
    assert [change.line("zh") for change in found.changes] == ["/b：新增“乙”", "/a：删除“甲”"]
    assert [change.path for change in found.losing] == ["/a"]


def test_a_question_with_another_name_but_the_same_label_was_probably_renamed():
    (change,) = diff(form(("a", "int", "甲")), form(("b", "int", "甲"))).changes
    assert (change.kind, change.loses_data) == (ChangeKind.RENAMED, True)
    assert change.line("en") == "/b: probably renamed from a to b"


def test_a_question_moved_into_a_group_is_no_new_question():
    old = form(("a", "int", "甲"))
    new = parse_xform(
        xform(
            "<g><a/></g>",
            "<bind nodeset='/data/g/a' type='int'/>",
            "<group ref='/data/g'><input ref='/data/g/a'><label>甲</label></input></group>",
        )
    )
    assert kinds(old, new) == [(ChangeKind.ADDED, "/g"), (ChangeKind.MOVED, "/g/a")]


def test_another_type_loses_what_was_collected():
    (change,) = diff(form(("a", "int", "甲")), form(("a", "string", "甲"))).losing
    assert change.line("en") == "/a: type changed from int to string"


def test_changes_of_logic_and_label_lose_nothing():
    old = form(("a", "int", "甲", "required='true()'"))
    new = form(("a", "int", "甲的", "constraint='. &gt; 1'", "relevant='1'"))
    assert [kind for kind, _ in kinds(old, new)] == [
        ChangeKind.LABEL,
        ChangeKind.CONSTRAINT,
        ChangeKind.RELEVANT,
        ChangeKind.REQUIRED,
    ]
    assert diff(old, new).losing == ()
    assert diff(old, new).of(ChangeKind.REQUIRED)[0].line("zh") == "/a：必填由“true()”改为“无”"


def test_choices_are_compared_by_name():
    old, new = choosing(("1", "是"), ("2", "否")), choosing(("1", "对"), ("3", "不详"))
    found = diff(old, new)
    assert [change.line("en") for change in found.changes] == [
        "/a: text of a choice changed from “1 是” to “1 对”",
        "/a: choice “3 不详” was added",
        "/a: choice “2 否” was removed",
    ]
    assert [change.kind for change in found.losing] == [ChangeKind.CHOICE_REMOVED]
