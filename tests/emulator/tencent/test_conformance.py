"""Every action that is served, called as it should be and as it should not: what comes back is as recorded.

Inputs are made from the shapes of the official SDK; what valid ones do is tested beside each service.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tencentcloud.common.exception import TencentCloudSDKException
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator, root_key, sdk

from akwarden.emulator.tencent.registry import Entry
from akwarden.emulator.tencent.schema import Field, Service, services
from akwarden.emulator.tencent.served import entries
from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
SAMPLES = Path(__file__).parents[2] / "samples" / "tencent"
RECORDED = json.loads((SAMPLES / "service-error-codes.json").read_text(encoding="utf-8"))
SERVED = sorted(entries().values(), key=lambda e: (e.service, e.action))
every_action = pytest.mark.parametrize("entry", SERVED, ids=[f"{e.service}.{e.action}" for e in SERVED])
_SCALARS = {"uint64": 1, "int64": 1, "float": 1.5, "bool": True, "date": "2026-01-01"}
_WRONG = {"string": 7, "uint64": "seven", "int64": "seven", "bool": "maybe", "float": "much", "date": 7}


def sample(service: Service, kind: str, depth: int = 0) -> Any:
    """Give a value of a type, filled as far as it must be."""
    if kind.startswith("list<"):
        return [sample(service, kind[5:-1], depth + 1)]
    if kind in service.types:
        fields = service.types[kind]
        return {f.name: sample(service, f.type, depth + 1) for f in fields if depth < 3 and not f.enum}
    return _SCALARS.get(kind, "sample")


def request_of(entry: Entry, *, whole: bool = False) -> dict[str, Any]:
    """Give a request with all that it must have, or with all that it may have."""
    service = services()[entry.service]
    fields = service.actions[entry.action].request
    return {f.name: f.enum[0] if f.enum else sample(service, f.type) for f in fields if f.required or whole}


def fields_of(entry: Entry) -> Sequence[Field]:
    return services()[entry.service].actions[entry.action].request


def paths(service: Service, fields: Sequence[Field], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that an answer lacks or has too many, with where they stand."""
    wanted = {f.name for f in fields}
    yield from (f"no {name}" for name in wanted - values.keys())
    yield from (f"unknown {name}" for name in values.keys() - wanted)
    for field in fields:
        value = values.get(field.name)
        kind = field.type.removeprefix("list<").removesuffix(">")
        for item in (value if isinstance(value, list) else [value]) if kind in service.types else ():
            if isinstance(item, dict):
                yield from (f"{field.name}: {one}" for one in paths(service, service.types[kind], item))


@pytest.fixture(scope="module")
def nobody(emulator: Emulator) -> tuple[str, str]:
    """Give the key of a user without policies."""
    made = ask(client("cam", emulator), "AddUser", Name="nobody", UseApi=1)
    return made["SecretId"], made["SecretKey"]


def answer_or_code(on: Any, entry: Entry) -> tuple[dict[str, Any], str]:
    """Give what an action answers to a request of samples, or the code with which it is refused."""
    try:
        return ask(on, entry.action, **request_of(entry)), ""
    except TencentCloudSDKException as error:
        return {}, str(error.get_code())


@every_action
def test_answer_has_the_recorded_fields_or_a_recorded_code(entry: Entry, emulator: Emulator) -> None:
    service = services()[entry.service]

    answer, code = answer_or_code(client(entry.service, emulator), entry)

    wrong = [] if code else list(paths(service, service.actions[entry.action].response, answer))
    assert (code, wrong) in [
        (one, []) for one in ("", *RECORDED["common"], *RECORDED["services"][entry.service])
    ]


@every_action
def test_sdk_reads_the_request_and_sends_it_under_its_names(entry: Entry) -> None:
    """The SDK's model of the request takes every field of ours: names and nesting are the official ones."""
    _, models = sdk(entry.service)
    model = getattr(models, f"{entry.action}Request")()
    wanted = request_of(entry, whole=True)

    model.from_json_string(json.dumps(wanted))

    sent = json.loads(model.to_json_string())
    assert {k for k, v in sent.items() if v is not None} == wanted.keys()


@every_action
def test_request_that_lacks_something_is_refused(entry: Entry, emulator: Emulator) -> None:
    whole = request_of(entry)
    for field in fields_of(entry):
        if field.required:
            less = {k: v for k, v in whole.items() if k != field.name}
            assert code_of(client(entry.service, emulator), entry.action, **less) == "MissingParameter"


@every_action
def test_request_of_a_wrong_type_is_refused(entry: Entry, emulator: Emulator) -> None:
    on = client(entry.service, emulator)
    for field in fields_of(entry):
        wrong = {**request_of(entry), field.name: _WRONG.get(field.type, 7)}
        assert code_of(on, entry.action, **wrong) == "InvalidParameter"


@every_action
def test_unknown_parameter_is_refused(entry: Entry, emulator: Emulator) -> None:
    unknown = {**request_of(entry), "Unheard": 1}

    assert code_of(client(entry.service, emulator), entry.action, **unknown) == "UnknownParameter"


@every_action
def test_wrong_secret_is_refused(entry: Entry, emulator: Emulator) -> None:
    on = client(entry.service, emulator, root_key(emulator).secret_id, "x" * 32)

    assert code_of(on, entry.action, **request_of(entry)) == "AuthFailure.SignatureFailure"


@every_action
def test_user_without_policies_is_refused(entry: Entry, emulator: Emulator, nobody: tuple[str, str]) -> None:
    if entry.open_to_all:
        return
    on = client(entry.service, emulator, *nobody)

    assert code_of(on, entry.action, **request_of(entry)) == "AuthFailure.UnauthorizedOperation"


def test_every_call_was_recorded(emulator: Emulator, nobody: tuple[str, str]) -> None:
    before = len(account_of(emulator).events)

    ask(client("sts", emulator, *nobody), "GetCallerIdentity")

    (event,) = list(account_of(emulator).events)[before:]
    assert (event.action, event.secret_id, event.code) == ("GetCallerIdentity", nobody[0], "")
