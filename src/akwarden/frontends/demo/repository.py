"""The code of the company: a git repository in which keys of it stand, in files and in the history alone.

What stands where:

- `deploy/.env`: the key of `order-api`, taken out by a later commit; the history has it.
- `tools/upload.py`: the key of `cos-uploader`, as an argument.
- `miniprogram/shop-1.4.2.zip`, as a mini program is published: the key of `miniprogram-pay`.
- `docs/handover.docx`: the key of `qian.feng`, who left.
- `ci/pipeline.yml`: a key at AWS.
- `old/backup.ini`: a key of a cloud account that nobody knows.
- `README.md`: an example that opens nothing.
"""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from akwarden.errors import TargetError
from akwarden.frontends.demo.company import Company
from akwarden.model.credential import Credential
from akwarden.workflows.rule_check import expand

NAME: Final = "shop"
_README = "# Shop\n\nSet SecretId to AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx in deploy/.env.\n"
_ROLE = "TENCENTCLOUD_ROLE=shop-deploy\nTENCENTCLOUD_REGION=ap-guangzhou\n"
_UNKNOWN = "[backup]\naws_access_key_id = AKIA{16*B}\naws_secret_access_key = {40*S}\n"
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>'
    "</w:document>"
)
_LINE = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
_PEOPLE: Final = {"wang.fang": "wang.fang@acme.example", "liu.yang": "liu.yang@acme.example"}
_Files = Mapping[str, str | bytes]


def make_repository(company: Company, folder: Path, now: datetime) -> Path:
    """Make the repository below a folder, and return it; one that is there already is left as it is.

    Raises TargetError where git is missing or fails.
    """
    path = folder / NAME
    if (path / ".git" / "done").exists():
        return path
    if path.exists():
        shutil.rmtree(path)  # half of one, of a run that was cut off
    path.mkdir(parents=True)
    _git(path, "init", "--quiet", "--initial-branch=main", "--template=")
    writing = _Writing(path, now)
    order, upload = (
        company.credential("acme-shop", "order-api"),
        company.credential("acme-shop", "cos-uploader"),
    )
    writing.commit("Add the shop", 210, "wang.fang", {"README.md": _README, "deploy/.env": _env(order)})
    writing.commit("Take the role of the machine", 180, "wang.fang", {"deploy/.env": _ROLE})
    writing.commit(
        "Upload pictures from the command line", 95, "liu.yang", {"tools/upload.py": _code(upload)}
    )
    pay = company.credential("acme-shop", "miniprogram-pay")
    writing.commit("Publish the mini program", 40, "liu.yang", {"miniprogram/shop-1.4.2.zip": _program(pay)})
    left = company.credential("acme", "qian.feng")
    writing.commit("Add the handover", 33, "wang.fang", {"docs/handover.docx": _document(left)})
    build = company.credential("acme-aws-dev", "dataworks-sync")
    writing.commit("Build on AWS", 12, "liu.yang", {"ci/pipeline.yml": _pipeline(build)})
    writing.commit("Keep the old backup", 6, "wang.fang", {"old/backup.ini": expand(_UNKNOWN, 11)})
    (path / ".git" / "done").touch()
    return path


class _Writing:
    """Commits, some days before now each."""

    def __init__(self, path: Path, now: datetime) -> None:
        self._path, self._now = path, now.replace(microsecond=0)

    def commit(self, message: str, days: int, author: str, files: _Files) -> None:
        for name, content in files.items():
            path = self._path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        _git(self._path, "add", "--all")
        moment = (self._now - timedelta(days=days)).isoformat()
        _git(self._path, "commit", "--quiet", "--message", message, moment=moment, author=author)


def _env(key: Credential) -> str:
    return (
        f"TENCENTCLOUD_SECRET_ID={key.key_id}\nTENCENTCLOUD_SECRET_KEY={_secret(key)}\n"
        "TENCENTCLOUD_REGION=ap-guangzhou\n"
    )


def _code(key: Credential) -> str:
    return (
        "from qcloud_cos import CosConfig, CosS3Client\n\n"
        f'config = CosConfig(Region="ap-guangzhou", SecretId="{key.key_id}", SecretKey="{_secret(key)}")\n'
        "client = CosS3Client(config)\n"
    )


def _program(key: Credential) -> bytes:
    service = (
        "define('utils/pay.js', function(require, module) {\n"
        f"  var secretId = '{key.key_id}', secretKey = '{_secret(key)}';\n"
        "  module.exports = function(order) { return sign(order, secretId, secretKey); };\n});\n"
    )
    return _zip({"app-config.json": '{"pages": ["pages/index/index"]}', "app-service.js": service})


def _document(key: Credential) -> bytes:
    lines = ("Handover of operations", f"SecretId: {key.key_id}", f"SecretKey: {_secret(key)}")
    text = _DOCUMENT % "".join(_LINE % line for line in lines)
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    return _zip({"[Content_Types].xml": types, "word/document.xml": text})


def _pipeline(key: Credential) -> str:
    return (
        "stages: [build, push]\nvariables:\n"
        f"  AWS_ACCESS_KEY_ID: {key.key_id}\n  AWS_SECRET_ACCESS_KEY: {_secret(key)}\n"
        "  AWS_DEFAULT_REGION: ap-southeast-1\n"
    )


def _secret(key: Credential) -> str:
    return key.secret.reveal().decode()


def _zip(members: Mapping[str, str]) -> bytes:
    """Return a zip archive, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _git(folder: Path, *arguments: str, moment: str = "", author: str = "wang.fang") -> None:
    """Run git without the settings of whoever runs it; raises TargetError."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    given = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        given |= {f"GIT_{who}_NAME": author, f"GIT_{who}_EMAIL": _PEOPLE[author]}
        if moment:
            given[f"GIT_{who}_DATE"] = moment
    try:
        subprocess.run(["git", *arguments], cwd=folder, env=own | given, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise TargetError(
            "the repository of the demo can't be made",
            why=f"git {arguments[0]} failed ({type(error).__name__})",
            mend="install git, then run the demo again",
        ) from error
