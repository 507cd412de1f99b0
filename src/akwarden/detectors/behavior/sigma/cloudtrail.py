"""The fields of CloudTrail, where the lake has them: `logsource: {product: aws, service: cloudtrail}`.

The names are those of AWS, "CloudTrail record contents". A field with a column of its own is read from it;
any other is read out of the scrubbed record, which costs the parsing of its JSON:

- A path goes through objects, and through lists by number alone (`resources[0].ARN`). Its value is text; an
  object or a list is its JSON without spaces. JSON's null and a key that is missing are both null.
- A record that a tool wrote with other keys, such as a table with all keys in lower case, has no paths. What
  has a column is found there too.

Where columns and records differ:

- `eventSource` is a service and `.amazonaws.com`, also for those of `amazonaws.com.cn` and `amazon.com`.
- `eventID` of a record without one is the id that the lake gave it.
- `userIdentity.accessKeyId` is null where the record has it masked.
- `userIdentity.type` of a record without one is that which its ARN tells.
- `sourceIPAddress` is an address in its canonical form, or the service that called for somebody.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from akwarden.detectors.behavior.sigma.fields import (
    Fields,
    LogSource,
    Moment,
    Place,
    Stem,
    Text,
    address_of,
    column_text,
)
from akwarden.detectors.behavior.sigma.refusal import RefusedError

CLOUDTRAIL: Final = LogSource("aws", "cloudtrail")
_PROVIDER: Final = "aws"
_HOST: Final = ".amazonaws.com"
_OTHER_HOSTS: Final = (".amazonaws.com.cn", ".amazon.com")
_SIGN_IN, _FAILED = "signin", "Failure"
_TYPE: Final = "userIdentity.type"
_TYPES: Final = {"root": "Root", "user": "IAMUser", "service": "AWSService", "other_account": "AWSAccount"}
"""Types of the lake that come from one type of CloudTrail."""
_PATH: Final = re.compile(r"[A-Za-z0-9_@-]+(?:\[[0-9]{1,4}\])*(?:\.[A-Za-z0-9_@-]+(?:\[[0-9]{1,4}\])*)*")

TOPS: Final = frozenset(
    [
        *("eventTime", "eventVersion", "userIdentity", "eventSource", "eventName", "awsRegion"),
        *("sourceIPAddress", "userAgent", "errorCode", "errorMessage", "requestParameters"),
        *("responseElements", "additionalEventData", "requestID", "eventID", "eventType", "apiVersion"),
        *("managementEvent", "readOnly", "resources", "recipientAccountId", "serviceEventDetails"),
        *("sharedEventID", "vpcEndpointId", "vpcEndpointAccountId", "eventCategory", "addendum"),
        *("sessionCredentialFromConsole", "eventContext", "edgeDeviceDetails", "tlsDetails"),
        "insightDetails",
        # No key of CloudTrail: a public rule asks for it, so it is known, and null in what AWS writes.
        "status",
    ]
)
"""What a record has at its top."""


def _json_extract_string(document: Any, path: Any) -> Any:
    """Return what a path leads to, as text; the engine does it."""


_EXTRACT: Final = ibis.udf.scalar.builtin(
    _json_extract_string, name="json_extract_string", signature=((dt.string, dt.string), dt.string)
)
"""DuckDB's name; on Spark the function is `get_json_object`, and the lake teaches it this name."""


def cloudtrail_fields(table: ir.Table) -> Fields:
    """Return the fields of CloudTrail in a table with the columns of the lake."""
    known: Mapping[str, Callable[[ir.Table], Place]] = {
        "eventName": _name,
        "eventSource": _source,
        "eventTime": _time,
        "awsRegion": partial(_column, name="region"),
        "sourceIPAddress": _address,
        "userAgent": partial(_column, name="user_agent"),
        "errorCode": _error,
        "eventID": partial(_column, name="event_id"),
        "requestID": partial(_column, name="request_id"),
        _TYPE: _identity_type,
        "userIdentity.accessKeyId": partial(_column, name="key_id"),
    }
    return Fields(
        known={name: partial(place, table) for name, place in known.items()},
        path=partial(_path, table),
        tops=TOPS,
        only=column_text(table, "provider").exact == _PROVIDER,
        whole=column_text(table, "raw"),
    )


def _column(table: ir.Table, name: str) -> Text:
    return column_text(table, name)


def _path(table: ir.Table, name: str) -> Place | None:
    top = name.partition(".")[0].partition("[")[0]
    if top not in TOPS:
        return None
    if not _PATH.fullmatch(name):
        raise RefusedError(f"`{name}` is no path: keys, separated by dots, with `[0]` for a place in a list")
    return _extracted(table, name)


def _extracted(table: ir.Table, path: str) -> Text:
    raw = column_text(table, "raw").exact
    return Text(exact=_EXTRACT(raw, f"$.{path}"), record=raw)


def _identity_type(table: ir.Table) -> Text:
    """Return the type of who called: by the lake's own for nearly all, which saves reading the record."""
    own, session = column_text(table, "principal_type").exact, column_text(table, "session_name").exact
    written = _extracted(table, _TYPE).exact
    told = [(own == ours, ibis.literal(theirs)) for ours, theirs in _TYPES.items()]
    told.append(((own == "role") & session.notnull(), ibis.literal("AssumedRole")))
    return Text(exact=ibis.cases(*told, else_=written))


def _name(table: ir.Table) -> Text:
    small, exact = column_text(table, "action"), column_text(table, "action_name")
    return Text(exact=exact.exact, small=small.exact, is_set=small.is_set)


def _source(table: ir.Table) -> Text:
    service = column_text(table, "service").exact
    host: ir.StringValue = service.nullif("") + _HOST
    return Text(exact=host, small=host, is_small=True, stem=Stem(service, (_HOST, *_OTHER_HOSTS)))


def _time(table: ir.Table) -> Moment:
    return Moment(column=table["time"], is_set=True)


def _address(table: ir.Table) -> Place:
    address, service = column_text(table, "source_ip"), column_text(table, "source_service")
    return address_of(table, Text(exact=ibis.coalesce(address.exact, service.exact)))


def _error(table: ir.Table) -> Text:
    """Return the code; that of a failed sign-in to the console is none of the record's."""
    code, service = column_text(table, "error_code").exact, column_text(table, "service").exact
    is_ours = (service == _SIGN_IN) & (code == _FAILED)
    return Text(exact=ibis.ifelse(is_ours, ibis.null("string"), code))
