"""Another build of the console, served by the same program: what an upgrade leaves behind in open pages."""

import os
import re
import stat
import sys
from pathlib import Path

from tests.browser.chromium import ROOT

_SOURCE = ROOT / "src"
_PROGRAM = """#!{python}
import os, sys
os.environ["PYTHONPATH"] = {path!r}
run = "from akwarden.frontends.cli.main import main; raise SystemExit(main())"
os.execv(sys.executable, [sys.executable, "-c", run, *sys.argv[1:], "--port", {port!r}])
"""
_COMPRESSED = {".br", ".gz"}


def upgraded(folder: Path, port: int) -> Path:
    """Make a program that listens on a port, and whose console is another build."""
    package = folder / "akwarden"
    _link(_SOURCE / "akwarden", package, within="frontends")
    _link(_SOURCE / "akwarden" / "frontends", package / "frontends", within="web")
    _rebuild(_SOURCE / "akwarden" / "frontends" / "web", package / "frontends" / "web")
    program = folder / "akwarden-upgraded"
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    program.write_text(_PROGRAM.format(python=sys.executable, path=path, port=str(port)), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def _link(source: Path, target: Path, within: str) -> None:
    """Make a folder of links to all in another but one."""
    target.mkdir(parents=True)
    for one in source.iterdir():
        if one.name not in {within, "__pycache__"}:
            (target / one.name).symlink_to(one)


def _rebuild(source: Path, target: Path) -> None:
    """Copy a built console with other names of all that browsers keep, as another build would have."""
    names = [path.name.encode() for path in (source / "assets").iterdir() if path.suffix not in _COMPRESSED]
    pattern = re.compile(b"|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for path in source.rglob("*"):
        if path.is_dir() or path.suffix in _COMPRESSED:
            continue
        name = f"upgraded-{path.name}" if path.parent.name == "assets" else path.name
        place = target / path.relative_to(source).with_name(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pattern.sub(rb"upgraded-\g<0>", path.read_bytes()))
