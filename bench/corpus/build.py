"""Deals the forms out to providers and fills them."""

from collections.abc import Iterator, Mapping
from random import Random

from corpus import forms, negatives, second
from corpus.model import Form, Planted, Snippet
from corpus.render import Page
from corpus.values import credential

# ruff: noqa: S311

SETS: Mapping[str, Mapping[str, Form]] = {
    "first": {form.name: form for form in (*forms.ALL, *negatives.ALL)},
    "second": {form.name: form for form in second.ALL},
}
"""The forms by the set that they were written for, and by name."""

_SHARE = {  # how many snippets have a credential of this kind as their first
    "tencent": 400,
    "tencent:temporary": 44,
    "aws": 400,
    "aws:temporary": 46,
    "alibaba": 185,
    "alibaba:temporary": 30,
    "huawei": 28,
    "volcengine": 22,
    "wechat": 18,
    **dict.fromkeys(("baidu", "qiniu", "private-key", "openai", "github"), 16),
    **dict.fromkeys(
        ("gcp:api-key", "wechat:pay-key", "wecom:webhook", "feishu:webhook", "slack:webhook"), 12
    ),
    **dict.fromkeys(("azure:storage", "azure:client", "azure:sas"), 12),
}
_OTHERS = 14
_MANY = 4  # providers, from which on a form counts as shared by all
_NEGATIVE = 9  # snippets of each form without credentials


def dealt(part: str) -> Iterator[tuple[Form, str, int]]:
    """Every form of a set with a kind of credential and a running number: a provider's own come first."""
    uses: dict[str, list[Form]] = {}
    for form in SETS[part].values():
        for spec in form.specs.split():
            uses.setdefault(spec, []).append(form)
        if not form.specs:
            yield from ((form, "", number) for number in range(_NEGATIVE))
    for spec, choices in uses.items():
        order = list(choices)
        Random(spec).shuffle(order)
        order.sort(key=_breadth)
        for turn in range(_SHARE.get(spec, _OTHERS)):
            yield order[turn % len(order)], spec, turn // len(order)


def _breadth(form: Form) -> int:
    """How widely a form is shared: its own first, then those of a few, then all others alike."""
    return min(len({spec.partition(":")[0] for spec in form.specs.split()}), _MANY)


def filled(form: Form, spec: str, number: int, seed: int) -> tuple[Snippet, frozenset[str]]:
    """Fill one form; also say which values stand in its text as they are, not in an encoding."""
    label = spec.replace(":", "-") if spec else "none"
    name = f"{form.name}/{label}/{number:04}"
    rng = Random(f"{seed}/{name}")
    specs = [spec, *(spec if s == "=" else s for s in form.extra.split())] if spec else []
    planted: list[Planted] = [credential(s, rng) for s in specs]
    page = Page(rng, form.format, specs, planted)
    file_name = page.fill(rng.choice(form.files.split(" ")))
    text = page.fill(form.body)
    content = form.encode(text, rng)
    made = Snippet(name, form.name, form.format, file_name, content, page.labels())
    return made, frozenset(getattr(planted[i], field) for i, field in page.plain)


def corpus(seed: int, part: str = "first") -> Iterator[Snippet]:
    """All snippets of a set, the same ones for the same seed."""
    for form, spec, number in dealt(part):
        yield filled(form, spec, number, seed)[0]
