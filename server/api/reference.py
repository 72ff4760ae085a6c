"""The description of the API as a page to read, without a script and without any other server."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from server.api.openapi import description

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STYLE = """
:root{color-scheme:light dark;font:15px/1.5 system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif}
body{max-width:64rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #8886}
nav a{margin-right:.8rem}dt{margin-top:.7rem;overflow-wrap:anywhere}dd{margin:0 0 0 4.6rem}
code{font:13px ui-monospace,Consolas,monospace}
b{display:inline-block;width:4.3rem;font:600 12px ui-monospace,Consolas,monospace}
.get{color:#0a7d38}.post{color:#0b5fc2}.put,.patch{color:#a15c00}.delete{color:#b3261e}
small{opacity:.75}
@media (prefers-color-scheme:dark){.get{color:#5fd38d}.post{color:#7db7ff}.put,.patch{color:#f0b35a}
.delete{color:#ff8a80}}
"""
INTRO = (
    "地址、名称、编号与格式沿用 ODK Central；机器可读的描述见 ",
    "Addresses, names, codes and shapes are those of ODK Central; for programs see ",
)

bp = Blueprint("reference", __name__)


@bp.get("/reference.html")
def reference() -> Response:
    """The API, to be read by people."""
    made = Response("".join(_page(description())), content_type="text/html; charset=utf-8")
    made.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    )
    return made


def _page(described: Mapping[str, Any]) -> Iterator[str]:
    title = escape(f"{described['info']['title']} {described['info']['version']}")
    found = sorted(
        ((each["tags"][0], path, method, each) for path, methods in described["paths"].items()
         for method, each in methods.items()),
        key=lambda entry: entry[:3],
    )  # fmt: skip
    tags = list(dict.fromkeys(tag for tag, *_ in found))
    yield f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>API · {title}</title>'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<style>{STYLE}</style></head><body><h1>{title} · API</h1>"
    for sentence in INTRO:
        yield f'<p>{sentence}<a href="openapi.json">openapi.json</a></p>'
    yield "<nav>" + "".join(f'<a href="#{tag}">{_shown(tag)}</a> ' for tag in tags) + "</nav>"
    for tag, entries in groupby(found, key=lambda entry: entry[0]):
        yield f'<h2 id="{tag}">{_shown(tag)}</h2><dl>'
        for _, path, method, each in entries:
            yield _operation(path, method, each)
        yield "</dl>"
    yield "</body></html>"


def _shown(tag: str) -> str:
    return escape(tag.replace("_", " "))


def _operation(path: str, method: str, said: Mapping[str, Any]) -> str:
    asked = [each["name"] for each in said["parameters"] if each["in"] == "query"]
    parts = [f"<small>?{escape(' '.join(asked))}</small>"] if asked else []
    for kind, content in said.get("requestBody", {}).get("content", {}).items():
        fields = content.get("schema", {}).get("properties", {})
        parts.append(f"<small>{escape(kind)} {escape(' '.join(fields))}</small>")
    more = "".join(f"<br>{each}" for each in parts)
    return (
        f'<dt><b class="{method}">{method.upper()}</b> <code>{escape(path)}</code></dt>'
        f"<dd>{escape(said['summary'])}{more}</dd>"
    )
