"""The clouds, by the name that rules and accounts have for them, and the readers of their audit records."""

from collections.abc import Callable, Mapping
from importlib import import_module

from akwarden.providers.audit import AuditReader
from akwarden.providers.protocol import Identifier
from akwarden.providers.provider import Provider

_PROVIDERS = {
    "tencent": "akwarden.providers.tencent.provider:TENCENT",
    "aws": "akwarden.providers.aws.provider:AWS",
}

PROVIDERS = tuple(_PROVIDERS)


def load(name: str) -> Provider:
    """Return the cloud called `name`; raises KeyError for another name."""
    module, _, attribute = _PROVIDERS[name].partition(":")
    provider: Provider = getattr(import_module(module), attribute)
    return provider


def load_identifier(name: str) -> Identifier:
    """Return what asks the cloud called `name` whose a key is."""
    return load(name).identifier()


def audit_readers(
    clock: Callable[[], float], sensitive: Mapping[str, frozenset[str]]
) -> tuple[AuditReader, ...]:
    """Return new readers of all formats of audit records, in the order in which they are to be tried.

    `clock` returns seconds since 1970; `sensitive` has actions such as `cam:createaccesskey` by the cloud.
    """
    tencent, aws = "akwarden.providers.tencent.audit", "akwarden.providers.aws.audit"
    ours = sensitive.get("tencent", frozenset())
    return (
        import_module(f"{tencent}.cloudaudit").CloudAuditReader(ours, now=clock),
        import_module(f"{aws}.cloudtrail").CloudTrailReader(clock),
        import_module(f"{tencent}.cos_log").CosLogReader(ours, now=clock),
    )
