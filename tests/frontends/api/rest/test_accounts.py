"""Cloud accounts over HTTP: a key that is handed in never takes the place of another account's key."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.frontends.api.client import NOW, Site, site, site_on
from tests.store.databases import home_state
from tests.workflows.sync.cloud import acme, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.model.account import (
    Account,
    AccountNumber,
    AccountSite,
    CredentialSource,
    FromRole,
    FromVault,
)
from akwarden.store import account_rows, sealed
from akwarden.workflows.vault.secrets import OWNER

__all__ = ["acme", "site"]


def known(site: Site, source: CredentialSource) -> None:
    account = Account(
        provider="tencent",
        number=AccountNumber("100000000001"),
        name="prod",
        site=AccountSite.MAINLAND,
        source=source,
    )
    with site.server.state.writing() as connection:
        account_rows.add(connection, account, NOW - timedelta(days=1))


def handed_in(name: str) -> dict[str, Any]:
    """Return a new account with a key that was made just now."""
    key = {"key_id": "AKID" + secrets.token_hex(16), "secret": secrets.token_hex(16)}
    return {"provider": "tencent", "name": name, "key": key}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (FromVault("other"), "prod"),
        (FromVault("collector"), "collector"),
        (FromRole("qcs::cam::uin/100000000001:roleName/reader", FromVault("collector"), None), "collector"),
    ],
)
def test_a_key_is_not_kept_under_a_name_that_another_account_is_read_with(
    site: Site, source: CredentialSource, name: str
) -> None:
    known(site, source)
    said = handed_in(name)
    with site.admin() as browser:
        answer = browser.post("/api/v1/accounts", json=said)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("the name is in use: prod is tencent 100000000001")
    assert said["key"]["secret"] not in answer.text
    with site.server.state.reading() as connection:
        assert sealed.names(connection, OWNER) == []
        assert not sealed.keks(connection)


def test_of_a_key_that_the_cloud_refuses_nothing_is_kept(tmp_path: Path, acme: Emulator) -> None:
    key = root_key(acme, "acme-pay")
    right = {"key_id": key.secret_id, "secret": key.secret_key}
    new = {"provider": "tencent", "name": "prod", "endpoints": [acme.endpoint]}
    at = site_on(home_state(tmp_path), tmp_path, lambda: datetime.now(UTC))
    with at.admin() as browser:
        refused = browser.post("/api/v1/accounts", json={**new, "key": right | {"secret": "x" * 32}})
        with at.server.state.reading() as connection:
            kept, vault = sealed.names(connection, OWNER), sealed.keks(connection)
        taken = browser.post("/api/v1/accounts", json={**new, "key": right})
        tried = browser.post("/api/v1/accounts/prod/test")

    assert (refused.status_code, kept, vault) == (502, [], frozenset())
    assert (taken.status_code, tried.status_code) == (201, 200)
    with at.server.state.reading() as connection:
        assert [(one.of.name, one.version) for one in sealed.listed(connection)] == [("prod", 1)]
    at.server.close()
