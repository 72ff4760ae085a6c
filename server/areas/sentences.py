"""What a division list, a list of places or a boundary file may have wrong, said to its owner."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.finding import Finding
from server.core.types import Severity

LONGEST_VALUE = 120
"""A hostile cell of a megabyte must not come back in every finding."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A thing to say in Chinese and English, with places for values."""

    code: str
    severity: Severity
    zh: str
    en: str

    def at(self, row: int | None, column: str | None = None, **values: object) -> Finding:
        """The finding for a row (lines of a table, features of a map, counted from 1)."""
        short = {name: str(value)[:LONGEST_VALUE] for name, value in values.items()}
        return Finding(
            zh=self.zh.format(**short),
            en=self.en.format(**short),
            severity=self.severity,
            code=self.code,
            row=row,
            column=column,
        )


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

BAD_CODE = Sentence("bad_code", ERROR, "{zh}，此行未导入", "{en} The row was left out.")
CODE_ROUNDED = Sentence(
    "code_rounded",
    ERROR,
    "区划代码“{code}”被表格软件改成了科学计数，此行未导入；请把该列设为文本后重新填写",
    "The code “{code}” was rounded by a spreadsheet program; the row was left out. "
    "Format the column as text and enter the codes again.",
)
NAME_MISSING = Sentence(
    "name_missing",
    ERROR,
    "{code} 没有名称，此行未导入",
    "{code} has no name; the row was left out.",
)
BAD_NAME = Sentence(
    "bad_name",
    ERROR,
    "{code} 的名称超过 {limit} 个字或含有控制字符，此行未导入",
    "The name of {code} is longer than {limit} characters or holds control characters; "
    "the row was left out.",
)
DUPLICATE = Sentence(
    "duplicate",
    ERROR,
    "{code} 已在第 {first} 行出现，此行未导入",
    "{code} stands already in row {first}; this row was left out.",
)
PARENT_MISSING = Sentence(
    "parent_missing",
    ERROR,
    "{code} {name} 的上级 {parent} 不在表中，此行未导入",
    "The parent {parent} of {code} {name} is not in the list; the row was left out.",
)
PARENT_DISAGREES = Sentence(
    "parent_disagrees",
    WARNING,
    "{code} 的上级填为 {parent}，按代码应为 {derived}，已按代码处理",
    "The parent of {code} is given as {parent}; its code says {derived}, which was taken.",
)
LEVEL_DISAGREES = Sentence(
    "level_disagrees",
    WARNING,
    "{code} 的级别填为 {level}，按代码应为 {derived}，已按代码处理",
    "The level of {code} is given as {level}; its code says {derived}, which was taken.",
)
KIND_UNKNOWN = Sentence(
    "kind_unknown",
    WARNING,
    "{code} 的类型“{kind}”不在代码表中，已按代码号段处理",
    "The kind “{kind}” of {code} is not in the list; the number range decided.",
)
KIND_DISAGREES = Sentence(
    "kind_disagrees",
    INFO,
    "{code} {name} 的类型为 {kind}，按号段应为 {derived}，已按所填处理",
    "{code} {name} is called {kind}; its number range says {derived}. Taken as given.",
)
URBAN_RURAL_UNKNOWN = Sentence(
    "urban_rural_unknown",
    WARNING,
    "{code} 的城乡分类代码“{value}”不在代码表中，已留空",
    "The urban-rural class “{value}” of {code} is not in the list and was left empty.",
)
BAD_DATE = Sentence(
    "bad_date",
    WARNING,
    "{code} 的日期“{value}”应写作 2026-01-31，已留空",
    "The date “{value}” of {code} should read like 2026-01-31 and was left empty.",
)
ENDS_BEFORE_IT_BEGINS = Sentence(
    "ends_before_it_begins",
    WARNING,
    "{code} 的终止日期早于起始日期，两个日期均已留空",
    "{code} ends before it begins; both dates were left empty.",
)
SUCCESSOR_MISSING = Sentence(
    "successor_missing",
    WARNING,
    "{code} 的后继 {successor} 不在表中，旧记录暂无法对应到新单位",
    "The successor {successor} of {code} is not in the list; old records cannot be mapped yet.",
)
SUCCESSOR_CIRCLE = Sentence(
    "successor_circle",
    ERROR,
    "{code} 的后继绕成了圈，后继已留空",
    "The successors of {code} run in a circle; its successor was left empty.",
)
SAME_NAME = Sentence(
    "same_name",
    INFO,
    "同一{where}内有两个“{name}”：{code} 和 {other}，请按代码区分",
    "“{name}” stands twice in one {level}: {code} and {other}. Tell them apart by code.",
)

UNKNOWN_UNIT = Sentence(
    "unknown_unit",
    WARNING,
    "区划表中没有代码“{code}”，此项未导入",
    "No unit has the code “{code}”; this one was left out.",
)
BAD_POSITION = Sentence(
    "bad_position",
    ERROR,
    "{code} 的坐标“{lat}, {lon}”不是经纬度，未导入",
    "“{lat}, {lon}” of {code} is no latitude and longitude; it was left out.",
)
NOT_DEGREES = Sentence(
    "not_degrees",
    ERROR,
    "{code} 的坐标不是经纬度（例如 {example}），未导入",
    "The coordinates of {code} are not degrees (for example {example}); it was left out.",
)
OUT_OF_FRAME = Sentence(
    "out_of_frame",
    ERROR,
    "{code} 不在本市范围（{where}），未导入",
    "{code} lies outside the city ({where}); it was left out.",
)
SWAPPED = Sentence(
    "swapped",
    WARNING,
    "{code} 的经纬度写反了，已对调",
    "Latitude and longitude of {code} were swapped and have been exchanged.",
)
BAD_DATUM = Sentence("bad_datum", ERROR, "{code}：{zh}，未导入", "{code}: {en} It was left out.")

CODE_MISSING = Sentence(
    "code_missing",
    ERROR,
    "第 {number} 个图形没有区划代码（查找过的字段：{columns}），未导入",
    "Feature {number} has no division code (looked for {columns}); it was left out.",
)
NO_GEOMETRY = Sentence(
    "no_geometry",
    ERROR,
    "{code} 没有图形或无法读取（{reason}），未导入",
    "{code} has no outline that can be read ({reason}); it was left out.",
)
NOT_AN_AREA = Sentence(
    "not_an_area",
    ERROR,
    "{code} 的图形是 {kind}，不是面，未导入",
    "The geometry of {code} is a {kind}, not an area; it was left out.",
)
TOO_INTRICATE = Sentence(
    "too_intricate",
    ERROR,
    "{code} 的边界自相交叉过多或节点过多（{vertices} 个），无法修复，未导入",
    "The outline of {code} crosses itself too often or has too many points ({vertices}) "
    "to be repaired; it was left out.",
)
REPAIRED = Sentence(
    "repaired",
    WARNING,
    "{code} 的边界有误（{reason}），已自动修复，请在地图上核对",
    "The outline of {code} was invalid ({reason}) and has been repaired; please check it on a map.",
)
JOINED = Sentence(
    "joined",
    INFO,
    "{code} 在文件中有 {count} 个图形，已合并",
    "{code} has {count} features in the file; they were joined.",
)
OVERLAP = Sentence(
    "overlap",
    WARNING,
    "{code} 与 {other} 的边界重叠（占较小者的 {percent}%），重叠处的定位按代码较小者归属",
    "The outlines of {code} and {other} overlap ({percent} % of the smaller); "
    "positions there are given to the lower code.",
)
