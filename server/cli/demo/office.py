"""The colleague at the next desk: decides about some of what was sent, by the same use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.answers import known_forms
from server.auth import accounts
from server.auth.grants import OPERATOR, asker_by_id
from server.cli.demo.posts import COLLEAGUE
from server.core.desk.record import Answered, Decision
from server.core.errors import SurveyError
from server.core.types import Severity, State
from server.demo.drafts import Fate
from server.review import decisions
from server.review.decisions import Verdict
from server.review.record import record
from server.store import submissions

if TYPE_CHECKING:
    from server.core.desk.people import Asker
    from server.core.desk.record import Record
    from server.demo.drafts import Filled
    from server.services import Services

KNOWN = "已电话向村里核实。"
WAITING = "等村里补交户口簿复印件。"
REASONS = {
    "F": "照片看不清或缺少，请补拍",
    "P": "身份证号有误，请对照证件重填",
    "H": "家庭成员与户口簿不一致，请核对",
    "S": "定位不在该户，请到门口重新采集",
}
INCOMPLETE = "填写不完整，请补全后再送"


@dataclass(frozen=True, slots=True)
class Desk:
    """A clerk at work."""

    services: Services
    who: Asker
    project: int

    @classmethod
    def of_the_colleague(cls, services: Services, project: int) -> Desk:
        """The second clerk's desk: the first one's is left to whoever looks at the demo."""
        (clerk,) = (p for p in accounts.people(services, OPERATOR) if p.login == COLLEAGUE)
        return cls(services, asker_by_id(services, clerk.id, now=datetime.now(UTC)), project)

    def decide(self, form: Filled) -> bool:
        """Decide about a form as its fate says; False when it is not on this desk.

        One with an error is returned, whatever its fate: only the county could waive that.
        """
        try:
            seen = self._find(form)
            if seen is None or seen.state is not State.TO_REVIEW or seen.is_held:
                return False
            self._act(seen, form.fate)
        except SurveyError:  # not of this desk's area, or the other desk was quicker
            return False
        return True

    def _find(self, form: Filled) -> Record | None:
        known = known_forms(self.services).get((self.project, form.form_id))
        if known is None:
            return None
        with self.services.store.read() as conn:
            found = submissions.find_instance(conn, known.id, form.instance_id)
        return None if found is None else record(self.services, self.who, found.submission_id)

    def _act(self, seen: Record, fate: Fate) -> None:
        if fate is Fate.HOLD:
            return self._verdict(seen, Verdict(decision=Decision.HOLD, note=WAITING))
        is_wrong = any(flag.issue.severity is Severity.ERROR for flag in seen.flags)
        if fate is Fate.RETURN or is_wrong:
            verdict = Verdict(decision=Decision.RETURN, reasons=_reasons(seen))
            return self._verdict(seen, verdict)
        for flag in seen.flags:
            if flag.issue.severity is Severity.WARNING and flag.answered is Answered.OPEN:
                decisions.answer(
                    self.services,
                    self.who,
                    seen.id,
                    flag.id,
                    answered=Answered.TRUE,
                    note=KNOWN,
                    now=datetime.now(UTC),
                )
        return self._verdict(seen, Verdict(decision=Decision.APPROVE))

    def _verdict(self, seen: Record, verdict: Verdict) -> None:
        decisions.decide(self.services, self.who, seen.id, verdict, now=datetime.now(UTC))


def _reasons(seen: Record) -> tuple[str, ...]:
    letters = {flag.issue.rule[0] for flag in seen.flags}
    return tuple(REASONS[letter] for letter in REASONS if letter in letters) or (INCOMPLETE,)
