"""Made-up keys to plant into inputs: made when needed, so that none is written in this repository."""

import random
import string
from dataclasses import dataclass

_LETTERS = string.ascii_letters + string.digits
_BASE32 = string.ascii_uppercase + "234567"
_BASE64 = _LETTERS + "+/"


@dataclass(frozen=True)
class PlantedKey:
    """A key pair, and the text that it is written in."""

    key_id: str
    secret: str
    text: str


def planted_keys(count: int, seed: int) -> list[PlantedKey]:
    """Return so many keys of all clouds in turn; the same seed gives the same keys."""
    chance = random.Random(seed)  # noqa: S311  samples, no cryptography
    makers = (_tencent, _aws, _alibaba)
    return [makers[number % len(makers)](chance) for number in range(count)]


def _tencent(chance: random.Random) -> PlantedKey:
    key_id, secret = "AKID" + _made(chance, _LETTERS, 32), _made(chance, _LETTERS, 32)
    return PlantedKey(key_id, secret, f"TENCENTCLOUD_SECRET_ID={key_id}\nTENCENTCLOUD_SECRET_KEY={secret}\n")


def _aws(chance: random.Random) -> PlantedKey:
    # Letters alone at both ends: some scanners take a value for a whole word.
    key_id = "AKIA" + _made(chance, _BASE32, 16)
    secret = _made(chance, _LETTERS, 1) + _made(chance, _BASE64, 38) + _made(chance, _LETTERS, 1)
    return PlantedKey(key_id, secret, f'aws_access_key_id = "{key_id}"\naws_secret_access_key = "{secret}"\n')


def _alibaba(chance: random.Random) -> PlantedKey:
    key_id, secret = "LTAI" + _made(chance, _LETTERS, 20), _made(chance, _LETTERS, 30)
    return PlantedKey(key_id, secret, f"aliyun:\n  accessKeyId: {key_id}\n  accessKeySecret: {secret}\n")


def _made(chance: random.Random, characters: str, length: int) -> str:
    return "".join(chance.choices(characters, k=length))
