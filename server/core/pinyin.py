"""How names are read aloud: syllables without tones, and the readings that surnames have.

The readings of 41,852 characters stand in ``pinyin.txt``, a line per syllable, each character once
under its first reading; they were taken from the data of pypinyin 0.55 (MIT).  The library itself
is not loaded: it takes 59 MB of memory for phrases that do not occur in names
(docs/adr/0011-search.md).  ü is written v, as people type it.

>>> readings("单守田"), readings("王桂兰")
((('shan', 'shou', 'tian'), ('dan', 'shou', 'tian')), (('wang', 'gui', 'lan'),))
>>> initials(("wang", "gui", "lan"))
'wgl'
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SURNAMES: Mapping[str, tuple[str, ...]] = {
    "单": ("shan", "dan"),
    "曾": ("zeng", "ceng"),
    "解": ("xie", "jie"),
    "仇": ("qiu", "chou"),
    "朴": ("piao", "pu"),
    "查": ("zha", "cha"),
    "区": ("ou", "qu"),
    "盖": ("ge", "gai"),
    "覃": ("qin", "tan"),
    "翟": ("zhai", "di"),
    "尉": ("wei", "yu"),
    "乐": ("yue", "le"),
    "员": ("yun", "yuan"),
    "任": ("ren",),
    "缪": ("miao", "mou"),
    "冼": ("xian",),
    "洗": ("xian", "xi"),
    "宓": ("mi", "fu"),
    "牟": ("mu", "mou"),
    "郇": ("xun", "huan"),
    "郗": ("xi", "chi"),
    "种": ("chong", "zhong"),
    "秘": ("bi", "mi"),
    "折": ("she", "zhe"),
    "燕": ("yan",),
    "那": ("na",),
    "能": ("nai", "neng"),
    "隗": ("wei", "kui"),
    "召": ("shao", "zhao"),
    "黑": ("he", "hei"),
    "撒": ("sa",),
    "盛": ("sheng", "cheng"),
    "石": ("shi",),
    "柏": ("bai", "bo"),
    "卜": ("bu",),
    "车": ("che",),
    "祭": ("zhai", "ji"),
    "葛": ("ge",),
    "莘": ("shen", "xin"),
    "繁": ("po", "fan"),
    "句": ("gou", "ju"),
    "阚": ("kan",),
    "谌": ("chen", "shen"),
    "沈": ("shen",),
    "贾": ("jia",),
    "强": ("qiang",),
    "应": ("ying",),
    "都": ("du", "dou"),
    "过": ("guo",),
    "重": ("chong", "zhong"),
    "宁": ("ning",),
    "华": ("hua",),
    "纪": ("ji",),
    "哈": ("ha",),
    "逄": ("pang",),
    "臧": ("zang",),
    "藏": ("zang", "cang"),
    "长": ("chang", "zhang"),
    "薄": ("bo", "bao"),
    "令": ("ling",),
    "角": ("jue", "jiao"),
    "相": ("xiang",),
    "乜": ("nie", "mie"),
    "佴": ("nai", "er"),
    "伍": ("wu",),
    "教": ("jiao",),
    "尹": ("yin",),
    "麻": ("ma",),
    "訾": ("zi",),
    "呙": ("guo",),
    "晟": ("cheng", "sheng"),
    "幺": ("yao",),
    "褚": ("chu",),
    "邵": ("shao",),
    "蕃": ("pi", "fan"),
}
"""Readings of a family name, the right one first, then what people type who do not know it."""

COMPOUND: Mapping[str, tuple[str, str]] = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "令狐": ("ling", "hu"),
    "澹台": ("tan", "tai"),
    "宿留": ("su", "liu"),
    "皇甫": ("huang", "fu"),
    "单于": ("chan", "yu"),
}
"""Family names of two characters that are read otherwise than one by one."""

GIVEN: Mapping[str, tuple[str, ...]] = {
    "乐": ("le", "yue"),
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "重": ("chong", "zhong"),
    "茜": ("qian", "xi"),
    "晟": ("sheng", "cheng"),
    "莘": ("xin", "shen"),
    "盛": ("sheng", "cheng"),
    "柏": ("bai", "bo"),
    "传": ("chuan", "zhuan"),
    "曾": ("zeng", "ceng"),
    "参": ("shen", "can"),
    "娜": ("na", "nuo"),
    "单": ("dan", "shan"),
    "朝": ("chao", "zhao"),
    "得": ("de",),
    "都": ("du", "dou"),
    "藏": ("zang", "cang"),
    "还": ("huan", "hai"),
    "芮": ("rui",),
    "颉": ("jie", "xie"),
    "俊": ("jun",),
    "倩": ("qian",),
    "筠": ("yun", "jun"),
    "琛": ("chen",),
    "扎": ("zha", "za"),
    "佛": ("fo", "fu"),
    "降": ("xiang", "jiang"),
    "会": ("hui",),
    "奇": ("qi",),
    "尕": ("ga",),
}
"""Readings of characters in a given name where the first reading of dictionaries is not alone."""

MOST = 4
"""Most readings of one name that are kept: two characters of two readings each."""


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    """Character -> its first reading."""
    text = Path(__file__).with_name("pinyin.txt").read_text(encoding="utf-8")
    lines = (line.split(" ", 1) for line in text.splitlines())
    return {character: syllable for syllable, characters in lines for character in characters}


def is_han(character: str) -> bool:
    """Whether this is a Chinese character that has a reading."""
    return character in _table()


@lru_cache(maxsize=65_536)
def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Readings of a name, the likeliest first, at most four; what is no Han character stays out."""
    head = name[:2]
    if head in COMPOUND:
        first: list[tuple[str, ...]] = [(syllable,) for syllable in COMPOUND[head]]
        rest = name[2:]
    else:
        first, rest = _of(name[:1], SURNAMES), name[1:]
    parts = first + _of(rest, GIVEN)
    return tuple(islice((each for each in product(*parts) if each), MOST))


def _of(characters: str, known: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    table = _table()
    return [
        known.get(each) or (table[each],) for each in characters if each in known or each in table
    ]


def initials(reading: tuple[str, ...]) -> str:
    """First letters of the syllables."""
    return "".join(syllable[0] for syllable in reading)


def homophones(one: str, other: str) -> bool:
    """Whether two names can be read alike.

    >>> homophones("王桂兰", "王贵兰"), homophones("曾红", "增红"), homophones("王桂兰", "王秀兰")
    (True, True, False)
    """
    return not set(readings(one)).isdisjoint(readings(other))


def typed(letters: str) -> str:
    """Letters as somebody types them, in the spelling used here.

    >>> typed("LÜ Xiu Ying"), typed("lyu"), typed("xi'an")
    ('lvxiuying', 'lv', 'xian')
    """
    plain = letters.casefold().replace("ü", "v").replace("u:", "v")
    for old, new in (("lyu", "lv"), ("nyu", "nv"), ("lue", "lve"), ("nue", "nve")):
        plain = plain.replace(old, new)
    return "".join(filter(str.isalpha, plain))
