"""The demo's survey from the first form to the last decision, step by step."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.cli.demo.doors import household_numbers, send
from server.cli.demo.journal import FINISHED
from server.demo.aftermath import aftermath
from server.demo.drafts import Fate, filled
from server.demo.first import first
from server.demo.second import second
from server.demo.tasks import Register
from server.demo.third import third

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from server.cli.demo.doors import Door
    from server.cli.demo.installation import Installation
    from server.cli.demo.journal import Journal
    from server.cli.demo.office import Desk
    from server.demo.drafts import Draft, Filled
    from server.demo.town import Town

EVERY = 50
"""A word about progress after so many forms."""


@dataclass(slots=True)
class Survey:
    """Sends the forms of all towns and lets the clerk decide, leaving out what was done before.

    `settle` returns when the server has looked at everything sent.  `rest` is the share of time
    left to others after each form, so that pages stay quick meanwhile.
    """

    made: Installation
    door: Door
    desk: Desk
    journal: Journal
    settle: Callable[[Town], None]
    tell: Callable[[str], None]
    rest: float = 0.0
    sent: int = field(default=0)

    def run(self) -> None:
        """Do everything that is not done yet; raise Unreachable when the server has gone."""
        if self.journal.is_finished:
            return
        for town in self.made.towns:
            self._town(town)
        self.journal.note(FINISHED)
        self.tell(f"示范数据已全部上传，共 {self.sent} 份 / all {self.sent} demo forms are sent")

    def _town(self, town: Town) -> None:
        """First every house; then, with the list of those accepted, everything else."""
        pairs = first(town)
        self._chapter(town, [draft for _, draft in pairs])
        paths = {tablet.name: self.made.paths[tablet.name] for tablet in town.assistants}
        register = Register.of(pairs, household_numbers(self.door, paths))
        self._chapter(town, [*second(town, register), *aftermath(town, pairs, register)])
        self._chapter(town, third(town, pairs, register))

    def _chapter(self, town: Town, drafts: Sequence[Draft]) -> None:
        forms = [filled(draft, self.made.forms) for draft in drafts]
        for form in forms:
            self._send(form)
        self.settle(town)
        self._decide(forms)

    def _send(self, form: Filled) -> None:
        if form.instance_id not in self.journal:
            began = time.monotonic()
            send(self.door, self.made.paths[form.tablet.name], form)
            self.journal.note(form.instance_id)
            time.sleep(self.rest * (time.monotonic() - began))
        self.sent += 1
        if self.sent % EVERY == 0:
            self.tell(f"示范数据已上传 {self.sent} 份 / {self.sent} demo forms sent")

    def _decide(self, forms: Iterable[Filled]) -> None:
        for form in forms:
            step = f"decided {form.instance_id}"
            if form.fate is not Fate.WAIT and step not in self.journal:
                self.desk.decide(form)
                self.journal.note(step)
