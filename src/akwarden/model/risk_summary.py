"""Risks put together: by the rule that found them, and by the identity that they are about."""

from datetime import datetime

import msgspec

from akwarden.model.principal_row import PrincipalRow
from akwarden.model.said import Said
from akwarden.model.severity import Severity


class RiskItem(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.risk-kind/1"):
    """One kind of trouble, and whom it hits."""

    rule: str
    """The id of the rule."""
    title: Said
    """What is wrong, in a few words."""
    severity: Severity
    """That of the worst open risk; where there is none, what the rule says."""
    open: int
    """How many risks are open."""
    ignored: int
    """How many somebody ignores."""
    accounts: int
    """How many accounts have one that is open."""
    identities: int
    """How many identities have one that is open."""
    keys: int
    """How many keys have one that is open."""
    query: str
    """What lists them."""


class RiskIdentity(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.risk-identity/1"
):
    """One identity with open risks, and what is known of how it is used."""

    principal: PrincipalRow
    """The identity."""
    worst: Severity
    """How bad the worst of its risks is."""
    open: int
    """How many risks of it and its keys are open."""
    rules: tuple[str, ...]
    """The rules that found them; at most 20."""
    policies: int
    """How many policies are granted to it, by itself or through groups."""
    last_used_at: datetime | None
    """When one of its keys was used the last time; null where that is not known."""
    never_used_keys: int
    """How many of its active keys were never used, as far as that is known."""
