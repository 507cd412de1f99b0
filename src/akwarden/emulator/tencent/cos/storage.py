"""The API of COS: the list of buckets, PUT, GET and HEAD of a bucket, GET and HEAD of an object.

Where the access logs of a bucket go can be asked for; a scenario sets it (`Bucket.log_target`).

What CloudAudit keeps of it are the writes; who reads an object stands in the access logs of buckets, which
there are none of here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from akwarden.emulator.tencent.audit import event_of
from akwarden.emulator.tencent.authorization import Authorizer
from akwarden.emulator.tencent.call import Call, Caller, Request
from akwarden.emulator.tencent.cos.authentication import caller_of, parameters_of
from akwarden.emulator.tencent.cos.errors import CosError
from akwarden.emulator.tencent.cos.listing import PARAMETERS, all_buckets, listed, logging_of
from akwarden.emulator.tencent.cos.place import Place, place_of
from akwarden.emulator.tencent.cos.state import NAME, Bucket, CosState, Object, add_bucket
from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.faults import Fault, Faults, refused
from akwarden.emulator.tencent.registry import Entry
from akwarden.emulator.tencent.reply import Reply, note_use, with_faults
from akwarden.emulator.tencent.state import Account, Cloud

_DEFAULT_REGION = "ap-guangzhou"
_LOGGING = "logging"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request to COS that its caller may make."""

    cloud: Cloud
    caller: Caller
    place: Place
    parameters: Mapping[str, str]

    @property
    def account(self) -> Account:
        return self.caller.account

    def bucket(self) -> Bucket:
        """Return the bucket, with all that was delivered into it; raises CosError where there is none."""
        found = self.account.state(CosState).buckets.get(self.place.bucket)
        if found is None or self.place.region not in {None, found.region}:
            raise CosError(404, "NoSuchBucket", "The specified bucket does not exist.")
        found.fill(self.cloud.clock.now())
        return found

    def object(self) -> Object:
        """Return the object; raises CosError where there is none."""
        found = self.bucket().objects.get(self.place.key)
        if found is None:
            raise CosError(404, "NoSuchKey", "The specified key does not exist.")
        return found


class Storage:
    """Answers the requests to the buckets of one cloud."""

    def __init__(self, cloud: Cloud, faults: Faults) -> None:
        """Take the cloud and what makes its days bad."""
        self._cloud = cloud
        self._faults = faults
        self._authorizer = Authorizer(cloud)

    def reply(self, raw: Raw) -> Reply | None:
        """Answer one request; None for one that is none to COS."""
        place = place_of(raw)
        if place is None:
            return None
        name = _name(raw, place)
        faults = self._faults.for_call("cos", name)
        down = next((fault for fault in faults if fault.kind == "outage"), None)
        if down:
            return Reply(b"", delay=down.seconds, lost=True)
        request_id = self._cloud.ids.request_id()
        try:
            _check_faults(faults)
            found = self._answer(raw, place, name, request_id)
        except CosError as error:
            found = Reply(error.body(raw.path, request_id), error.status, headers=(_XML,))
        whole = Reply(found.body, found.status, headers=(*found.headers, ("x-cos-request-id", request_id)))
        return with_faults(whole, faults)

    def _answer(self, raw: Raw, place: Place, name: str, request_id: str) -> Reply:
        handler = _HANDLERS.get(name)
        if handler is None:
            raise CosError(
                405, "MethodNotAllowed", "The specified method is not allowed against this resource."
            )
        parameters = parameters_of(raw)
        caller = caller_of(self._cloud, raw, parameters)
        if caller.key is not None:
            note_use(caller.key, self._cloud.clock.now())
        request = _request(raw, place, name, request_id)
        self._check(caller, request, place)
        others = {key for key in parameters if not key.startswith(("q-", "x-cos-"))} - PARAMETERS - {_LOGGING}
        if others:
            raise CosError(501, "NotImplemented", f"The parameter `{min(others)}` is not implemented.")
        found = handler(_Asked(self._cloud, caller, place, parameters))
        if raw.method == "PUT":
            moment = self._cloud.clock.now()
            told = {"Bucket": place.bucket}
            account = caller.account
            delay = self._cloud.audit_delay
            account.events.append(
                event_of(account, caller, request, moment, told, write=True, sensitive=False, delay=delay)
            )
        return found

    def _check(self, caller: Caller, request: Request, place: Place) -> None:
        """Raise CosError unless the caller may do this; nobody comes to the buckets of another account."""
        account = caller.account
        named = f"{request.region}:uid/{place.appid}:{place.bucket}/{place.key}"
        resource = f"qcs::cos:{named if place.bucket else f':uid/{account.appid}:*'}"
        entry = Entry(
            service="cos",
            action=request.action,
            handler=_handled_here,
            write=False,
            rate=0,
            resources=lambda _: (resource,),
            open_to_all=False,
            sensitive=False,
            mainland_only=False,
        )
        call = Call(self._cloud, caller, request, {}, self._cloud.clock.now())
        try:
            self._authorizer.check(call, entry)
        except ApiError:
            raise CosError(403, "AccessDenied", "Access Denied.") from None
        if place.bucket and place.appid != str(account.appid):
            raise CosError(403, "AccessDenied", "Access Denied.")


