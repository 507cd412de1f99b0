"""What one site of a cloud says about a key, before the sites are put together to one answer."""

import msgspec


class Identified(msgspec.Struct, frozen=True):
    """The site takes the key and tells whose it is."""

    identity: str


class Refused(msgspec.Struct, frozen=True):
    """The site does not take the key."""

    causes: str
    """What that can mean."""
    final: bool = False
    """True when no other site can know better: the key is one of this site."""


class Unclear(msgspec.Struct, frozen=True):
    """The site's answer does not tell, or there was none."""

    reason: str
    """Why not."""
    again: bool = False
    """True when the same question may be answered a little later."""
    final: bool = False
    """True when no other site can know better."""


SiteAnswer = Identified | Refused | Unclear
