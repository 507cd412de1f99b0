"""The preset policies that every account has: those of Tencent's that people attach most."""

from akwarden.emulator.tencent.state import Cloud, Policy, Version
from akwarden.policy.grammar import Language, read_policy

_ALL = '{"version": "2.0", "statement": [{"effect": "allow", "action": %s, "resource": "*"}]}'
_READ = ("Describe*", "Get*", "List*", "Look*", "Query*", "Check*", "Search*", "BatchGet*")
_SERVICES = (
    *("cam", "cvm", "cos", "scf", "kms", "ssm", "cls", "cbs", "vpc", "tke", "cdb"),
    *("cloudaudit", "organization", "clb", "lighthouse"),
)
_WORDS = ("cam", "lighthouse")
"""Services whose names are words in the names of their policies, and not initials."""


def _list(actions: list[str]) -> str:
    return "[" + ", ".join(f'"{action}"' for action in actions) + "]"


def _texts() -> list[tuple[str, str, str]]:
    """Return name, description and text of each."""
    read_all = _ALL % _list([f"*:{verb}" for verb in _READ])
    found = [
        ("AdministratorAccess", "Manages all users, their rights, bills and resources", _ALL % '"*"'),
        ("ReadOnlyAccess", "Reads all resources that support it", read_all),
        ("QCloudFinanceFullAccess", "Manages bills and payments", _ALL % _list(["finance:*"])),
    ]
    for service in _SERVICES:
        title = "Qcloud" + (service.title() if service in _WORDS else service.upper())
        found.append((f"{title}FullAccess", f"All of {service}", _ALL % _list([f"{service}:*"])))
        reads = [f"{service}:{verb}" for verb in _READ]
        found.append((f"{title}ReadOnlyAccess", f"Reads all of {service}", _ALL % _list(reads)))
    return found


def add_presets(cloud: Cloud) -> None:
    """Give a cloud its preset policies, numbered from 1."""
    now = cloud.clock.now()
    for number, (name, description, text) in enumerate(_texts(), 1):
        version = Version(1, text, read_policy(text, Language.CAM), now)
        cloud.presets[number] = Policy(
            number, name, [version], preset=True, description=description, created=now, updated=now
        )
