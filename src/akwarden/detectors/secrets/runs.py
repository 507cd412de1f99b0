"""Where values stand: whole runs of the same characters, and what forms without an edge match."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import re2

from akwarden.detectors.secrets.forms import (
    LONGEST_FREE,
    CompiledForm,
    Span,
    compile_pattern,
    compile_set,
    shortest,
)

LONGEST_RUN = 4352
"""Session tokens reach 4,096 bytes (Tencent Cloud STS, "GetFederationToken")."""

_ESCAPE_BEFORE = re.compile(rb"(?:\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[abefnrtv0])|%(?:25)?[0-9A-Fa-f]{2})")
_LONGEST_ESCAPE = 6
_BEFORE = frozenset(rb"\%:")
"""What stands right before a run that may not begin where it seems to, or one byte further."""
_DASHES = re.compile(rb"-{3,}")


class Runs:
    """The forms whose values are whole runs of the same characters."""

    def __init__(self, edge: str, forms: Sequence[CompiledForm]) -> None:
        self.forms = forms
        self._edge = edge
        self._has_dashes = "-" in edge.removeprefix("0-9A-Za-z")

    @cached_property
    def _runs(self) -> re2._Regexp:
        return compile_pattern(f"[{self._edge}]{{{min(shortest(f.form) for f in self.forms)},}}")

    @cached_property
    def _any(self) -> re2._Regexp:
        """Return what says, for nearly every run, that no form fits it; only then each form is asked."""
        return compile_pattern("|".join(f"(?:{f.form.value})" for f in self.forms))

    @cached_property
    def _which(self) -> re2.Set:
        return compile_set(f.form.value for f in self.forms)

    def at(self, data: bytes, position: int) -> tuple[Iterable[tuple[Span, Sequence[CompiledForm]]], int]:
        """Return the values that touch `position`, and up to where there are no others."""
        run = next((run for run in self._whole_runs(data) if run[1] >= position), None)
        if run is None:
            return (), len(data)
        if run[0] >= position:
            return (), run[0]
        return self._fitting(data, run), run[1]

    def find(self, data: bytes) -> Iterator[tuple[Span, Sequence[CompiledForm], int]]:
        """Yield all values, each with its forms and its end."""
        for run in self._whole_runs(data):
            for span, forms in self._fitting(data, run):
                yield span, forms, span[1]

    def _whole_runs(self, data: bytes) -> Iterator[Span]:
        """Yield every run; a row of dashes, as in `id----secret`, stands between two."""
        for match in self._runs.finditer(data):
            low, high = match.span()
            for dashes in _DASHES.finditer(data, low, high) if self._has_dashes else ():
                yield low, dashes.start()
                low = dashes.end()
            yield low, high

    def _fitting(self, data: bytes, run: Span) -> Iterator[tuple[Span, Sequence[CompiledForm]]]:
        """Yield the spans in one run that are whole values, each with the forms that it has."""
        if run[1] - run[0] > LONGEST_RUN:
            return
        start, end = _unescaped(data, *run)
        if not self._any.fullmatch(data, start, end):
            return
        by_end: dict[int, list[CompiledForm]] = {}
        # A set gives nothing when it runs out of memory; then each form is asked by itself.
        fitting = self._which.Match(data[start:end])
        for form in [self.forms[n] for n in sorted(fitting)] or self.forms:
            tail = form.form.tail
            is_sure = bool(fitting) or form.value.fullmatch(data, start, end)
            if is_sure and _ends_well(data, end, start, tail):
                by_end.setdefault(end + len(tail), []).append(form)
        for whole, forms in by_end.items():
            yield (start, whole), forms


class Free:
    """The forms that say themselves where a value begins and ends."""

    def __init__(self, forms: Sequence[CompiledForm]) -> None:
        self.forms = forms

    def at(self, data: bytes, position: int) -> tuple[Iterable[tuple[Span, Sequence[CompiledForm]]], int]:
        """Return the values that touch `position`, and up to where there are no others."""
        around = [(span, forms) for span, forms, reach in self.find(data) if reach >= position]
        touching = [(span, forms) for span, forms in around if span[0] < position]
        # A value that begins later may be cut off by the end of what is seen.
        unseen = max(position, len(data) - LONGEST_FREE)
        return touching, min([unseen, *(span[0] for span, _ in around)])

    def find(self, data: bytes) -> Iterator[tuple[Span, Sequence[CompiledForm], int]]:
        """Yield all values, each with its form and where that ends."""
        for form in self.forms:
            for span, reach in form.spans(data):
                yield span, [form], reach


def _unescaped(data: bytes, start: int, end: int) -> Span:
    r"""Return the run without the tail of an escape such as `\n` or `%3D` that leads it."""
    if not start or (data[start - 1] not in _BEFORE and data[max(0, start - 2)] not in _BEFORE):
        return start, end
    for back in (1, 2):
        escape = _ESCAPE_BEFORE.match(data, start - back, start + _LONGEST_ESCAPE) if start >= back else None
        if escape and start < escape.end() < end:
            return escape.end(), end
    # `${NAME:-value}` of a shell: the mark is a key-like character, the value begins behind it.
    return start + data.startswith(b":-", start - 1), end


def _ends_well(data: bytes, end: int, start: int, tail: str) -> bool:
    """Say whether the tail follows; without one, base64 padding that fits the length rules the value out."""
    if tail:
        return data.startswith(tail.encode(), end)
    padding = 2 if data.startswith(b"==", end) else int(data.startswith(b"=", end))
    return not padding or (end - start + padding) % 4 != 0
