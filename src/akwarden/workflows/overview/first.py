"""What to do first: what answers the most urgent findings, whatever found them.

The rules that this module keeps:

- A fix is one thing to do, and says how many findings it answers; findings about one key are one fix.
- What is graver comes first: keys that leaked and work, then alarms, then risks; of those what answers more.
- Alarms, of which there may be very many, do not push everything else out.
- What one fix answers is not told again below it: whoever finds out whose the keys are that no account lists
  has done what the risk of each of them asks for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import Connection

from akwarden.model.fix import Fix
from akwarden.model.overview import FirstFix, FirstFixes, FixKind
from akwarden.model.risk import LEAKED_RULES, TargetKind
from akwarden.model.severity import Severity
from akwarden.query.tree import Number, Op, Test
from akwarden.reports.wording import counted
from akwarden.store.overview import findings
from akwarden.store.overview.findings import KeyAlarms, KeyFindings, LiveLeak
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.overview.looking import Looking
from akwarden.workflows.overview.wording import brief_id, key_action, list_action, test
from akwarden.workflows.posture.first import MOST_FIXES, worst_fixes

_GRAVE: Final = (Severity.CRITICAL, Severity.HIGH)
_KINDS: Final = tuple(FixKind)
_MOST_ALARMED: Final = 3
_UNLISTED: Final = LEAKED_RULES[1]


def first(connection: Connection, looking: Looking) -> FirstFixes:
    """Return the fixes that answer the most urgent findings."""
    live = findings.live_leaks(connection, looking.held, MOST_FIXES + 1)
    loud = _grave_alarms(connection, looking)
    unlisted = [*_unlisted(connection, looking)]
    where = f"-rule:{_UNLISTED}" if unlisted else ""
    risky = worst_fixes(connection, Asked(where=where, now=looking.now, scope=looking.scope), MOST_FIXES + 1)
    ids = [*(one.key_id for one in live if one.key_id is not None), *(one.key_id for one in loud)]
    known = findings.findings_of(connection, ids, looking.now)
    found = [*_of_keys(live, loud, known), *unlisted]
    taken = {one.key_id for one in live}
    found += [_of_risks(one) for one in risky[:MOST_FIXES] if not _is_taken(one, taken)]
    found.sort(key=lambda one: (-one.severity.rank, _KINDS.index(one.kind), -one.closes, one.fix))
    hidden = len(loud) > _MOST_ALARMED or len(risky) > MOST_FIXES
    more = hidden or len(found) > MOST_FIXES
    return FirstFixes(fixes=tuple(found[:MOST_FIXES]), more=more, as_of=looking.now)


def _grave_alarms(connection: Connection, looking: Looking) -> list[KeyAlarms]:
    """Return the keys with the most critical alarms; where there are none, with the most high ones."""
    for severity in _GRAVE:
        found = findings.alarms_by_key(connection, severity, looking.held, MOST_FIXES + 1)
        if found:
            return found
    return []


def _of_keys(
    live: Sequence[LiveLeak], loud: Iterable[KeyAlarms], known: Mapping[str, KeyFindings]
) -> Iterator[FirstFix]:
    """Yield one fix a key, for its leaks and its grave alarms together."""
    leaked = {leak.key_id for leak in live}
    for leak in live:
        yield _leaked(leak, known.get(leak.key_id or ""))
    others = (one for one in loud if one.key_id not in leaked)
    yield from (_alarmed(one, known.get(one.key_id)) for one in islice(others, _MOST_ALARMED))


def _leaked(leak: LiveLeak, known: KeyFindings | None) -> FirstFix:
    """Return what is done about a key, or another secret, that leaked and works."""
    alarms, risks = (0, 0) if known is None else (known.alarms, known.risks)
    said = [f"it leaked, first seen on {leak.since:%Y-%m-%d}, and it works"]
    if alarms:
        said.append(f"{counted(alarms, 'open alarm')} about its use")
    key = leak.key_id
    label = "Open the key" if key else "Open the leak"
    action = key_action(label, key) if key else list_action(label, "leaks", "leaks", test("rule", leak.rule))
    return FirstFix(
        kind=FixKind.LEAKED_KEY,
        fix=f"Disable key {brief_id(key)}, or rotate it" if key else f"Replace what leaked: {leak.title}",
        reason="; ".join(said),
        severity=Severity.CRITICAL,
        closes=leak.leaks + alarms + risks,
        leaks=leak.leaks,
        alarms=alarms,
        risks=risks,
        key_id=key,
        provider=leak.provider,
        account=leak.account,
        account_name=leak.account_name,
        owners=() if leak.owner is None else (leak.owner,),
        action=action,
    )


def _alarmed(one: KeyAlarms, known: KeyFindings | None) -> FirstFix:
    """Return what is done about a key with grave alarms."""
    owner = None if known is None else known.owner
    return FirstFix(
        kind=FixKind.ALARMS,
        fix=f"Look into {counted(one.alarms, f'{one.severity} alarm')} of key {brief_id(one.key_id)}",
        reason=f"{one.title}, last on {one.last:%Y-%m-%d %H:%M} UTC",
        severity=one.severity,
        closes=one.alarms,
        alarms=one.alarms,
        key_id=one.key_id,
        provider=one.provider,
        account=one.account,
        account_name=None if known is None else known.account_name,
        owners=() if owner is None else (owner,),
        action=list_action(
            "Open the alarms",
            "alarms",
            "alarms",
            test("key", one.key_id),
            test("severity", one.severity),
            test("status", "open"),
        ),
    )


def _unlisted(connection: Connection, looking: Looking) -> Iterator[FirstFix]:
    """Yield what is done about keys that leaked and that no account lists; they are in no account group."""
    number = findings.leaked_unlisted(connection) if looking.within is None else 0
    if number:
        open_ = Test("leaks", Op.GT, (Number(0),))
        yield FirstFix(
            kind=FixKind.UNLISTED_KEYS,
            fix=f"Find out whose {counted(number, 'leaked key')} {'is' if number == 1 else 'are'}",
            reason="no account that was added lists them, so nobody here can tell whether they work",
            severity=Severity.HIGH,
            closes=number,
            leaks=number,
            action=list_action("Open the keys", "keys", "keys", test("status", "unlisted"), open_),
        )


def _is_taken(fix: Fix, keys: Collection[str | None]) -> bool:
    """Say whether a fix of risks is there already, for the same keys that leaked."""
    is_about_leak = all(rule in LEAKED_RULES for rule in fix.rules)
    return is_about_leak and all(key in keys for key in fix.keys)


def _of_risks(fix: Fix) -> FirstFix:
    risks = counted(fix.closes, "open risk")
    query = [test("fix", fix.fix)]
    if fix.account is not None:
        query.append(test("account", fix.account))
    # The same is often to be done at many keys and identities.
    if fix.target_kind is TargetKind.KEY:
        query.append(test("key", fix.target_id))
    elif fix.principals:
        query.append(test("principal", *fix.principals))
    return FirstFix(
        kind=FixKind.RISKS,
        fix=fix.fix,
        reason=f"{risks} at the {fix.target_kind} {fix.target}: {', '.join(fix.rules)}",
        severity=fix.severity,
        closes=fix.closes,
        risks=fix.closes,
        key_id=fix.keys[0] if len(fix.keys) == 1 else None,
        provider=fix.provider,
        account=fix.account,
        account_name=fix.account_name,
        owners=fix.owners,
        action=list_action("Open the risks", "permissions", "risks", *query),
    )
