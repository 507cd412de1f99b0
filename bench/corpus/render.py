"""Fills templates.

A slot stands between ⟦ and ⟧. `⟦pick:a¦b⟧` takes one of its parts, `⟦opt:x⟧` is left out half the time,
`⟦rep:2-5:x⟧` repeats; these nest. `⟦id⟧`, `⟦sec⟧` and `⟦tok⟧` are the parts of the planted credential and
`⟦idn⟧`, `⟦secn⟧` and `⟦tokn⟧` the names people give them; `⟦2.id⟧` is the second credential's. Filters
follow a dot: `⟦secn.upper⟧`, `⟦sec.b64⟧`. All other slots are noise, `⟦hex:40⟧` with arguments.
What a template wrote of a credential, and nothing else, is its label.
"""

import base64
import json
import re
from collections.abc import Callable, Sequence
from random import Random
from urllib.parse import quote
from xml.sax.saxutils import escape

from corpus.longer_heads import LONG_HEADS
from corpus.longer_tails import LONG_TAILS
from corpus.model import Planted
from corpus.names import BRANDS, FALLBACK, HOSTS, NAMES, PLACES
from corpus.noise import FRESH, ONCE, comment
from corpus.surroundings import HEADS, TAILS
from corpus.values import odds

_PART = re.compile(r"(?:(\d)\.)?(id|sec|tok)(n?)((?:\.\w+)*)$")
_FIELD = {"id": "key_id", "sec": "secret", "tok": "token"}
_CASES: dict[str, Callable[[list[str]], str]] = {
    "snake": "_".join,
    "kebab": "-".join,
    "dot": ".".join,
    "flat": lambda w: "".join(w).lower(),
    "upper": lambda w: "_".join(w).upper(),
    "title": lambda w: " ".join(x.capitalize() for x in w),
    "pascal": lambda w: "".join(x.capitalize() for x in w),
    "camel": lambda w: w[0] + "".join(x.capitalize() for x in w[1:]),
}
_INDENT = re.compile(r"ind(\d+)$")
_FILTERS: dict[str, Callable[[str], str]] = {
    "b64": lambda v: base64.b64encode(v.encode()).decode(),
    "b64nl": lambda v: base64.b64encode(v.encode() + b"\n").decode(),
    "hex": lambda v: v.encode().hex(),
    "pct": lambda v: quote(v, safe=""),
    "pctall": lambda v: "".join(f"%{b:02X}" for b in v.encode()),
    "json": lambda v: json.dumps(v)[1:-1],
    "slash": lambda v: v.replace("/", "\\/"),
    "u002f": lambda v: v.replace("/", "\\u002f").replace("+", "\\u002b"),
    "xml": escape,
}


