"""How calls and answers are written, by the models of the services that botocore brings.

Five protocols are spoken: `query` (IAM, STS), `ec2`, `json` (CloudTrail, Organizations), `rest-json` (Lambda)
and `rest-xml` (S3). An answer is a mapping by the names of the API reference, whatever the protocol.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

XML, JSON, JSON_11 = "text/xml", "application/json", "application/x-amz-json-1.1"


class Written(NamedTuple):
    """An answer as it goes over the wire."""

    body: bytes
    content_type: str


class Refusal(Exception):  # noqa: N818  what a caller did wrong, not a defect
    """The cloud refuses a call."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """Take the code and the words of AWS."""
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@cache
def model_of(service: str) -> ServiceModel:
    """Return the model of a service; raises botocore's UnknownServiceError for none."""
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


def answer(service: str, action: str, content: Mapping[str, Any], request_id: str) -> Written:
    """Return an answer as its service writes it."""
    model = model_of(service)
    operation: OperationModel = model.operation_model(action)
    shape = operation.output_shape
    match model.protocol:
        case "query":
            root = Element(f"{action}Response")
            if shape is not None:
                _fill(
                    SubElement(root, shape.serialization.get("resultWrapper", f"{action}Result")),
                    shape,
                    content,
                )
            SubElement(SubElement(root, "ResponseMetadata"), "RequestId").text = request_id
            return Written(tostring(root), XML)
        case "ec2":
            root = Element(f"{action}Response")
            SubElement(root, "requestId").text = request_id
            _fill(root, shape, content)
            return Written(tostring(root), XML)
        case "rest-xml":
            root = Element(shape.name)
            _fill(root, shape, content)
            return Written(tostring(root), "application/xml")
        case "rest-json":
            return Written(msgspec.json.encode(_plain(shape, content)), JSON)
        case _:
            return Written(msgspec.json.encode(_plain(shape, content)), JSON_11)


def refused(service: str, refusal: Refusal, request_id: str) -> Written:
    """Return a refusal as the service writes it."""
    match model_of(service).protocol:
        case "json" | "rest-json":
            content = {"__type": refusal.code, "message": refusal.message}
            return Written(msgspec.json.encode(content), JSON_11)
        case "ec2":
            root = Element("Response")
            error = SubElement(SubElement(root, "Errors"), "Error")
            SubElement(root, "RequestID").text = request_id
        case "rest-xml":
            root = error = Element("Error")
        case _:
            root = Element("ErrorResponse")
            error = SubElement(root, "Error")
            SubElement(root, "RequestId").text = request_id
    SubElement(error, "Code").text = refusal.code
    SubElement(error, "Message").text = refusal.message
    return Written(tostring(root), XML)


def _fill(element: Element, shape: Any, content: Mapping[str, Any]) -> None:
    """Write the members of a structure into an element."""
    for name, member in shape.members.items():
        if content.get(name) is None:
            continue
        called = member.serialization.get("name", name)
        if member.type_name == "list":
            _fill_list(element, called, member, content[name])
        else:
            _write(SubElement(element, called), member, content[name])


def _fill_list(element: Element, called: str, shape: Any, values: Any) -> None:
    if shape.serialization.get("flattened"):
        for value in values:
            _write(SubElement(element, called), shape.member, value)
        return
    inner = SubElement(element, called)
    for value in values:
        _write(SubElement(inner, shape.member.serialization.get("name", "member")), shape.member, value)


def _write(element: Element, shape: Any, value: Any) -> None:
    if shape.type_name == "structure":
        _fill(element, shape, value)
    else:
        element.text = _text(shape, value)


def _text(shape: Any, value: Any) -> str:
    match shape.type_name:
        case "timestamp":
            return moment_text(value)
        case "blob":
            return base64.b64encode(value).decode()
        case "boolean":
            return "true" if value else "false"
        case _:
            return str(value)


def _plain(shape: Any, value: Any) -> Any:
    """Return a value as JSON has it."""
    match shape.type_name:
        case "structure":
            members = shape.members
            return {
                members[name].serialization.get("name", name): _plain(members[name], one)
                for name, one in value.items()
                if one is not None
            }
        case "list":
            return [_plain(shape.member, one) for one in value]
        case _:
            return value


def moment_text(moment: float) -> str:
    """Return a moment as AWS writes it into XML and into the credential report."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
