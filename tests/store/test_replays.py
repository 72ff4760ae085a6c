"""Whatever leaves an act in the journal can be done again."""

import ast
from pathlib import Path

import server
from server.review.replays import REPLAYS as READ_AGAIN
from server.store.replays import REPLAYS

SOURCES = sorted(Path(server.__file__).parent.rglob("*.py"))


def kinds_of(tree):
    """Kinds named where acts are noted; the registers' writer hands them on by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"journal.act", "_noted"}:
            for each in node.args:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def test_every_kind_of_act_has_its_replay():
    noted = {kind for source in SOURCES for kind in kinds_of(ast.parse(source.read_text("utf-8")))}
    assert len(noted) > 10
    assert noted <= REPLAYS.keys() | READ_AGAIN.keys()
