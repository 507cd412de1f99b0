"""Asks whether the keys that were found still work, while their secrets are in memory.

The passes, in order:

1. What an inventory knows is told by it. Such a key is never called with.
2. What can't be tried, or must not be, says why: only a part was found, an example, no check for this kind,
   no ground to take it for the user's own.
3. Each key that is left is looked up in the cache, else asked for once, the worst first, in a few threads.
4. A finding with several secrets for one id has the surest answer of them.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, time

from akwarden.errors import UsageError
from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.match import Match
from akwarden.model.rule import PartName, RuleSet
from akwarden.model.secret import Fingerprint
from akwarden.model.verification import Unverified, Verification, VerifyMode, surest
from akwarden.providers.asking import Cloud
from akwarden.providers.pace import Pace
from akwarden.providers.protocol import read_site
from akwarden.providers.registry import PROVIDERS, load_identifier
from akwarden.settings import ScanSettings
from akwarden.workflows.findings import Group
from akwarden.workflows.ownership import Grounds, Own, Refusal, read_own
from akwarden.workflows.verify_cache import VerifyCache
from akwarden.workflows.verify_threads import Job, ask_all

_BURST = 2
MOST_KEYS = 500
"""So many keys are asked for in one scan: a file full of made-up pairs must not become a flood of calls."""
_MOST_SECRETS = 4
"""So many secrets are tried with one id: more would look like guessing, and be it."""
_TOO_MANY_SECRETS = Unverified(f"more than {_MOST_SECRETS} secrets were found with this id")

_NOTHING_NEAR = (
    "nothing near it that --own states says that it is yours;"
    " an account, bucket or domain of yours within ten lines of it would"
)

Known = Callable[[str], Verification | None]
"""What an inventory of keys says about a key id, or None where it does not have it."""


def nothing_known(key_id: str) -> None:
    """Know no key: this stands where an inventory will."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Which keys the user lets us call with."""

    mode: VerifyMode
    own: Own


