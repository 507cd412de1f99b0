"""Which settings there are, and what each takes: one struct a section of a settings file."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from akwarden.model.person import Role
from akwarden.model.second_factor import Demand
from akwarden.model.severity import Severity
from akwarden.model.verification import VerifyMode

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


def _whole(low: int, high: int) -> Meta:
    """Describe a whole number."""
    return Meta(ge=low, le=high, extra={"accepts": f"a whole number from {low} to {high}"})


def _size(low: int, high: int) -> Meta:
    """Describe a number of bytes."""
    accepts = f"a size from {format_size(low)} to {format_size(high)}, as bytes or as text like 64MiB or 1GB"
    return Meta(ge=low, le=high, extra={"accepts": accepts, "size": True})


def _other(accepts: str, *, path: bool = False) -> Meta:
    """Describe a value in words."""
    return Meta(extra={"accepts": accepts, "path": path})


def _personal(accepts: str) -> Meta:
    """Describe a value that the file of a project can't set."""
    return Meta(extra={"accepts": accepts, "personal": True})


def format_size(size: int) -> str:
    """Return bytes in the largest unit that divides them, as settings accept it."""
    for unit, factor in (("GiB", GIB), ("MiB", MIB), ("KiB", KIB)):
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


_Flag = Annotated[bool, _other("true or false")]
_Text = Annotated[str, Meta(min_length=1)]
# In the clear only to this machine itself; no path, no user and no query.
_SITE = Annotated[
    str,
    Meta(
        pattern=r"\A[a-z][a-z0-9-]{0,40}="
        r"(https://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]+\])|http://(127\.\d+\.\d+\.\d+|\[::1\]|localhost))"
        r"(:\d{1,5})?/?\Z"
    ),
]
_SITES = "a list of NAME=ADDRESS, each address https (http only to this machine) and without a path"
# Not every file: the settings of a project that nobody vouches for must not name one that others read.
_LogPath = Annotated[str, Meta(pattern=r"\.jsonl\Z")]


class ScanSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How `scan` reads, unpacks and judges."""

    threads: Annotated[int, _whole(0, 1024)] = 0
    """Workers; 0 is one a core, at most 8."""
    fail_on: Annotated[Severity, _other("one of " + ", ".join(Severity))] = Severity.LOW
    """The mildest severity that makes the exit code 1."""
    respect_gitignore: _Flag = False
    """Leave out what git ignores."""
    exclude: Annotated[tuple[_Text, ...], _other("a list of glob patterns")] = ()
    """Patterns of paths that are left out."""
    history: _Flag = True
    """Scan every commit of a git repository and not only its files."""
    remember: _Flag = True
    """Pass over git objects in which an earlier scan with the same rules found nothing."""
    unpack: _Flag = True
    """Look into zip, gzip, zstd and tar containers."""
    unpack_max_bytes: Annotated[int, _size(MIB, 1024 * GIB)] = GIB
    """What one container may unpack to in all."""
    unpack_max_member_bytes: Annotated[int, _size(KIB, 64 * GIB)] = 256 * MIB
    """What one member of a container may unpack to."""
    unpack_max_members: Annotated[int, _whole(1, 100_000_000)] = 100_000
    """How many members of one container are read."""
    unpack_max_depth: Annotated[int, _whole(1, 32)] = 5
    """How many containers may lie in each other."""
    unpack_max_ratio: Annotated[int, _whole(1, 1_000_000)] = 250
    """How many bytes may come out for one that goes in."""
    unpack_max_seconds: Annotated[
        float, Meta(ge=0.1, le=86_400, extra={"accepts": "seconds from 0.1 to 86400"})
    ] = 60.0
    """How long one container may take."""
    buffer_bytes: Annotated[int, _size(64 * KIB, 64 * MIB)] = 4 * MIB
    """What one worker reads at a time; it has two such buffers."""
    rules: Annotated[
        tuple[_Text, ...], _other("a list of folders and gitleaks configurations", path=True)
    ] = ()
    """Folders with rules of your own, or gitleaks configurations, in addition to the built-in rules."""
    show_examples: _Flag = False
    """Also report documented example keys and placeholders."""
    allow: _Flag = True
    """Let comments and ignore files in what is scanned set findings aside."""
    show_allowed: _Flag = False
    """Also report what is allowed, ignored or known, each with the reason; it never counts."""
    ignore_file: Annotated[_Text | None, _other("the path of an ignore file", path=True)] = None
    """A file that says, by rule, path and value, what is meant to be there."""
    strict: _Flag = False
    """End with exit code 4 when something was not fully covered."""
    unreachable: _Flag = False
    """Also report git objects that nothing reaches."""
    baseline: Annotated[_Text | None, _other("the path of a baseline file", path=True)] = None
    """A file of findings that are already known."""
    verify: Annotated[VerifyMode, _personal("one of " + ", ".join(VerifyMode))] = VerifyMode.OFF
    """Ask the clouds whether found keys work: the user's own ones, or any."""
    own: Annotated[tuple[_Text, ...], _personal("a list of account numbers, buckets and domains")] = ()
    """What belongs to the user, as ground for calling with a key."""
    verify_tencent: Annotated[tuple[_SITE, ...], _personal(_SITES)] = (
        "mainland=https://sts.tencentcloudapi.com",
        "international=https://sts.intl.tencentcloudapi.com",
    )
    """Where Tencent Cloud is asked, one site after the other."""
    verify_aws: Annotated[tuple[_SITE, ...], _personal(_SITES)] = (
        "us-east-1=https://sts.amazonaws.com",
        "cn-north-1=https://sts.cn-north-1.amazonaws.com.cn",
    )
    """Where AWS is asked, one partition after the other; the name is the region that is signed for."""
    verify_timeout: Annotated[float, _personal("seconds from 0.1 to 600"), Meta(ge=0.1, le=600)] = 10.0
    """How long one call may last."""
    verify_rate: Annotated[float, _personal("calls a second, from 0.1 to 100"), Meta(ge=0.1, le=100)] = 5.0
    """How often each cloud is called at most."""
    verify_cache_seconds: Annotated[
        int, _personal("a whole number from 0 to 86400"), Meta(ge=0, le=86_400)
    ] = 300
    """How long an answer is kept on disk and used again; 0 keeps none."""


