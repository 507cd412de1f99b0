"""An emulated organisation, read into a state without anything being added to it, and judged."""

from collections.abc import Mapping

import msgspec
from tests.workflows.posture.wanted import Found, Subject
from tests.workflows.sync.cloud import account_for, leases_of, now, read, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Account as CloudAccount
from akwarden.emulator.tencent.state import Cloud, Status
from akwarden.model.account import AccountSite, FromEnvironment, FromRole
from akwarden.model.facts import CallFacts
from akwarden.model.risk import Risk
from akwarden.risk.leaked import risk_of
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.store.risk_rows import leaked_keys
from akwarden.store.state import State
from akwarden.workflows.posture.gathering import gathered, with_calls
from akwarden.workflows.posture.judging import judge_account
from akwarden.workflows.posture.ruleset import load_posture

_ROLE = "OrganizationAccessControlRole"


def read_company(emulator: Emulator, state: State, manager: str) -> Mapping[str, StoredAccount]:
    """Add all accounts, read each with a key that it has, and give them by their names.

    Root keys are used where some work; the other accounts are entered by a role from the one that manages the
    organisation. No key, user or policy is made.
    """
    entered = {one.name for one in emulator.cloud.accounts.values() if not _has_root_key(one)}
    stored = {
        one.name: _added(emulator, state, one, is_entered=one.name in entered)
        for one in emulator.cloud.accounts.values()
    }
    for name, account in stored.items():
        outcome = read(state, account, leases_of(root_key(emulator, manager if name in entered else name)))
        assert outcome.error is None, f"{name}: {outcome.error}"
    return stored


def _added(emulator: Emulator, state: State, cloud: CloudAccount, *, is_entered: bool) -> StoredAccount:
    arn = f"qcs::cam::uin/{cloud.uin}:roleName/{_ROLE}"
    account = msgspec.structs.replace(
        account_for(emulator, cloud.name),
        site=AccountSite(cloud.site.value),
        source=FromRole(arn=arn, via=FromEnvironment()) if is_entered else FromEnvironment(),
    )
    with state.writing() as connection:
        return account_rows.add(connection, account, now())


def _has_root_key(account: CloudAccount) -> bool:
    return any(key.status is Status.ACTIVE for key in account.keys_of(account.uin))


def judged(state: State, stored: StoredAccount, calls: CallFacts | None = None) -> tuple[Risk, ...]:
    """Give the risks of an account by all rules, those of leaked keys apart; `calls` is what records tell."""
    with state.reading() as connection:
        facts = gathered(connection, stored.id, now())
    return judge_account(with_calls(facts, lambda _provider, _number: calls), load_posture(), now())


def judged_leaked(state: State) -> tuple[Risk, ...]:
    """Give the risks of the keys that leaked, of all accounts."""
    with state.reading() as connection:
        return tuple(risk_of(key) for key in leaked_keys(connection))


def found_of(risk: Risk, cloud: Cloud) -> Found:
    """Give a risk in names that the scenario knows."""
    account = next(one for one in cloud.accounts.values() if str(one.uin) == risk.account)
    subject = Subject(
        rule=risk.rule, account=account.name, principal=risk.principal or "", key=risk.key_id or ""
    )
    return Found(subject=subject, severity=risk.severity, detail=risk.detail)
