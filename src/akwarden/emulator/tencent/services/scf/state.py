"""The functions of an account, region by region.

A scenario adds with `add_function`, `add_layer`, `add_trigger`, `add_alias` and `add_log`. The API can make
neither layers, triggers, aliases nor logs here: the actions that do are not among those that are served.
"""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.services.scf.function import (
    DEFAULT,
    LATEST,
    NAMESPACE,
    Alias,
    Function,
    Layer,
    Log,
    Namespace,
    Revision,
    Trigger,
)
from akwarden.emulator.tencent.state import Account, Cloud


@dataclass(slots=True)
class ScfRegion:
    """What there is in one region."""

    namespaces: dict[str, Namespace] = field(default_factory=dict)
    layers: dict[str, list[Layer]] = field(default_factory=dict)
    """By name, the oldest version first."""

    def namespace(self, name: str, now: float) -> Namespace | None:
        """Return a namespace; the default one is always there."""
        if name == NAMESPACE and name not in self.namespaces:
            self.namespaces[name] = Namespace(name, now, now)
        return self.namespaces.get(name)


@dataclass(slots=True)
class ScfState:
    """What SCF keeps for an account."""

    regions: Regional[ScfRegion] = field(default_factory=lambda: Regional(ScfRegion))
    signing: bytes = field(default_factory=lambda: os.urandom(32))
    """Signs the addresses from which code can be fetched."""

    def code(self, sha256: str) -> bytes | None:
        """Return the code of a hash, of a function's or of a layer."""
        return next((code for code in self._codes() if hashlib.sha256(code).hexdigest() == sha256), None)

    def _codes(self) -> Iterator[bytes]:
        for region in self.regions.regions.values():
            for namespace in region.namespaces.values():
                for function in namespace.functions.values():
                    yield from (version.code for version in function.versions.values())
            for layer in region.layers.values():
                yield from (version.code for version in layer)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of files; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def add_function(
    cloud: Cloud,
    account: Account,
    name: str,
    *,
    region: str = DEFAULT_REGION,
    namespace: str = NAMESPACE,
    environment: Mapping[str, str] | None = None,
    files: Mapping[str, str | bytes] | None = None,
    code: bytes | None = None,
    config: Mapping[str, Any] | None = None,
    result: str | None = None,
) -> Function:
    """Make a function, and its namespace where there is none.

    Its code is `code`, a zip (or nothing for an image), or a zip of `files`; `config` has more fields of
    CreateFunction, and `result` is what a call of it returns.
    """
    now = cloud.clock.now()
    found = (
        account.state(ScfState)
        .regions.at(region)
        .namespaces.setdefault(namespace, Namespace(namespace, now, now))
    )
    wanted: dict[str, Any] = {
        "Handler": "index.main_handler",
        "Runtime": "Python3.9",
        "MemorySize": 128,
        "Timeout": 3,
        "Environment": {"Variables": [{"Key": k, "Value": v} for k, v in (environment or {}).items()]},
        **(config or {}),
    }
    archive = (
        code
        if code is not None
        else zipped(files or {"index.py": "def main_handler(event, context):\n    return event\n"})
    )
    latest = Revision(LATEST, now, now, archive, wanted, str(wanted.get("Description") or ""))
    made = Function(f"lam-{cloud.ids.lower(8)}", name, namespace, {LATEST: latest}, result=result)
    made.aliases[DEFAULT] = Alias(DEFAULT, LATEST, now)
    found.functions[name] = made
    return made


def add_layer(
    cloud: Cloud,
    account: Account,
    name: str,
    files: Mapping[str, str | bytes],
    *,
    region: str = DEFAULT_REGION,
    runtimes: Sequence[str] = ("Python3.9",),
) -> Layer:
    """Make a layer, or its next version."""
    versions = account.state(ScfState).regions.at(region).layers.setdefault(name, [])
    made = Layer(name, len(versions) + 1, cloud.clock.now(), zipped(files), [*runtimes])
    versions.append(made)
    return made


def add_trigger(cloud: Cloud, function: Function, name: str, kind: str, description: str = "") -> Trigger:
    """Give a function a trigger."""
    now = cloud.clock.now()
    made = function.triggers[name] = Trigger(name, kind, description, now, now)
    return made


def add_alias(cloud: Cloud, function: Function, name: str, version: str) -> Alias:
    """Name a version of a function."""
    made = function.aliases[name] = Alias(name, version, cloud.clock.now())
    return made


def add_log(cloud: Cloud, function: Function, output: str, *, result: str = "", code: int = 0) -> Log:
    """Say that a function was called; `output` is what it printed."""
    made = Log(cloud.ids.uuid(), cloud.clock.now(), result, output, code)
    function.logs.append(made)
    return made
