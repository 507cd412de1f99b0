"""Networks of public clouds and of companies that rent out machines, from `rules/networks/asns.yml`."""

from functools import cache
from importlib.resources import files

import msgspec

from akwarden.model.network import NetworkKind


class Operator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One company with its networks."""

    name: str
    holders: tuple[str, ...]
    """Words by which the packaged data names who holds the numbers."""
    asns: tuple[int, ...]
    reference: str | None = None
    """A document in which the company names its numbers, by its title."""


class Operators(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All such companies that are known."""

    cloud: tuple[Operator, ...]
    hosting: tuple[Operator, ...]

    def kinds(self) -> dict[int, NetworkKind]:
        """Return the kind of each network, by its AS number."""
        named = ((NetworkKind.HOSTING, self.hosting), (NetworkKind.CLOUD, self.cloud))
        return {asn: kind for kind, group in named for operator in group for asn in operator.asns}


@cache
def load_operators() -> Operators:
    """Return what comes with akwarden."""
    # Slow to import, and needed only where addresses are looked up.
    import yaml  # noqa: PLC0415

    content = (files("akwarden.rules") / "networks" / "asns.yml").read_bytes()
    return msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), Operators)
