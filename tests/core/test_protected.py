"""A public list gives nobody away, however a number, an address or an illness is written."""

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import idnumber, protected
from server.core.protected import Protected, protected_in
from tests.builders.people import bank_card, id_number

IDS = st.builds(
    id_number,
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    sex=st.sampled_from("12"),
    running=st.integers(0, 999),
    division=st.sampled_from(["620421", "110101", "650102", "340524"]),
)
CARDS = st.integers(100_000_000_000_000, 999_999_999_999_999).map(str).map(bank_card)
MOBILES = st.builds(
    "1{}{}{:08d}".format, st.integers(3, 9), st.integers(0, 9), st.integers(0, 99_999_999)
)
SEPARATORS = st.sampled_from(["", " ", "-", ".", "·", "  ", " -", "_", "/"])
ACCOUNTS = st.text("0123456789", min_size=11, max_size=18).map("6{}".format)
GROUPS = st.sampled_from([(3, 4, 4), (4, 3, 4), (3, 2, 2, 2, 2), (1,) * 11])
WORDS = st.sampled_from(["", "张建国", "三组", "拟同意", "二类，", "3人 ", "（", "。"])
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = {ord(str(digit)): 0xFF10 + digit for digit in range(10)}
ARABIC = {ord(str(digit)): 0x660 + digit for digit in range(10)}


def kinds(text, **options):
    return {leak.kind for leak in protected_in(text, **options)}


def spaced(number, separators):
    """The number with something between its places."""
    return "".join(place + gap for place, gap in zip(number, [*separators, ""], strict=True))


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(protected).failed == 0


@given(WORDS, IDS, WORDS)
def test_a_full_id_number_is_found_in_any_text(before, number, after):
    assert Protected.ID in kinds(before + number + after)


@given(IDS, st.lists(SEPARATORS, min_size=17, max_size=17))
def test_separators_do_not_hide_an_id_number(number, separators):
    assert Protected.ID in kinds(spaced(number, separators))


@given(IDS, st.sampled_from([CHINESE, FULL_WIDTH, ARABIC]))
def test_another_script_does_not_hide_an_id_number(number, script):
    assert Protected.ID in kinds(f"证号{number.translate(script)}。")


@given(IDS, st.sampled_from("\u200b\u200d\ufeff\u2060\u00ad"), st.integers(1, 17))
def test_invisible_characters_do_not_hide_an_id_number(number, invisible, at):
    assert Protected.ID in kinds(number[:at] + invisible + number[at:])


@given(IDS)
def test_a_lower_case_check_character_does_not_hide_an_id_number(number):
    assert Protected.ID in kinds(number.lower())


@given(IDS, st.sampled_from("0123456789X"))
def test_a_mistyped_id_number_is_one_all_the_same(number, last):
    assert Protected.ID in kinds(number[:17] + last)


@given(IDS.filter(lambda number: number[6:8] == "19"))
def test_an_old_id_number_is_found(number):
    assert Protected.ID in kinds(number[:6] + number[8:17])


@given(IDS)
def test_a_number_masked_for_a_list_is_not_one(number):
    assert kinds(idnumber.masked_for_list(number)) == set()


@given(IDS, st.integers(7, 14))
def test_a_number_that_shows_more_than_eight_places_is_not_masked(number, shown):
    covered = number[:shown] + "*" * (16 - shown) + number[16:]
    assert (Protected.ID in kinds(covered)) is (sum(map(str.isdigit, covered)) > 8)


@given(CARDS, st.sampled_from(["", " ", "-"]))
def test_a_card_is_found_whole_and_in_groups_of_four(card, gap):
    grouped = gap.join(card[at : at + 4] for at in range(0, 16, 4))
    assert Protected.ACCOUNT in kinds(f"账号{grouped}")


@given(CARDS, st.lists(SEPARATORS, min_size=15, max_size=15))
def test_separators_do_not_hide_a_card(card, separators):
    written = spaced(card, separators)
    assert kinds(written) & {Protected.ACCOUNT, Protected.ID} or protected.WRITTEN_DATE.search(
        written
    )


@given(ACCOUNTS)
def test_any_number_as_long_as_an_account_is_found(number):
    assert kinds(number) & {Protected.ACCOUNT, Protected.ID}


@given(MOBILES, WORDS, st.sampled_from(["", "+86", "86-", "0086 "]))
def test_a_mobile_number_is_found(number, before, country):
    assert Protected.PHONE in kinds(f"{before}{country}{number}")


