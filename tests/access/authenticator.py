"""A device with passkeys, as browsers talk to one: a key, and signatures (Web Authentication Level 3).

It does what is asked of it, also what no honest device does: each answer takes its faults from the test.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def base64url(data: bytes) -> str:
    """Write bytes as browsers do."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One device with one passkey."""

    origin: str
    """The page that the browser shows."""
    verifies: bool = True
    """Whether it checks who holds it."""
    counts: bool = True
    """Whether it counts its uses."""
    count: int = 0
    """How often it was used."""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    """Its key."""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    """What it calls its passkey."""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Make a passkey, as `navigator.credentials.create` and `toJSON()` give it."""
        client = self._client("webauthn.create", options)
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + self._public()
        data = self._data(options["rp"]["id"], attested)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            {"clientDataJSON": base64url(client), "attestationObject": base64url(attestation)}
        )

    def get(self, options: dict[str, Any], *, rp: str | None = None) -> dict[str, Any]:
        """Answer a login, as `navigator.credentials.get` and `toJSON()` give it."""
        self.count += self.counts
        client = self._client("webauthn.get", options)
        data = self._data(rp or options["rpId"], b"")
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": base64url(client),
                "authenticatorData": base64url(data),
                "signature": base64url(signature),
            }
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        assert _bytes(options["challenge"])
        return json.dumps(said).encode()

    def _data(self, rp: str, attested: bytes) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verifies else 0) | (_ATTESTED if attested else 0)
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4) + attested

    def _public(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = base64url(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
