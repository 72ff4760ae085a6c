"""What the terminal shows: the address, the accounts, and a code for a tablet to scan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import segno

from server.auth import tablets
from server.auth.grants import OPERATOR
from server.cli.demo import posts

if TYPE_CHECKING:
    from server.cli.demo.installation import Installation
    from server.services import Services

LOGIN = 10
"""Columns of a login; a Chinese character takes two, so Chinese stands last in a line."""


def greet(services: Services, made: Installation) -> None:
    """Print where to go, as whom, and what to scan."""
    url = services.settings.public_url.rstrip("/")
    file = services.settings.data_dir / posts.FILE
    print(f"\n数字民政示范 / demo: {url}\n")
    for account in made.accounts:
        seat = f"{account.post}（{account.place}）"
        print(f"  {account.login:{LOGIN}} {account.password}   {seat}")
    print(f"\n  账号也写在 / accounts are also in {file}")
    scan(services, made)


def scan(services: Services, made: Installation) -> None:
    """Print the code of the first tablet, and the page that shows it."""
    tablet = made.tablets[made.towns[0].assistants[0].name]
    code = tablets.tablet_code(services, OPERATOR, tablet, now=datetime.now(UTC))
    url = services.settings.public_url.rstrip("/")
    print(f"\n  ODK Collect 扫码 / scan: {code.tablet.name}\n")
    segno.make(code.settings.encode(), error="l", micro=False).terminal(compact=True)
    print(f"  {url}/tablets/{tablet}（{posts.CLERK}）\n", flush=True)


def say(text: str) -> None:
    """A line of progress."""
    print(text, flush=True)
