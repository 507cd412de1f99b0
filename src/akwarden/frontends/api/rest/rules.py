"""`/api/v1/rules`: what calls, files and accounts are judged by."""

from functools import cache

import msgspec
from litestar import Router, get
from litestar.params import FromPath

from akwarden.access.roles import Right
from akwarden.errors import UsageError
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import Query
from akwarden.frontends.api.problems import missing
from akwarden.model.detection_rule import DetectionRulePage, DetectionRuleRow
from akwarden.model.said import Said
from akwarden.workflows.detection.rule_pages import find_rule, list_rules, rule_page
from akwarden.workflows.detection.ruleset import DetectionRules, load_behavior
from akwarden.workflows.posture.ruleset import load_posture
from akwarden.workflows.ruleset import load_ruleset


class CallRuleList(msgspec.Struct, frozen=True):
    """The rules about calls."""

    rows: tuple[DetectionRuleRow, ...]
    """Those that come with akwarden, then those that can't be used."""


class FileRuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One rule about files, or about accounts."""

    id: str
    """Its id."""
    title: Said
    """What it finds."""
    provider: str
    """The cloud that it is about."""
    severity: str
    """How bad it is."""
    about: str
    """`files` or `accounts`."""


class FileRuleList(msgspec.Struct, frozen=True):
    """The rules about files and accounts."""

    rows: tuple[FileRuleRow, ...]
    """Those about files first."""


@cache
def loaded_rules() -> DetectionRules:
    """Return the rules about calls that come with akwarden; read once."""
    return load_behavior()


@get("/calls", opt=needs(Right.READ), sync_to_thread=True)
def call_rules(now: Now, q: Query = "") -> CallRuleList:
    """List the rules about calls."""
    return CallRuleList(tuple(list_rules(loaded_rules(), q, now)))


@get("/calls/{rule:str}", opt=needs(Right.READ), sync_to_thread=True)
def call_rule(server: GivenServer, within: Within, now: Now, rule: FromPath[str]) -> DetectionRulePage:
    """Show one rule about calls, and how often it fired in the accounts that you may see."""
    try:
        found = find_rule(loaded_rules(), rule)
    except UsageError:
        raise missing("rule") from None
    with server.state.reading() as connection:
        return rule_page(connection, found, now, scope=within)


@get("/files", opt=needs(Right.READ), sync_to_thread=True)
def file_rules() -> FileRuleList:
    """List the rules about files, and those about accounts."""
    files = (
        FileRuleRow(id=one.id, title=one.title, provider=one.provider, severity=one.severity, about="files")
        for one in load_ruleset(()).ruleset.rules
    )
    posture = (
        FileRuleRow(
            id=one.id,
            title=one.title,
            provider=" ".join(one.providers),
            severity=one.severity,
            about="accounts",
        )
        for one in load_posture()
    )
    return FileRuleList((*files, *posture))


ROUTES = Router("/rules", route_handlers=[call_rules, call_rule, file_rules], tags=["rules"])