@given(MOBILES, GROUPS, st.sampled_from(" -."))
def test_a_mobile_number_is_found_in_the_groups_people_say_it_in(number, groups, gap):
    parts, rest = [], number
    for places in groups:
        parts.append(rest[:places])
        rest = rest[places:]
    assert Protected.PHONE in kinds(gap.join(parts))


@given(MOBILES, st.sampled_from([CHINESE, FULL_WIDTH, ARABIC]), st.integers(0, 11))
def test_another_script_does_not_hide_a_mobile_number(number, script, at):
    assert Protected.PHONE in kinds(number[:at].translate(script) + number[at:])


@pytest.mark.parametrize(
    "number",
    ["0943-8221234", "(0943)8221234", "09438221234", "电话：822 1234", "微信 139123456"],
)
def test_other_numbers_to_call_are_found(number):
    assert Protected.PHONE in kinds(number)


@pytest.mark.parametrize(
    "place",
    [
        "三合村三组12号",
        "三组１２号",
        "十二号楼",
        "3单元502室",
        "5 栋",
        "长征西路86号",
        "人民巷7",
        "门牌见附表",
        "36.55123,104.17321",
    ],
)
def test_more_than_village_and_group_is_an_address(place):
    assert kinds(place) == {Protected.ADDRESS}


@pytest.mark.parametrize(
    "cause",
    [
        "患尿毒症",
        "因病",
        "肢体二级残疾",
        "精神分裂症",
        "住院",
        "因残缺劳力",
        "hiv",
        "丧失劳动能力",
        "因学",
    ],
)
def test_health_disability_and_hardship_are_found(cause):
    assert kinds(f"同意（{cause}）") == {Protected.HEALTH}


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


@given(NAMES.filter(lambda name: not kinds(name)), st.sampled_from(["", " ", "\u3000", "\u200b"]))
def test_a_hidden_name_is_found_and_its_mask_is_not(name, gap):
    written = f"含{gap.join(name)}"
    assert Protected.NAME in kinds(written, hidden_names=[name])
    assert kinds(f"含{name[0]}某", hidden_names=[name]) == set()


def test_the_applicant_may_be_named_although_a_childs_name_is_part_of_it():
    options = {"hidden_names": ["王秀"], "allowed": ["王秀英"]}
    assert kinds("王秀英", **options) == set()
    assert kinds("王秀英之女王秀", **options) == {Protected.NAME}


def test_a_single_character_is_no_name_to_hide():
    assert kinds("王秀英", hidden_names=["王", ""]) == set()


ORDINARY = [
    "张建国",
    "欧阳·阿依古丽",
    "三组",
    "十二组",
    "第3号榜",
    "二类",
    "640元",
    "12,000.50元",
    "2人",
    "拟同意纳入农村低保",
    "2026年11月16日至2026年11月23日",
    "2026-11-16 至 2026-11-23",
    "公示时间 2026-11-16 09:30",
    "620421**********1X",
    "1963年生",
    "**** 1234",
    "农村低保二类，保障2人，月补助640元",
    "村务公开栏（三合村）",
    "甘民函〔2026〕12号文",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_what_a_list_is_for_may_be_read(text):
    assert protected_in(text) == ()


@given(st.lists(st.sampled_from(ORDINARY), max_size=4))
def test_what_may_be_read_may_be_read_together(texts):
    assert protected_in("；".join(texts)) == ()


@given(st.integers(0, 99_999), st.integers(1, 12), st.decimals(0, 99_999, places=2))
def test_counts_and_amounts_may_be_read(number, persons, amount):
    assert protected_in(f"第{number}户 {persons}人 {amount}元") == ()


def test_the_lists_own_number_may_be_read():
    number = "G-620421102201-202611-2-01"
    assert kinds(number) == {Protected.ACCOUNT}
    assert kinds(number, allowed=["", number]) == set()


@given(st.one_of(IDS, CARDS, MOBILES))
def test_what_is_told_of_a_find_does_not_give_it_away(number):
    for leak in protected_in(f"{number} {spaced(number, [' '] * (len(number) - 1))}"):
        assert number[:-2] not in leak.excerpt.replace(" ", "")
        assert sum(map(str.isdigit, leak.excerpt)) <= 2


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text):
    for leak in protected_in(text, hidden_names=[text[:3]], allowed=[text[1:2]]):
        assert leak.excerpt
