"""Two cases per rule: one that fires it alone in its group, one just inside the limit."""

from typing import NamedTuple

from server.core.case import Case
from server.core.rules import examine
from server.core.types import Severity


class Sample(NamedTuple):
    """`words` say what is wrong in `fires`."""

    rule: str
    words: str
    fires: Case
    inside: Case
    severity: Severity = Severity.WARNING

    def __str__(self):
        return f"{self.rule} {self.words}"


def group_of(sample, case):
    """What the rules of the sample's letter say about a case."""
    return [issue for issue in examine(case) if issue.rule[0] == sample.rule[0]]
