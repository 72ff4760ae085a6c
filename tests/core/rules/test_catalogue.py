"""The catalogue speaks for every rule, in two languages, with the values the rule gives."""

import doctest
import re

import pytest

from server.core.rules import BY_FORM, catalogue, parts, printing, records
from server.core.rules.catalogue import LANGUAGES, PLACE, explain, sentence
from server.core.types import Issue, Severity
from tests.builders.samples.every import EVERY
from tests.builders.samples.sample import examined, group_of

ENTRIES = catalogue.catalogue()
OF_RECORDS = (
    *records.BENEFIT,
    *records.STATISTICS,
    *records.LIST,
    *records.OBJECTION,
    *records.ENTRY,
)
FUNCTIONS = {rule for rules in BY_FORM.values() for rule in rules} | {*OF_RECORDS}
FIRED = [(sample, issue) for sample in EVERY for issue in group_of(sample, sample.fires)]


@pytest.mark.parametrize("module", [catalogue, parts, printing], ids=lambda each: each.__name__)
def test_the_examples_in_the_module_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_the_catalogue_has_the_152_rules_of_the_specification():
    counts = {letter: sum(rule[0] == letter for rule in ENTRIES) for letter in "WPHBSFDGALOC"}
    assert sum(counts.values()) == len(ENTRIES) == 152
    assert counts == {
        "W": 16,
        "P": 27,
        "H": 16,
        "B": 18,
        "S": 11,
        "F": 7,
        "D": 33,
        "G": 7,
        "A": 6,
        "L": 5,
        "O": 4,
        "C": 2,
    }


@pytest.mark.parametrize(
    "rule", sorted(FUNCTIONS, key=lambda rule: rule.__doc__ or ""), ids=lambda rule: rule.__name__
)
def test_a_rule_function_begins_with_its_id_in_the_catalogue(rule):
    found = re.match(r"([A-Z]-\d\d)  [A-Z0-9].*\.$", (rule.__doc__ or "").splitlines()[0])
    assert found
    assert found[1] in ENTRIES


def test_every_rule_has_one_function():
    assert sorted((rule.__doc__ or "")[:4] for rule in FUNCTIONS) == sorted(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.rule)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_entry_is_complete_in_both_languages(entry, language):
    assert entry.title[language]
    assert entry.template[language]
    assert entry.why[language].endswith(("。", "."))
    assert entry.todo[language].endswith(("。", "."))


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.rule)
def test_every_rule_has_a_title_in_both_languages(entry):
    assert entry.title["zh"]
    assert entry.title["en"].isascii() or "≤" in entry.title["en"]


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.rule)
def test_chinese_is_set_with_full_width_marks_and_spaces_before_latin(entry):
    chinese = "\n".join((entry.title["zh"], entry.why["zh"], entry.todo["zh"]))
    assert not re.search(r"[,;:()]", chinese)
    assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", chinese)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.rule)
def test_both_languages_show_the_same_values(entry):
    shown = {
        language: {
            name.removesuffix(f"_{language}") for name, _ in PLACE.findall(entry.template[language])
        }
        for language in LANGUAGES
    }
    assert shown["zh"] == shown["en"]


@pytest.mark.parametrize(("sample", "issue"), FIRED, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_asks_only_for_values_the_rule_gives(sample, issue, language):
    asked = {name for name, _ in PLACE.findall(ENTRIES[sample.rule].template[language])}
    assert asked <= set(issue.values)


@pytest.mark.parametrize(("sample", "issue"), FIRED, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_issue_reads_as_a_sentence(sample, issue, language):
    told = explain(issue, language)
    assert told.title == ENTRIES[sample.rule].title[language]
    assert not re.search(r"[{}\[\]]", told.sentence)
    assert language == "zh" or not re.search(r"[\u3000-\u303f\uff00-\uffef]", told.sentence)


@pytest.mark.parametrize(("sample", "issue"), FIRED, ids=str)
def test_a_coded_value_is_told_in_words_not_in_codes(sample, issue):
    for name, listed in PLACE.findall(ENTRIES[sample.rule].template["zh"]):
        if listed and issue.values[name]:
            told = sentence(f"{{{name}:{listed}}}", issue.values, "zh")
            assert not re.search(r"[0-9A-Za-z]", told.replace("ID", ""))


@pytest.mark.parametrize(("sample", "issue"), FIRED, ids=str)
def test_the_severity_is_the_one_of_the_specification_or_a_stated_escalation(sample, issue):
    escalated = {
        ("S-06", Severity.ERROR),
        ("P-10", Severity.ERROR),
        ("B-04", Severity.ERROR),
        ("D-11", Severity.ERROR),
        ("D-13", Severity.WARNING),
    }
    assert (
        issue.severity == ENTRIES[sample.rule].severity
        or (sample.rule, issue.severity) in escalated
    )


def test_a_sentence_shows_the_value_and_its_limit():
    issue = Issue("S-10", Severity.WARNING, "/who/gps", {"distance_m": "412", "limit_m": "300"})
    assert explain(issue, "zh").sentence == "实测 412 米，限 300 米"
    assert explain(issue, "en").sentence == "412 m, limit 300 m"


def test_codes_are_told_in_words():
    values = {"relation": "20", "sex": "2"}
    issue = Issue("H-08", Severity.WARNING, "/member[2]/m_relation", values)
    assert explain(issue, "zh").sentence == "子，女"
    assert explain(issue, "en").sentence == "Son, Female"


def test_a_form_problem_is_told_in_the_words_of_the_form():
    values = {
        "kind": "constraint",
        "seen": "31",
        "message_zh": "人数不合理",
        "message_en": "Unlikely number",
    }
    issue = Issue("W-05", Severity.ERROR, "/members_check/member_count_book", values)
    assert explain(issue, "zh").sentence == "不符合表单约束，填的是“31”：人数不合理"
    assert explain(issue, "en").sentence == (
        "The form's constraint is broken, answered “31”: Unlikely number"
    )


def test_an_issue_stored_without_a_value_is_still_told():
    assert explain(Issue("P-08", Severity.WARNING), "en").sentence == "— years, limit —"


@pytest.mark.parametrize(
    ("listed", "code", "word"),
    [("education", "71", "初中"), ("marital", "21", "初婚"), ("yn", "9", "9"), ("sex", "77", "77")],
    ids=["word of its group", "word of its own", "no word", "no such group"],
)
def test_a_finer_code_of_a_national_list_takes_the_word_of_its_group(listed, code, word):
    assert sentence(f"{{code:{listed}}}", {"code": code}, "zh") == word


def test_braces_in_an_answer_are_not_taken_for_a_template():
    issue = Issue("P-12", Severity.WARNING, "", {"name": "{length}[x]", "length": "3"})
    assert explain(issue, "en").sentence == "“{length}[x]”, length 3"


def test_every_issue_of_every_sample_can_be_explained():
    for sample in EVERY:
        for issue in examined(sample.fires):
            assert explain(issue, "zh").todo
