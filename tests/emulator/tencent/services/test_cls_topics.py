"""Topics and logsets: lists and filters, the index, delivery to CKafka, and logs that nobody takes."""

from typing import Any

import pytest
from tencentcloud.common.exception import TencentCloudSDKException
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator, sdk

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cls.state import Topic, add_logset, add_topic, cls_of

__all__ = ["emulator"]
NONE = "ResourceNotFound.TopicNotExist"
KAFKA = {"InstanceId": "ckafka-x", "TopicName": "t", "Vip": "192.0.2.1", "Vport": "9092"}


@pytest.fixture(scope="module")
def cls(emulator: Emulator) -> Any:
    return client("cls", emulator)


@pytest.fixture(scope="module")
def topics(emulator: Emulator) -> list[Topic]:
    """Give three topics in two logsets beside the one that is there from the start."""
    cloud, account = emulator.cloud, account_of(emulator)
    cls_of(cloud, account)
    web, shop = (add_logset(cloud, account, name) for name in ("web", "shop"))
    far = add_logset(cloud, account, "far", region="ap-seoul")
    add_topic(cloud, account, far, "far-topic")
    shop.tags["team"] = "b"
    found = [
        add_topic(cloud, account, *one) for one in ((web, "access"), (web, "access-old"), (shop, "orders"))
    ]
    found[0].tags["env"] = "prod"
    return found


def names(cls: Any, *filters: tuple[str, list[str]], **more: Any) -> list[str]:
    given = [{"Key": key, "Values": values} for key, values in filters]
    return [topic["TopicName"] for topic in ask(cls, "DescribeTopics", Filters=given, **more)["Topics"]]


@pytest.mark.usefixtures("topics")
def test_each_account_begins_with_a_topic_for_its_audit(cls: Any) -> None:
    first = ask(cls, "DescribeTopics")["Topics"][0]

    assert (first["TopicName"], first["Index"], first["Status"]) == ("cloudaudit_topic", True, True)
    assert (first["StorageType"], first["Period"]) == ("hot", 30)
    assert ask(cls, "DescribeLogsets")["Logsets"][0]["LogsetName"] == "cloudaudit_logset"


def test_topics_are_found_by_filters(cls: Any, topics: list[Topic]) -> None:
    assert names(cls, ("topicName", ["access"])) == ["access", "access-old"]
    assert names(cls, ("topicName", ["access"]), PreciseSearch=1) == ["access"]
    assert names(cls, ("logsetName", ["we"])) == ["access", "access-old"]
    assert names(cls, ("logsetName", ["we"]), PreciseSearch=2) == []
    assert names(cls, ("topicId", [topics[2].id])) == ["orders"]
    assert names(cls, ("logsetId", [topics[2].logset, topics[0].logset])) == [
        "access",
        "access-old",
        "orders",
    ]
    assert names(cls, ("tagKey", ["env"])) == names(cls, ("tag:env", ["prod"])) == ["access"]
    assert names(cls, ("tag:env", ["test"])) == []
    assert names(cls, ("storageType", ["cold"])) == names(cls, BizType=1) == []
    assert names(cls, ("topicName", ["access"]), ("logsetName", ["shop"])) == []


@pytest.mark.usefixtures("topics")
def test_topics_come_in_pages(cls: Any) -> None:
    page = ask(cls, "DescribeTopics", Offset=1, Limit=2)

    assert [topic["TopicName"] for topic in page["Topics"]] == ["access", "access-old"]
    assert page["TotalCount"] == 4


def test_logsets_are_found_and_counted(cls: Any, topics: list[Topic]) -> None:
    logsets = ask(cls, "DescribeLogsets")["Logsets"]
    filters = [{"Key": "logsetName", "Values": ["sho"]}, {"Key": "tag:team", "Values": ["b"]}]

    assert [(one["LogsetName"], one["TopicCount"]) for one in logsets[1:]] == [("web", 2), ("shop", 1)]
    (found,) = ask(cls, "DescribeLogsets", Filters=filters)["Logsets"]
    assert (found["LogsetName"], found["Tags"]) == ("shop", [{"Key": "team", "Value": "b"}])
    by_id = [{"Key": "logsetId", "Values": [topics[0].logset]}]
    assert ask(cls, "DescribeLogsets", Filters=by_id)["TotalCount"] == 1


