"""The page that lists every call to a cloud with its right, made from the tables that the clients obey."""

# ruff: noqa: INP001  beside the documents, no package

from collections.abc import Iterator, Sequence

from akwarden.providers.inventory import CloudCall, Purpose
from akwarden.providers.provider import Provider
from akwarden.providers.registry import PROVIDERS, load
from akwarden.workflows.accounts.template.making import make
from akwarden.workflows.accounts.template.wanted import ALWAYS, OPTIONAL, Kind, Wanted

_FOR = {
    Purpose.IDENTITY: "who calls",
    Purpose.INVENTORY: "principals, keys, policies",
    Purpose.FUNCTIONS: "functions",
    Purpose.ADDRESSES: "own addresses",
    Purpose.TRAIL: "trails",
    Purpose.EVENTS: "calls that were made",
    Purpose.DELIVERY: "delivered records",
    Purpose.ORGANIZATION: "organisation",
    Purpose.KEY_MAKING: "canaries",
}
_MANAGING = ALWAYS | {*OPTIONAL, Purpose.ORGANIZATION}
_MEMBERS = {"tencent": ("100000000002", "100000000003"), "aws": ()}
"""Members in the example for an account that manages an organisation; made up."""


def lines() -> Iterator[str]:
    """Yield the lines of the page."""
    clouds = [load(name) for name in PROVIDERS]
    yield "# Permissions"
    yield ""
    yield (
        "Every call that akwarden makes to read an account, and the right that it takes. A call that does "
        "not stand here is not made: the clients refuse it. Without a right the rest is read all the same, "
        "and what is not seen is listed as a blind spot. The [guide on accounts](../guides/accounts.md) says "
        "how to use the policies; `akwarden accounts template` prints them, and roles that have them."
    )
    yield ""
    yield (
        "No call that reads changes anything in an account: `GenerateCredentialReport` of AWS makes a report "
        "that AWS keeps for some hours, and `AssumeRole` gives a temporary key for an account that is "
        "entered. Only [canaries](#canaries) are made, and only when you ask for one."
    )
    yield ""
    yield (
        "All of this is proved on emulators and not on the clouds themselves: for Tencent Cloud on "
        "akwarden's own emulator, which evaluates policies for each call; for AWS on moto, with the same "
        "evaluation in front of it. There, the policies below let everything be seen but the root keys of "
        "Tencent Cloud, which only a root key lists; and with one right less, exactly what stands beside it "
        "is missing."
    )
    for cloud in clouds:
        yield from _cloud(cloud)
    yield from _canaries(clouds)


def _cloud(cloud: Provider) -> Iterator[str]:
    yield ""
    yield f"## {cloud.title}"
    yield ""
    yield "| Service | Call | Right | For | Not seen without it |"
    yield "| --- | --- | --- | --- | --- |"
    yield from map(_row, cloud.calls)
    yield ""
    yield f"The policy for one account: `akwarden accounts template {cloud.name}`"
    yield ""
    yield from _policy(Wanted(kind=Kind.POLICY, site=cloud.sites[0]), cloud)
    members = _MEMBERS[cloud.name]
    options = "".join(f" --member {number}" for number in members)
    yield ""
    yield (
        "The policy for an account that manages an organisation: "
        f"`akwarden accounts template {cloud.name} --organization{options}`"
    )
    yield ""
    yield from _policy(
        Wanted(kind=Kind.POLICY, site=cloud.sites[0], purposes=_MANAGING, members=members), cloud
    )
    yield from _delivery(cloud)


def _delivery(cloud: Provider) -> Iterator[str]:
    """Yield what reading delivered records takes, which no policy above allows."""
    yield ""
    yield (
        "Records that were delivered into a bucket are read with these calls. The policies above do not "
        "allow them: grant them for that bucket and its prefix alone, to the identity that reads it."
    )
    yield ""
    yield "| Service | Call | Right | For | Not seen without it |"
    yield "| --- | --- | --- | --- | --- |"
    yield from map(_row, cloud.delivery_calls)


def _canaries(clouds: Sequence[Provider]) -> Iterator[str]:
    """Yield what minting a canary takes, which no policy above allows."""
    yield ""
    yield "## Canaries"
    yield ""
    yield (
        "A [canary](../guides/canaries.md) is minted, and deleted, with these calls. No policy above allows "
        "them: give them to an identity of its own, for as long as it takes."
    )
    for cloud in clouds:
        yield ""
        yield f"### Canaries of {cloud.title}"
        yield ""
        yield "| Service | Call | Right | For | Not done without it |"
        yield "| --- | --- | --- | --- | --- |"
        yield from map(_row, cloud.key_making.calls)
        yield ""
        yield "```json"
        yield cloud.policy(cloud.key_making.calls).rstrip("\n")
        yield "```"


def _row(call: CloudCall) -> str:
    right = f"`{call.right}`" if call.right else "none needed"
    return f"| {call.service} | `{call.action}` | {right} | {_FOR[call.purpose]} | {call.unseen} |"


def _policy(wanted: Wanted, cloud: Provider) -> Iterator[str]:
    yield "```json"
    yield make(cloud, wanted).rstrip("\n")
    yield "```"
