"""Submissions from a folder, waiting jobs, backups and recounting."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from server.backups import back_up, integrity, restore
from server.cli.opening import opened, settings
from server.core.desk.people import Post
from server.core.errors import SurveyError
from server.core.rights import Grant, Sender
from server.core.types import Source
from server.intake import SentFile, Upload, receive
from server.intake.worker import drain
from server.publish import projects
from server.registers import recount

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from server.backups import Backup
    from server.services import Services

IMPORTED = Sender(0, "导入", is_app_user=False, grants=(Grant(Post.TOWNSHIP_CLERK),))


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `submissions import`, `work`, `backup`, `restore` and `verify`."""
    group = commands.add_parser("submissions", help="submissions in folders")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser(
        "import", parents=[common], help="take in instance folders copied from tablets"
    )
    load.add_argument("folder", type=Path)
    load.set_defaults(run=run_import)
    work = commands.add_parser("work", parents=[common], help="do the jobs that are waiting")
    work.set_defaults(run=run_work)
    backup = commands.add_parser(
        "backup", parents=[common], help="copy everything into one file, also while serving"
    )
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=run_backup)
    restored = commands.add_parser(
        "restore", parents=[common], help="put a backup into an empty data folder"
    )
    restored.add_argument("file", type=Path)
    restored.set_defaults(run=run_restore)
    verify = commands.add_parser(
        "verify", parents=[common], help="look whether everything is as it was kept"
    )
    verify.set_defaults(run=run_verify)
    again = commands.add_parser("recount", parents=[common], help="count again and compare")
    again.add_argument("--repair", action="store_true", help="set the counters right")
    again.set_defaults(run=run_recount)


def run_import(arguments: argparse.Namespace) -> int:
    """Take in every instance folder below a folder, by the one road; what is refused is named."""
    failed = 0
    with opened(arguments) as services:
        project = projects.oldest(services)
        for xml in _instances(arguments.folder):
            try:
                receipt = receive(services, _upload(services, project, xml))
                print(f"{receipt.outcome}\t{receipt.instance_id}\t{xml}")
            except SurveyError as refusal:
                failed += 1
                print(f"refused\t{refusal.sentence('zh')}\t{xml}")
        drain(services)
    return 1 if failed else 0


def _instances(folder: Path) -> Iterator[Path]:
    """The XML file of each instance folder: Collect names it after the folder."""
    for xml in sorted(folder.rglob("*.xml")):
        if xml.stem == xml.parent.name or len(list(xml.parent.glob("*.xml"))) == 1:
            yield xml


def _upload(services: Services, project: int, xml: Path) -> Upload:
    files = []
    for path in sorted(xml.parent.iterdir()):
        if path.is_file() and path != xml and not path.name.startswith("."):
            blob = services.vault.put_bytes(path.read_bytes())
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            files.append(SentFile(path.name, mime, blob.digest, blob.md5, blob.size))
    return Upload(
        project_id=project,
        sender=IMPORTED,
        xml=xml.read_bytes(),
        files=tuple(files),
        device_id="",
        user_agent="minzheng import",
        source=Source.IMPORT,
        received_at=datetime.now(UTC),
    )


def run_work(arguments: argparse.Namespace) -> None:
    """Do every job that is due, then stop."""
    with opened(arguments) as services:
        print(drain(services))


def run_verify(arguments: argparse.Namespace) -> int:
    """Look whether everything is as it was kept, and count again what the counters say.

    What is not right is printed and makes the command fail.
    """
    with opened(arguments) as services:
        found = list(integrity.damages(services))
        differences = recount.differences(services)
    for damage in found:
        print(f"{damage.kind}\t{damage.which}")
    _tell_differences(differences)
    number = len(found) + len(differences)
    print(f"{number} differences" if number else "ok")
    return 1 if number else 0


def run_recount(arguments: argparse.Namespace) -> int:
    """Count again what the counters say; with `--repair` set them right."""
    with opened(arguments) as services:
        differences = recount.differences(services)
        if arguments.repair and differences:
            recount.repair(services)
    _tell_differences(differences)
    print("ok" if not differences else f"{len(differences)} differences")
    return 1 if differences and not arguments.repair else 0


def _tell_differences(differences: Iterable[tuple[str, str, int, int]]) -> None:
    for unit, kind, counted, found in differences:
        print(f"{unit}\t{kind}\t{counted} -> {found}")


def run_backup(arguments: argparse.Namespace) -> None:
    """Write a backup and read it back."""
    with opened(arguments) as services:
        _tell(back_up(services, arguments.file), arguments.file)


def run_restore(arguments: argparse.Namespace) -> None:
    """Verify a backup and put it into an empty installation."""
    _tell(restore(settings(arguments), arguments.file), arguments.data)


def _tell(backup: Backup, place: Path) -> None:
    print(
        f"{place}: {backup.made_at:%Y-%m-%d %H:%M} UTC, {backup.rows} 行 / rows, "
        f"{backup.blobs} 个文件 / files"
    )
