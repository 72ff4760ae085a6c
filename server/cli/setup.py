"""Making an installation: its tables, its first administrator, its project."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.auth import accounts
from server.auth.grants import OPERATOR
from server.cli.opening import opened
from server.core.desk.people import Post
from server.publish import projects

if TYPE_CHECKING:
    import argparse


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `init` and `migrate`."""
    init = commands.add_parser("init", parents=[common], help="make an installation")
    init.add_argument("--admin", required=True, metavar="EMAIL", help="login of the administrator")
    init.add_argument("--project", default="白银市民政调查", help="name of the project")
    init.set_defaults(run=run_init)
    migrate = commands.add_parser("migrate", parents=[common], help="bring the tables up to date")
    migrate.set_defaults(run=run_migrate)


def run_init(arguments: argparse.Namespace) -> None:
    """Create the administrator (password from MINZHENG_ADMIN_PASSWORD, or asked) and a project."""
    password = os.environ.get("MINZHENG_ADMIN_PASSWORD")
    if password is None and sys.stdin.isatty():
        password = getpass.getpass("管理员密码 / administrator's password: ")
    now = datetime.now(UTC)
    with opened(arguments) as services:
        made = accounts.create_user(
            services,
            OPERATOR,
            login=arguments.admin,
            name="系统管理员",
            post=Post.ADMIN,
            password=password,
            now=now,
        )
        projects.ensure(services, arguments.project, now=now)
    print(f"{arguments.data}: {made.person.login}")
    if password is None:
        print(f"一次性密码 / one-time password: {made.password}")


def run_migrate(arguments: argparse.Namespace) -> None:
    """Opening brings the tables up to date."""
    with opened(arguments):
        print("ok")
