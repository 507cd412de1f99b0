import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, emulator, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import CredentialError
from akwarden.model.account import Account, AccountNumber, AccountSite, CredentialSource, FromRole, FromVault
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.provider import Surroundings
from akwarden.providers.registry import load
from akwarden.workflows.accounts.access import Leases

__all__ = ["emulator"]

_TRUST = (
    '{"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole",'
    '"principal":{"qcs":["qcs::cam::uin/%s:root"]}}]}'
)


class _Clock:
    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


def _account(source: CredentialSource, endpoint: str = "http://127.0.0.1:1") -> Account:
    return Account(
        provider="tencent",
        number=AccountNumber(""),
        name="one",
        site=AccountSite.MAINLAND,
        source=source,
        endpoints={"*": endpoint},
    )


def _leases(asked: list[str], clock: _Clock, credential: Credential | None = None) -> Leases:
    made = credential or Credential("AKID" + "x" * 32, Secret(b"s" * 32))

    def read(name: str) -> Credential:
        asked.append(name)
        return made

    return Leases(Surroundings({}, Path("/nonexistent")), read, clock)


def test_a_key_of_the_vault_is_read_once_for_all_threads() -> None:
    asked: list[str] = []
    leases = _leases(asked, _Clock())
    access = leases.access(load("tencent"), _account(FromVault("collector")))
    found: list[Lease] = []

    threads = [threading.Thread(target=lambda: found.append(access.lease())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert asked == ["collector"]
    assert len({lease.credential.key_id for lease in found}) == 1


def test_a_role_is_taken_by_whoever_may_and_again_before_its_key_ends(emulator: Emulator) -> None:
    account, root = account_of(emulator), root_key(emulator)
    cam = client("cam", emulator)
    ask(cam, "CreateRole", RoleName="reader", PolicyDocument=_TRUST % account.uin)
    user = ask(cam, "AddUser", Name="collector", UseApi=1)
    policy = '{"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRole","resource":"*"}]}'
    number = ask(cam, "CreatePolicy", PolicyName="may-assume", PolicyDocument=policy)["PolicyId"]
    ask(cam, "AttachUserPolicy", AttachUin=user["Uin"], PolicyId=number)
    own = Credential(user["SecretId"], Secret(user["SecretKey"].encode()))
    clock = _Clock()
    asked: list[str] = []
    source = FromRole(f"qcs::cam::uin/{account.uin}:roleName/reader", FromVault("collector"))
    access = _leases(asked, clock, own).access(load("tencent"), _account(source, emulator.endpoint))

    first, second = access.lease(), access.lease()
    clock.at += timedelta(hours=12)
    third = access.lease()

    assert first is second
    assert first.credential.token is not None
    assert first.credential.key_id not in {own.key_id, root.secret_id}
    assert third.credential.key_id != first.credential.key_id
    assert asked == ["collector"]


def test_a_source_that_holds_no_key_is_named() -> None:
    source = _account(FromRole("qcs::cam::uin/1:roleName/reader", FromVault("none")))
    missing = Leases(Surroundings({}, Path("/nonexistent")), _missing, _Clock())

    with pytest.raises(CredentialError, match="no such key"):
        missing.access(load("tencent"), source).lease()


def _missing(name: str) -> Credential:
    raise CredentialError(f"no such key: {name}")
