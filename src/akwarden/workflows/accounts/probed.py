"""What was found when an account was tried, as commands and the API give it."""

from akwarden.errors import AkwardenError
from akwarden.model.account import Account
from akwarden.providers.inventory import CloudCall
from akwarden.providers.registry import load
from akwarden.reports.account_rows import ProbeRow, ReadRow
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.accounts.probe import Probe, needed, probe


def probed_row(account: Account, leases: Leases, *, added: bool, policy: bool) -> ProbeRow:
    """Try an account and return what can be read of it, or why nothing can."""
    provider = load(account.provider)
    try:
        found = probe(provider, leases.access(provider, account), manages=account.manages)
    except AkwardenError as error:
        return refused_row(account, error, added=added)
    return row_of(account, found, added=added, policy=policy)


def row_of(account: Account, found: Probe, *, added: bool, policy: bool) -> ProbeRow:
    """Return what can be read of an account."""
    provider = load(account.provider)
    return ProbeRow(
        provider=account.provider,
        account=found.identity.account,
        name=account.name,
        identity=found.identity.arn,
        added=added,
        readable=tuple(map(_read, found.readable)),
        untried=tuple(map(_read, found.untried)),
        blind_spots=found.blind_spots,
        policy=provider.policy(needed(provider, manages=account.manages)) if policy else None,
    )


def refused_row(account: Account, error: AkwardenError, *, added: bool) -> ProbeRow:
    """Return why an account can't be read."""
    words = [error.what, error.why, error.mend and f"mend: {error.mend}"]
    return ProbeRow(
        provider=account.provider,
        account=account.number or None,
        name=account.name,
        identity=None,
        added=added,
        readable=(),
        untried=(),
        blind_spots=(),
        policy=None,
        error="; ".join(word for word in words if word),
    )


def _read(call: CloudCall) -> ReadRow:
    return ReadRow(f"{call.service}:{call.action}", call.unseen)
