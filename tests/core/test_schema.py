import pytest

from server.core.errors import FormInvalid, UnknownEntitiesVersion
from server.core.schema import FieldType, Slot, SlotKind, parse_xform
from server.core.schema.nouns import text_in
from tests.builders.xforms import itext, text, xform

ENTITIES = ' entities:entities-version="{}"'


def field(primary, model_end="", body="", path="/a", **parts):
    return parse_xform(xform(primary, model_end, body, **parts)).by_path[path]


def test_a_form_knows_its_id_version_and_title_in_both_languages():
    schema = parse_xform(xform(title="入户调查表 / Household survey"))
    assert (schema.form_id, schema.version, schema.root_name) == ("f", "1", "data")
    assert (schema.title_in("zh"), schema.title_in("en")) == ("入户调查表", "Household survey")


def test_a_form_without_version_has_an_empty_one():
    assert parse_xform(xform(attributes='id="f"')).version == ""


@pytest.mark.parametrize(
    "broken",
    [
        xform(title=" "),
        xform(attributes='version="1"'),
        xform().replace(b"<h:body></h:body>", b""),
        xform().replace(b"<instance>", b"<other>").replace(b"</instance>", b"</other>"),
        xform().replace(b"</h:head>", b"</h:head><h:head/>"),
        b"<data id='f'/>",
    ],
    ids=["no title", "no id", "no body", "no instance", "two heads", "an instance"],
)
def test_what_no_tablet_takes_for_a_form_is_refused(broken):
    """OR-69."""
    with pytest.raises(FormInvalid) as refusal:
        parse_xform(broken)
    assert (refusal.value.code, len(refusal.value.findings)) == ("400.15", 1)


@pytest.mark.parametrize(
    ("bind", "expected"),
    [
        ("int", FieldType.INT),
        ("xsd:int", FieldType.INT),
        ("decimal", FieldType.DECIMAL),
        ("date", FieldType.DATE),
        ("dateTime", FieldType.DATETIME),
        ("geopoint", FieldType.GEOPOINT),
        ("binary", FieldType.BINARY),
        ("select", FieldType.SELECT_MULTIPLE),
        ("odk:rank", FieldType.SELECT_MULTIPLE),
        ("string", FieldType.STRING),
        ("intent", FieldType.STRING),
    ],
)
def test_the_bind_tells_the_type(bind, expected):
    assert field("<a/>", f'<bind nodeset="/data/a" type="{bind}"/>').type is expected


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("<select1 ref='/data/a'/>", FieldType.SELECT_ONE),
        ("<select ref='/data/a'/>", FieldType.SELECT_MULTIPLE),
        ("<odk:rank ref='/data/a'/>", FieldType.SELECT_MULTIPLE),
        ("<input ref='/data/a'/>", FieldType.STRING),
        ("<input ref='/data/a' query=\"instance('x')/root/item\"/>", FieldType.SELECT_ONE),
    ],
    ids=["select_one", "select_multiple", "rank", "text", "external select"],
)
def test_selects_are_known_from_the_body_though_the_bind_says_string(control, expected):
    """OR-138."""
    bind = '<bind nodeset="/data/a" type="string"/>'
    assert field("<a/>", bind, control).type is expected


def test_a_readonly_input_without_calculation_is_a_note():
    bind = '<bind nodeset="/data/a" type="string" readonly="true()"/>'
    assert field("<a/>", bind, "<input ref='/data/a'/>").type is FieldType.NOTE


def test_a_repeat_and_its_template_are_one_field():
    """OR-136."""
    primary = "<r jr:template=''><x/></r><r><x/></r><z/>"
    body = "<group ref='/data/r'><label>R</label><repeat nodeset='/data/r' jr:count='3'/></group>"
    schema = parse_xform(xform(primary, "", body))
    assert [each.path for each in schema.fields] == ["/r", "/z", "/meta"]
    repeat = schema.by_path["/r"]
    assert (repeat.type, repeat.repeat_count) == (FieldType.REPEAT, "3")
    assert [each.path for each in repeat.children] == ["/r/x"]


def test_nested_repeats_keep_their_nesting():
    """OR-137."""
    primary = "<r jr:template=''><s jr:template=''><x/></s></r><r><s><x/></s></r>"
    body = "<repeat nodeset='/data/r'><repeat nodeset='/data/r/s'/></repeat>"
    schema = parse_xform(xform(primary, "", body))
    kinds = {each.path: each.type for each in schema.walk() if each.is_structure}
    assert kinds["/r"] is kinds["/r/s"] is FieldType.REPEAT
    assert "/r/s/x" in schema.by_path


