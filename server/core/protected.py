"""Finding personal data in a text that is to be read in public (domain.md 5.7, rule L-03).

It is written to miss nothing: a number once on the board cannot be taken back, while a line held
up for nothing is only looked at again.  Numbers are found however they are written: full-width, in
Chinese digits, with spaces, hyphens or dots between the places.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from server.core import bankaccount, idnumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Protected(StrEnum):
    """Kinds of personal data that never stand on a list."""

    ID = "id"
    ACCOUNT = "account"
    PHONE = "phone"
    ADDRESS = "address"
    HEALTH = "health"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Leak:
    """One find; `excerpt` tells where to look and is itself fit to be shown."""

    kind: Protected
    excerpt: str


SPELLED_DIGITS = "〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
DIGITS_OF = str.maketrans(SPELLED_DIGITS, "0001234567891123456789")
SPELLED = re.compile(rf"[{SPELLED_DIGITS}0-9][\s{SPELLED_DIGITS}0-9-]{{6,}}")
"""Seven digits or more in a row, some in Chinese: nobody writes a count or an amount so."""

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")

RUN = re.compile(r"[0-9](?:[\s_./\\·,~—–-]{0,2}[0-9Xx])*")
"""Digits with at most two separators between them, as one number may be written."""

WRITTEN_DATE = re.compile(r"(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])")
SOLID = re.compile(r"[0-9]+[Xx]?")
EIGHTEEN = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9Xx]")
CARD = re.compile(r"(?<![0-9])[0-9]{4}(?:[\s-][0-9]{4}){2,3}(?:[\s-][0-9]{1,3})?(?![0-9])")

COVERED = re.compile(r"[0-9Xx*×●•■#]{15,20}")
MOST_OPEN = 8
"""First six and last two places: all that a masked number may show (5.7)."""

PHONES = (
    re.compile(r"(?<![0-9])(?:(?:\+|00)?86[\s-]?)?1[3-9][0-9](?:[\s.-]?[0-9]{4}){2}(?![0-9])"),
    re.compile(r"(?<![0-9])1[3-9][0-9]{2}[\s.-][0-9]{3}[\s.-][0-9]{4}(?![0-9])"),
    re.compile(r"(?<![0-9])1[3-9][0-9](?:[\s.-][0-9]{2}){4}(?![0-9])"),
    re.compile(r"(?<![0-9])1[\s.-][3-9](?:[\s.-][0-9]){9}(?![0-9])"),
    re.compile(r"(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[\s-]?[0-9]{7,8}(?![0-9])"),
    re.compile(r"(?:电话|手机|联系|微信|QQ)[^0-9]{0,6}[0-9][0-9\s-]{5,}[0-9]", re.IGNORECASE),
)
"""Mobile numbers in the groups people say them in, land lines, and what is called a phone."""

COUNT = "[0-9一二三四五六七八九十百零〇]"
ADDRESSES = (
    re.compile(
        rf"(?<![第编序文令字月〕\]])(?<!{COUNT}){COUNT}+\s?(?:号院|号楼|号(?![榜文令公台机])|单元|室|栋|幢)"
    ),
    re.compile(rf"(?:路|街|巷|弄|胡同|大道)\s?{COUNT}+(?![0-9公条米万亩户人名])"),
    re.compile("门牌"),
    re.compile(r"(?<![0-9])(?:3[5-7]|10[3-5])\.[0-9]{3,}"),
)
"""House numbers, and a position: village and group are all a list may say (5.7)."""

HEALTH = re.compile(
    "[病癌瘤残疾瘫聋哑盲患]|智障|弱智|痴呆|精神|自闭|抑郁|癫痫|失明|失聪|失能|截肢|肢体|尿毒症"
    "|透析|肾衰|肝炎|肝硬化|肺炎|尘肺|结核|高血压|心梗|脑梗|溢血|脑出血|中风|哮喘|骨折|股骨头"
    "|手术|住院|化疗|放疗|流产|艾滋|HIV|乙肝|梅毒|吸毒|戒毒|劳动能力|护理"
    "|缺劳力|因学|因灾|失业|下岗|意外事故",
    re.IGNORECASE,
)
"""Health, disability and causes of hardship: never on a list (5.7)."""

BLANK = "□"


def protected_in(
    text: str, *, hidden_names: Iterable[str] = (), allowed: Iterable[str] = ()
) -> tuple[Leak, ...]:
    """What must not be read in public, each find once.

    `hidden_names` must not appear in full; `allowed` are texts that may, such as the name of the
    grown-up applicant or the code of the village.

    >>> protected_in("张建国 三组 3人 二类 640元")
    ()
    >>> [leak.kind.value for leak in protected_in("因病，电话一三九1234 5678")]
    ['phone', 'health']
    """
    readable = _readable(text)
    for permitted in allowed:
        readable = readable.replace(_readable(permitted), BLANK) if permitted else readable
    finds = chain(
        _identity_numbers(readable),
        _accounts(readable),
        _phones(readable),
        (Leak(Protected.ADDRESS, found) for found in _found(ADDRESSES, readable)),
        (Leak(Protected.HEALTH, found) for found in _found((HEALTH,), readable)),
        _names(readable, hidden_names),
    )
    return tuple(dict.fromkeys(finds))


def _readable(text: str) -> str:
    """The text as a passer-by reads it: one width, nothing invisible, digits as digits."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if not plain.isascii():
        plain = "".join(map(_ascii_digit, plain))
    return SPELLED.sub(lambda found: found.group().translate(DIGITS_OF), plain)


