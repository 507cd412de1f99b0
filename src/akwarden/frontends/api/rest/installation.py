"""`/api/v1/health` and `/settings`: whether this installation is sound, and what is set in it."""

from datetime import datetime
from pathlib import Path

import msgspec
from litestar import Router, get

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenServer, Now
from akwarden.frontends.api.guards import needs
from akwarden.model.said import Said
from akwarden.settings import cache_folder, known
from akwarden.settings import load as load_settings
from akwarden.workflows.health import Check, checks
from akwarden.workflows.health_state import state_checks


class Health(msgspec.Struct, frozen=True):
    """What was checked."""

    checks: tuple[Check, ...]
    """Each with what to do where it is not well."""
    as_of: datetime
    """When this was checked."""


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    """One setting in force."""

    key: str
    """Section and name."""
    value: str
    """The value in words; a path of a file shows its name alone."""
    origin: str
    """Where it comes from: `default`, `file` or `environment`."""
    env: str
    """The environment name that sets it."""
    accepts: Said
    """What it takes."""


class SettingList(msgspec.Struct, frozen=True):
    """What is set."""

    rows: tuple[SettingValue, ...]
    """Every setting, in the order of the reference."""


@get("/health", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def health(server: GivenServer, now: Now) -> Health:
    """Check that the machine is ready and the state is sound, as `akwarden doctor` does."""
    machine = checks(server.env, start=Path(server.home), cache=cache_folder())
    return Health((*machine, *state_checks(server.env, server.home, now)), now)


@get("/settings", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def settings(server: GivenServer) -> SettingList:
    """List what is set, and where each value comes from."""
    resolved = load_settings(None, server.env, {})
    rows = []
    for key, one in known().items():
        section, _, name = key.partition(".")
        value = getattr(getattr(resolved.settings, section), name)
        rows.append(
            SettingValue(
                key=key,
                value=_words(value),
                origin=_origin(resolved.origins[key]),
                env=one.env,
                accepts=one.accepts,
            )
        )
    return SettingList(tuple(rows))


def _words(value: object) -> str:
    match value:
        case None | ():
            return ""
        case tuple() | list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _origin(text: str) -> str:
    if text in {"default", "option"}:
        return text
    return "environment" if text.startswith("AKWARDEN_") else "file"


ROUTES = Router("/", route_handlers=[health, settings], tags=["installation"])