def _name(raw: Raw, place: Place) -> str:
    """Return what policies and records call a request."""
    kind = "Object" if place.key else "Bucket" if place.bucket else "Service"
    is_about_logs = kind == "Bucket" and raw.query.partition("&")[0].partition("=")[0] == _LOGGING
    return f"{raw.method.capitalize()}{kind}{'Logging' if is_about_logs else ''}"


def _check_faults(faults: Iterable[Fault]) -> None:
    if any(refused(fault) for fault in faults):
        raise CosError(503, "SlowDown", "Reduce your request rate.")


def _handled_here(_call: Call) -> Mapping[str, Any]:
    """Stand for the handler that an entry has; what COS answers is no JSON and comes from `_HANDLERS`."""
    return {}


def _request(raw: Raw, place: Place, name: str, request_id: str) -> Request:
    return Request(
        service="cos",
        action=name,
        version="",
        region=place.region or _DEFAULT_REGION,
        token="",
        language="",
        client=raw.header("user-agent")[:256],
        address=raw.address,
        request_id=request_id,
        method=raw.method,
    )


_XML = ("content-type", "application/xml")


def _get_service(asked: _Asked) -> Reply:
    buckets = asked.account.state(CosState).buckets
    return Reply(all_buckets(asked.account.appid, buckets.values()), headers=(_XML,))


def _get_bucket_logging(asked: _Asked) -> Reply:
    return Reply(logging_of(asked.bucket()), headers=(_XML,))


def _put_bucket(asked: _Asked) -> Reply:
    place, buckets = asked.place, asked.account.state(CosState).buckets
    if not NAME.fullmatch(place.name):
        raise CosError(400, "InvalidBucketName", "The specified bucket is not valid.")
    if place.bucket in buckets:
        message = "The bucket you tried to create already exists, and you own it."
        raise CosError(409, "BucketAlreadyOwnedByYou", message)
    add_bucket(asked.cloud, asked.account, place.name, place.region or _DEFAULT_REGION)
    return Reply(b"")


def _get_bucket(asked: _Asked) -> Reply:
    return Reply(listed(asked.bucket(), asked.parameters), headers=(_XML,))


def _head_bucket(asked: _Asked) -> Reply:
    return Reply(b"", headers=(("x-cos-bucket-region", asked.bucket().region),))


def _get_object(asked: _Asked) -> Reply:
    found = asked.object()
    headers = (
        ("content-type", "application/octet-stream"),
        ("etag", found.etag),
        ("last-modified", formatdate(found.modified, usegmt=True)),
    )
    return Reply(found.content, headers=headers)


_HANDLERS: Mapping[str, Callable[[_Asked], Reply]] = {
    "GetService": _get_service,
    "GetBucketLogging": _get_bucket_logging,
    "PutBucket": _put_bucket,
    "GetBucket": _get_bucket,
    "HeadBucket": _head_bucket,
    "GetObject": _get_object,
    "HeadObject": _get_object,
}
