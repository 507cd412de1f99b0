"""Whether a resource of a policy covers a resource that a request is about.

CAM, six segments `qcs:project:service:region:account:resource` (Tencent Cloud, "Resource Description
Method"): an empty service is every product, an empty region every region, an empty account the account that
owns the policy; the account is written `uin/ID` or `uid/APPID`; the old short names of regions are still
taken. IAM: the whole name against the whole pattern (AWS, "IAM JSON policy elements: Resource": a star at the
end of a segment reaches over colons).
"""

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from akwarden.policy import globs
from akwarden.policy.conditions import Context
from akwarden.policy.variables import Template, misplaced, template

SEGMENTS = 6

REGIONS = MappingProxyType(
    {
        "gz": "ap-guangzhou",
        "sh": "ap-shanghai",
        "bj": "ap-beijing",
        "ca": "na-toronto",
        "sg": "ap-singapore",
        "hk": "ap-hongkong",
        "cd": "ap-chengdu",
        "de": "eu-frankfurt",
    }
)
"""The short names of regions by which "Resource Description Method" (2020) lists them, and those of today."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The account that a request is made in."""

    uin: str
    appid: str

    def names(self, account: str) -> tuple[str, ...]:
        """Return every way to write the account segment: for the owner's, all of its own."""
        own = (f"uin/{self.uin}" if self.uin else "", f"uid/{self.appid}" if self.appid else "")
        if account in ("", "uin/", "uid/") or account in own:
            return ("", *filter(None, own))
        return (account,)


class Asker(Protocol):
    """What resources are compared for: who owns what is asked for, and what the request says."""

    @property
    def owner(self) -> Owner:
        """Return the account that the request is made in."""

    @property
    def context(self) -> Context:
        """Return the condition keys of the request."""


@dataclass(frozen=True, slots=True)
class Name:
    """A resource of CAM, taken apart."""

    service: str
    region: str
    accounts: tuple[str, ...]
    resource: str


@lru_cache(maxsize=8192)
def name_of(text: str, owner: Owner) -> Name | None:
    """Return the parts of a resource that a request is about, or None when it has not six."""
    segments = text.split(":", SEGMENTS - 1)
    if len(segments) != SEGMENTS or segments[0] != "qcs":
        return None
    _, _, service, region, account, resource = segments
    return Name(service, REGIONS.get(region, region), owner.names(account), resource)


class Segments:
    """A resource of a CAM policy."""

    __slots__ = ("_account", "_account_is", "_region", "_resource", "_service")

    def __init__(self, pattern: str) -> None:
        _, _, service, region, account, resource = pattern.split(":", SEGMENTS - 1)
        self._service = globs.compiled(service, single=False) if service else None
        self._region = globs.compiled(REGIONS.get(region, region), single=False) if region else None
        self._account = account if account not in ("uin/", "uid/") else ""
        self._account_is = globs.compiled(self._account, single=False)
        self._resource = globs.compiled(resource, single=False)

    def covers(self, name: Name) -> bool:
        """Say whether the resource is one of those that the pattern means."""
        return (
            self._resource(name.resource)
            and (self._service is None or self._service(name.service))
            and (self._region is None or self._region(name.region))
            and any(map(self._account_is, name.accounts))
        )


class Names:
    """The resources of one statement of a CAM policy."""

    __slots__ = ("_segments",)

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._segments = [Segments(pattern) for pattern in patterns]

    def cover(self, resource: str, asker: Asker) -> bool:
        """Say whether one of them means the resource."""
        name = name_of(resource, asker.owner)
        return name is not None and any(segments.covers(name) for segments in self._segments)


class Patterns:
    """The resources of one statement of an IAM policy."""

    __slots__ = ("_plain", "_templates")

    def __init__(self, patterns: tuple[str, ...], *, variables: bool) -> None:
        self._plain: list[globs.Matcher] = []
        self._templates: list[Template] = []
        for pattern in patterns:
            found = template(pattern) if variables else None
            if found is None:
                self._plain.append(globs.compiled(pattern, single=True))
            elif not misplaced(pattern):
                self._templates.append(found)

    def cover(self, resource: str, asker: Asker) -> bool:
        """Say whether one of them means the resource."""
        context = asker.context
        for fits in self._plain:
            if fits(resource):
                return True
        for found in self._templates:
            filled = found.fill(context.folded)
            if filled and filled.matcher()(resource):
                return True
        return False
