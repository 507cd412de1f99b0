r"""The fast pass: one automaton over many records says which of them may hold a secret, and where.

It may be wrong, it may not miss. What makes it fast is what it leaves out of the rules' anchors:

- Every record of an audit log holds a key id where key ids stand; only one that stands elsewhere counts.
- Unprefixed ids, and the secrets that belong to an id by standing near it, are looked for by the names that a
  secret may have beside an id (`key`, `arg`, …) or no name at all.
- Anchors that begin with a word such as `secret` or `token` are left to the patterns of names.

What is base64 or hexadecimal is seen by how such words, and the beginnings of keys, look in it.
"""

import base64
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum
from importlib.metadata import version
from itertools import accumulate
from typing import NamedTuple

import hyperscan

from akwarden.detectors.secrets.anchors import anchor_patterns, imported_anchors
from akwarden.detectors.secrets.encodings import encoded_patterns
from akwarden.model.rule import RuleSet

KEY_IDS = r"(?:A(?:[KB]I|CC|SI)A[A-Z2-7]{16}|[AI]KID[0-9A-Za-z_-]{13})"
"""The key ids that stand in every record: of AWS, and of Tencent Cloud, a temporary one among them."""


class Sign(Enum):
    """What was seen."""

    NAME = "name"
    """A name that a secret may have."""
    KEY_ID = "key_id"
    """A key id where none belongs."""
    ESCAPE = "escape"
    """A character that is written otherwise: what was not seen may be written so."""
    RUN = "run"
    """The beginning of a long run of characters under a name that a secret may have beside its key id."""
    VALUE = "value"
    """A piece of a secret, in the clear or encoded."""


class Hit(NamedTuple):
    """A place in a record that is to be looked at."""

    sign: Sign
    end: int
    """Where what was seen ends, from the beginning of the record."""


_ASSIGNED = r"[\\\"']{0,8}\s{0,2}[:=]\s{0,2}[\\\"']{0,8}"
_NAMES = (
    r"secrets?[^a-z_\-]",
    r"secret[_\-]?(?:access|key|string|binary|text|data|value|id[_\-]?key)",
    r"tokens?[^a-z]",
    r"token[_\-]?code[^a-z]",
    *("passw", "pwd", "passphrase", "passcode", r"pass[\\\"'=: ]"),
    *(r"private[_\-. ]?key", r"key[_\-]?material", "plaintext", "string_?seed"),
    *(r"authorization[^a-z]", r"cookies?[^a-z]", r"signature[^a-z]", r"assertion[^a-z]", r"jwt[^a-z]"),
    r"(?:api|auth|account|access|storage|master|encryption|signing|session|customer|shared)[_\-]?keys?[^a-z]",
    r"[^a-z](?:sk|sign?|psk|p?_?skey)[\\\"'=:]",
)
_RECORDS = 64
"""How many are looked at in one go: fewer than the memory takes another page for."""
_SETTER = r"[a-z]Sk[\\\"'=:(]"
"""The end of `withSk(`: told from `disk` and `task` by its case."""
SHORTEST_PARTNER = 28
"""Characters that a secret has at least which is found by standing beside its id."""
_RUNS = (
    r"secret[a-hj-z_\-][\w.-]{0,24}" + _ASSIGNED + f"[0-9A-Za-z+/]{{{SHORTEST_PARTNER}}}",
    r"[^a-z](?:key|ak|args?|argument|param|hmac|signer|credentials?)"
    + _ASSIGNED
    + f"[0-9A-Za-z+/]{{{SHORTEST_PARTNER}}}",
)
_TELLING = (
    *(
        "identified ",
        r"(?:bearer|basic) ",
        r"mysql\w{0,8} ",
        "curl ",
        "securestring",
        "secret access key",
        "chpasswd",
        "private key-----",
    ),
    r"://[^/\s\"'@:]{0,64}:[^/\s\"'@]{1,256}@",
    r"user_?data(?:_?raw)?" + _ASSIGNED + "[0-9A-Za-z+/]{8}",
)
"""What announces a secret that has no name."""
_STRANGE_KEY_IDS = (
    rf"[^\"]{KEY_IDS}",
    rf"[^:\s\\]\s?\\{{0,8}}\"{KEY_IDS}",
    rf"(?:[^dD]|[^iI][dD])\\{{0,8}}\"\s?:\s?\\{{0,8}}\"{KEY_IDS}",
)
"""In a text, in a list, and under a name that does not end in `id`."""
_ESCAPES = (
    *(
        r"\\u00[2-7][0-9A-Fa-f]",
        r"%[2-7][0-9A-Fa-f]",
        r"\\x[2-7]",
        "&#",
        "&quot",
        r"\\/",
        r"\\u0000",
        r"\x00",
    ),
)
_WORDS = ("passw", "secret", "token", "private", "pwd=", "pass=", "key=", "authoriz", "chpass")
_PIECE = re.compile(
    r"(?P<piece>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\")(?:\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]+))?\})?", re.DOTALL
)
_OF_ESCAPES, _MORE = r"\\nrt", 8
_BLANK = r"\\{1,8}[nrt]"
_BEGINNINGS = ("H4sI", "LS0tLS1CRUdJTi")
"""How gzip, and a block such as a private key, begin in base64."""
_JOINED = r"[\s+.&|\\,]"
"""In encodings that are literals of a program put together: in JSON every two strings look so."""
_ROUTINE = frozenset(["aws", "tencent", "tencent-apigw"])
"""Whose key ids stand in every record."""
_BY_NAME = re.compile(
    r"(?i)^\(\?i[:)][^\]}]{0,40}(?:secret|token|passw|pwd|private_\?|api\[_-\]\?key|account\|storage|access\[_|bearer)"
    r"|^(?:\(\?i[:)])\(?(?:\?:)?(?:ak\||ak[^a-z]|key[^a-z])|^\(\?i:\[\^0-9a-z\]key"
    r"|(?i:[\[\];\"'& ?<](?:\\s\?)?\(?(?:\?:)?password)"
)
"""Anchors that begin with a name which one of the patterns of names sees."""

