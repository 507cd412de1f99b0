"""Cloud accounts over HTTP: a key that is handed in never takes the place of another account's key."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from tests.frontends.api.client import NOW, Site, site

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

__all__ = ["site"]


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
