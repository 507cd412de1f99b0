"""Pages of alarms, of temporary keys and of whom these were issued to lead to each other."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from tests.frontends.cli.program import Done, akwarden_each
from tests.store.raised import put, signal
from tests.workflows.events.imports import lines, trail

from akwarden.errors import ExitCode
from akwarden.risk.alarms import alarm_id
from akwarden.store.migration import open_state

RECORD = trail(1)
KEY, ROLE = RECORD["userIdentity"]["accessKeyId"], "arn:aws:iam::111122223333:role/ci"
SEEN = signal(
    "temporary-key-elsewhere",
    1,
    title="A temporary key is used elsewhere",
    subject=f"issuer:{ROLE}",
    provider="aws",
    account="111122223333",
    key_ids=(KEY,),
)
ALARM = alarm_id(SEEN)[:12]
COMMANDS = {
    "import": ("audit", "import", "records.jsonl"),
    "alarm": ("alarms", "show", ALARM),
    "key": ("keys", "show", KEY),
    "issuer": ("keys", "show", ROLE),
    "issuer as JSON": ("keys", "show", ROLE, "--format", "json"),
    "nobody": ("keys", "show", f"{ROLE}-of-others"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """Give what all commands say, one after the other."""
    folder: Path = tmp_path_factory.mktemp("temporary")
    (folder / "records.jsonl").write_bytes(lines([RECORD]))
    with closing(open_state(folder / "home", None)) as state, state.writing() as connection:
        put(connection, SEEN)
    return dict(zip(COMMANDS, akwarden_each(list(COMMANDS.values()), folder), strict=True))


def test_an_alarm_leads_to_the_key_and_to_whom_it_was_issued_to(said: dict[str, Done]) -> None:
    page = said["alarm"].stdout.splitlines()

    at = page.index("More of whom it is about:")
    assert page[at + 1 : at + 3] == [f"  akwarden keys show {ROLE}", f"  akwarden keys show {KEY}"]


@pytest.mark.parametrize("name", ["key", "issuer"])
def test_both_pages_lead_to_the_alarm(name: str, said: dict[str, Done]) -> None:
    page = said[name].stdout.splitlines()

    at = page.index("Alarms:")
    assert page[at + 1].endswith(f"akwarden alarms show {ALARM})")


def test_the_page_of_an_issuer_has_its_keys_and_their_use(said: dict[str, Done]) -> None:
    text, page = said["issuer"].stdout, json.loads(said["issuer as JSON"].stdout)

    assert text.startswith(f"{ROLE}  (temporary keys were issued to it)\naws 111122223333: 1 key, ")
    assert text.endswith(f"\nAll of them: akwarden keys temporary {ROLE}\n")
    assert (page["schema"], page["issuer"]) == ("akwarden.key-issuer-page/1", ROLE)
    assert [row["key_id"] for row in page["keys"]] == [KEY]


def test_somebody_whom_no_key_was_issued_to_is_no_issuer(said: dict[str, Done]) -> None:
    assert said["nobody"].returncode == ExitCode.USAGE
