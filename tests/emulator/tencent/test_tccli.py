"""Tencent Cloud's own command line calls every action that it knows of those that are served."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.tencent.cloud import REGION, emulator, root_key
from tests.emulator.tencent.test_conformance import RECORDED, SERVED, paths, request_of

from akwarden.emulator.tencent.registry import Entry
from akwarden.emulator.tencent.schema import services
from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
_RUNNER = Path(__file__).with_name("tccli_many.py")
_UNHEARD_OF = "argument action: Invalid choice"


def said(emulator: Emulator, folder: Path, asked: list[Entry]) -> Iterator[tuple[Entry, int, str, str]]:
    """Yield what tccli said to each action: its exit code, its output and its errors."""
    key = root_key(emulator)
    lines = []
    for entry in asked:
        words = [entry.service, entry.action, "--endpoint", emulator.endpoint, "--region", REGION]
        request = folder / f"{entry.action}.json"
        request.write_text(json.dumps(request_of(entry)), encoding="utf-8")
        words += ["--cli-input-json", f"file://{request}"] if request_of(entry) else []
        lines.append(json.dumps([*words, "--version", services()[entry.service].version]))
    env = {
        **os.environ,
        "HOME": str(folder),
        "TENCENTCLOUD_SECRET_ID": key.secret_id,
        "TENCENTCLOUD_SECRET_KEY": key.secret_key,
    }
    done = subprocess.run(
        [sys.executable, str(_RUNNER)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        env=env,
        timeout=240,
        check=True,
    )
    for entry, line in zip(asked, done.stdout.splitlines(), strict=True):
        code, out, err = json.loads(line)
        yield entry, code, out, err


@pytest.mark.parametrize("service", sorted(services()))
def test_tccli_calls_every_action_of_a_service(service: str, emulator: Emulator, tmp_path: Path) -> None:
    asked = [entry for entry in SERVED if entry.service == service]
    codes = {*RECORDED["common"], *RECORDED["services"][service]}
    understood = 0

    for entry, code, out, err in said(emulator, tmp_path, asked):
        if _UNHEARD_OF in err:
            continue
        understood += 1
        if code == 0:
            answer: dict[str, Any] = json.loads(out)
            shape = services()[service].actions[entry.action].response
            assert [
                one for one in paths(services()[service], shape, answer) if one.startswith("unknown")
            ] == []
        else:
            told = err.partition("code:")[2].partition(" ")[0]
            assert told in codes, f"{entry.action}: {err}"

    assert understood >= len(asked) * 0.9
