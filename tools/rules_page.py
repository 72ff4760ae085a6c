"""The handbook's page of all rules, made from the catalogue: `python -m tools.rules_page`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from server.core.rules.catalogue import catalogue
from server.core.rules.thresholds import of_rule
from server.core.types import Severity
from server.thresholds import text_of
from tools.ground import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from server.core.rules.catalogue import Entry
    from server.core.rules.thresholds import Threshold

LANGUAGES = ("zh", "en")

GROUPS = {
    "W": ("提交与设备", "Submission and device"),
    "P": ("人员与身份", "Persons and identity"),
    "H": ("家庭", "Households"),
    "B": ("待遇", "Benefits"),
    "S": ("定位", "Positions"),
    "F": ("照片", "Photos"),
    "D": ("灾情", "Disasters"),
    "G": ("村情", "Villages"),
    "A": ("民主评议", "Appraisal"),
    "L": ("公示", "Public lists"),
    "O": ("异议", "Objections"),
    "C": ("互校", "Double entry"),
}
SEVERITIES = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("提醒", "warning"),
    Severity.INFO: ("提示", "information"),
}

HEAD = (
    """# 校验规则与阈值

每份提交到达时都按下面的 {total} 条规则校验；待遇、异议在台账里登记或修改时也按同样的规则校验。
规则从不拒收：**错误**要改正或由县里豁免后才能通过，**提醒**要逐条答复，**提示**只供参考。

- 控制台导航「更多」里的「校验规则」列出全部规则：现在执行的阈值、以往确有问题的比例、近 30 天提示
  的次数。
- 阈值由县里改（只管本县）或由市里改（管全市）：先**试算**近 30 天的提交会多提示、少提示几份，再
  保存。每个值从哪天起、到哪天止、谁改的、为什么，都留在历史里。提交按它**所在县、填表那天**的阈
  值校验。
- 「本县人均可支配收入」也是一个阈值，录入后 H-15 才起作用；低保等标准在「救助标准」台账里。
- 「节假日」由市里每年录入一次，办理期限按工作日计算时用它。
- `minzheng check --dry-run` 按现在的规则和阈值重新校验已存的提交，只数不存；不带 `--dry-run` 则
  更新**还没有决定**的提交，已经决定的只报告、不改动。可以加 `--rule 编号`、`--unit 区划代码`、
  `--since 日期`。每次运行在日志里记一条。

下表由程序的规则目录生成；阈值是系统默认值，各县可能另有规定。
""",
    """# Rules and limits

Every submission is judged by the {total} rules below when it arrives; benefits and petitions
are judged by the same rules when they are written into registers. No rule refuses anything: an
**error** is mended, or waived by the county, before approval; a **warning** is answered one by
one; **information** only informs.

- “Rules” in the navigation (under “More”) lists all rules: the limits in force, how often the
  rule was right before, and how often it spoke in the last 30 days.
- A county changes limits for itself, the city for all counties: first a **trial** says how
  many of the last 30 days' submissions would be flagged more or less, then it is saved. From
  which day to which, by whom and why stays in the history. A submission is judged by the
  limits of **its county on the day it was filled in**.
- The county's average disposable income is a limit too; H-15 speaks once it is entered. Standards
  of assistance stand in the register “Benefit standards”.
- “Days off” are entered once a year by the city; deadlines in working days use them.
- `minzheng check --dry-run` judges stored submissions again by today's rules and limits and only
  counts. Without `--dry-run` what is **not decided yet** is brought up to date; decided ones are
  told and left alone. `--rule ID`, `--unit CODE` and `--since DATE` narrow it. Each run is one
  entry in the log.

The tables are made from the program's catalogue; limits are the defaults, counties may differ.
""",
)
COLUMNS = (
    "| 规则 | 级别 | 说明 | 怎么办 | 阈值 |",
    "| Rule | Severity | Why it matters | What to do | Limits |",
)
RULE = "|---|---|---|---|---|"


def page(language: str) -> str:
    """The page in ``"zh"`` or ``"en"``, as Markdown."""
    return "\n".join(_lines(LANGUAGES.index(language), language)) + "\n"


def _lines(at: int, language: str) -> Iterator[str]:
    yield HEAD[at].format(total=len(catalogue())).rstrip()
    for letter, entries in groupby(catalogue().values(), key=_letter):
        yield f"\n## {letter} {GROUPS[letter][at]}\n"
        yield COLUMNS[at]
        yield RULE
        for entry in entries:
            yield _row(entry, at, language)


def _letter(entry: Entry) -> str:
    return entry.rule[0]


def _row(entry: Entry, at: int, language: str) -> str:
    cells = (
        f"**{entry.rule}** {entry.title[language]}",
        SEVERITIES[entry.severity][at],
        entry.why[language],
        entry.todo[language],
        "<br>".join(_limit(each, language) for each in of_rule(entry.rule)) or "—",
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _limit(threshold: Threshold, language: str) -> str:
    unit = threshold.unit[language]
    value = text_of(threshold.default)
    return f"{threshold.label[language]}: {value}{f' {unit}' if unit else ''}"


def place(language: str) -> Path:
    """Where the page of a language lies."""
    return ROOT / "docs" / "handbook" / language / "rules.md"


def main() -> None:
    """Write the page of every language."""
    for language in LANGUAGES:
        place(language).write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
