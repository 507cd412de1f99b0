"""Writes lines of COS access logs: calls of the data plane, which CloudAudit does not keep.

The fields and their order are those of "COS, Logging Overview".
"""

from base64 import b64encode

from akwarden.emulator.traffic.account import fill
from akwarden.emulator.traffic.calls import FailureKind
from akwarden.emulator.traffic.cloudaudit import Written
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import iso
from akwarden.emulator.traffic.principal import CallerKind
from akwarden.emulator.traffic.record import Planned

_ROOT = CallerKind.ROOT
_STATUS = {
    FailureKind.SIGNATURE: ("403", "SignatureDoesNotMatch"),
    FailureKind.DISABLED: ("403", "InvalidAccessKeyId"),
    FailureKind.EXPIRED: ("403", "InvalidAccessKeyId"),
    FailureKind.DENIED: ("403", "AccessDenied"),
    FailureKind.THROTTLED: ("503", "SlowDown"),
    FailureKind.MISSING: ("404", "NoSuchKey"),
}


def write_line(planned: Planned, dice: Dice) -> Written:
    """Return the line of a call."""
    sitting, call, failure = planned.sitting, planned.call, planned.failure
    principal = sitting.principal
    account = principal.account
    bucket, path, method = (call.asks.text % fill(call, account, dice, planned.given)).split(" ")
    id_ = b64encode(f"{dice.bits(64):016x}_{dice.bits(64):016x}".encode()).decode()
    status, code = ("200", "-") if failure is None else _STATUS[failure.kind]
    size = dice.between(200, 4_000_000) if failure is None else 0
    requester = account.number if principal.kind is _ROOT else f"{account.number}:{principal.id}"
    storage, sent, received = ("-", 0, size) if call.write else ("STANDARD", size, 0)
    text = (
        f"1.0 {bucket} {sitting.region} {iso(planned.moment)} {bucket}.cos.{sitting.region}.myqcloud.com "
        f"{call.action} {sitting.address} {principal.key_id} - {received} 0 {path} {method} "
        f"{sitting.log_agent} {status} {code} - {sent} {dice.between(4, 900)} USER {storage} "
        f"{account.number} {dice.between(3, 800)} {requester} {id_} {size} - - - "
        f'"{method} {path} HTTP/1.1" "0"'
    )
    return Written(text, id_)
