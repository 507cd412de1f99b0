"""Where an account's key comes from, as people write it: `profile:NAME`, `role:ARN` and others."""

from akwarden.errors import AccountError
from akwarden.model.account import (
    BaseSource,
    CredentialSource,
    FromEnvironment,
    FromInstance,
    FromProfile,
    FromRole,
    FromVault,
)

FORMS = "env, profile:NAME, instance, vault:NAME or role:ARN"


def read_source(text: str, *, via: str | None = None, external_id: str | None = None) -> CredentialSource:
    """Return the source that `text` names; `via` takes a role, and is `env` if None. Raises AccountError."""
    kind, _, rest = text.partition(":")
    if kind == "role" and rest:
        return FromRole(rest, _base(via or "env", "--via"), external_id)
    if external_id is not None or via is not None:
        what = "an external id belongs to a role" if via is None else "who takes a role belongs to a role"
        raise AccountError(what, mend="use it with --from role:ARN")
    return _base(text, "--from")


def _base(text: str, option: str) -> BaseSource:
    kind, _, name = text.partition(":")
    match kind, name:
        case "env", "":
            return FromEnvironment()
        case "instance", "":
            return FromInstance()
        case "profile", name if name:
            return FromProfile(name)
        case "vault", name if name:
            return FromVault(name)
    # Not the text itself: somebody may have pasted a key.
    raise AccountError(
        f"{option} names no source of credentials",
        why="a key itself is never given on a command line, where history and process lists keep it",
        mend=f"write {FORMS}; a key of your own goes into the vault first: akwarden vault put NAME",
    )


def spelled(source: CredentialSource) -> str:
    """Return the text that names a source."""
    match source:
        case FromEnvironment():
            return "env"
        case FromInstance():
            return "instance"
        case FromProfile(name):
            return f"profile:{name}"
        case FromVault(name):
            return f"vault:{name}"
        case FromRole(arn, via):
            return f"role:{arn} via {spelled(via)}"
