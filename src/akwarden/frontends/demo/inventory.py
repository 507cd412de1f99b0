"""The accounts of the demo: their keys into the vault, added, read."""

from collections.abc import Iterable, Sequence
from typing import Final

from akwarden.frontends.demo.company import BY_ROOT, MANAGER
from akwarden.frontends.demo.scene import ACTOR, Scene, Tell
from akwarden.model.account import Account, AccountSite, FromVault
from akwarden.providers.registry import load
from akwarden.reports.wording import counted
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.workflows.accounts.add import (
    UNKNOWN,
    Added,
    Refused,
    add_accounts,
    member_accounts,
)
from akwarden.workflows.events.lake_calls import LakeCalls
from akwarden.workflows.sync.look import Look
from akwarden.workflows.sync.many import sync_accounts
from akwarden.workflows.vault import kek
from akwarden.workflows.vault.passphrase import PassphraseSources
from akwarden.workflows.vault.secrets import Vault, put

FIRST: Final = "acme-shop"
"""The account that is read before all others, so that there is something to see."""
_ROLE: Final = "OrganizationAccessControlRole"
_PARALLEL: Final = 2
_DEPARTMENTS: Final = {
    "acme": "Platform",
    "acme-global": "Global",
    "acme-aws-prod": "Global",
    "acme-aws-dev": "Shop",
    "acme-aws-data": "Data",
}


def add(scene: Scene, tell: Tell) -> None:
    """Put the keys of all readers into the vault, and add all accounts; a second time nothing changes."""
    names = [MANAGER, BY_ROOT, *(one.name for one in scene.company.aws.accounts.values())]
    _fill_vault(scene, names)
    leases = scene.leases()
    manager, *others = [_account(scene, name) for name in names]
    for result in add_accounts(scene.state, [manager, *others], leases, now=scene.now, actor=ACTOR):
        _check(result)
    with scene.state.reading() as connection:
        head = next(
            one.account for one in account_rows.listed(connection) if one.account.name == manager.name
        )
    provider = load("tencent")
    entered = {"acme-shop", "acme-pay", "acme-data"}
    members = [
        one for one in provider.inventory(leases.access(provider, head)).members() if one.name in entered
    ]
    wanted = list(member_accounts(provider, head, members, role=_ROLE, external_id=None))
    for result in add_accounts(scene.state, wanted, leases, now=scene.now, actor=ACTOR):
        _check(result)
    tell(f"{counted(len(names) + len(wanted), 'account')} added")


def read_first(scene: Scene, tell: Tell) -> None:
    """Read the first account."""
    _read(scene, [one for one in stored(scene) if one.account.name == FIRST], tell)


def read_others(scene: Scene, tell: Tell) -> None:
    """Read the other accounts."""
    _read(scene, [one for one in stored(scene) if one.account.name != FIRST], tell)


def _read(scene: Scene, accounts: Sequence[StoredAccount], tell: Tell) -> None:
    calls = LakeCalls(scene.state, scene.place, scene.env, scene.now)
    try:
        for outcome in sync_accounts(
            scene.state,
            accounts,
            scene.leases(),
            now=scene.now,
            tell=lambda name, words: tell(f"{name}: {words}"),
            look=Look(scene.place),
            parallel=_PARALLEL,
            calls_of=calls,
        ):
            if outcome.error is not None:
                raise outcome.error
        tell(f"{counted(len(accounts), 'account')} read")
    finally:
        calls.close()


def _fill_vault(scene: Scene, names: Iterable[str]) -> None:
    if kek.provider_of(scene.place) is None:
        kek.init(scene.state, scene.place, None, actor=ACTOR, now=scene.now())
    vault = Vault(scene.state, kek.open_kek(scene.place, PassphraseSources()), ACTOR)
    with scene.state.reading() as connection:
        known = {one.account.name for one in account_rows.listed(connection)}
    for name in names:
        if name not in known:
            put(vault, _secret_name(name), scene.company.reader(name), scene.now())


def _secret_name(account: str) -> str:
    """Return what the key of an account's reader is called in the vault."""
    return f"reader-{account}"


def _account(scene: Scene, name: str) -> Account:
    """Return an account as it is to be added."""
    is_aws = any(one.name == name for one in scene.company.aws.accounts.values())
    if is_aws:
        provider, site, endpoint = "aws", AccountSite.AWS, scene.servers.aws_endpoint
    else:
        site = AccountSite(scene.company.tencent_account(name).site.value)
        provider, endpoint = "tencent", scene.servers.tencent_endpoint
    return Account(
        provider=provider,
        number=UNKNOWN,
        name=name,
        site=site,
        source=FromVault(_secret_name(name)),
        endpoints={"*": endpoint},
        department=_DEPARTMENTS.get(name),
        manages=name == MANAGER,
    )


def stored(scene: Scene) -> list[StoredAccount]:
    """Return all accounts as they are kept."""
    with scene.state.reading() as connection:
        return account_rows.listed(connection)


def _check(result: Added | Refused) -> None:
    if isinstance(result, Refused):
        raise result.error
