"""One credential: the values that make it."""

from dataclasses import dataclass

from akwarden.detectors.secrets.region import Placed
from akwarden.model.rule import Rule


@dataclass(frozen=True, slots=True)
class Pair:
    """A credential: an id with what was found to belong to it, or a lone part."""

    rule: Rule
    key_id: Placed | None
    secret: Placed | None
    token: Placed | None
    named: bool
    """Whether the secret is assigned to one of its own names."""

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Return the parts that there are, in the order id, secret, token."""
        return tuple(p for p in (self.key_id, self.secret, self.token) if p is not None)
