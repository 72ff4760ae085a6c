"""The seven forms of the survey and the one that mends them, and their samples."""

import csv

import pytest

from forms.catalogue import bundled
from server.core.instance import read_answers, read_envelope
from server.core.schema import FieldType
from tests.builders import instances
from tests.builders.forms import compiled, schema_of
from tests.tree import ROOT

FORMS = bundled()
IDS = [form.form_id for form in FORMS]
SAMPLES = [sample for form in FORMS for sample in form.samples]
EVERY = {
    "household_survey": instances.household_xml,
    "visit_followup": instances.visit_xml,
    "house_damage": instances.damage_xml,
    "disaster_report": instances.report_xml,
    "village_profile": instances.profile_xml,
    "dibao_appraisal": instances.appraisal_xml,
    "objection": instances.objection_xml,
    "correction": instances.correction_xml,
}


def test_all_forms_come_with_the_program():
    assert set(IDS) == set(EVERY)


@pytest.mark.parametrize("form_id", IDS)
def test_a_bundled_form_compiles_without_any_remark(form_id):
    made = compiled(form_id)
    assert (made.form_id, made.version) == (form_id, "2026112301")
    assert made.warnings == ()


def test_what_was_sent_can_be_opened_again_and_sent_once_more():
    marked = {
        form_id for form_id in IDS if b'odk:client-editable="true"' in compiled(form_id).xform
    }
    assert marked == set(IDS) - {"correction"}


@pytest.mark.parametrize("form_id", IDS)
def test_every_text_of_a_bundled_form_stands_in_both_languages(form_id):
    schema = schema_of(form_id)
    texts = [
        said
        for field in schema.walk()
        for said in (field.label, field.hint, field.constraint_message, field.required_message)
    ]
    texts += [choice.label for offered in schema.choices.values() for choice in offered]
    assert all(set(said) in ({"zh", "en"}, set()) for said in texts)
    assert schema.title_in("zh") != schema.title_in("en")
    assert (schema.languages, schema.default_language) == (("zh", "en"), "zh")


@pytest.mark.parametrize("form_id", IDS)
def test_chinese_texts_are_punctuated_in_full_width(form_id):
    said = [text for field in schema_of(form_id).walk() for text in field.label.values()]
    chinese = [text for text in said if any("\u4e00" <= letter <= "\u9fff" for letter in text)]
    assert not [text for text in chinese if set(",;:()") & set(text)]


@pytest.mark.parametrize("form_id", IDS)
def test_what_is_required_says_so_and_what_is_constrained_says_why(form_id):
    asked = [field for field in schema_of(form_id).walk() if field.is_asked]
    assert all(field.required_message for field in asked if field.required)
    assert all(field.constraint_message for field in asked if field.constraint)


@pytest.mark.parametrize("form_id", IDS)
def test_quantities_show_their_unit(form_id):
    numbers = [f for f in schema_of(form_id).walk() if f.type in (FieldType.INT, FieldType.DECIMAL)]
    assert {field.name for field in numbers if not field.unit} <= {
        "m_grad_year",
        "h_year",
        "year",
        "report_seq",
    }


@pytest.mark.parametrize("form_id", IDS)
def test_files_a_form_asks_for_lie_in_its_folder(form_id):
    form = next(form for form in FORMS if form.form_id == form_id)
    slots = {slot.name for slot in schema_of(form_id).attachments}
    assert slots == {path.name for path in form.media}


@pytest.mark.parametrize("form_id", IDS)
def test_files_in_the_folder_have_the_columns_the_form_reads(form_id):
    form = next(form for form in FORMS if form.form_id == form_id)
    for path in form.media:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        assert rows[0][:2] == ["name", "label"]
        assert all(len(row) == len(rows[0]) for row in rows)
        if path.name != "standards.csv":
            assert len(rows) == 1, "the server fills it for each user"


def test_example_standards_are_marked_as_examples():
    (path,) = [p for form in FORMS for p in form.media if p.name == "standards.csv"]
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert {row["kind"] for row in rows} == {"urban", "rural"}
    assert all(row["label"].startswith("示例") for row in rows)


def test_the_entity_list_is_written_by_the_survey_and_touched_by_the_visit():
    (survey,) = schema_of("household_survey").entities
    (visit,) = schema_of("visit_followup").entities
    assert (survey.dataset, survey.creates, survey.updates) == ("households", True, True)
    assert (visit.dataset, visit.creates, visit.updates) == ("households", False, True)
    header = next(p for f in FORMS for p in f.media if p.name == "households.csv").read_text()
    assert set(survey.properties) | set(visit.properties) <= set(header.strip().split(","))


@pytest.mark.parametrize("form_id", IDS)
def test_what_the_builders_write_has_only_fields_of_the_form(form_id):
    envelope = read_envelope(EVERY[form_id]())
    read = read_answers(envelope.root, schema_of(form_id))
    assert (envelope.form_id, read.unknown) == (form_id, ())


@pytest.mark.parametrize("form_id", IDS)
def test_the_builders_choose_only_what_the_form_offers(form_id):
    schema = schema_of(form_id)
    read = read_answers(read_envelope(EVERY[form_id]()).root, schema)
    assert list(_wrong_choices(read.values, schema.fields, schema)) == []


def _wrong_choices(values, fields, schema):
    for field in fields:
        value = values[field.name]
        if isinstance(value, dict):
            yield from _wrong_choices(value, field.children, schema)
        elif isinstance(value, list):
            for row in value:
                yield from _wrong_choices(row, field.children, schema)
        elif value and field.choices:
            known = {choice.name for choice in schema.choices[field.choices]}
            yield from ((field.path, name) for name in value.split() if name not in known)


@pytest.mark.parametrize("form_id", IDS)
def test_a_form_has_at_least_one_sample(form_id):
    assert any(path.parent.name == form_id for path in SAMPLES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_samples_are_read_by_their_form(path):
    envelope = read_envelope(path.read_bytes())
    read = read_answers(envelope.root, schema_of(path.parent.name))
    assert envelope.form_id == path.parent.name
    assert bool(read.unknown) is (path.stem == "unknown_elements")
    assert (envelope.instance_id is None) is (path.stem == "no_instance_id")


def sample(name):
    envelope = read_envelope(
        (ROOT / "forms" / "samples" / "household_survey" / f"{name}.xml").read_bytes()
    )
    return read_answers(envelope.root, schema_of("household_survey")).values


def test_text_in_cdata_and_entities_is_whole():
    """OR-134, OR-145."""
    read = sample("text_in_cdata_and_entities")
    assert read["ident"]["address"] == "三合村三组 <12号> & 院内 & 后院 ]]>"
    assert read["benefit"]["remark"] == "甲乙𠮷😀 e\u0301"


def test_a_sample_without_position_has_none():
    assert sample("no_position")["ident"]["gps"] is None


def test_chinese_file_names_stay_as_they_are():
    assert sample("chinese_file_names")["ident"]["photo_door"] == "门牌 照片(1).jpg"
