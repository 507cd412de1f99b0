"""Names the targets of a scan so that they mean the same thing from every folder."""

import os
from collections.abc import Callable, Iterable

from akwarden.sources.protocol import Source
from akwarden.sources.stdin import StdinSource
from akwarden.workflows.masking import Veil

STREAM = "stdin"
"""What standard input is called; a folder is never called so, since it has its whole path."""


def target_names(sources: Iterable[Source], veil: Veil) -> Callable[[str], str]:
    """Return what gives the name to keep of a source for the one that findings have: `.` is a whole path.

    A secret in a path is masked, as it is in findings.
    """
    names = {veil.over(source.name): veil.over(_whole(source)) for source in sources}
    return lambda name: names.get(name, name)


def _whole(source: Source) -> str:
    if isinstance(source, StdinSource):
        return STREAM
    if os.path.exists(source.name):  # noqa: PTH110  never raises, however odd the name
        return os.path.realpath(source.name)
    return source.name
