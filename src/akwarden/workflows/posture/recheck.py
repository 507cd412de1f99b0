"""Asks the cloud again about one risk, with as few calls as decide it, and says whether it is still there.

The rules that this module keeps:

- What a rule looks at decides what is asked: one about a key asks for the keys of its principal, one call,
  and only where the risk is still there for what else the rule is about.
- Nothing is marked as gone by the word of a key of another account: `looks.py` checks whose it is.
- What was asked is kept, and the whole account is judged by it; nothing else is asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import msgspec

from akwarden.errors import AccountError, UsageError
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.posture import PostureRule
from akwarden.model.risk import LEAKED_RULES, Risk, RiskStatus
from akwarden.providers.inventory import Access
from akwarden.providers.registry import load
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.store.moment import rounded
from akwarden.store.risk_listing import Stored
from akwarden.store.state import State
from akwarden.store.turn import turn
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.posture.finding import find_risk
from akwarden.workflows.posture.gathering import CallsOf
from akwarden.workflows.posture.judging import judge_stored
from akwarden.workflows.posture.leaked import judge_leaked
from akwarden.workflows.posture.looks import Asking, Look, look

_LOOKS: Mapping[str, tuple[Look, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "collaborator_with_key",
                "key_for_agent",
                "key_in_function",
                "key_shared",
                "key_without_owner",
                "key_without_remark",
                "old_key",
                "root_key",
                "two_active_keys",
                "unlisted_key",
            ),
            (Look.KEYS,),
        ),
        **dict.fromkeys(
            (
                "idle_disabled_key",
                "idle_key",
                "never_used_key",
                "replace_by_role",
                "rights_unused",
                "root_key_used",
                "soon_disabled_key",
            ),
            (Look.KEYS, Look.USES),
        ),
        **dict.fromkeys(("key_with_console", "left_note", "owner_gone"), (Look.KEYS, Look.PERSON)),
        **dict.fromkeys(
            (
                "collaborator_foreign",
                "console_without_mfa",
                "dormant_console",
                "idle_user",
                "role_session",
                "role_trust_foreign",
                "role_trust_open",
                "root_mfa",
            ),
            (Look.PERSON,),
        ),
        **dict.fromkeys(("trail_off", "trail_partly"), (Look.TRAILS,)),
        "admin_key": (Look.KEYS, Look.RIGHTS),
    }
)
"""What is asked for the judge of a rule, in this order, as long as the risk is there."""
_OTHERWISE = (Look.RIGHTS,)
_OF_KEY = (Look.KEYS,)


class Rechecked(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.recheck/1"):
    """What became of a risk."""

    risk: Risk
    """The risk as it is now."""
    asked: tuple[Look, ...]
    """What the cloud was asked."""
    calls: int
    """How many calls that took."""
    blind_spots: tuple[BlindSpot, ...]
    """What it did not let us see."""


def recheck_risk(
    state: State,
    name: str,
    leases: Leases,
    rules: Sequence[PostureRule],
    now: Callable[[], datetime],
    *,
    calls_of: CallsOf | None = None,
) -> Rechecked:
    """Ask again about the risk that `name` fits, and return what became of it.

    `calls_of` reads audit records, which some rules go by. Raises UsageError for a risk that no account can
    be asked about, AccountError while the account is read, CloudError when the cloud can't be asked,
    LakeError when records can't be read.
    """
    with state.reading() as connection:
        stored = find_risk(connection, name, rounded(now()))
        account = _account(stored, account_rows.listed(connection))
    with turn(state, f"sync {account.id}") as ours:
        if not ours:
            raise AccountError(
                f"{account.account.name} is being read by another akwarden",
                mend="wait until that one has ended",
            )
        access = leases.access(load(account.account.provider), account.account)
        return _recheck(state, stored, account, access, rules=rules, now=now, calls_of=calls_of)


def _account(stored: Stored, accounts: Sequence[StoredAccount]) -> StoredAccount:
    """Return the account that a risk is of; raises UsageError where there is none."""
    found = next((one for one in accounts if one.id == stored.account_id), None)
    if found is None:
        raise _nobody(stored)
    return found


def _nobody(stored: Stored) -> UsageError:
    return UsageError(
        f"nobody can be asked about risk {stored.risk.id[:12]}",
        why="no account lists its key",
        mend="akwarden scan --verify --save asks the cloud whether a key works that stands somewhere",
    )


def _recheck(
    state: State,
    stored: Stored,
    account: StoredAccount,
    access: Access,
    *,
    rules: Sequence[PostureRule],
    now: Callable[[], datetime],
    calls_of: CallsOf | None,
) -> Rechecked:
    wanted = tuple(_wanted(stored, rules))
    if not wanted:
        raise _nobody(stored)
    inventory = load(account.account.provider).inventory(access)
    risk, asked = stored.risk, []
    for what in wanted:
        at = rounded(now())
        asking = Asking(
            state=state, stored=account, inventory=inventory, principal=stored.principal_id, now=at
        )
        look(what, asking)
        asked.append(what)
        judge_stored(state, account.id, rules, at, calls_of)
        risk = _risk_now(state, stored.risk, at)
        if risk.status is RiskStatus.CONVERGED:
            break
    tally = inventory.tally
    return Rechecked(risk=risk, asked=tuple(asked), calls=tally.calls, blind_spots=tally.blind_spots)


def _wanted(stored: Stored, rules: Sequence[PostureRule]) -> Iterator[Look]:
    """Yield what is to be asked about a risk."""
    judge = next((one.judge for one in rules if one.id == stored.risk.rule), "")
    looks = _OF_KEY if stored.risk.rule in LEAKED_RULES else _LOOKS.get(judge, _OTHERWISE)
    for one in looks:
        if one is Look.TRAILS or stored.principal_id is not None:
            yield one


def _risk_now(state: State, risk: Risk, now: datetime) -> Risk:
    """Return what became of a risk, its account being judged again."""
    if risk.key_id is not None:
        with state.writing() as connection:
            judge_leaked(connection, [risk.key_id], now)
    with state.reading() as connection:
        return find_risk(connection, risk.id, now).risk
