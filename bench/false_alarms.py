"""Claim: in large public repositories at most one key a gigabyte is reported that is none.

Every key at severity low or above is listed with its place, so that a person can judge it; `VERDICTS` holds
what a person said of those seen so far. What nobody has judged counts as false.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stand.measure import run
from stand.report import lines
from stand.results import Bar, bars_table, exit_code, facts, keep
from stand.stage import Stage, prepare, shown_command

MOST_FALSE_A_GB = 1.0
_GB = 1e9

IN_FORM: Mapping[str, str] = {
    "private-key": "real: a whole private key, most of them made for tests",
    "private-key-line": "real: a whole private key",
    "encrypted-private-key": "real: a private key behind a password",
}
"""Rules whose findings prove themselves: what they judge of each is the same, and they are only counted."""

_AZURE = "vendor/github.com/Azure/azure-sdk-for-go/storage"
_JEECG = "jeecg-boot/jeecg-boot-module"
VERDICTS: Mapping[tuple[str, str, str], str] = {
    ("alibaba/nacos", "alibaba-access-key", "console/src/main/resources/application.properties"): (
        "real: in the settings of a server"
    ),
    ("alibaba/nacos", "aws-access-key", "data/config-data/scv/scv-porter-docker.properties"): (
        "real: in the settings of a service, of a store that speaks S3"
    ),
    (
        "alibaba/nacos",
        "dingtalk-robot-url",
        "plugin-default-impl/src/test",
    ): "real: a robot's address",
    ("alibaba/nacos", "wecom-robot-url", "plugin-default-impl/src/test"): "real: a robot's address",
    ("jeecgboot/JeecgBoot", "alibaba-access-key", _JEECG): "real: in the settings of a demonstration",
    ("jeecgboot/JeecgBoot", "database-url", _JEECG): "real: with host and user, of a company's own databases",
    ("jeecgboot/JeecgBoot", "dingtalk-app-secret", _JEECG): "real: in the settings of a demonstration",
    ("jeecgboot/JeecgBoot", "wecom-app-secret", _JEECG): "real: in the settings of a demonstration",
    (
        "jeecgboot/JeecgBoot",
        "deepseek-key",
        "jeecg-boot/jeecg-module-system",
    ): "real: in the settings of a server",
    ("rclone/rclone", "azure-sas-token", f"{_AZURE}/recordings"): "real: signed, recorded by a test",
    ("rclone/rclone", "azure-sas-token", f"{_AZURE}/blobsasuri_test.go"): "false: what a test expects",
    ("rclone/rclone", "azure-sas-token", f"{_AZURE}/client_test.go"): "false: what a test expects",
    ("rclone/rclone", "gcp-api-key", "backend/drive/"): "real: the program's own, left in its source",
    ("rclone/rclone", "gcp-api-key", "backend/youtubemusic/"): "false: the public key of a web page",
    ("traefik/traefik", "ovh-application-secret", "vendor/github.com/ovh/go-ovh/ovh/ovh_test.go"): (
        "real: its own comment says so, and that it was revoked"
    ),
    ("1Panel-dev/1Panel", "azure-client-secret", "backend/constant/backup.go"): "real: of the program itself",
    ("1Panel-dev/1Panel", "cloudflare-global-api-key", "backend/utils/ssl/acme_test.go"): (
        "real: with the address of the account beside it"
    ),
}
"""By repository, rule and the beginning of the place: why it is a key (`real: …`) or none (`false: …`)."""


@dataclass(frozen=True)
class Judged:
    """One key of one repository."""

    rule: str
    place: str
    shown: str
    verdict: str

    @property
    def is_true(self) -> bool:
        """Say whether it is a key, be it a dead one or one made for a test."""
        return self.verdict.startswith("real")


def main() -> int:
    """Run the benchmark and return the exit code."""
    stage = prepare(__doc__ or "", takes_path="a clone of a public repository; give at least three", rounds=3)
    if len(stage.options.paths) < 3:  # noqa: PLR2004  as the claim says
        raise SystemExit("give at least three repositories, each with --path")
    load = os.getloadavg()[0]
    scanned = 0
    rows: list[str] = []
    found: list[tuple[str, Judged]] = []
    for path in stage.options.paths:
        name = _name(path)
        report = _report(stage, path)
        size = next(line["bytes"] for line in report if line["schema"] == "akwarden.coverage/1")
        judged = sorted(_judged(name, report), key=lambda j: (j.rule, j.place))
        scanned += size
        found += [(name, one) for one in judged]
        false = sum(not one.is_true for one in judged)
        commit = _git(path, "rev-parse", "--short=12", "HEAD")
        rows.append(f"| {name} | {commit} | {size / _GB:.2f} | {len(judged)} | {false} |")
    false = sum(not one.is_true for _, one in found)
    bars = [Bar("false keys a GB", false / (scanned / _GB), MOST_FALSE_A_GB, unit="")]
    body = "\n\n".join(
        [
            f"Repeat with {shown_command(stage.options)}.",
            facts(stage.versions(), load, 1),
            "\n".join(["| repository | commit | GB | keys | false |", "|---|---|---:|---:|---:|", *rows]),
            "\n".join(
                ["| repository | rule | place | key | verdict |", "|---|---|---|---|---|", *_rows(found)]
            ),
            bars_table(bars),
        ]
    )
    print(body)
    if not stage.options.quick:
        keep("False alarms in public repositories", body)
    return exit_code(bars)


def _rows(found: Sequence[tuple[str, Judged]]) -> Iterator[str]:
    """Yield a row for each key, and one for all keys that prove themselves."""
    counts = Counter((name, one.rule) for name, one in found if one.rule in IN_FORM)
    for (name, rule), count in counts.items():
        yield f"| {name} | {rule} | {count} places | | {IN_FORM[rule]} |"
    for name, one in found:
        if one.rule not in IN_FORM:
            yield f"| {name} | {one.rule} | {one.place} | `{one.shown}` | {one.verdict} |"


def _report(stage: Stage, path: Path) -> list[dict[str, Any]]:
    looked = stage.akwarden(f"false alarms {_name(path)}", path, "--no-allow")
    run(looked, stage.logs)
    assert looked.report is not None  # noqa: S101  ours has one
    return list(lines(looked.report))


def _judged(name: str, report: list[dict[str, Any]]) -> Iterator[Judged]:
    """Yield each key once, at its first place."""
    seen: set[tuple[str, str]] = set()
    for line in report:
        if line["schema"] != "akwarden.finding/1" or line["severity"] == "info":
            continue
        secret = line["secret"] or {}
        identity = line["rule"], secret.get("fingerprint") or line["key_id"]
        if identity in seen:
            continue
        seen.add(identity)
        place = f"{line['location']['vpath']}:{line['location']['line']}"
        shown = " ".join(filter(None, (_short(line["key_id"]), secret.get("mask"))))
        verdict = IN_FORM.get(line["rule"]) or _verdict(name, line["rule"], place)
        yield Judged(line["rule"], place, shown, verdict)


def _verdict(name: str, rule: str, place: str) -> str:
    found = (
        said
        for (repository, of, begin), said in VERDICTS.items()
        if repository == name and of == rule and place.startswith(begin)
    )
    return next(found, "not judged")


def _short(key_id: str | None) -> str | None:
    return f"{key_id[:6]}…{key_id[-4:]}" if key_id and len(key_id) > 12 else key_id  # noqa: PLR2004


def _name(path: Path) -> str:
    """Return owner/name as the address of the clone says, else the name of the folder."""
    url = _git(path, "config", "--get", "remote.origin.url")
    folder = path.parent if path.name in {"repo", "repository"} else path
    parts = url.removesuffix(".git").rstrip("/").split("/")[-2:] if url else [folder.name]
    return "/".join(parts).replace("+", "/")


def _git(path: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
