"""Forms: checking, publishing, comparing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forms.catalogue import bundled
from forms.diff import diff
from server.answers import form_reader, known_forms
from server.cli.opening import opened
from server.publish import projects, publishing

if TYPE_CHECKING:
    import argparse

    from forms.compile import Compiled


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `form check`, `form publish`, `form diff` and `form list`."""
    form = commands.add_parser("form", help="survey forms")
    actions = form.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text, run in (
        ("check", "say what is wrong with a workbook", run_check),
        ("publish", "publish a workbook", run_publish),
        ("diff", "compare a workbook with what is published", run_diff),
    ):
        action = actions.add_parser(name, parents=[common], help=text)
        action.add_argument("file", type=Path, help="workbook, XForm, or the id of a bundled form")
        if name == "publish":
            action.add_argument("--media", type=Path, nargs="*", default=[], metavar="FILE")
        action.set_defaults(run=run)
    actions.add_parser("list", parents=[common], help="list forms").set_defaults(run=run_list)


def _files(arguments: argparse.Namespace) -> tuple[Path, list[Path]]:
    """The workbook and its media; a bundled form is named by its id."""
    for form in bundled():
        if form.form_id == str(arguments.file):
            return form.workbook, [*form.media, *getattr(arguments, "media", [])]
    return arguments.file, list(getattr(arguments, "media", []))


def _say(compiled: Compiled) -> None:
    print(f"{compiled.form_id} {compiled.version} {compiled.schema.title}")
    for finding in compiled.warnings:
        print(f"  {finding.line('zh')}\n  {finding.line('en')}")


def run_check(arguments: argparse.Namespace) -> None:
    """Compile without publishing; errors are printed by cell and make the command fail."""
    workbook, _ = _files(arguments)
    with opened(arguments) as services:
        project = projects.oldest(services)
        _say(publishing.check(services, project, workbook.read_bytes(), workbook.name))


def run_publish(arguments: argparse.Namespace) -> None:
    """Compile and publish; tablets get the form at their next contact."""
    workbook, media = _files(arguments)
    with opened(arguments) as services:
        project = projects.oldest(services)
        content = workbook.read_bytes()
        compiled = publishing.check(services, project, content, workbook.name)
        publishing.publish(
            services,
            project,
            compiled,
            workbook=content,
            workbook_name=workbook.name,
            media={file.name: file.read_bytes() for file in media},
            by=None,
            now=datetime.now(UTC),
        )
        _say(compiled)


def run_diff(arguments: argparse.Namespace) -> None:
    """Print what a workbook would change, and which of it loses data."""
    workbook, _ = _files(arguments)
    with opened(arguments) as services:
        project = projects.oldest(services)
        new = publishing.check(services, project, workbook.read_bytes(), workbook.name)
        form = known_forms(services).get((project, new.form_id))
        if form is None or form.current_id is None:
            print(f"{new.form_id}: 尚未发布 / not published yet")
            return
        found = diff(form_reader(services, form.current_id).schema, new.schema)
    print(f"{new.form_id} {found.old_version} -> {found.new_version}")
    for change in found.changes:
        mark = "!" if change.loses_data else " "
        print(f"{mark} {change.line('zh')}\n  {change.line('en')}")


def run_list(arguments: argparse.Namespace) -> None:
    """Print id, state and versions of every form."""
    with opened(arguments) as services:
        for form in known_forms(services).values():
            print(f"{form.form_id}\t{form.state}\t{' '.join(sorted(form.versions))}")
