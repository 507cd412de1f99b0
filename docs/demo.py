"""Makes a small git repository with made-up keys in it, to try a scan on: `python -m docs.demo FOLDER`.

The same keys, times and commits come out each time, so that the picture in the README can be made again.
"""

# ruff: noqa: INP001  scripts beside the documents, no package

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from akwarden.workflows.rule_check import expand

KEY_FILE = (
    "TENCENTCLOUD_SECRET_ID=AKID{32*A}\nTENCENTCLOUD_SECRET_KEY={32*A}\nTENCENTCLOUD_REGION=ap-guangzhou\n"
)
ROLE_FILE = "TENCENTCLOUD_ROLE=shop-deploy\nTENCENTCLOUD_REGION=ap-guangzhou\n"
BACKUP_FILE = "[default]\naws_access_key_id = AKIA{16*B}\naws_secret_access_key = {40*S}\n"
README = "# Shop\n\nSet SecretId to AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx in deploy/.env.\n"

_SEEDS = {KEY_FILE: 2026, BACKUP_FILE: 2027}
_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Dana",
    "GIT_AUTHOR_EMAIL": "dana@example.com",
    "GIT_COMMITTER_NAME": "Dana",
    "GIT_COMMITTER_EMAIL": "dana@example.com",
}


def make_repository(folder: Path) -> None:
    """Make the repository in `folder`, which must not exist yet."""
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    _commit(
        folder,
        "Add the shop",
        "2026-01-12T09:30:00Z",
        {"README.md": README.encode(), "deploy/.env": _made_up(KEY_FILE)},
    )
    _commit(
        folder,
        "Use the role of the machine",
        "2026-03-02T16:05:00Z",
        {"deploy/.env": ROLE_FILE.encode()},
    )
    _commit(
        folder,
        "Add the build",
        "2026-03-03T08:12:00Z",
        {"build/shop.zip": _zip({"conf/backup.ini": _made_up(BACKUP_FILE)})},
    )


def _made_up(template: str) -> bytes:
    """Return the text with random characters in the place of `{32*A}` and the like, the same each time."""
    return expand(template, _SEEDS[template]).encode()


def _zip(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of `members`, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _commit(folder: Path, message: str, moment: str, files: Mapping[str, bytes]) -> None:
    """Write the files and commit them at `moment`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", message, moment=moment)


def _git(folder: Path, *arguments: str, moment: str = "") -> None:
    """Run git without the settings of whoever runs it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment} if moment else {}
    subprocess.run(["git", *arguments], cwd=folder, env=own | _GIT | dates, check=True)


if __name__ == "__main__":
    make_repository(Path(sys.argv[1]))
