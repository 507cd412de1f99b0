"""The guide on the emulator: its examples run as they stand there, and it names all there is."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from tests.emulator.tencent.cloud import account_of, root_key

from akwarden.emulator.tencent.faults import KINDS, read_fault
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.scenarios import wanted
from akwarden.emulator.tencent.schema import services
from akwarden.emulator.tencent.server import Emulator, empty_cloud
from akwarden.errors import ScenarioError

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "guides" / "emulator.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Give the code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def run(*command: str, folder: Path, **env: str) -> str:
    """Run a command to its good end, and give what it wrote."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def credentials(emulator: Emulator) -> dict[str, str]:
    """Give the environment in which the examples find a root key."""
    key = root_key(emulator)
    return {"TENCENTCLOUD_SECRET_ID": key.secret_id, "TENCENTCLOUD_SECRET_KEY": key.secret_key}


def test_the_scenario_in_the_guide_is_taken(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    (tmp_path / "my.yml").write_text(example, encoding="utf-8")

    cloud = load_scenario(str(tmp_path / "my.yml"), seed=1)

    head, shop = cloud.accounts.values()
    assert (head.name, shop.name) == ("head", "shop")
    assert (len(shop.users), len(shop.keys)) == (43, 52)


def test_the_scenario_in_the_guide_has_every_field_that_there_is() -> None:
    (example,) = blocks("yaml")
    kinds = [
        kind
        for kind in vars(wanted).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == wanted.__name__
    ]

    names = {field.encode_name for kind in kinds for field in msgspec.structs.fields(kind)}

    assert len(names) > 30
    assert [name for name in sorted(names) if not re.search(rf"\b{name}: ", example.replace("\n", " "))] == []


def test_the_refusal_in_the_guide_is_what_is_said(tmp_path: Path) -> None:
    text = "accounts:\n  - name: a\n    users:\n      - {name: b, consol: true}\n"
    (tmp_path / "my.yml").write_text(text, encoding="utf-8")

    with pytest.raises(ScenarioError) as refused:
        load_scenario(str(tmp_path / "my.yml"))

    error = refused.value
    what = error.what.replace(str(tmp_path / "my.yml"), "my.yml")
    said = f"error: {what} [{error.code}]\nwhy: {error.why}\nmend: {error.mend}\n"
    assert said in blocks("text")


def test_the_sdk_is_called_as_the_guide_says(tmp_path: Path) -> None:
    program, _ = blocks("python")
    with Emulator(load_scenario("acme", seed=1)) as emulator:
        written = run(
            sys.executable,
            "-c",
            program,
            folder=tmp_path,
            EMULATOR=emulator.address,
            PYTHONIOENCODING="utf-8",
            **credentials(emulator),
        )

    assert len(written.splitlines()) == 19  # the collaborator is in another list
    assert "zhao.yun 赵云" in written


def test_tccli_is_called_as_the_guide_says(tmp_path: Path) -> None:
    commands = [line for code in blocks("sh") for line in code.splitlines() if line.startswith("tccli ")]
    cloud, _ = empty_cloud(seed=1)
    with Emulator(cloud) as emulator:
        answers = []
        for command in commands:
            tccli, *words = shlex.split(command.replace("http://127.0.0.1:18080", emulator.endpoint))
            program = str(Path(sys.executable).with_name(tccli))
            answers.append(json.loads(run(program, *words, folder=tmp_path, **credentials(emulator))))

    identity, users = answers
    assert identity["AccountId"] == str(account_of(emulator).uin)
    assert users["Data"] == []


def test_the_test_in_the_guide_passes(tmp_path: Path) -> None:
    _, example = blocks("python")
    (tmp_path / "test_mine.py").write_text(example, encoding="utf-8")
    (tmp_path / "my.yml").write_text(
        "accounts: [{name: a, root_keys: [{}], users: [{name: li.wei, keys: [{age: 1}]}]}]", encoding="utf-8"
    )

    written = run(
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, folder=tmp_path
    )

    assert "1 passed" in written


def test_what_the_guide_sends_to_steer_is_taken() -> None:
    sent = re.findall(r"^steer (\w+) -d '(.*)'$", "\n".join(blocks("sh")), re.MULTILINE)
    cloud, _ = empty_cloud(seed=1)

    for where, text in sent:
        content = json.loads(text)
        if where == "faults":
            read_fault(content)
        if where == "events":
            put_event(cloud, msgspec.convert(content, Put))
        if where == "clock":
            cloud.clock.advance(content["advance"])

    assert {where for where, _ in sent} == {"faults", "events", "clock"}


def test_every_fault_service_and_preset_policy_is_named() -> None:
    cloud, _ = empty_cloud(seed=1)

    names = [policy.name for policy in cloud.presets.values()]
    presets = {re.sub(r"Qcloud[A-Za-z]+?(?=FullAccess|ReadOnlyAccess)", "Qcloud…", name) for name in names}

    assert [kind for kind in KINDS if f"| `{kind}` |" not in GUIDE] == []
    assert [name for name in services() if f"`{name}`" not in GUIDE] == []
    assert [name for name in presets if f"`{name}`" not in GUIDE] == []
