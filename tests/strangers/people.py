"""Those who look on from outside, and words and numbers that stand in the township alone."""

from datetime import date

from server.core.types import UnitCode
from tests.builders.areas import small_county, unit
from tests.builders.people import id_number

OTHER_COUNTY = UnitCode("620403000000")
OTHER_TOWNSHIP = UnitCode("620403101000")
OTHER_VILLAGE = UnitCode("620403101201")
OTHER_AUDITOR = "qian.wei"
OTHER_ASSISTANT = "yang.liu"

HEAD_BORN, WIFE_BORN = date(1951, 2, 3), date(1953, 11, 12)
MARKS = {
    "the head's name": "欧阳守灯",
    "the wife's name": "司徒望舒",
    "the head's number": id_number(HEAD_BORN, sex="1", running=731),
    "the wife's number": id_number(WIFE_BORN, running=732),
    "the phone": "13987650123",
    "a remark": "灶台漏雨甲字标记",
    "a note": "水井乙字标记",
    "a comment": "请核对丙字标记",
    "a reason": "退回丁字标记",
    "a record's word": "戊字标记",
    "a tablet": "东湾己字平板",
    "a person": "皇甫庚字",
    "a login": "huangfu.geng",
    "what is aside": "辛字标记",
    "a tree": "老槐树壬字标记",
    "its entity": "0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d",
}


def units():
    """The made-up county, and beside it another with a township and a village."""
    return (
        *small_county(),
        *(unit(code) for code in (OTHER_COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE)),
    )