_BY_NEIGHBOUR = re.compile(r"^\(\?i:\(?(?:\?:)?(?:access\[_|ak|key)")
"""Anchors of ids that have no beginning of their own, told by a name that every record has: `accessKeyId`."""


class Patterns:
    """What the automaton looks for."""

    def __init__(self, ruleset: RuleSet) -> None:
        """Make the patterns from the rules."""
        names = [
            (sign, pattern)
            for sign, patterns in ((Sign.NAME, _NAMES), (Sign.RUN, _RUNS), (Sign.VALUE, _TELLING))
            for pattern in patterns
        ]
        plain = [
            (Sign.NAME, _SETTER),
            *((Sign.KEY_ID, pattern) for pattern in _STRANGE_KEY_IDS),
            *((Sign.ESCAPE, pattern) for pattern in _ESCAPES),
            *((Sign.VALUE, pattern) for pattern in dict.fromkeys([*_anchors(ruleset), *_encoded(ruleset)])),
        ]
        self.signs = [sign for sign, _ in (*names, *plain)]
        self.expressions = [pattern.encode() for _, pattern in (*names, *plain)]
        self.flags = [hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_CASELESS] * len(names) + [
            hyperscan.HS_FLAG_DOTALL
        ] * len(plain)

    @property
    def digest(self) -> str:
        """Return what names them, and the library that compiles them: SHA-256 in hexadecimal."""
        digest = hashlib.sha256(version("hyperscan").encode())
        for expression, flags in zip(self.expressions, self.flags, strict=True):
            digest.update(b"\n%d %d\n" % (flags, len(expression)) + expression)
        return digest.hexdigest()


