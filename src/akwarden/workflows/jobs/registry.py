"""Which runner does which kind of job; each is loaded when it is needed."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from akwarden.model.job import JobKind
from akwarden.workflows.jobs.running import Runner

_PLACES: Final[Mapping[JobKind, str]] = MappingProxyType(
    {
        JobKind.SYNC: "syncing",
        JobKind.PULL: "pulling",
        JobKind.DETECT: "detecting",
        JobKind.TIDY: "tidying",
        JobKind.RECHECK: "rechecking",
        JobKind.IMPORT: "importing",
        JobKind.SCAN: "scanning",
        JobKind.REPORT: "reporting",
        JobKind.BULK: "bulk",
    }
)


def runner(kind: JobKind) -> Runner:
    """Return what does a kind of job."""
    return cast("Runner", import_module(f"akwarden.workflows.jobs.{_PLACES[kind]}").run)
