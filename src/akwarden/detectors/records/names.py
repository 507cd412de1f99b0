"""Which fields of an audit record hold a secret by their name, and which of their values is one.

The rules that this module enforces:

- A name counts by how it ends, however it is written: `X-Amz-Security-Token`, `db_password`, `tmpSecretKey`.
- Tokens that page through lists or make a call idempotent are no secrets, nor are ids, names and ARNs, nor
  is what somebody read in a token, such as its subject.
- A value that is a mask, a word such as `true`, or refers to something kept elsewhere is no secret.
"""

import re
from enum import StrEnum
from functools import lru_cache

from akwarden.detectors.secrets.assignment import snake

RULE = "audit-secret-field"
"""The rule that a secret is told as which only the name of its field gives away."""


class Kind(StrEnum):
    """What kind of secret a name promises; the value is what people are told."""

    TOKEN = "Token in an audit record"  # noqa: S105  a title
    SECRET = "Secret value in an audit record"  # noqa: S105
    KEY = "Secret key in an audit record"
    PASSWORD = "Password in an audit record"  # noqa: S105
    PRIVATE_KEY = "Private key in an audit record"
    SIGNATURE = "Signature of a request in an audit record"
    HEADER = "Authorization header or cookie in an audit record"
    URL = "Password of a URL in an audit record"


_LONGEST_NAME = 128
_LONGEST_MASK = 320
"""Characters; longer than what stands for a secret, shorter than most session tokens."""
_NO_SECRET_TOKEN = re.compile(
    r"(?:next|client|request|idempoten[a-z]*|page|paging|pagination|continue|continuation|marker|creation"
    r"|change|lock|sequence|cursor|start|caller|sync|update|list|result|forward|backward|resume|scroll"
    r"|previous|prev|bookmark|checkpoint|iterator|more|after|before|initial|consistency|version|revision)"
    r"tokens?$"
)
"""Tokens of paging, of idempotency and of locking: `NextToken`, `clientRequestToken`, `LockToken`."""
_SAID_BY_A_TOKEN = re.compile(r"(?:subject|principal|user|username|issuer|audience)_from_(?:\w+_)?tokens?$")
"""What a token says, and not the token: `subjectFromWebIdentityToken` (AWS, "AssumeRoleWithWebIdentity")."""
_SESSION_TOKEN = re.compile(
    r"(?i)(?:(?:sessionContext|requestParameters)\.token|(?:session|security)[-_]?token)$"
)
_ENDINGS = (
    (Kind.TOKEN, r"tokens?|tokencode|samlassertion|(?:client)?assertion|jwt"),
    (Kind.SIGNATURE, r"signature|(?:^|_)sign?"),
    (Kind.HEADER, r"authorization|(?:set)?cookies?"),
    (Kind.PRIVATE_KEY, r"privatekeys?(?:pem|blob|data|body|content|value)?|(?<!c)keymaterial"),
    (Kind.PASSWORD, r"passw(?:or)?ds?|pwd|passphrase|passcode|(?:^|_)pass|userpass|adminpass|rootpass"),
    (
        Kind.KEY,
        (
            r"secret(?:access)?keys?|accesskeysecret|secretidkey|(?:^|_)(?:tmp_?)?sk|(?:^|_)p?_?skey|(?:^|_)psk"
            r"|(?:api|auth|account|sharedaccess|storage|master|encryption|signing|session|customer|shared)keys?"
        ),
    ),
    (Kind.SECRET, r"secrets?|secret(?:string|binary|value|data|text)|plaintext|base32stringseed"),
)
_KINDS = tuple((kind, re.compile(f"(?:{ending})$")) for kind, ending in _ENDINGS)
_UNJOINED = re.compile(r"_|(?<=[a-z])[0-9]+$")
_WORDS = frozenset(
    [
        *("true", "false", "null", "none", "nil", "yes", "no", "on", "off", "enabled", "disabled"),
        *("required", "optional", "undefined", "empty", "default", "redacted", "removed", "hidden"),
        *(
            "unknown",
            "basic",
            "bearer",
            "string",
            "n/a",
            "all",
            "write",
            "read",
            "password",
            "token",
            "secret",
        ),
        *("success", "failure", "succeeded", "failed"),
    ]
)
_MASK = re.compile(
    r"[*xX•.#_-]+|.{0,8}\*{3,}.{0,8}|<[^<>]{0,80}>|\$\{[^{}]{0,200}\}|\$[A-Za-z_]\w*|\{\{.{0,200}\}\}"
    r"|.{0,40}(?i:hidden_due_to|sensitive_?data_?removed|redacted).{0,40}|\[scrubbed:.*",
    re.DOTALL,
)
_REFERENCE = re.compile(
    r"arn:[a-z-]{3,12}:[^\s]*|qcs::[^\s]*|alias/\S+|(?:ssm|secretsmanager|vault|kms):/?\S*|https?://[^\s@?]*"
)
_RESOURCE = re.compile(r"(?:arn:|qcs:)[^\s\"'<>]{0,120}\Z")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHORTEST = {Kind.SIGNATURE: 16, Kind.TOKEN: 4, Kind.KEY: 4, Kind.SECRET: 4, Kind.PRIVATE_KEY: 16}
_SHORTEST_PASSWORD = 2
_SHORTEST_GUESSED_KEY = 16
_SURE_KEYS = re.compile(r"secret|(?:^|_)sk$|psk|skey")


@lru_cache(maxsize=8192)
def secret_kind(name: str) -> Kind | None:
    """Return the kind of secret that a field of this name holds, or None; asks the last part of a path."""
    if len(name) > _LONGEST_NAME:
        name = name[-_LONGEST_NAME:]
    words = snake(name.rstrip("/:.[]").rpartition("/")[2].rpartition(":")[2])
    joined = _UNJOINED.sub("", words)
    if _NO_SECRET_TOKEN.search(joined) or _SAID_BY_A_TOKEN.search(words):
        return None
    return next((kind for kind, end in _KINDS if end.search(joined) or end.search(words)), None)


def is_session_token(field: str, key_id: str | None) -> bool:
    """Say whether a field by this path holds the token of a temporary key, whose id stands near it.

    `Token` is a common parameter of Tencent Cloud's API, and CloudAudit writes it into the session.
    """
    return key_id is not None and bool(_SESSION_TOKEN.search(field))


def is_in_resource_name(before: str) -> bool:
    """Say whether a word that follows this text is a part of an ARN or a name like it: `…:secret:prod`."""
    return before.endswith(":") and bool(_RESOURCE.search(before))


def is_secret(kind: Kind, name: str, value: str) -> bool:
    """Say whether a value of a field of this kind is a secret: no mask, no word, no reference."""
    if len(value) > _LONGEST_MASK:
        return not _REFERENCE.fullmatch(value.strip())
    text = value.strip()
    if len(text) < _SHORTEST.get(kind, _SHORTEST_PASSWORD) or text.lower() in _WORDS:
        return False
    if _MASK.fullmatch(text) or _REFERENCE.fullmatch(text):
        return False
    if kind is Kind.KEY and not _SURE_KEYS.search(snake(name)):
        # `apiKey` and `masterKey` may be what names a key: an id of ten characters, or a UUID.
        return len(text) >= _SHORTEST_GUESSED_KEY and not _UUID.fullmatch(text)
    return True