def test_labels_come_in_both_languages_with_answers_shown_by_name():
    head = itext(
        text("/data/a:label", ' 核对：<output value=" ../b "/>，<output value="/data/g/c"/> 岁 '),
        text("/data/a:label", 'Check <output value="../b"/>') + text("/data/a:hint", "-"),
    )
    body = (
        "<input ref='/data/a'><label ref=\"jr:itext('/data/a:label')\"/>"
        "<hint ref=\"jr:itext('/data/a:hint')\"/></input>"
    )
    read = field("<a/>", "", body, head=head)
    assert read.label == {"zh": "核对：{b}，{c} 岁", "en": "Check {b}"}
    assert read.hint == {}, "a dash is what pyxform writes for nothing"


def test_a_label_written_in_the_body_belongs_to_the_default_language():
    plain = field("<a/>", "", "<input ref='/data/a'><label>姓名</label></input>")
    assert text_in(plain.label, "en") == "姓名"


def test_messages_are_found_through_their_attributes():
    head = itext(text("m", "太大"), text("m", "Too much"))
    bind = (
        "<bind nodeset='/data/a' type='int' constraint='. &lt; 5' required='false()'"
        " jr:constraintMsg=\"jr:itext('m')\" jr:requiredMsg='要填'/>"
    )
    read = field("<a/>", bind, head=head)
    assert read.constraint_message == {"zh": "太大", "en": "Too much"}
    assert (read.required_message, read.constraint) == ({"zh": "要填"}, ". < 5")
    assert read.required is None, "false() asks for nothing"


@pytest.mark.parametrize(
    ("zh", "en", "units"),
    [
        ("工资性收入（元）", "Wage income (yuan)", {"zh": "元", "en": "yuan"}),
        ("损失(万元/10k yuan)", "Loss (万元/10k yuan)", {"zh": "万元", "en": "10k yuan"}),
        ("收入（不含低保金）（元）", "Income (yuan)", {"zh": "元", "en": "yuan"}),
        ("毕业年份", "Graduation year", {}),
    ],
    ids=["each its own", "both in one bracket", "two brackets", "none"],
)
def test_the_unit_stands_in_the_bracket_that_ends_the_label(zh, en, units):
    head = itext(text("l", zh), text("l", en))
    body = "<input ref='/data/a'><label ref=\"jr:itext('l')\"/></input>"
    read = field("<a/>", "<bind nodeset='/data/a' type='decimal'/>", body, head=head)
    assert (read.units, read.unit) == (units, units.get("zh"))


def test_choices_of_an_instance_keep_order_texts_and_further_columns():
    head = itext(text("y-0", "是") + text("y-1", "否"), text("y-0", "Yes") + text("y-1", "No"))
    model = (
        "<instance id='y'><root><item><itextId>y-0</itextId><name>1</name><county>6204</county>"
        "</item><item><itextId>y-1</itextId><name>0</name></item></root></instance>"
    )
    body = (
        "<select1 ref='/data/a'><itemset nodeset=\"instance('y')/root/item[county= /data/b ]\">"
        "<value ref='name'/><label ref='jr:itext(itextId)'/></itemset></select1>"
    )
    schema = parse_xform(xform("<a/><b/>", model, body, head=head))
    assert schema.by_path["/a"].choices == "y"
    first, second = schema.choices["y"]
    assert (first.name, first.label) == ("1", {"zh": "是", "en": "Yes"})
    assert (first.extra, second.extra) == ({"county": "6204"}, {})
    assert schema.choice("/a", "0") is second
    assert schema.choice("/a", "7") is None


def test_choices_written_in_the_body_are_listed_under_the_path():
    body = "<select ref='/data/a'><item><label>红</label><value>r</value></item></select>"
    schema = parse_xform(xform("<a/>", "", body))
    assert [choice.name for choice in schema.choices[schema.by_path["/a"].choices]] == ["r"]


def test_choices_of_a_file_name_the_file_and_its_columns():
    model = "<instance id='places' src='jr://file/places.geojson'/>"
    body = (
        "<select1 ref='/data/a'><itemset nodeset=\"randomize(instance('places')/root/item)\">"
        "<value ref='id'/><label ref='title'/></itemset></select1>"
    )
    schema = parse_xform(xform("<a/>", model, body))
    read = schema.by_path["/a"]
    assert (read.choices, read.choice_file) == (None, "places.geojson")
    assert (read.choice_value, read.choice_label) == ("id", "title")
    assert schema.external == {"places": "places.geojson"}


