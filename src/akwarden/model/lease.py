"""A key that is lent to us, for a time or until it is changed."""

from datetime import datetime

import msgspec

from akwarden.model.credential import Credential


class Lease(msgspec.Struct, frozen=True):
    """A credential, and until when it may be used."""

    credential: Credential
    expires_at: datetime | None = None
    """None for one that does not end by itself."""
