"""Checks of the corpus itself: it repeats, its names are unique, and its labels are true."""

from collections import Counter
from collections.abc import Iterator

from corpus import encoders
from corpus.build import SETS, corpus, dealt, filled
from corpus.model import Encoder, Snippet, utf8

LEAST = 12  # snippets of every provider
_CHARSETS: dict[Encoder, str] = {
    utf8: "utf-8",
    encoders.notebook: "utf-8",
    encoders.crlf: "utf-8",
    encoders.gbk: "gb18030",
    encoders.bom: "utf-8-sig",
    encoders.utf16_le_bom: "utf-16",
    encoders.utf16_be_bom: "utf-16",
    encoders.utf16_le: "utf-16-le",
    encoders.utf16_be: "utf-16-be",
}


def values(snippet: Snippet) -> Iterator[str]:
    """Every planted value of a snippet."""
    for planted in snippet.planted:
        yield from (v for v in (planted.key_id, planted.secret, planted.token) if v)


def problems(seed: int, part: str) -> Iterator[str]:
    """Whatever is wrong with a set of a seed, as sentences."""
    if list(corpus(seed, part)) != list(corpus(seed, part)):
        yield "the same seed gives two different corpora"
    names: Counter[str] = Counter()
    providers: Counter[str] = Counter()
    for form, spec, number in dealt(part):
        snippet, plain = filled(form, spec, number, seed)
        names[snippet.name] += 1
        providers.update({p.provider for p in snippet.planted})
        yield from _wrong(snippet, plain, form.encode, labelled=bool(spec))
    yield from (f"{name} stands {count} times" for name, count in names.items() if count > 1)
    yield from (f"only {count} snippets of {name}" for name, count in providers.items() if count < LEAST)
    unused = set(SETS[part]) - {name.rsplit("/", 2)[0] for name in names}
    yield from (f"{name} is never used" for name in sorted(unused))


def _wrong(snippet: Snippet, plain: frozenset[str], encode: Encoder, *, labelled: bool) -> Iterator[str]:
    """What is wrong with one snippet."""
    if bool(snippet.planted) != labelled:
        yield f"{snippet.name}: planted {len(snippet.planted)} credentials"
    if not plain <= set(values(snippet)):
        yield f"{snippet.name}: writes a value that its label lacks"
    charset = _CHARSETS.get(encode)
    if charset:
        text = snippet.content.decode(charset)
        yield from (f"{snippet.name}: lacks a value it is labelled with" for v in plain if v not in text)
        if "⟦" in text or "⟧" in text:
            yield f"{snippet.name}: a slot was not filled"
