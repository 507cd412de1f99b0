import msgspec
import pytest

from akwarden.emulator.traffic.account import fill
from akwarden.emulator.traffic.calls import (
    GIVEN,
    Call,
    Cloud,
    FailureKind,
    calls,
    failure_of,
    profile,
    profiles,
    template,
)
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.model.event import ReadWrite
from akwarden.providers.aws.audit.access import access_of

COMPANY = Organisation.from_seed(1, people=12)
EVERY = [call for cloud in Cloud for call in calls(cloud).values()]


def filled(call: Call) -> dict[str, str]:
    """Give what a call's slots are filled with in some account of its cloud."""
    account = next(one for one in COMPANY.accounts if one.cloud is call.cloud)
    given = dict.fromkeys(GIVEN, "1") | {"now": "1", "now-ms": "1"}
    return given | fill(call, account, Dice(call.name), None)


every_call = pytest.mark.parametrize("call", EVERY, ids=lambda call: f"{call.cloud}-{call.name}")


@every_call
def test_request_and_answer_are_json(call: Call) -> None:
    if call.is_log:
        return
    values = filled(call)

    msgspec.json.decode(call.asks.text % values)
    answer = call.answers.text % values
    if answer:
        msgspec.json.decode(f'"{answer}"' if call.cloud is Cloud.TENCENT else answer)


@every_call
def test_request_inside_a_string_is_the_request_with_its_version(call: Call) -> None:
    if call.cloud is Cloud.AWS or call.is_log:
        return
    values = filled(call)

    inner = msgspec.json.decode(msgspec.json.decode(f'"{call.asks_inside.text % values}"'))

    version = {"Version": call.version} if call.version else {}
    assert inner == msgspec.json.decode(call.asks.text % values) | version


@every_call
def test_resources_are_json(call: Call) -> None:
    if call.resources.text:
        assert msgspec.json.decode(call.resources.text % filled(call))


@pytest.mark.parametrize("call", calls(Cloud.AWS).values(), ids=lambda call: call.name)
def test_what_the_catalogue_calls_a_read_is_one_by_its_name(call: Call) -> None:
    by_name = access_of(call.action)

    assert by_name is ReadWrite.UNKNOWN or (by_name is ReadWrite.WRITE) is call.write


@pytest.mark.parametrize(("cloud", "name"), [*profiles()])
def test_profile_calls_what_there_is(cloud: Cloud, name: str) -> None:
    assert {call.cloud for call in profile(cloud, name)} == {cloud}


def test_profile_keeps_weights() -> None:
    table = [call.name for call in profile(Cloud.AWS, "export")]

    assert table.count("s3:GetObject") == 40 * table.count("s3:ListObjects")


def test_failure_is_that_of_the_service_where_it_has_its_own() -> None:
    ec2, iam = (calls(Cloud.AWS)[name] for name in ("ec2:DescribeInstances", "iam:ListUsers"))

    own, common = (failure_of(call, FailureKind.DENIED, 0.0) for call in (ec2, iam))

    assert own is not None
    assert own.code == "Client.UnauthorizedOperation"
    assert common is not None
    assert common.code == "AccessDenied"


def test_aws_records_no_wrong_signatures() -> None:
    assert failure_of(calls(Cloud.AWS)["iam:ListUsers"], FailureKind.SIGNATURE, 0.0) is None


def test_template_keeps_percent_signs() -> None:
    made = template("100% of <word>")

    assert made.text % {"word": "it"} == "100% of it"
    assert made.slots == ("word",)
