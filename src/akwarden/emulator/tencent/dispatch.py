"""From a request to an answer: who, what, whether they may, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from akwarden.emulator.tencent import authentication, envelope
from akwarden.emulator.tencent.audit import event_of
from akwarden.emulator.tencent.authorization import Authorizer
from akwarden.emulator.tencent.call import Call, Caller, CallerKind, Request
from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.faults import Fault, Faults, refused
from akwarden.emulator.tencent.limits import RateLimits
from akwarden.emulator.tencent.registry import Entry
from akwarden.emulator.tencent.reply import Reply, note_use, with_faults
from akwarden.emulator.tencent.schema import Checker, Service, Shape, parsed, services
from akwarden.emulator.tencent.served import entries
from akwarden.emulator.tencent.state import Account, Cloud


@dataclass(slots=True)
class _Asked:
    """A request as far as it is understood; what is known of it goes into its event."""

    request: Request
    service: Service | None = None
    entry: Entry | None = None
    caller: Caller | None = None
    flat: Mapping[str, str] | None = None
    """The parameters of a query or a form; None where they are in JSON."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    answer: Mapping[str, Any] | None = None
    faults: list[Fault] = field(default_factory=list)


class Dispatcher:
    """Answers the requests to one cloud."""

    def __init__(self, cloud: Cloud, limits: RateLimits, faults: Faults) -> None:
        """Take the cloud and what makes its days bad."""
        self._cloud = cloud
        self._limits = limits
        self._faults = faults
        self._authorizer = Authorizer(cloud)
        self._entries = entries()
        self._services = services()
        self._by_action = {
            (one.version, action): one for one in self._services.values() for action in one.actions
        }

    def reply(self, raw: Raw) -> Reply:
        """Answer one request."""
        asked = _Asked(self._read(raw))
        try:
            self._understand(asked, raw)
            asked.faults = self._faults.for_call(asked.request.service, asked.request.action)
            down = next((fault for fault in asked.faults if fault.kind == "outage"), None)
            if down:
                return Reply(b"", delay=down.seconds, lost=True)
            self._run(asked, raw)
            assert asked.answer is not None  # noqa: S101  it was made, or an error was raised
            body = envelope.answer(asked.answer, asked.request.request_id)
            self._record(asked)
        except ApiError as error:
            body = envelope.failure(error, asked.request.request_id)
            self._record(asked, error)
        return with_faults(Reply(body), asked.faults)

    def _run(self, asked: _Asked, raw: Raw) -> None:
        caller = self._authenticate(asked, raw)
        entry, service = self._find(asked, caller)
        asked.parameters = _parameters(asked.flat, raw, service.actions[entry.action], service)
        now = self._cloud.clock.now()
        call = Call(self._cloud, caller, asked.request, asked.parameters, now)
        self._limits.take(caller.account.uin, entry.service, entry.action, entry.rate)
        checker = Checker(service, service.actions[entry.action])
        checker.check(asked.parameters)
        self._authorizer.check(call, entry)
        for fault in asked.faults:
            if error := refused(fault):
                raise error
        asked.answer = checker.complete(entry.handler(call))
        del asked.answer["RequestId"]  # the envelope adds it

    def _read(self, raw: Raw) -> Request:
        """Return what a request says of itself."""
        token, action, version, region = (raw.header(f"x-tc-{name}") for name in _SAID)
        return Request(
            service="",
            action=action[:_MOST_SAID],
            version=version[:_MOST_SAID],
            region=region[:_MOST_SAID],
            token=token,
            language=raw.header("x-tc-language"),
            client=(raw.header("x-tc-requestclient") or raw.header("user-agent"))[:_MOST_SAID],
            address=raw.address,
            request_id=self._cloud.ids.request_id(),
            method=raw.method,
            host=raw.header("host")[:_MOST_SAID],
        )

    def _understand(self, asked: _Asked, raw: Raw) -> None:
        """Find out which action of which service is asked for, before anybody is believed."""
        said = asked.request
        asked.flat = envelope.query_parameters(raw) if envelope.is_form(raw) else None
        if raw.header("authorization") not in {"", authentication.SKIPPED}:
            said.service = self._service(said, authentication.service_of(raw) or "")
            return
        flat = {name: value[:_MOST_SAID] for name, value in (asked.flat or {}).items() if name in _COMMON}
        said.action, said.version = flat.get("Action", said.action), flat.get("Version", said.version)
        said.region, said.client = flat.get("Region", said.region), flat.get("RequestClient", said.client)
        found = self._by_action.get((said.version, said.action))
        said.service = found.service if found else ""

    def _authenticate(self, asked: _Asked, raw: Raw) -> Caller:
        if raw.header("authorization") == authentication.SKIPPED:
            asked.caller = self._unsigned(asked, raw)
        elif raw.header("authorization"):
            asked.caller = authentication.by_tc3(self._cloud, raw, asked.request.token)
        else:
            asked.caller = authentication.by_v1(self._cloud, raw, asked.flat or {})
        asked.request.secret_id = asked.caller.secret_id
        return asked.caller

    def _service(self, request: Request, signed: str) -> str:
        """Return the service that a request is for: the one it is signed for.

        The official SDK for Node.js takes the service from the host, so on this machine it signs for `127` or
        `localhost`: there version and action tell it.
        """
        if signed.isdecimal() or signed == "localhost":
            found = self._by_action.get((request.version, request.action))
            return found.service if found else signed
        return signed

    def _unsigned(self, asked: _Asked, raw: Raw) -> Caller:
        """Return the caller of an action that takes calls unsigned: nobody yet, in the account of a role."""
        said = asked.request
        service, entry = self._services.get(said.service), self._entries.get((said.service, said.action))
        if service is None or entry is None or not entry.unsigned:
            raise ApiError("AuthFailure.InvalidAuthorization", "The action needs a signature.")
        role = _parameters(asked.flat, raw, service.actions[said.action], service).get("RoleArn", "")
        uin = str(role).removeprefix("qcs::cam::uin/").partition(":")[0]
        account = next((one for one in self._cloud.accounts.values() if str(one.uin) == uin), None)
        if account is None:
            raise ApiError("ResourceNotFound.RoleNotFound", "The role does not exist.")
        return Caller(CallerKind.FEDERATED, account, "")

    def _find(self, asked: _Asked, caller: Caller) -> tuple[Entry, Service]:
        request = asked.request
        service = self._services.get(request.service)
        if service is None:
            code, what = ("NoSuchProduct", request.service) if request.service else ("InvalidAction", "")
            raise ApiError(
                code, f"The product `{what}` is not found." if what else "The action is not found."
            )
        if request.version != service.version:
            raise ApiError("NoSuchVersion", f"The version `{request.version}` is not found.")
        entry = self._entries.get((request.service, request.action))
        if entry is None or not entry.is_served_on(caller.account.site):
            raise ApiError("InvalidAction", f"The action `{request.action}` is not found.")
        asked.service, asked.entry = service, entry
        return entry, service

    def _record(self, asked: _Asked, error: ApiError | None = None) -> None:
        """Keep the event of a call whose caller is known, and note that a key was used."""
        caller, entry = asked.caller, asked.entry
        if caller is None:
            return
        now = self._cloud.clock.now()
        if caller.key is not None:
            note_use(caller.key, now)
        account: Account = caller.account
        account.events.append(
            event_of(
                account,
                caller,
                asked.request,
                now,
                asked.parameters,
                write=bool(entry and entry.write),
                sensitive=bool(entry and entry.sensitive),
                error=(error.code, error.message) if error else ("", ""),
                answer=asked.answer,
                delay=self._cloud.audit_delay,
            )
        )


_SAID = ("token", "action", "version", "region")
_MOST_SAID = 256
"""Characters of what a request says of itself; events keep it."""
_COMMON = frozenset(
    [
        *("Action", "Version", "Region", "Nonce", "Timestamp", "Token", "SecretId", "Signature"),
        *("SignatureMethod", "RequestClient", "Language"),
    ]
)
"""Parameters that every request signed with v1 has."""


def _parameters(
    flat: Mapping[str, str] | None, raw: Raw, shape: Shape, service: Service
) -> Mapping[str, Any]:
    """Return what a request says, from its JSON or from the parameters of its query or form."""
    if flat is None:
        return envelope.json_parameters(raw)
    names = {field.name for field in shape.request}
    is_common = frozenset[str]() if raw.header("authorization") else _COMMON - names
    return parsed(service, shape.request, {n: v for n, v in flat.items() if n not in is_common})
