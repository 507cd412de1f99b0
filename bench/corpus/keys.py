"""Real private keys, public keys and certificates, made from seeded numbers so that they repeat."""

import base64
import datetime as dt
import struct
from functools import cache
from math import lcm
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

# ruff: noqa: S311

_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]
_POOL = 12  # primes; every two of them make one key
_EXPONENT = 65537


def _prime(rng: Random, bits: int) -> int:
    """Draw a probable prime whose two top bits are set."""
    while True:
        n = rng.getrandbits(bits) | (3 << (bits - 2)) | 1
        if all(n % p for p in _SMALL) and pow(2, n - 1, n) == 1 and (n - 1) % _EXPONENT:
            return n


@cache
def _primes() -> tuple[int, ...]:
    rng = Random("akwarden corpus primes")
    return tuple(_prime(rng, 1024) for _ in range(_POOL))


def rsa_key(rng: Random) -> rsa.RSAPrivateKey:
    """A 2048-bit RSA key out of a small pool of primes."""
    p, q = rng.sample(_primes(), 2)
    d = pow(_EXPONENT, -1, lcm(p - 1, q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


def ec_key(rng: Random) -> ec.EllipticCurvePrivateKey:
    """A P-256 key."""
    return ec.derive_private_key(rng.getrandbits(250) + 1, ec.SECP256R1())


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, shape: PrivateFormat) -> str:
    return key.private_bytes(Encoding.PEM, shape, NoEncryption()).decode().strip()


def pkcs8_pem(rng: Random) -> str:
    """An RSA key as service accounts hold it."""
    return _pem(rsa_key(rng), PrivateFormat.PKCS8)


def pkcs8_line(rng: Random) -> str:
    """An RSA key as one line of base64 without header, as payment platforms hand it out."""
    return base64.b64encode(
        rsa_key(rng).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    ).decode()


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def openssh_pem(rng: Random) -> str:
    """An Ed25519 key in OpenSSH's own container, written by hand since the library draws a random word."""
    seed = rng.randbytes(32)
    public = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    name = b"ssh-ed25519"
    check = rng.randbytes(4) * 2
    inner = check + _string(name) + _string(public) + _string(seed + public) + _string(b"deploy@build")
    inner += bytes(range(1, 1 + -len(inner) % 8))
    outer = b"openssh-key-v1\0" + _string(b"none") * 2 + _string(b"") + struct.pack(">I", 1)
    text = base64.b64encode(outer + _string(_string(name) + _string(public)) + _string(inner)).decode()
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    label = "OPENSSH PRIVATE" + " KEY"
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])


def any_pem(rng: Random) -> str:
    """A private key in one of the usual containers."""
    match rng.randrange(5):
        case 0:
            return _pem(rsa_key(rng), PrivateFormat.TraditionalOpenSSL)
        case 1:
            return _pem(ec_key(rng), PrivateFormat.TraditionalOpenSSL)
        case 2:
            return _pem(ec_key(rng), PrivateFormat.PKCS8)
        case 3:
            return pkcs8_pem(rng)
        case _:
            return openssh_pem(rng)


def public_pem(rng: Random) -> str:
    """A public RSA key."""
    raw = rsa_key(rng).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return raw.decode().strip()


def public_line(rng: Random) -> str:
    """A public RSA key as one line of base64."""
    return "".join(public_pem(rng).splitlines()[1:-1])


def ssh_public(rng: Random) -> str:
    """A public key as it stands in authorized_keys, without the comment."""
    if rng.randrange(2):
        key = ed25519.Ed25519PrivateKey.from_private_bytes(rng.randbytes(32)).public_key()
        return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return rsa_key(rng).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def certificate(rng: Random) -> str:
    """A self-signed certificate, which is public."""
    key = rsa_key(rng)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"node{rng.randrange(100)}.example.com")])
    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), rng.getrandbits(100) + 1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=825))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode().strip()
