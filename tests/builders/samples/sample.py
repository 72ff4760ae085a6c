"""Two cases per rule: one that fires it alone in its group, one just inside the limit."""

from typing import NamedTuple

from server.core.benefit import BenefitCase, VillageShare
from server.core.case import Case
from server.core.double_entry import EntryPair
from server.core.objection import ObjectionCase
from server.core.publicity import ListCase
from server.core.rules import examine, records
from server.core.types import Severity

Examined = Case | BenefitCase | VillageShare | ListCase | ObjectionCase | EntryPair

EXAMINE = {
    Case: examine,
    BenefitCase: records.examine_benefit,
    VillageShare: records.examine_share,
    ListCase: records.examine_list,
    ObjectionCase: records.examine_objection,
    EntryPair: records.examine_entries,
}


class Sample(NamedTuple):
    """`words` say what is wrong in `fires`."""

    rule: str
    words: str
    fires: Examined
    inside: Examined
    severity: Severity = Severity.WARNING

    def __str__(self):
        return f"{self.rule} {self.words}"


def examined(case):
    """What the rules say about a submission or a record."""
    return EXAMINE[type(case)](case)


def group_of(sample, case):
    """What the rules of the sample's letter say about a case."""
    return [issue for issue in examined(case) if issue.rule[0] == sample.rule[0]]
