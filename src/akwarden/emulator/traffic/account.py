"""An account and what it has: the things that calls are about."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from akwarden.emulator.traffic.calls import Call, Cloud
from akwarden.emulator.traffic.dice import ALNUM, HEX, LOWER, UPPER, URL64, Dice

Values = Mapping[str, str]
"""What the slots of a call are filled with."""

WORDS = (
    *("orders", "billing", "search", "media", "ledger", "catalog", "gateway", "checkout", "report", "ingest"),
    *(
        "notify",
        "session",
        "metrics",
        "archive",
        "pricing",
        "profile",
        "upload",
        "warehouse",
        "invoice",
        "route",
    ),
)
_SIZES = {
    Cloud.TENCENT: ("S5.MEDIUM4", "S5.LARGE8", "SA2.MEDIUM4"),
    Cloud.AWS: ("t3.medium", "m5.large", "c6i.xlarge"),
}
_GRANTS = {
    Cloud.TENCENT: ("2", "219188", "238423", "1278655"),
    Cloud.AWS: ("ReadOnlyAccess", "AmazonS3ReadOnlyAccess", "CloudWatchReadOnlyAccess", "PowerUserAccess"),
}
PARTNERS = {Cloud.TENCENT: "200000000001", Cloud.AWS: "210000000001"}
"""Accounts of others that the company works with."""
_SCRIPT = "dXB0aW1lCg=="
"""`uptime`, as a command is sent to machines."""
_OFFICE = "113.90.33.16/30"


class Account(NamedTuple):
    """One account of the organisation."""

    cloud: Cloud
    name: str
    number: str
    """Of 12 digits at both clouds."""
    appid: int
    """Tencent Cloud's second number of an account; 0 at AWS."""
    regions: tuple[str, ...]
    """The first is where most is; the last is where nothing is."""
    belongings: dict[str, Sequence[str]]
    """What there is, by the slot that it fills; grows while the organisation is made."""


def belongings_of(cloud: Cloud, appid: int, dice: Dice, *, size: int) -> dict[str, Sequence[str]]:
    """Return what an account has; `size` is how many of each kind there are at least."""
    tencent = cloud is Cloud.TENCENT
    made = {
        slot: [new_thing(slot, cloud, dice) for _ in range(size)]
        for slot in (
            "instance",
            "disk",
            "snapshot",
            "image",
            "group",
            "balancer",
            "cmk",
            "role-id",
            "user-id",
        )
    }
    suffix = f"-{appid}" if tencent else ""
    words = dice.shuffled(WORDS)
    return made | {
        "bucket": [f"acme-{word}{suffix}" for word in words[:8]],
        "object": [
            f"{word}/{dice.text(HEX, 2)}/{dice.text(HEX, 12)}.json" for word in words for _ in range(size)
        ],
        "function": [f"{word}-{end}" for word in words[:6] for end in ("hook", "worker")],
        "secret": [f"{word}-{end}" for word in words[:8] for end in ("db", "token")],
        "role": [f"{word.capitalize()}Role" for word in words[:6]],
        "word": words,
        "topic": [dice.uuid() for _ in range(4)],
        "cluster": [f"cls-{dice.text(LOWER, 8)}" if tencent else f"{word}-eks" for word in words[:3]],
        "database": [f"cdb-{dice.text(LOWER, 8)}" if tencent else f"{word}-db" for word in words[:5]],
        "policy": [str(dice.between(1_000_000, 9_999_999)) for _ in range(12)],
        "grant": _GRANTS[cloud],
        "size": _SIZES[cloud],
        "count": ("1", "1", "1", "2", "3"),
        "port": ("443", "8443", "3306", "22"),
        "cidr": (_OFFICE, "10.0.0.0/8", "203.116.9.4/30"),
        "foreign": (PARTNERS[cloud],),
        "track": (str(dice.between(10_000, 99_999)),) if tencent else ("acme-trail",),
        "acl": ("private",),
        "trigger": ("timer",),
        "script": (_SCRIPT,),
        "octet": [str(dice.between(2, 250)) for _ in range(30)],
        "size-bytes": [str(dice.between(200, 4_000_000)) for _ in range(50)],
    }


def new_thing(slot: str, cloud: Cloud, dice: Dice) -> str:
    """Return the id of a new thing of a kind, as the cloud forms it."""
    tencent = cloud is Cloud.TENCENT
    match slot:
        case "key":
            return f"AKID{dice.text(ALNUM, 32)}" if tencent else f"AKIA{dice.text(UPPER, 16)}"
        case "session-key":
            return f"AKID{dice.text(URL64, 64)}" if tencent else f"ASIA{dice.text(UPPER, 16)}"
        case "token":
            return new_token(cloud, dice)
        case "role":
            return str(4_611_686_018_427_000_000 + dice.below(10**9))
        case "role-id":
            return f"AROA{dice.text(UPPER, 17)}"
        case "user-id":
            return f"AIDA{dice.text(UPPER, 17)}"
        case "cmk":
            return dice.uuid()
        case "word":
            return f"{dice.pick(WORDS)}-{dice.text(LOWER, 5)}"
        case _:
            return _new_resource(slot, dice, tencent=tencent)


def new_token(cloud: Cloud, dice: Dice) -> str:
    """Return a session token that opens nothing."""
    if cloud is Cloud.TENCENT:
        return dice.text(URL64, 200)
    return f"IQoJb3JpZ2luX2VjE{dice.text(ALNUM, 320)}"


_PREFIXES = {
    "instance": ("ins", "i"),
    "disk": ("disk", "vol"),
    "snapshot": ("snap", "snap"),
    "image": ("img", "ami"),
    "group": ("sg", "sg"),
    "balancer": ("lb", "app"),
}


def _new_resource(slot: str, dice: Dice, *, tencent: bool) -> str:
    ours, theirs = _PREFIXES[slot]
    if tencent:
        return f"{ours}-{dice.text(LOWER, 8)}"
    return f"app/main/{dice.text(HEX, 16)}" if slot == "balancer" else f"{theirs}-0{dice.text(HEX, 16)}"


def fill(call: Call, account: Account, dice: Dice, given: Values | None) -> dict[str, str]:
    """Return what the slots of one call are filled with; `given` decides those that it has."""
    share, pools = dice.share, account.belongings
    values = {}
    for slot in call.slots:
        if given and slot in given:
            values[slot] = given[slot]
            continue
        pool = pools.get(slot)
        if pool is None:
            values[slot] = new_thing(slot.removeprefix("new-"), account.cloud, dice)
        else:
            values[slot] = pool[int(share() * len(pool))]
    return values
