"""A credential: all the parts of one key that it takes to sign a call."""

import msgspec

from akwarden.model.secret import Secret


class Credential(msgspec.Struct, frozen=True):
    """One key in memory; shown, it is masked."""

    key_id: str
    secret: Secret
    token: Secret | None = None
    """The session token, which a temporary key does not work without."""

    def hidden(self, text: str) -> str:
        """Return `text` with the secret values of this key masked wherever they stand in it."""
        for value in (self.secret, self.token):
            if value is not None:
                text = text.replace(value.reveal().decode("ascii", "replace"), value.mask)
        return text
