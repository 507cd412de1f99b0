"""Draws the picture in the README from a real scan of the repository that `docs/demo.py` makes."""

# ruff: noqa: INP001  a script beside the documents, no package

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from docs.demo import make_repository
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from akwarden.reports.leaked_key import short_key_id

COLUMNS = 92
COMMAND = ("scan", "shop")
TITLE = "akwarden scan shop"

# One self-contained file: no font is fetched, unlike in the form that rich draws by default.
_SVG = """\
<svg class="{unique_id}" role="img" aria-label="A terminal that shows a scan" viewBox="0 0 {width} {height}" \
xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id} text {{ font: {char_height}px ui-monospace, SFMono-Regular, Menlo, Consolas, \
"DejaVu Sans Mono", monospace; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
_DARK = TerminalTheme(
    (14, 16, 20),
    (233, 236, 242),
    [
        (38, 43, 53),
        (255, 143, 168),
        (127, 214, 168),
        (242, 207, 107),
        (139, 162, 255),
        (255, 178, 122),
        (127, 199, 214),
        (233, 236, 242),
    ],
)


_KEY_ID = re.compile(r"\bAKI[AD][0-9A-Za-z]{16,32}\b")


def scanned(*arguments: str, color: bool) -> str:
    """Return what akwarden prints for `arguments` in a folder where the demo repository is `shop`."""
    with tempfile.TemporaryDirectory() as folder:
        make_repository(Path(folder, "shop"))
        home = Path(folder, "home")
        home.mkdir(mode=0o700)
        (home / "fingerprint.key").write_bytes(bytes(32))  # the same fingerprints each time
        own = {name: value for name, value in os.environ.items() if not name.startswith("AKWARDEN_")}
        env = {"AKWARDEN_HOME": str(home), "COLUMNS": str(COLUMNS), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "akwarden.frontends.cli.main", *arguments]
        done = subprocess.run(
            [*command, "--color" if color else "--no-color"],
            cwd=folder,
            env=own | env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode != 1:
        raise RuntimeError(f"the demo scan ended with {done.returncode}: {done.stderr}")
    return done.stdout


def draw() -> str:
    """Return the picture as SVG."""
    console = Console(
        record=True, width=COLUMNS + 2, file=io.StringIO(), force_terminal=True, legacy_windows=False
    )
    console.print(Text(f"$ {TITLE}", style="bold"))
    # What is drawn lies in a repository that is scanned itself, and a made-up key id looks like a real one.
    shown = _KEY_ID.sub(lambda found: short_key_id(found[0]), scanned(*COMMAND, color=True))
    console.print(Text.from_ansi(shown))
    return console.export_svg(title=TITLE, theme=_DARK, code_format=_SVG, unique_id="scan") + "\n"
