"""The regions that an account has enabled, and calls that are made in each of them.

A region may refuse what others allow: policies of an organisation often forbid those that nobody should use.
A call that is refused everywhere is a missing right; one that is refused here and there is a blind spot that
names the regions.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from akwarden.errors import CredentialError, MissingRightError
from akwarden.providers.aws.answers import CallerIdentity, Regions
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import DESCRIBE_REGIONS, GET_CALLER_IDENTITY
from akwarden.providers.inventory import CloudCall

Answer = TypeVar("Answer")


class RegionalCalls:
    """Makes calls region by region, and keeps what was refused. For one listing, in one thread."""

    def __init__(self, client: Client) -> None:
        """Take what calls."""
        self._client = client
        self._guessed = False
        self._allowed: set[CloudCall] = set()
        self._refused: dict[CloudCall, dict[str, MissingRightError]] = {}

    def regions(self) -> tuple[str, ...]:
        """Return the regions to look at.

        Without the right to ask, those that botocore knows: the ones that are not enabled refuse the key.
        """
        try:
            answer = self._client.ask(DESCRIBE_REGIONS, {}, Regions)
        except MissingRightError as error:
            self._client.blind(DESCRIBE_REGIONS, error.reason)
            self._guessed = True
            partition = self._client.access.site.value
            return tuple(sorted(self._client.session.get_available_regions("ec2", partition_name=partition)))
        return tuple(sorted(region.region_name for region in answer.regions))

    def pages(
        self, call: CloudCall, parameters: Mapping[str, Any], kind: type[Answer], region: str
    ) -> Iterator[Answer]:
        """Yield the pages of an answer; none where the region refuses it."""
        try:
            yield from self._client.pages(call, parameters, kind, region=region)
        except MissingRightError as error:
            self._refused.setdefault(call, {})[region] = error
        except CredentialError as error:
            # A region that is not enabled says so of the key. Does it work elsewhere? This raises if not.
            self._client.ask(GET_CALLER_IDENTITY, {}, CallerIdentity)
            if not self._guessed:
                self._client.blind(_in(call, (region,)), f"the region does not take the key: {error.what}")
        else:
            self._allowed.add(call)

    @contextmanager
    def needing(self, *needed: CloudCall) -> Iterator[None]:
        """Note what was refused once all is listed, or whoever lists stops before that.

        Raises MissingRightError when all regions refused all of the `needed` calls, so that nothing was seen.
        """
        try:
            yield
        finally:
            self._note()
        refused = [error for call in needed for error in self._refused.get(call, {}).values()]
        if refused and self._allowed.isdisjoint(needed):
            raise refused[0]

    def _note(self) -> None:
        """Make blind spots of what was refused, with the regions where others allowed it."""
        for call, refused in self._refused.items():
            first = next(iter(refused.values()))
            self._client.blind(_in(call, refused) if call in self._allowed else call, first.reason)


def _in(call: CloudCall, regions: Iterable[str]) -> CloudCall:
    """Return a call that says where it does not see."""
    return msgspec.structs.replace(call, unseen=f"{call.unseen} in {', '.join(sorted(regions))}")
