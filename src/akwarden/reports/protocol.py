"""What a report is made of, and what every format must offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TextIO

from akwarden.model.artifact import Coverage
from akwarden.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """One scan, ready to be written down."""

    findings: Sequence[Finding]
    """In the order in which the line formats write them; grouped formats sort by severity themselves."""
    coverage: Coverage
    """What was looked at, and what was not."""
    targets: tuple[str, ...]
    """What the user asked to scan, as given, without credentials."""
    version: str
    """The version of akwarden that made it."""
    started_at: datetime
    """When the scan began; aware."""
    finished_at: datetime
    """When it ended; aware."""
    names: tuple[str, ...] = ()
    """The same targets as a person calls them, where that is something else."""

    @property
    def called(self) -> tuple[str, ...]:
        """Return the targets as a person calls them."""
        return self.names or self.targets

    @property
    def seconds(self) -> float:
        """Return how long the scan took."""
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How a report should look, where the format has a choice."""

    color: bool = False
    """Whether to add ANSI colours; only text has them."""
    width: int = 100
    """How many columns a line may take; only text wraps."""
    columns: tuple[str, ...] | None = None
    """Which columns, in which order; only tables have them. None means all."""


class Renderer(Protocol):
    """One format.

    A renderer reads the report and writes to `out`: no file, no network, no clock. It works for
    every report, whatever bytes the scanned files put into names, authors and code lines: control
    and direction characters and lone surrogates never reach `out` raw. `out` must take UTF-8.
    """

    @property
    def name(self) -> str:
        """Return the word for `--format`."""

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:
        """Write the whole report to `out`.

        Raises:
            UsageError: when the options ask for a column that the format does not have.
        """
