r"""What a value is assigned to: the nearest name before it, in whatever language or format.

`SecretKey = "..."`, `"secret_key": "..."`, `<SecretKey>...`, `- name: SECRET_KEY\n  value: ...`,
`os.environ.get("SECRET_KEY", "...")`, `--secret-key ...` all have the name `secret_key`.
"""

import re

LOOK_BACK = 256
"""How many bytes before a value are read."""

_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_.\-]*")
_MARKS = rb"[\s\"'`=:>,(){}\[\]|\\<$/&?@!#*-]{0,24}"
_SEPARATORS = re.compile(
    # Between a name and its value: marks, a full-width colon, a length as PHP writes it, `; }` of a property.
    rb"(?:;\s{0,4}\})?" + _MARKS + rb"(?:(?<=[(:])[0-9]{1,4}[):]|\xef\xbc\x9a)?[\s\"'`]{0,4}"
)
_FURTHER_SEPARATORS = re.compile(_MARKS + rb";?" + _MARKS)
"""Between words that say nothing and the name before them."""
_BEFORE_BLANK = re.compile(rb"(?:^|[^A-Za-z])([A-Za-z]+) \Z")
_CAMEL = re.compile(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_VARIABLE = re.compile(
    rb"variable\s{1,4}\"?([\w-]{1,64})\"?\s{0,4}\{[^{}]{0,180}default\s{0,12}=\s{0,4}\"?\Z"
)
"""A variable of Terraform, whose name stands before the block that its value is in."""
_ROLES = frozenset([b"access", b"secret", b"api", b"app", b"private", b"public", b"client", b"key"])
"""Words that belong to the name of a part where one is written as words apart: `Secret Access Key`."""
_APART = frozenset([b"key", b"id", b"secret", b"token"])
_MOST_WORDS = 6
_MOST_LINES = 2

_TRANSPARENT = frozenset(
    [
        *("value", "val", "string", "str", "text", "bytes", "char", "literal", "type", "data"),
        *("cdata", "new", "const", "var", "let", "final", "static", "public", "private"),
        *("export", "plain", "env", "getenv", "environ", "os_getenv", "os_environ_get"),
        *("default", "default_value", "get", "encode", "decode", "string_valueof"),
        *("string_value_of", "set", "put", "data_value", "from", "to", "or", "is", "as", "qq"),
        *("android", "concat", "true", "false", "translatable", "formatted", "stringify"),
        *("json_stringify", "to_owned", "to_string", "to_str", "from_str", "string_from"),
        *("into", "quote", "trim", "strip", "raw", "ns_string", "encode_to_string"),
        *("sensitive", "description", "td", "th", "tr", "p", "span", "div", "code", "b"),
        *("strong", "li", "pre", "em", "tt", "b64decode", "base64_decode", "decode_base64"),
        *("decode_string", "base64", "atob", "unhexlify", "from_base64_string", "fromhex"),
        *("hex_decode", "md5", "sha1", "sha256", "sha512", "return"),
    ]
)
"""Words that stand between a name and its value and say nothing about it."""

NEUTRAL = re.compile(
    r"^$|(^|_)(key|keys|secret|secrets|sk|password|passwd|pass|pwd|passphrase|credential|credentials|auth"
    r"|private|access|ak|arg|args|argument|param|hmac|signer)(_|$)"
)
"""Names that may belong to any part of a credential."""


def name_before(data: bytes, start: int, earliest: int = 0) -> str:
    """Return the snake-case name that the value at `start` is assigned to, or an empty string.

    The name lies behind `earliest`, the end of the value before this one.
    """
    low = max(earliest, start - LOOK_BACK)
    before = data[low:start]
    block = _VARIABLE.search(before) if b"default" in before[-24:] else None
    if block:
        return snake(block[1].decode("ascii"))
    if before.count(b"\n") > _MOST_LINES:
        before = before[_nth_newline_from_end(before, _MOST_LINES + 1) + 1 :]
    edge, separators = len(before), _SEPARATORS
    for word in reversed(list(_WORD.finditer(before))[-_MOST_WORDS:]):
        gap = before[word.end() : edge]
        if not separators.fullmatch(gap):
            return ""
        if not _is_transparent(before, word, gap):
            return snake(_whole(before, word).decode("ascii"))
        edge, separators = word.start(), _FURTHER_SEPARATORS
    return ""


def _whole(before: bytes, word: re.Match[bytes]) -> bytes:
    """Return the name that ends in `word`, with the words before it that are a part of it."""
    start = word.start()
    if word.group().lower() in _APART:
        while (earlier := _BEFORE_BLANK.search(before, max(0, start - 12), start)) and (
            earlier[1].lower() in _ROLES
        ):
            start = earlier.start(1)
    return before[start : word.end()]


def _is_transparent(before: bytes, word: re.Match[bytes], gap: bytes) -> bool:
    """Say whether a word says nothing: a letter, a type, a function around the value, a closing element."""
    text = word.group().decode("ascii")
    name = snake(text)
    called = snake(text.rpartition(".")[2]) if gap.startswith(b"(") else name
    closes = before.endswith(b"</", 0, word.start())
    return closes or len(name) <= 1 or name in _TRANSPARENT or called in _TRANSPARENT


def snake(name: str) -> str:
    """Return `name` in snake case: `TencentSecretKey` and `TENCENT_SECRET-KEY` are `tencent_secret_key`."""
    split = _CAMEL.sub(lambda m: f"{m[1]}_{m[2]}" if m[1] else f"{m[3]}_{m[4]}", name)
    return _NOT_A_WORD.sub("_", split.lower()).strip("_")


def _nth_newline_from_end(data: bytes, count: int) -> int:
    position = len(data)
    for _ in range(count):
        position = data.rfind(b"\n", 0, position)
    return position