class Verifier:
    """Answers for the groups of one scan."""

    def __init__(
        self,
        clouds: Mapping[str, Cloud],
        consent: Consent,
        cache: VerifyCache,
        *,
        now: Callable[[], float] = time,
        known: Known = nothing_known,
        most_keys: int = MOST_KEYS,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the clouds by the name that rules have for them; `close` is called when all is asked."""
        self._clouds = clouds
        self._consent = consent
        self._cache = cache
        self._now = now
        self._known = known
        self._most_keys = most_keys
        self._close = close

    def notice(self, text: bytes) -> Grounds:
        """Return what in the lines around a key tells whose it is."""
        return self._consent.own.seen_in(text)

    def check(
        self, groups: Sequence[Group], ruleset: RuleSet, *, say: Callable[[str], None], stop: threading.Event
    ) -> list[Verification]:
        """Return one answer a group. Ctrl-C sets `stop`, and what is not known by then says so."""
        providers = {rule.id: rule.provider for rule in ruleset.rules}
        grounds = _grounds_by_key(groups)
        plans = [self._plan(one, providers[one.rule], grounds) for one in groups]
        order = sorted(range(len(groups)), key=lambda index: -groups[index].best.severity.rank)
        answers = self._answers(_to_ask(plans[index] for index in order), say, stop)
        return [_answer(plan, answers) for plan in plans]

    def _plan(self, group: Group, provider: str, grounds: Mapping[str, Grounds]) -> Verification | list[Job]:
        """Return the answer where none need be asked for, else what to ask for."""
        best = group.best
        known = self._known(best.key_id) if best.key_id else None
        if known is not None:
            return known
        cloud = self._clouds.get(provider)
        reason = _unfit(best, cloud) or self._forbidden(best, cloud, grounds)
        if reason or cloud is None:
            return Unverified(reason or "")
        credentials = list(_credentials(group))
        if not credentials:
            token = "at hand" if PartName.TOKEN in best.parts else "found with it"
            return Unverified(f"its session token is not {token}")
        return [Job(self._cache.name(c, cloud.sites), cloud, c, best.key_type) for c in credentials]

    def _forbidden(self, match: Match, cloud: Cloud | None, grounds: Mapping[str, Grounds]) -> str | None:
        """Say why a key must not be called with, or return None."""
        if self._consent.mode is VerifyMode.ANY or cloud is None or match.key_id is None:
            return None
        account = cloud.provider.account_of(match.key_id)
        near = grounds.get(match.key_id, Grounds())
        match self._consent.own.refusal(account, near):
            case Refusal.OTHER_ACCOUNT:
                return f"it belongs to {cloud.provider.title} account {account}, which --own does not state"
            case Refusal.FOREIGN_BUCKET:
                return _of_foreign_bucket(near.foreign)
            case Refusal.NOTHING:
                return _NOTHING_NEAR
            case None:
                return None

    def _answers(
        self, jobs: Mapping[Fingerprint, Job], say: Callable[[str], None], stop: threading.Event
    ) -> dict[str, Verification]:
        """Return what is known of each job in the end."""
        answers: dict[str, Verification] = dict(self._cache.read(self._now()))
        waiting = [job for name, job in jobs.items() if name not in answers]
        try:
            asked = ask_all(waiting[: self._most_keys], say, stop)
        finally:
            self._close()
        self._cache.write(asked, self._now())
        late = "the scan was interrupted" if stop.is_set() else f"more than {self._most_keys} keys were found"
        answers.update((job.name, asked.get(job.name, Unverified(late))) for job in waiting)
        return answers


def new_verifier(
    settings: ScanSettings,
    cache: Path,
    fingerprint_key: bytes,
    *,
    known: Known = nothing_known,
    most_keys: int = MOST_KEYS,
    backoff: float = 1.0,
) -> Verifier | None:
    """Return what asks the clouds as the settings say, or None where nobody is to be asked.

    Raises UsageError for settings with which no key at all could be asked for.
    """
    if settings.verify is VerifyMode.OFF:
        return None
    if settings.verify is VerifyMode.OWN and not settings.own:
        raise UsageError(
            "--verify has to know what is yours",
            why="calling with a key of somebody else may be unlawful, and they see it",
            mend="state your accounts, buckets or domains: --own 100001234567 --own example.com",
        )
    # Slow to import, and only needed here.
    from akwarden.providers.transport import Transport  # noqa: PLC0415

    transport = Transport(settings.verify_timeout)
    addresses = {"tencent": settings.verify_tencent, "aws": settings.verify_aws}
    clouds = {
        name: Cloud(
            load_identifier(name),
            [read_site(text) for text in addresses[name]],
            send=transport.send,
            pace=Pace(settings.verify_rate, burst=_BURST, clock=monotonic),
            backoff=backoff,
        )
        for name in PROVIDERS
    }
    kept = VerifyCache(
        cache / "answers", seconds=settings.verify_cache_seconds, fingerprint_key=fingerprint_key
    )
    consent = Consent(settings.verify, read_own(settings.own))
    return Verifier(clouds, consent, kept, known=known, most_keys=most_keys, close=transport.close)


def _unfit(match: Match, cloud: Cloud | None) -> str | None:
    """Say why a key can't be tried, or return None."""
    if match.example:
        return "an example is not tried"
    if match.key_id is None:
        return f"only the {'token' if PartName.TOKEN in match.parts else 'secret'} is known"
    if match.secret is None:
        return "only the id is known"
    if cloud is None or not cloud.provider.takes(match.rule, match.key_id):
        return "there is no check for this kind of key"
    return None


def _of_foreign_bucket(appids: frozenset[str]) -> str:
    """Say that buckets stand near a key which may be somebody else's, and what to add where they are not."""
    first, *others = sorted(appids)
    more = f" (and of {len(others)} more)" if others else ""
    return (
        f"a bucket of APPID {first}{more} stands near it, which --own does not state;"
        f" if that is yours, add --own {first}"
    )


def _credentials(group: Group) -> Iterator[Credential]:
    """Yield every different key with this id that is whole: a temporary one has its token."""
    found: dict[Credential, None] = {}
    for match in (sighting.match for sighting in group.sightings):
        if match.key_id is None or match.secret is None:
            continue
        if match.key_type is not KeyType.TEMPORARY or match.token is not None:
            found[Credential(match.key_id, match.secret, match.token)] = None
    yield from found


def _grounds_by_key(groups: Sequence[Group]) -> dict[str, Grounds]:
    """Return what stands near each key, wherever it was found: it is the same key in all places."""
    grounds: dict[str, Grounds] = {}
    for sighting in (sighting for group in groups for sighting in group.sightings):
        key_id = sighting.match.key_id
        if key_id is not None:
            grounds[key_id] = grounds.get(key_id, Grounds()) | sighting.grounds
    return grounds


def _to_ask(plans: Iterable[Verification | list[Job]]) -> dict[Fingerprint, Job]:
    """Return every job once, in the order of the plans; of too many for one id, the first."""
    jobs: dict[Fingerprint, Job] = {}
    tried: Counter[str] = Counter()
    for job in (job for plan in plans if isinstance(plan, list) for job in plan):
        if job.name not in jobs and tried[job.credential.key_id] < _MOST_SECRETS:
            tried[job.credential.key_id] += 1
            jobs[job.name] = job
    return jobs


def _answer(plan: Verification | list[Job], answers: Mapping[str, Verification]) -> Verification:
    if not isinstance(plan, list):
        return plan
    return surest(answers.get(job.name, _TOO_MANY_SECRETS) for job in plan)