def _ascii_digit(character: str) -> str:
    """Digits of every script as ours."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _found(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[str]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.group()


def _identity_numbers(text: str) -> Iterator[Leak]:
    for run in _found((RUN,), text):
        places = _places(run)
        if _holds_a_sound_number(places) or (
            idnumber.is_well_formed(places) and not WRITTEN_DATE.search(run)
        ):
            yield Leak(Protected.ID, _starred(places))
    for solid in _found((SOLID,), text):
        if _is_identity(solid):
            yield Leak(Protected.ID, _starred(solid))
    for covered in _found((COVERED,), text):
        if not covered.isdigit() and sum(map(str.isdigit, covered)) > MOST_OPEN:
            yield Leak(Protected.ID, _starred(covered))


def _places(run: str) -> str:
    return "".join(re.findall("[0-9X]", run.upper()))


def _holds_a_sound_number(places: str) -> bool:
    """Whether eighteen places in a row have a true date and check character."""
    return any(idnumber.is_valid(places[n : n + 18]) for n in range(len(places) - 17))


def _is_identity(solid: str) -> bool:
    """Whether digits without a gap hold eighteen places, or are fifteen of an old card."""
    if EIGHTEEN.search(solid):
        return True
    return idnumber.is_old(solid) and idnumber.is_valid(idnumber.from_15(solid))


def _accounts(text: str) -> Iterator[Leak]:
    for solid in _found((SOLID,), text):
        if len(solid) >= bankaccount.SHORTEST and not _is_identity(solid):
            yield Leak(Protected.ACCOUNT, _starred(solid))
    for card in _found((CARD,), text):
        yield Leak(Protected.ACCOUNT, _starred(_places(card)))
    for run in _found((RUN,), text):
        digits = _places(run)
        is_card = digits.isdigit() and len(digits) in bankaccount.CARD_LENGTHS
        if is_card and bankaccount.is_card(digits) and not WRITTEN_DATE.search(run):
            yield Leak(Protected.ACCOUNT, _starred(digits))


def _phones(text: str) -> Iterator[Leak]:
    for phone in _found(PHONES, text):
        yield Leak(Protected.PHONE, _starred(re.sub("[^0-9]", "", phone)))


def _starred(number: str) -> str:
    return "*" * (len(number) - 2) + number[-2:]


def _names(text: str, hidden: Iterable[str]) -> Iterator[Leak]:
    bare = "".join(text.split())
    for name in hidden:
        wanted = "".join(_readable(name).split())
        if len(wanted) > 1 and wanted in bare:
            yield Leak(Protected.NAME, f"{wanted[0]}某")
