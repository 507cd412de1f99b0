"""What a principal may do, in a few words: its policies, how it comes by them, which allow far too much."""

from types import MappingProxyType

from akwarden.errors import PolicyError
from akwarden.model.permission import Permission
from akwarden.model.policy import GrantKind, PolicyKind
from akwarden.policy.document import Language
from akwarden.policy.lint_statements import breadth_faults
from akwarden.policy.reading import read_policy
from akwarden.store.key_page_rows import GrantedPolicy

_LANGUAGES = MappingProxyType({"tencent": Language.CAM, "aws": Language.IAM})
_ALL = "it may do everything in the account"
_GRANTS_ITSELF = "it may give rights to anybody, itself included"
_PRESETS = MappingProxyType(
    {
        "AdministratorAccess": _ALL,
        "QCloudResourceFullAccess": "it may do everything with every resource of the account",
        "QcloudCamFullAccess": _GRANTS_ITSELF,
        "QcloudCAMFullAccess": _GRANTS_ITSELF,
        "IAMFullAccess": _GRANTS_ITSELF,
        "PowerUserAccess": "it may do everything but manage users and rights",
    }
)
"""Policies that the clouds wrote and whose documents need not be at hand to know what they allow."""


def permission(provider: str, granted: GrantedPolicy) -> Permission:
    """Return a policy with how the principal has it."""
    if granted.grant is GrantKind.BOUNDARY:
        via = "boundary"
    else:
        via = f"group {granted.group}" if granted.group else "direct"
    return Permission(
        policy=granted.name,
        policy_id=granted.policy,
        kind=granted.kind,
        via=via,
        warning=_warning(provider, granted),
    )


def _warning(provider: str, granted: GrantedPolicy) -> str | None:
    """Return what a person must know of a policy; nothing of a boundary, which allows nothing by itself."""
    if granted.grant is GrantKind.BOUNDARY:
        return None
    if granted.kind in (None, PolicyKind.PRESET) and granted.name in _PRESETS:
        return _PRESETS[granted.name]
    if granted.document is None:
        return f"what it allows is not known: {granted.fault or 'its document was not read'}"
    try:
        policy = read_policy(granted.document, _LANGUAGES[provider])
    except PolicyError as error:
        return f"what it allows is not known: {error.why or error.what}"
    fault = next(breadth_faults(policy), None)
    return None if fault is None else fault.message