class OnFailure(StrEnum):
    """What a hook does with what it could not check."""

    ACCEPT = "accept"
    REJECT = "reject"


class HookSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the git hooks decide."""

    seconds: Annotated[float, Meta(ge=0.001, le=3600, extra={"accepts": "seconds from 0.001 to 3600"})] = 20.0
    """How long one check of a commit or a push may take."""
    on_failure: Annotated[OnFailure, _other("one of " + ", ".join(OnFailure))] = OnFailure.ACCEPT
    """What becomes of a commit or a push when the check fails or runs out of time."""
    log: Annotated[_LogPath | None, _other("the path of a file whose name ends in .jsonl", path=True)] = None
    """Where skips are recorded; without it, in `akwarden-skips.jsonl` in the repository's git folder."""


class AuditSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How audit records are kept."""

    keep_days: Annotated[int, _personal("a whole number from 1 to 36500"), Meta(ge=1, le=36_500)] = 400
    """How long events are kept; less than 180 days is too short to look into most incidents."""


# A host with its port and nothing else; in the clear only to this machine itself.
_Url = Annotated[
    str,
    Meta(
        pattern=r"\A(https://([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])"
        r"|http://(127\.\d+\.\d+\.\d+|\[::1\]|([a-z0-9-]+\.)?localhost))"
        r"(:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?/?\Z"
    ),
]


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the console and the API answer."""

    address: Annotated[_Text, _personal("an address of this machine")] = "127.0.0.1"
    """Where it listens. Others than this machine reach it only through a proxy that speaks TLS."""
    port: Annotated[int, _personal("a port from 0 to 65535"), Meta(ge=0, le=65_535)] = 8470
    """The port of the console and the API; 0 for any that is free."""
    url: Annotated[
        _Url | None,
        _personal("an address like https://keys.example.com, without a path (http only to this machine)"),
    ] = None
    """How browsers reach it; without it, the address and the port."""
    metrics_port: Annotated[int, _personal("a port from 0 to 65535"), Meta(ge=0, le=65_535)] = 0
    """Where monitoring reads `/metrics`; 0 for nowhere."""
    proxies: Annotated[tuple[_Text, ...], _personal("a list of addresses")] = ()
    """Proxies that may say whom they speak for."""
    upload_max_bytes: Annotated[int, _size(MIB, 1024 * GIB)] = GIB
    """How large a file of audit records or an archive may be that is handed in."""


class WorkSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the workers of `up` do by themselves, and what jobs may take."""

    sync_minutes: Annotated[int, _personal("minutes from 0 to 10080"), Meta(ge=0, le=10_080)] = 360
    """How often accounts are read; 0 for never by itself."""
    pull_minutes: Annotated[int, _personal("minutes from 0 to 10080"), Meta(ge=0, le=10_080)] = 5
    """How often audit records of accounts are fetched; 0 for never by itself."""
    pull_delivered: Annotated[bool, _personal("true or false")] = False
    """Also fetch what lies in the buckets that the accounts' trails name."""
    detect_seconds: Annotated[int, _personal("seconds from 0 to 86400"), Meta(ge=0, le=86_400)] = 60
    """How often it is looked whether events came in that nobody judged; 0 for never by itself."""
    tidy_minutes: Annotated[int, _personal("minutes from 0 to 10080"), Meta(ge=0, le=10_080)] = 60
    """How often the event lake is put in order; 0 for never by itself."""
    jobs_days: Annotated[int, _personal("days from 1 to 3650"), Meta(ge=1, le=3_650)] = 30
    """How long jobs that have ended are listed."""
    report_days: Annotated[int, _personal("days from 1 to 3650"), Meta(ge=1, le=3_650)] = 7
    """How long reports that were built can be downloaded."""
    scan_paths: Annotated[
        tuple[_Text, ...], Meta(extra={"accepts": "a list of folders", "path": True, "personal": True})
    ] = ()
    """Folders of the server that may be scanned from the console; without any, none."""
    private_addresses: Annotated[bool, _personal("true or false")] = False
    """Let repositories be fetched from addresses that are not of the internet, such as a company's own."""
    clone_seconds: Annotated[int, _personal("seconds from 1 to 86400"), Meta(ge=1, le=86_400)] = 900
    """How long fetching a repository may take."""
    clone_max_bytes: Annotated[
        int,
        Meta(
            ge=MIB,
            le=1024 * GIB,
            extra={"accepts": "a size from 1MiB to 1024GiB", "size": True, "personal": True},
        ),
    ] = 4 * GIB
    """How large a repository that is fetched may be."""


# In the clear only to this machine itself; no user and no query.
_ISSUER = Annotated[
    str,
    Meta(
        pattern=r"\A(https://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]+\])|http://(127\.\d+\.\d+\.\d+|\[::1\]|localhost))"
        r"(:\d{1,5})?(/[A-Za-z0-9._~/%-]{0,200})?\Z"
    ),
]
_ROLES = "|".join(Role)
_ROLE = Annotated[str, Meta(pattern=rf"\A[^=\x00-\x1f]{{1,200}}=({_ROLES})(@[a-z0-9._-]{{1,64}})?\Z")]


class LoginSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a login takes, and how people come in by an identity provider (OpenID Connect)."""

    issuer: Annotated[_ISSUER | None, _personal("an https address, as the provider calls itself")] = None
    """The identity provider; without it there is no single sign-on."""
    client_id: Annotated[_Text | None, _personal("the id that the provider gave akwarden")] = None
    """What the provider calls akwarden."""
    client_secret: Annotated[_Text | None, _personal("the name of a secret in the vault")] = None
    """Where the vault has the secret of this client: its name, never its value."""
    button: Annotated[_Text, _personal("a few words")] = "Single sign-on"
    """What the button of the login page says."""
    scopes: Annotated[tuple[_Text, ...], _personal("a list of scopes")] = ("openid", "profile", "email")
    """What the provider is asked for."""
    groups_claim: Annotated[_Text, _personal("the name of a claim")] = "groups"
    """Which claim names the groups of a person."""
    roles: Annotated[tuple[_ROLE, ...], _personal("a list of GROUP=ROLE or GROUP=ROLE@ACCOUNT-GROUP")] = ()
    """Which role a group of the provider gives; who has none of them does not come in."""
    second_factor: Annotated[Demand, _personal("one of " + ", ".join(Demand))] = Demand.NOBODY
    """Who must show a one-time code or a passkey before anything else works. Single sign-on counts as one."""
    private_addresses: Annotated[bool, _personal("true or false")] = False
    """Let the provider be at an address that is not of the internet, such as a company's own."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is set; one field a section, and the home folder."""

    scan: ScanSettings
    """How `scan` works."""
    hook: HookSettings
    """How the git hooks decide."""
    audit: AuditSettings = AuditSettings()
    """How audit records are kept."""
    server: ServerSettings = ServerSettings()
    """Where the console and the API answer."""
    work: WorkSettings = WorkSettings()
    """What the workers do by themselves."""
    login: LoginSettings = LoginSettings()
    """What a login takes, and how people come in by an identity provider."""
    home: Path
    """Where akwarden keeps what it must remember. It need not exist."""


SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "scan": ScanSettings,
    "hook": HookSettings,
    "audit": AuditSettings,
    "server": ServerSettings,
    "work": WorkSettings,
    "login": LoginSettings,
}
"""The sections of a settings file."""
