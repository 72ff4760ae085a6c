"""What posts are called, and at which level of administration each is held (domain.md 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.desk.people import Post
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PostName:
    """Names of a post, and the levels of units it may be held for; none means everywhere."""

    zh: str
    en: str
    levels: frozenset[Level]

    def name(self, language: str) -> str:
        """The name in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


_VILLAGES = frozenset({Level.VILLAGE})
_TOWNSHIPS = frozenset({Level.TOWNSHIP})
_COUNTIES = frozenset({Level.COUNTY})
_ABOVE = frozenset({Level.COUNTY, Level.CITY})

NAMES: Mapping[Post, PostName] = {
    Post.ASSISTANT: PostName("村民政助理员", "village assistant", _VILLAGES | _TOWNSHIPS),
    Post.DISASTER_OFFICER: PostName("灾害信息员", "disaster officer", _VILLAGES | _TOWNSHIPS),
    Post.TOWNSHIP_CLERK: PostName("乡镇民政干事", "township clerk", _TOWNSHIPS),
    Post.TOWNSHIP_HEAD: PostName("所长", "head of the township office", _TOWNSHIPS),
    Post.COUNTY_AUDIT: PostName("县级审核", "county auditor", _COUNTIES),
    Post.COUNTY_READ: PostName("县区只读", "county, reading", _COUNTIES),
    Post.CITY: PostName("市民政局", "city bureau", frozenset({Level.CITY})),
    Post.EMERGENCY: PostName("应急管理", "emergency management", _ABOVE),
    Post.ADMIN: PostName("系统管理", "administrator", frozenset()),
    Post.AUDITOR: PostName("监督员", "supervisor", _ABOVE),
}


def post_named(text: str) -> Post | None:
    """The post of a code or of a name in either language; None when there is none.

    >>> post_named("所长"), post_named(" Township clerk "), post_named("county_audit")
    (<Post.TOWNSHIP_HEAD: 'township_head'>, <Post.TOWNSHIP_CLERK: 'township_clerk'>, \
<Post.COUNTY_AUDIT: 'county_audit'>)
    """
    wanted = text.strip().lower()
    for post, names in NAMES.items():
        if wanted in {post.value, names.zh, names.en.lower()}:
            return post
    return None
