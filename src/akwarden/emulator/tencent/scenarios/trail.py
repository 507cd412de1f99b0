"""Who made which key, as CloudAudit tells it."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.people import Placed
from akwarden.emulator.tencent.scenarios.wanted import WantedAccount, WantedKey
from akwarden.emulator.tencent.state import Account, Cloud

ROOT = "root"
_ADDRESS = "203.0.113.10"
"""Of the people at the console; an address of documents, which nobody has."""


def note_makers(
    cloud: Cloud, account: Account, wanted: WantedAccount, people: Iterable[Placed], path: str
) -> None:
    """Record the making of each key that says by whom it was made, the oldest first."""
    puts = [*_puts(account, account.uin, wanted.root_keys, f"{path}.root_keys")]
    for placed in people:
        user = account.user_named(placed.user.name)
        assert user is not None  # noqa: S101  it was made before
        puts += _puts(account, user.uin, placed.user.keys, placed.path)
    for put in sorted(puts, key=attrgetter("moment")):
        put_event(cloud, put)


def _puts(account: Account, owner: int, wanted: Sequence[WantedKey], path: str) -> Iterator[Put]:
    """Yield the event of each key: a root key is an ApiKey at the console, a user's a CollApiKey."""
    for one, key in zip(wanted, account.keys_of(owner), strict=True):
        if not one.made_by:
            continue
        if one.made_by != ROOT and account.user_named(one.made_by) is None:
            raise MisfitError(path, f"there is no user {one.made_by!r} who could have made a key")
        yield Put(
            account=account.uin,
            service="cam",
            action="CreateApiKey" if owner == account.uin else "CreateCollApiKey",
            user="" if one.made_by == ROOT else one.made_by,
            moment=key.created,
            write=True,
            sensitive=True,
            user_address=_ADDRESS,
            parameters={"TargetUin": owner},
            answer={"AccessKey": {"AccessKeyId": key.secret_id}},
        )