def closing(text: str, start: int) -> int:
    """Where the slot that opens at `start` ends."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "⟦") - (text[at] == "⟧")
        if not depth:
            return at
    raise ValueError(f"open slot in template: {text[start : start + 40]}")


def _choices(text: str) -> list[str]:
    parts, depth = [""], 0
    for char in text:
        depth += (char == "⟦") - (char == "⟧")
        if char == "¦" and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts


class Page:
    """One filled template and what it wrote of each credential."""

    def __init__(self, rng: Random, style: str, specs: Sequence[str], planted: Sequence[Planted]) -> None:
        self.rng = rng
        self.plain: set[tuple[int, str]] = set()
        self.coded: set[tuple[int, str]] = set()
        self._style = style
        self._planted = planted
        self._names = [rng.choice(NAMES[spec]) for spec in specs]
        self._memo: dict[str, str] = {}
        self._cuts: dict[str, int] = {}
        place = PLACES.get(planted[0].provider, FALLBACK) if planted else rng.choice(list(PLACES.values()))
        region = rng.choice(place.regions)
        self._memo |= {
            "brand": place.brand,
            "brandcn": place.chinese,
            "store": place.store,
            "region": region,
            "endpoint": place.endpoint.format(region),
            "api": HOSTS.get(planted[0].provider if planted else "", "api.example.com"),
            "provider": planted[0].provider if planted else place.brand.lower().replace(" ", ""),
        }
        app, suffix = self._once("app"), self._once("appid") if place.store == "cos" else self._once("env")
        self._memo["bucket"] = f"{app}-{rng.choice(['static', 'files', 'img', 'bak', 'data'])}-{suffix}"

    def fill(self, text: str) -> str:
        """Replace every slot of a template."""
        out, at = [], 0
        while (start := text.find("⟦", at)) >= 0:
            end = closing(text, start)
            out += [text[at:start], self._slot(text[start + 1 : end])]
            at = end + 1
        return "".join([*out, text[at:]])

    def labels(self) -> tuple[Planted, ...]:
        """The credentials as far as they were written."""
        out = []
        for index, whole in enumerate(self._planted):
            used = {field for i, field in self.plain | self.coded if i == index}
            if not used:
                continue
            key_id, secret, token = (getattr(whole, f) if f in used else None for f in _FIELD.values())
            kind = whole.kind
            if used == {"key_id"}:
                kind = "key-id"
            elif kind == "access-key" and used == {"secret"}:
                kind = "secret-key"
            out.append(Planted(whole.provider, kind, key_id, secret, token))
        return tuple(out)

    def _once(self, name: str) -> str:
        if name not in self._memo:
            self._memo[name] = ONCE[name](self.rng)
        return self._memo[name]

    def _slot(self, text: str) -> str:
        head, _, rest = text.partition(":")
        match head:
            case "pick":
                return self.fill(self.rng.choice(_choices(rest)))
            case "opt":
                return self.fill(rest) if self.rng.randrange(2) else ""
            case "rep":
                span, _, body = rest.partition(":")
                low, _, high = span.partition("-")
                return "".join(self.fill(body) for _ in range(self.rng.randint(int(low), int(high or low))))
            case "head" | "tail":
                return self.fill(self._surrounding(head))
            case "cmt":
                return comment(self.rng, self._once("lang"))
            case _:
                text = self.fill(text)  # an argument may be a slot itself
                return self._leaf(text, *text.partition(":")[::2])

    def _surrounding(self, side: str) -> str:
        """A block for one side: mostly short, at times long, at times none."""
        short, long = (HEADS, LONG_HEADS) if side == "head" else (TAILS, LONG_TAILS)
        if self._style in long and odds(self.rng, 2, 5):
            return self.rng.choice(long[self._style])
        return self.rng.choice(short.get(self._style, ("",)))

    def _leaf(self, text: str, head: str, rest: str) -> str:
        if found := _PART.match(text):
            index = int(found[1] or 1) - 1
            filters = found[4].split(".")[1:]
            if found[3]:
                return self._name(index, found[2], filters)
            return self._value(index, _FIELD[found[2]], filters)
        base, *filters = head.split(".")
        if base in self._memo or base in ONCE:
            return self._cased(self._once(base), filters)
        return self._cased(
            FRESH[base](self.rng, *rest.split(":")) if rest else FRESH[base](self.rng), filters
        )

    def _cased(self, value: str, cases: list[str]) -> str:
        for case in cases:
            value = _CASES[case](re.split(r"\W+", value)) if case in _CASES else _FILTERS[case](value)
        return value

    def _name(self, index: int, part: str, filters: list[str]) -> str:
        names = self._names[index]
        words = {"id": names.key_id, "sec": names.secret, "tok": names.token}[part].split()
        if filters[0] == "bare":  # below a heading that names the provider: cos: {secret_key: ...}
            words, filters = [w for w in words if w not in BRANDS] or words, filters[1:]
        return _CASES[filters[0]](words)

    def _value(self, index: int, field: str, filters: list[str]) -> str:
        value = getattr(self._planted[index], field)
        if not isinstance(value, str):
            raise TypeError(f"{self._planted[index].provider} has no {field}")
        done = value
        for name in filters:
            if name == "q":
                done = self._once("quote") + done + self._once("quote")
            elif name in {"first", "rest"}:
                cut = self._cuts.setdefault(f"{index}{field}", self.rng.randint(4, len(value) - 6))
                done = done[:cut] if name == "first" else done[cut:]
            elif found := _INDENT.match(name):
                done = done.replace("\n", "\n" + " " * int(found[1]))
            else:
                done = _FILTERS[name](done)
        (self.plain if value in done else self.coded).add((index, field))
        return done