class Prefilter:
    """A compiled automaton with the working memory of one thread."""

    def __init__(self, patterns: Patterns, compiled: bytes | None = None) -> None:
        """Load what `dump` gave for these patterns, or compile them, which takes about a second.

        Raises ValueError for what was compiled elsewhere.
        """
        self._signs = patterns.signs
        if compiled is not None:
            try:
                self._database = hyperscan.loadb(compiled, hyperscan.HS_MODE_BLOCK)
            except hyperscan.error as error:
                raise ValueError(str(error)) from error
        else:
            self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            self._database.compile(
                expressions=patterns.expressions,
                ids=list(range(len(patterns.expressions))),
                flags=patterns.flags,
            )
        self._scratch = hyperscan.Scratch(self._database)

    def dump(self) -> bytes:
        """Return the automaton as bytes, valid for this kind of machine and library version."""
        return hyperscan.dumpb(self._database)

    def hits(self, records: Sequence[bytes]) -> dict[int, list[Hit]]:
        """Return for each record with a hit, by its place among them, what was seen, in order."""
        hits: dict[int, list[Hit]] = {}
        for first in range(0, len(records), _RECORDS):
            self._scan(records[first : first + _RECORDS], first, hits)
        return hits

    def _scan(self, records: Sequence[bytes], first: int, hits: dict[int, list[Hit]]) -> None:
        found: list[tuple[int, int]] = []

        def on_match(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append((end, pattern))

        # A newline before each, since some patterns ask for what a name or a value does not go on with.
        text = b"\n".join([b"", *records, b""])
        self._database.scan(text, match_event_handler=on_match, scratch=self._scratch)
        if not found:
            return
        starts = list(accumulate((len(record) + 1 for record in records), initial=1))
        for end, pattern in found:
            index = max(0, bisect_right(starts, end - 1) - 1)
            hits.setdefault(first + index, []).append(Hit(self._signs[pattern], end - starts[index]))


def _anchors(ruleset: RuleSet) -> Iterator[str]:
    """Yield the anchors that must be looked for as they are."""
    left_out = {
        anchor
        for rule in ruleset.rules
        for anchor in (rule.key_id.anchors if rule.key_id else ())
        if rule.provider in _ROUTINE or _BY_NEIGHBOUR.search(anchor)
    }
    for anchor in anchor_patterns(ruleset):
        if anchor not in left_out and not _BY_NAME.search(anchor):
            yield quoted(anchor)
    for _, anchor in imported_anchors(ruleset):
        yield quoted(anchor)


def quoted(pattern: str) -> str:
    """Return a pattern that also matches where the text it is made for is quoted in JSON, once or more often.

    A quote has backslashes before it then, and a newline is written as one.
    """
    return _PIECE.sub(_quoted_piece, pattern)


def _quoted_piece(match: re.Match[str]) -> str:
    piece, least, most = match["piece"], match["least"], match["most"]
    is_class = piece[0] == "["
    has_blank = piece in {r"\s", r"\n"} or (is_class and r"\s" in piece)
    has_quote = piece == '"' or (is_class and any(quote in piece for quote in "\"'"))
    if piece.startswith("[^") or r"\\" in piece or not (has_blank or has_quote):
        return match[0]
    if least:
        # Characters that escapes are made of, as many more as two quotes bring along.
        inside = piece[1:-1] if is_class else piece
        return f"[{inside}{_OF_ESCAPES}]{{{least},{int(most or least) + _MORE}}}"
    before = r"\\{0,8}" if has_quote else ""
    return f"(?:{before}{piece}|{_BLANK})" if has_blank else f"(?:{before}{piece})"


def _encoded(ruleset: RuleSet) -> Iterator[str]:
    """Yield what beginnings of keys, and words that announce a secret, look like when they are encoded."""
    yield from (pattern for pattern in encoded_patterns(ruleset) if _JOINED not in pattern)
    for word in _WORDS:
        for text in dict.fromkeys((word, word.title(), word.upper())):
            yield f"(?i){text.encode().hex()}"
            for content in (text.encode(), text.encode("utf-16-le")):
                yield from (re.escape(_core(content, offset)) for offset in range(3))
    yield from _BEGINNINGS


def _core(content: bytes, offset: int) -> str:
    """Return the characters that `content` alone decides in base64 where `offset` bytes stand before it."""
    text = base64.b64encode(bytes(offset) + content + bytes(3)).decode()
    return text[-(-offset * 8 // 6) : (offset + len(content)) * 8 // 6]
