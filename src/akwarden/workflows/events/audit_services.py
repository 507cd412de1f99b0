"""How audit records name the services that policies name, and which they show: `rules/audit_services`."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from akwarden.model.rule import Reference

_VERSION: Final = re.compile(r"20\d{6}(?:v\d+)?\Z")


class AuditServices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The services of one cloud."""

    names: Mapping[str, tuple[str, ...]]
    """The prefixes of policies that a name in records may stand for, where that is not the same."""
    data: Mapping[str, tuple[str, ...]]
    """By prefix, the calls in lower case that are recorded only where somebody switched it on."""
    shown: tuple[str, ...]
    """The prefixes whose calls are recorded, all of them."""
    references: tuple[Reference, ...]
    actions: Mapping[str, Mapping[str, str]] = {}
    """By prefix, the calls that take a right of another name, and that right; both in lower case."""

    def prefixes(self, service: str) -> tuple[str, ...]:
        """Return the prefixes of policies that the service of a record may stand for, in lower case."""
        name = service.lower()
        return self.names.get(name) or (name.rpartition(".")[2],)

    def action(self, prefix: str, call: str) -> str:
        """Return the action that a call takes, as policies name it, in lower case: `lambda:createfunction`.

        CloudTrail writes the version of the API behind the name of some calls: `CreateFunction20150331`.
        """
        name = _VERSION.sub("", call.lower())
        return f"{prefix}:{self.actions.get(prefix, {}).get(name, name)}"

    def data_calls(self) -> frozenset[str]:
        """Return the calls of `data` as records name them, such as `s3:getobject`."""
        names = {prefix: {prefix} for prefix in self.data}
        for name, prefixes in self.names.items():
            for prefix in self.data.keys() & set(prefixes):
                names[prefix].add(name)
        return frozenset(
            f"{name}:{action}"
            for prefix, actions in self.data.items()
            for name in names[prefix]
            for action in actions
        )


@cache
def audit_services(provider: str) -> AuditServices:
    """Return the services of a cloud; raises FileNotFoundError for a cloud that nothing is known of."""
    # Slow to import, and needed only where there are audit records.
    import yaml  # noqa: PLC0415

    content = (files("akwarden.rules") / "audit_services" / f"{provider}.yml").read_bytes()
    return msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), AuditServices)
