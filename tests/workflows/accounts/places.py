"""Seventy-two standalone accounts of an emulated cloud, with keys in profile files and in a vault."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.clouds import profile, user_with
from tests.providers.tencent.shop import ALLOWED, credential_of

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Key, Status
from akwarden.errors import CredentialError
from akwarden.model.credential import Credential
from akwarden.providers.provider import Surroundings
from akwarden.providers.tencent.permissions import policy
from akwarden.workflows.accounts.access import Leases

COUNT = 72
BLIND, DISABLED, WRONG = "a-07", "a-20", "a-31"
"""The accounts with trouble: half the rights, a disabled key, the secret of another key."""
NAMES = tuple(f"a-{number:02}" for number in range(COUNT))
SCENARIO = "accounts:\n" + "".join(
    f"  - {{name: {name}, users: [{{name: li.wei, keys: [{{age: 3}}]}}]}}\n" for name in NAMES
)


def now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def collectors(emulator: Emulator) -> dict[str, Key]:
    """Give a key for each account, with the rights that reading takes, and cause the trouble."""
    rights, half = policy(ALLOWED), policy(ALLOWED[::2])
    keys = {name: user_with(emulator, half if name == BLIND else rights, name) for name in NAMES}
    keys[DISABLED].status = Status.INACTIVE
    return keys


def leases(folder: Path, keys: Mapping[str, Key]) -> Leases:
    """Give what reads the accounts: every second key lies in a vault, the others in files."""
    held: dict[str, Credential] = {}
    for number, (name, key) in enumerate(keys.items()):
        secret = keys[NAMES[0]].secret_key if name == WRONG else key.secret_key
        if number % 2:
            profile(folder, name, key.secret_id, secret)
        else:
            held[name] = credential_of(key)

    def read(name: str) -> Credential:
        if name not in held:
            message = f"the vault has no access key {name!r}"
            raise CredentialError(message)
        return held[name]

    return Leases(Surroundings({}, folder), read, now, rate=0)


def sheet(folder: Path, emulator: Emulator, names: Sequence[str] = NAMES) -> Path:
    """Write the file of accounts."""
    lines = [
        f"tencent,{name},{'profile' if number % 2 else 'vault'}:{name},{emulator.endpoint},研发\n"
        for number, name in enumerate(names)
    ]
    path = folder / "accounts.csv"
    path.write_text("provider,name,from,endpoint,department\n" + "".join(lines), encoding="utf-8")
    return path
