"""Accounts of people."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.auth import accounts, second
from server.auth.grants import OPERATOR
from server.cli.opening import opened
from server.core.area import padded
from server.core.desk.people import Post

if TYPE_CHECKING:
    import argparse

    from server.services import Services


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `user add`, `user assign`, `user reset`, `user totp-reset` and `user list`."""
    user = commands.add_parser("user", help="accounts of people")
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("add", parents=[common], help="make an account")
    new.add_argument("login")
    new.add_argument("--name", required=True)
    _posted(new)
    new.set_defaults(run=run_add)
    assign = actions.add_parser("assign", parents=[common], help="give a post to an account")
    assign.add_argument("login")
    _posted(assign)
    assign.set_defaults(run=run_assign)
    reset = actions.add_parser(
        "reset", parents=[common], help="a new one-time password for who forgot theirs"
    )
    reset.add_argument("login")
    reset.set_defaults(run=run_reset)
    lost = actions.add_parser(
        "totp-reset", parents=[common], help="take a lost second factor away from an account"
    )
    lost.add_argument("login")
    lost.set_defaults(run=run_totp_reset)
    actions.add_parser("list", parents=[common], help="list accounts").set_defaults(run=run_list)


def _posted(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--post", required=True, choices=[post.value for post in Post])
    parser.add_argument("--unit", nargs="*", default=[], metavar="CODE")


def run_add(arguments: argparse.Namespace) -> None:
    """Make an account; the password comes from MINZHENG_PASSWORD or is made for one use."""
    given = os.environ.get("MINZHENG_PASSWORD")
    with opened(arguments) as services:
        made = accounts.create_user(
            services,
            OPERATOR,
            login=arguments.login,
            name=arguments.name,
            post=Post(arguments.post),
            units=tuple(padded(code) for code in arguments.unit),
            password=given,
            now=datetime.now(UTC),
        )
    print(made.person.login)
    if given is None:
        print(f"一次性密码 / one-time password: {made.password}")


def run_assign(arguments: argparse.Namespace) -> None:
    """Give an account one more post."""
    with opened(arguments) as services:
        accounts.assign(
            services,
            OPERATOR,
            _id_of(services, arguments.login),
            post=Post(arguments.post),
            units=tuple(padded(code) for code in arguments.unit),
            now=datetime.now(UTC),
        )
    print("ok")


def run_reset(arguments: argparse.Namespace) -> None:
    """Print a new password for the next sign-in; the account's sessions end."""
    with opened(arguments) as services:
        made = accounts.reset_password(
            services, OPERATOR, _id_of(services, arguments.login), now=datetime.now(UTC)
        )
    print(f"一次性密码 / one-time password: {made.password}")


def run_totp_reset(arguments: argparse.Namespace) -> None:
    """Take the second factor away; the account's sessions end, its password stays."""
    with opened(arguments) as services:
        second.reset(services, OPERATOR, _id_of(services, arguments.login), now=datetime.now(UTC))
    print("ok")


def _id_of(services: Services, login: str) -> int:
    """The account's id; 0, which is nobody's, for a login that is not there."""
    known = {person.login: person.id for person in accounts.people(services, OPERATOR)}
    return known.get(login.lower(), 0)


def run_list(arguments: argparse.Namespace) -> None:
    """Print login, name, posts and areas of every account."""
    with opened(arguments) as services:
        people = accounts.people(services, OPERATOR)
    for person in people:
        posts = "；".join(
            f"{held.post}@{held.unit.name if held.unit else '*'}" for held in person.posts
        )
        mark = " (停用 / disabled)" if person.is_disabled else ""
        print(f"{person.login}\t{person.name}\t{posts}{mark}")