def test_files_are_found_in_all_places_that_name_them():
    """OR-79, OR-78."""
    head = itext(
        text("l", "jr://images/a.png", "image") + text("s", "jr://audio/b.mp3", "audio"),
        text("l", "jr://images/en/a.png", "image") + text("v", "jr://video/c.mp4", "video"),
    )
    model = (
        "<instance id='v' src='jr://file-csv/villages.csv'/>"
        "<instance id='x' src='jr://file/x.xml'/>"
        "<instance id='__last-saved' src='jr://instance/last-saved'/>"
        "<bind nodeset='/data/a' calculate=\"pulldata('hosp', 'n', 'k', /data/b)\"/>"
    )
    body = (
        "<input ref='/data/a' appearance=\"minimal search('fruits')\"/>"
        "<input ref='/data/b' query=\"instance('cities')/root/item\"/>"
    )
    found = parse_xform(xform("<a/><b/><c>jr://images/d.png</c>", model, body, head=head))
    assert set(found.attachments) == {
        Slot("villages.csv", SlotKind.FILE),
        Slot("x.xml", SlotKind.FILE),
        Slot("a.png", SlotKind.IMAGE),
        Slot("b.mp3", SlotKind.AUDIO),
        Slot("c.mp4", SlotKind.VIDEO),
        Slot("d.png", SlotKind.IMAGE),
        Slot("fruits.csv", SlotKind.FILE),
        Slot("itemsets.csv", SlotKind.FILE),
        Slot("hosp.csv", SlotKind.FILE),
    }


def test_an_entity_in_the_meta_block_tells_what_it_saves():
    primary = "<g><x/></g><y/>"
    model = (
        "<bind nodeset='/data/g/x' entities:saveto='head_name'/>"
        "<bind nodeset='/data/y' entities:saveto='geometry'/>"
    )
    made = xform(primary, model, model=ENTITIES.format("2024.1.0")).replace(
        b"<meta>",
        b"<meta><entity dataset='households' id='' create='1' update=''><label/></entity>",
    )
    (entity,) = parse_xform(made).entities
    assert (entity.dataset, entity.path, entity.repeat) == ("households", "/meta/entity", None)
    assert (entity.creates, entity.updates, entity.has_label) == (True, True, True)
    assert entity.properties == {"head_name": "/g/x", "geometry": "/y"}


def test_an_entity_in_a_repeat_saves_only_what_lies_in_it():
    """OR-154."""
    primary = (
        "<y/><r jr:template=''><x/><meta><entity dataset='trees' id='' create='1'/></meta></r>"
    )
    model = (
        "<bind nodeset='/data/y' entities:saveto='outer'/>"
        "<bind nodeset='/data/r/x' entities:saveto='height'/>"
    )
    body = "<repeat nodeset='/data/r'/>"
    schema = parse_xform(xform(primary, model, body, model=ENTITIES.format("2025.1.0")))
    (entity,) = schema.entities
    assert (entity.path, entity.repeat) == ("/r/meta/entity", "/r")
    assert (entity.updates, entity.properties) == (False, {"height": "/r/x"})


@pytest.mark.parametrize("version", ["2022.1.0", "2023.1", "2024.1.0", "2025.1.7"])
def test_entities_of_a_known_specification_are_accepted(version):
    assert parse_xform(xform(model=ENTITIES.format(version))).entities_version == version


@pytest.mark.parametrize("version", ["2021.1.0", "2026.1.0", ""])
def test_entities_of_an_unknown_specification_are_refused(version):
    """OR-161."""
    with pytest.raises(UnknownEntitiesVersion):
        parse_xform(xform(model=ENTITIES.format(version)))


def test_an_entity_without_any_specification_is_refused():
    bare = xform().replace(b"<meta>", b"<meta><entity dataset='trees' id='' create='1'/>")
    with pytest.raises(UnknownEntitiesVersion):
        parse_xform(bare)


def test_a_public_key_is_taken_without_its_line_breaks():
    schema = parse_xform(xform(head="<submission base64RsaPublicKey='MIIB\n Ij=='/>"))
    assert schema.public_key == "MIIBIj=="


def test_a_prefixed_meta_block_is_found():
    prefixed = xform().replace(
        b"<meta><instanceID/></meta>", b"<orx:meta><orx:instanceID/></orx:meta>"
    )
    schema = parse_xform(prefixed)
    assert (schema.instance_id_path, schema.has_meta) == ("/meta/instanceID", True)


def test_a_form_without_instance_id_says_so():
    assert not parse_xform(xform().replace(b"<instanceID/>", b"<timeStart/>")).has_meta


def test_preloads_tell_where_start_and_device_are():
    binds = (
        "<bind nodeset='/data/a' type='dateTime' jr:preload='timestamp' jr:preloadParams='start'/>"
        "<bind nodeset='/data/meta/instanceID' jr:preload='uid'/>"
    )
    schema = parse_xform(xform("<a/>", binds))
    assert schema.by_path["/a"].preload == "timestamp:start"
    assert not schema.by_path["/a"].is_asked


def test_chinese_names_are_names():
    read = field("<姓名/>", "", "<input ref='/data/姓名'><label>姓名</label></input>", "/姓名")
    assert (read.name, read.is_asked) == ("姓名", True)
