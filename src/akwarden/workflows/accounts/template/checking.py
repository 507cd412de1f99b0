"""Whether a template can be made as it was asked for; what is wrong is told before anything is made."""

from collections.abc import Callable

from akwarden.errors import UsageError
from akwarden.providers.inventory import Purpose
from akwarden.providers.provider import Provider
from akwarden.workflows.accounts.template.dialect import Dialect, Form
from akwarden.workflows.accounts.template.wanted import Kind, Wanted

_RANDOM_BYTES = 24
_LATER = frozenset({Kind.TERRAFORM, Kind.CLOUDFORMATION})
"""Kinds that ask for the trusted account when they are used."""


def new_external_id(token: Callable[[int], str]) -> str:
    """Return an external id that nobody guesses; `token` gives that many random bytes as text.

    It begins with a letter, so that no tool takes it for an option.
    """
    return f"akwarden-{token(_RANDOM_BYTES)}"


def check(provider: Provider, dialect: Dialect, wanted: Wanted) -> None:
    """Raise UsageError for what can't be made."""
    _check_kind(provider, dialect, wanted)
    if wanted.site not in provider.sites:
        raise UsageError(
            f"{provider.title} has no site {wanted.site}", mend=f"take one of {', '.join(provider.sites)}"
        )
    _check_form(dialect.role_name, wanted.role_name, "--role-name", "the name of a role has")
    for member in wanted.members:
        _check_form(dialect.account, member, "--member", "the number of an account has")
    if wanted.trust is not None:
        _check_form(dialect.account, wanted.trust, "--trust", "the number of an account has")
    if wanted.external_id is not None:
        _check_form(dialect.external_id, wanted.external_id, "--external-id", "an external id has")
    if wanted.kind is Kind.POLICY:
        _check_policy(wanted)
    else:
        _check_role(wanted)


def _check_kind(provider: Provider, dialect: Dialect, wanted: Wanted) -> None:
    if wanted.kind not in dialect.kinds:
        raise UsageError(
            f"there is no {wanted.kind} template for {provider.title}",
            why="the tool is one of another cloud",
            mend=f"take one of {', '.join(dialect.kinds)}",
        )


def _check_form(form: Form, text: str, option: str, words: str) -> None:
    if not form.fits(text):
        # Not the text itself: somebody may have pasted a key.
        raise UsageError(f"{option} is not written as the cloud wants it", why=f"{words} {form.told}")


def _check_policy(wanted: Wanted) -> None:
    for option, value in (("--trust", wanted.trust), ("--external-id", wanted.external_id)):
        if value is not None:
            raise UsageError(f"{option} belongs to a role", mend="leave it out, or take another --kind")


def _check_role(wanted: Wanted) -> None:
    if wanted.members or Purpose.ORGANIZATION in wanted.purposes:
        raise UsageError(
            "a role that is taken does not enter other accounts",
            why="akwarden takes the role of a member with a key, not with another role",
            mend="take --kind policy, and attach it to whoever has the key",
        )
    if wanted.trust is None and wanted.kind not in _LATER:
        raise UsageError(
            "--trust is missing", why="a role says who may take it", mend="give the number of that account"
        )
