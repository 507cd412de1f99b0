"""Random credentials in the shape each provider gives them. Nothing here opens any account."""

import base64
import json
import string
import uuid
import zlib
from collections.abc import Callable
from random import Random

from corpus import keys
from corpus.model import Planted

UPPER = string.ascii_uppercase
ALNUM = string.digits + string.ascii_letters
LOWER = string.digits + string.ascii_lowercase
BASE32 = UPPER + "234567"
BASE64 = ALNUM + "+/"
URL64 = ALNUM + "-_"


def draw(rng: Random, alphabet: str, low: int, high: int = 0) -> str:
    """A string of `low` characters, or of `low` to `high`."""
    return "".join(rng.choices(alphabet, k=rng.randint(low, max(low, high))))


def odds(rng: Random, hits: int, of: int) -> bool:
    """True in so many cases out of so many."""
    return rng.randrange(of) < hits


def hexa(rng: Random, size: int) -> str:
    """Lower-case hexadecimal digits."""
    return draw(rng, "0123456789abcdef", size)


def identifier(rng: Random) -> str:
    """A random UUID."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def b64(data: bytes) -> str:
    """Base64 of the bytes."""
    return base64.b64encode(data).decode()


def jwt(rng: Random, claims: dict[str, object]) -> str:
    """A signed token with these claims."""
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    words = [base64.urlsafe_b64encode(json.dumps(p, separators=(",", ":")).encode()).decode() for p in parts]
    return ".".join(w.rstrip("=") for w in words) + "." + draw(rng, URL64, 43)


def checked(rng: Random, prefix: str) -> str:
    """A token of 30 random characters whose last six are their checksum, as GitHub and npm write it."""
    body = draw(rng, ALNUM, 30)
    number, tail = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        tail = (string.digits + UPPER + string.ascii_lowercase)[digit] + tail
    return prefix + body + tail.rjust(6, "0")


def password(rng: Random) -> str:
    """A strong password that needs no quoting in a URL."""
    return (
        rng.choice(UPPER) + draw(rng, ALNUM + "_", 10, 18) + rng.choice(string.digits) + rng.choice("Zx9_kQ")
    )


def _tencent_temporary(r: Random) -> tuple[str, str, str]:
    secret = b64(r.randbytes(32)) if odds(r, 3, 5) else draw(r, ALNUM, 32)
    return "AKID" + draw(r, URL64, 60, 100), secret, draw(r, URL64, 200, 500)


def _aws_temporary(r: Random) -> tuple[str, str, str]:
    start = r.choice(["IQoJb3Jp" + "Z2luX2Vj", "FwoGZXIv" + "YXdzE"])
    token = start + draw(r, BASE64, 300, 880)
    return "ASIA" + draw(r, BASE32, 16), _aws_secret(r), token + "=" * (-len(token) % 4 % 3)


def _aws_secret(r: Random) -> str:
    return draw(r, ALNUM, 1) + draw(r, BASE64, 38) + draw(r, ALNUM, 1)


def _alibaba_temporary(r: Random) -> tuple[str, str, str]:
    token = "CAIS" + draw(r, BASE64, 300, 640)
    return "STS." + draw(r, ALNUM, 24, 26), draw(r, ALNUM, 43, 44), token + "=" * (-len(token) % 4 % 3)


def _baidu(r: Random) -> tuple[str, str]:
    return (hexa(r, 32) if odds(r, 1, 4) else "ALTAK" + draw(r, ALNUM, 21)), hexa(r, 32)


def _volcengine(r: Random) -> tuple[str, str]:
    inner = b64(hexa(r, 32).encode()).rstrip("=")
    secret = b64(inner.encode()) if odds(r, 3, 4) else draw(r, ALNUM, 40)
    return "AKLT" + b64(hexa(r, 32).encode()).rstrip("="), secret


def _openai(r: Random) -> str:
    mark = "T3Blbk" + "FJ"
    if odds(r, 3, 5):
        return "sk-proj-" + draw(r, URL64, 74) + mark + draw(r, URL64, 74)
    return "sk-" + draw(r, ALNUM, 20) + mark + draw(r, ALNUM, 20)


def _github(r: Random) -> str:
    if odds(r, 3, 5):
        return checked(r, "ghp_")
    return "github_pat_" + draw(r, ALNUM, 22) + "_" + draw(r, ALNUM, 59)


def _slack_bot(r: Random) -> str:
    return f"xoxb-{draw(r, '123456789', 12)}-{draw(r, '123456789', 12, 13)}-{draw(r, ALNUM, 24)}"


def _slack_hook(r: Random) -> str:
    return (
        f"T{draw(r, UPPER + string.digits, 8, 10)}/B{draw(r, UPPER + string.digits, 10)}/{draw(r, ALNUM, 24)}"
    )


def _claims(r: Random) -> dict[str, object]:
    moment = r.randint(1_690_000_000, 1_760_000_000)
    return {"sub": draw(r, string.digits, 8), "role": "admin", "iat": moment, "exp": moment + 31_536_000}


def _kubernetes(r: Random) -> str:
    return jwt(
        r,
        {"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:kube-system:admin", **_claims(r)},
    )


def _client_secret(r: Random) -> str:
    return f"{draw(r, ALNUM, 3)}{r.randrange(10)}Q~" + draw(r, ALNUM + "-_.~", 30, 33) + draw(r, ALNUM, 1)


def _storage(r: Random) -> tuple[str, str]:
    return draw(r, string.ascii_lowercase, 8) + draw(r, LOWER, 4, 8), b64(r.randbytes(64))


PAIRS: dict[str, Callable[[Random], tuple[str, ...]]] = {
    "tencent": lambda r: ("AKID" + draw(r, ALNUM, 32), draw(r, ALNUM, 32)),
    "tencent:temporary": _tencent_temporary,
    "tencent-apigw": lambda r: (r.choice(["AKID", "APID"]) + draw(r, ALNUM, 36), draw(r, ALNUM, 40)),
    "aws": lambda r: ("AKIA" + draw(r, BASE32, 16), _aws_secret(r)),
    "aws:temporary": _aws_temporary,
    "alibaba": lambda r: ("LTAI" + draw(r, ALNUM, 20 if odds(r, 3, 4) else 12), draw(r, ALNUM, 30)),
    "alibaba:temporary": _alibaba_temporary,
    "huawei": lambda r: (draw(r, UPPER + string.digits, 20), draw(r, ALNUM, 40)),
    "volcengine": _volcengine,
    "baidu": _baidu,
    "jd": lambda r: ("JDC_" + draw(r, ALNUM, 28), draw(r, ALNUM, 28, 32)),
    "kingsoft": lambda r: ("AKLT" + draw(r, ALNUM, 20), b64(r.randbytes(r.choice([31, 32, 33])))),
    "ucloud": lambda r: (draw(r, ALNUM, 42, 76), draw(r, ALNUM, 40, 44)),
    "qingcloud": lambda r: (draw(r, UPPER, 20), draw(r, ALNUM, 40)),
    "qiniu": lambda r: (draw(r, URL64, 40), draw(r, URL64, 40)),
    "wechat": lambda r: ("wx" + hexa(r, 16), hexa(r, 32)),
    "wecom": lambda r: ("ww" + hexa(r, 16), draw(r, URL64, 43)),
    "dingtalk": lambda r: ("ding" + draw(r, LOWER, 16), draw(r, URL64, 64)),
    "feishu": lambda r: ("cli_a" + draw(r, LOWER, 15), draw(r, ALNUM, 32)),
    "trtc": lambda r: (r.choice(["1400", "1600"]) + draw(r, string.digits, 6), hexa(r, 64)),
    "azure:client": lambda r: (identifier(r), _client_secret(r)),
    "azure:storage": _storage,
    "gcp": lambda r: (hexa(r, 40), keys.pkcs8_pem(r)),
    "oracle": lambda r: ("ocid1.user.oc1.." + "aaaaaaaa" + draw(r, BASE32.lower(), 52), keys.pkcs8_pem(r)),
}

SINGLES: dict[str, Callable[[Random], str]] = {
    "gcp:api-key": lambda r: "AIza" + draw(r, URL64, 35),
    "azure:sas": lambda r: b64(r.randbytes(32)),
    "ibm": lambda r: draw(r, URL64, 44),
    "digitalocean": lambda r: "dop_v1_" + hexa(r, 64),
    "github": _github,
    "gitlab": lambda r: "glpat-" + draw(r, URL64, 20),
    "gitee": lambda r: hexa(r, 32),
    "wechat:pay-key": lambda r: draw(r, ALNUM, 32),
    "wecom:webhook": identifier,
    "dingtalk:webhook": lambda r: hexa(r, 64),
    "dingtalk:sign-secret": lambda r: "SEC" + hexa(r, 64),
    "feishu:webhook": identifier,
    "alipay:private-key": keys.pkcs8_line,
    "private-key": keys.any_pem,
    "jwt": lambda r: jwt(r, _claims(r)),
    "slack": _slack_bot,
    "slack:webhook": _slack_hook,
    "database": password,
    "docker-registry": password,
    "openai": _openai,
    "anthropic": lambda r: "sk-ant-api03-" + draw(r, URL64, 93) + "AA",
    "dashscope": lambda r: "sk-" + hexa(r, 32),
    "zhipu": lambda r: hexa(r, 32) + "." + draw(r, ALNUM, 16),
    "moonshot": lambda r: "sk-" + draw(r, ALNUM, 48),
    "ark": identifier,
    "npm": lambda r: checked(r, "npm_"),
    "pypi": lambda r: "pypi-" + "AgEIcHlwaS5vcmc" + draw(r, URL64, 140, 170),
    "kubernetes": _kubernetes,
}

_KINDS = {
    "gcp": "service-account",
    "azure:client": "client-secret",
    "azure:storage": "storage-key",
    "azure:sas": "signature",
    "ibm": "api-key",
    "private-key": "private-key",
    "oracle": "api-key",
    "database": "password",
    "docker-registry": "password",
    **dict.fromkeys(("wechat", "wecom", "dingtalk", "feishu", "trtc"), "app-secret"),
    **dict.fromkeys(("openai", "anthropic", "dashscope", "zhipu", "moonshot", "ark"), "api-key"),
}


def credential(spec: str, rng: Random) -> Planted:
    """Draw a credential of one kind, such as `aws` or `aws:temporary`."""
    provider, _, kind = spec.partition(":")
    if spec in SINGLES:
        return Planted(provider, _KINDS.get(spec) or kind or "token", None, SINGLES[spec](rng))
    key_id, secret, *rest = PAIRS[spec](rng)
    return Planted(provider, _KINDS.get(spec) or kind or "access-key", key_id, secret, *rest)
