"""Writes the JSON Schemas of our JSON output: `python -m akwarden.reports.published_schemas FOLDER`.

The structs are the only truth; the notes below their fields become the descriptions.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from akwarden.model.address_row import AddressPage, AddressRow
from akwarden.model.address_use import AddressUse, KeyAtAddress, UsedApi
from akwarden.model.alarm import Alarm, AlarmPart, Reason
from akwarden.model.alarm_page import (
    AlarmCall,
    AlarmEvent,
    AlarmPage,
    RelatedAlarm,
    Usual,
    UsualValue,
)
from akwarden.model.allow_entry import AllowEntry
from akwarden.model.api_key import ApiKey
from akwarden.model.artifact import Coverage, Skipped
from akwarden.model.audit_import import Imported
from akwarden.model.backtest import Backtest, BacktestSubject
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.call_row import CallRow, SourceAddressRow
from akwarden.model.canary import Canary
from akwarden.model.finding import Allowed, Finding, SecretView
from akwarden.model.fix import Fix
from akwarden.model.key_row import KeyRow
from akwarden.model.leak import Leak, LeakPlace
from akwarden.model.location import Location
from akwarden.model.permission import Permission
from akwarden.model.person import Grant, Person
from akwarden.model.principal_row import PrincipalRow
from akwarden.model.rights_use import GrantedBy, RightsUse, ServiceUse
from akwarden.model.risk import Decision, Evidence, Risk, Target
from akwarden.model.risk_summary import RiskIdentity, RiskItem
from akwarden.model.source_ip_row import SourceIpRow
from akwarden.model.temporary_key_row import IssuerRow, TemporaryKeyRow
from akwarden.model.user_row import UserRow
from akwarden.model.verification import Active, Inactive, Unverified
from akwarden.model.watch_policy import WatchPolicy
from akwarden.reports.account_rows import AccountRow, ProbeRow, ReadRow, SyncRow
from akwarden.reports.key_report import KeyReport, KeyReportRow, SeenAccount
from akwarden.reports.schema import CoverageLine, FindingLine, ScanDocument
from akwarden.reports.vault_rows import AuditRow, OpenedRow, SecretRow, VerificationRow

_Struct = type[msgspec.Struct]

_SHAPES: dict[str, _Struct] = {
    "finding": FindingLine,
    "coverage": CoverageLine,
    "scan": ScanDocument,
    "leak": Leak,
    "risk": Risk,
    "fix": Fix,
    "risk-identity": RiskIdentity,
    "risk-kind": RiskItem,
    "alarm": Alarm,
    "alarm-page": AlarmPage,
    "backtest": Backtest,
    "key": KeyRow,
    "key-report": KeyReport,
    "principal": PrincipalRow,
    "address": AddressPage,
    "own-address": AddressRow,
    "key-issuer": IssuerRow,
    "temporary-key": TemporaryKeyRow,
    "call": CallRow,
    "source-ip": SourceIpRow,
    "user": UserRow,
    "allow-entry": AllowEntry,
    "watch-policy": WatchPolicy,
    "canary": Canary,
    "import": Imported,
    "secret": SecretRow,
    "masked-secret": OpenedRow,
    "audit-row": AuditRow,
    "audit-verification": VerificationRow,
    "account": AccountRow,
    "account-probe": ProbeRow,
    "sync": SyncRow,
    "access-person": Person,
    "api-key": ApiKey,
}
_NOTES_FROM: dict[str, tuple[_Struct, ...]] = {
    "FindingLine": (Finding, FindingLine),
    "CoverageLine": (Coverage, CoverageLine),
    **{
        struct.__name__: (struct,)
        for struct in (
            Person,
            Grant,
            ApiKey,
            ScanDocument,
            Allowed,
            Location,
            SecretView,
            Skipped,
            Active,
            Inactive,
            Unverified,
            Leak,
            LeakPlace,
            Risk,
            Evidence,
            Target,
            Decision,
            Fix,
            RiskIdentity,
            RiskItem,
            Alarm,
            AlarmPart,
            Reason,
            AlarmPage,
            AlarmEvent,
            AlarmCall,
            RelatedAlarm,
            Usual,
            UsualValue,
            Backtest,
            BacktestSubject,
            Permission,
            RightsUse,
            ServiceUse,
            GrantedBy,
            KeyRow,
            KeyReport,
            KeyReportRow,
            SeenAccount,
            BlindSpot,
            PrincipalRow,
            AddressPage,
            AddressRow,
            AddressUse,
            KeyAtAddress,
            UsedApi,
            IssuerRow,
            TemporaryKeyRow,
            CallRow,
            SourceAddressRow,
            SourceIpRow,
            UserRow,
            AllowEntry,
            WatchPolicy,
            Canary,
            Imported,
            SecretRow,
            OpenedRow,
            AuditRow,
            VerificationRow,
            AccountRow,
            ProbeRow,
            ReadRow,
            SyncRow,
        )
    },
}
_PYTHON_TO_JSON = {"None": "null", "True": "true", "`": ""}
_PYTHON_WORDS = re.compile(r"\bNone\b|\bTrue\b|`")


def published() -> dict[str, str]:
    """Return the text of every JSON Schema under its file name."""
    return {f"{name}.schema.json": _schema_text(shape) for name, shape in _SHAPES.items()}


def _schema_text(shape: _Struct) -> str:
    """Return the JSON Schema of one shape, indented."""
    (reference,), components = msgspec.json.schema_components([shape], ref_template="#/$defs/{name}")
    for name, component in components.items():
        _annotate(component, _NOTES_FROM.get(name, ()))
    whole = components.pop(reference["$ref"].rpartition("/")[2])
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "$defs": components}
    whole["title"] = shape.__struct_config__.tag
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def _annotate(component: dict[str, Any], structs: tuple[_Struct, ...]) -> None:
    """Add to each property the note that stands below its field in the code."""
    for struct in structs:
        for field, note in _field_notes(struct):
            if field in component["properties"]:
                component["properties"][field]["description"] = note


def _field_notes(struct: _Struct) -> Iterator[tuple[str, str]]:
    """Yield each field of `struct` that has a note below it, and the note in JSON's words."""
    (definition,) = ast.parse(inspect.getsource(struct)).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for field, below in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            yield field.target.id, _PYTHON_WORDS.sub(_json_word, str(below.value.value))


def _json_word(match: re.Match[str]) -> str:
    """Return a word of Python as JSON says it."""
    return _PYTHON_TO_JSON[match.group()]


if __name__ == "__main__":
    for file_name, text in published().items():
        Path(sys.argv[1], file_name).write_text(text, encoding="utf-8")