def test_regions_have_their_own_topics(cls: Any, topics: list[Topic]) -> None:
    far = type(cls)(cls.credential, "ap-seoul", cls.profile)

    assert names(far) == ["far-topic"]
    assert code_of(far, "DescribeIndex", TopicId=topics[0].id) == NONE


@pytest.mark.parametrize("action", ["DescribeTopics", "DescribeLogsets"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Filters": [{"Key": "colour", "Values": ["red"]}]}, "InvalidFilter"),
        ({"Filters": [{"Key": "tagKey", "Values": ["x"]}] * 11}, "InvalidParameter"),
        ({"Filters": [{"Key": "tagKey", "Values": ["x"] * 101}]}, "InvalidParameter"),
        ({"Limit": 101}, "InvalidParameterValue"),
    ],
)
def test_list_that_can_not_be_is_refused(cls: Any, action: str, wrong: dict[str, Any], code: str) -> None:
    assert code_of(cls, action, **wrong) == code


def test_index_has_words_and_fields_of_records_without_statistics(cls: Any, topics: list[Topic]) -> None:
    index = ask(cls, "DescribeIndex", TopicId=topics[0].id)

    fields = {one["Key"]: one["Value"] for one in index["Rule"]["KeyValue"]["KeyValues"]}
    assert (index["TopicId"], index["Status"]) == (topics[0].id, True)
    assert {"eventName", "sourceIPAddress", "userIdentity.secretId"} <= fields.keys()
    assert {one["SqlFlag"] for one in fields.values()} == {False}
    assert "," in index["Rule"]["FullText"]["Tokenizer"]
    assert code_of(cls, "DescribeIndex", TopicId="none") == NONE


def test_topic_is_delivered_to_kafka_once(cls: Any, topics: list[Topic]) -> None:
    topic = topics[0]
    wanted = {"TopicId": topic.id, "Ckafka": KAFKA}

    assert code_of(cls, "CreateConsumer", TopicId=topic.id) == "MissingParameter"
    assert code_of(cls, "CreateConsumer", **wanted, Compression=1) == "InvalidParameter"
    bare = {name: KAFKA[name] for name in ("InstanceId", "TopicName")}
    assert code_of(cls, "CreateConsumer", TopicId=topic.id, Ckafka=bare) == "InvalidParameter"
    assert code_of(cls, "CreateConsumer", TopicId="none", Ckafka=KAFKA) == NONE
    ask(cls, "CreateConsumer", **wanted, Compression=3)
    assert topic.consumer is not None
    assert code_of(cls, "CreateConsumer", **wanted) == "InvalidParameter.ShipperConflict"


def test_logs_are_not_taken_in_any_form(cls: Any, topics: list[Topic]) -> None:
    _, models = sdk("cls")
    request = models.UploadLogRequest()
    request.TopicId = topics[0].id

    assert code_of(cls, "UploadLog", TopicId=topics[0].id) == "InvalidParameter.Content"
    assert code_of(cls, "UploadLog", TopicId="none") == NONE
    with pytest.raises(TencentCloudSDKException) as refused:
        cls.UploadLog(request, b"\x0a\x00")
    assert refused.value.get_code() == "InvalidRequest"


def test_user_without_policies_sees_nothing(emulator: Emulator, topics: list[Topic]) -> None:
    made = ask(client("cam", emulator), "AddUser", Name="weak", UseApi=1)
    weak = client("cls", emulator, made["SecretId"], made["SecretKey"])
    one = {"TopicId": topics[0].id}
    calls: dict[str, dict[str, Any]] = {
        "DescribeTopics": {},
        "DescribeLogsets": {},
        "DescribeIndex": one,
        "CreateConsumer": {**one, "Ckafka": KAFKA},
        "UploadLog": one,
    }

    for action, parameters in calls.items():
        assert code_of(weak, action, **parameters) == "AuthFailure.UnauthorizedOperation", action
