"""All actions that are served: the modules in `services` register themselves when they are imported here."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from akwarden.emulator.tencent import services
from akwarden.emulator.tencent.registry import Entry, registered


@cache
def entries() -> Mapping[tuple[str, str], Entry]:
    """Return all actions that are served, by service and name."""
    for module in walk_packages(services.__path__, f"{services.__name__}."):
        import_module(module.name)
    return registered
