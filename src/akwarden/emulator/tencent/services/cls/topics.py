"""Topics and logsets, what is indexed of a topic, and its delivery to CKafka."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cls.state import Consumer, Logset, Topic, cls_of, topic_of
from akwarden.emulator.tencent.services.cls.words import TOKENIZER
from akwarden.emulator.tencent.services.regional import paged, pairs, qualified, region_of

MOST_FILTERS, MOST_TOPIC_VALUES, MOST_LOGSET_VALUES = 10, 100, 5
_EXACT_TOPIC, _EXACT_LOGSET = {1, 3}, {2, 3}
_COMPRESSIONS = {0, 2, 3}
_INDEXED = (
    *("eventName", "eventSource", "eventType", "eventRegion", "eventID", "requestID", "actionType"),
    *("resourceType", "resourceName", "sourceIPAddress", "errorCode", "apiErrorCode", "userAgent"),
    *("userIdentity.userName", "userIdentity.principalId", "userIdentity.secretId"),
)
T = TypeVar("T", Topic, Logset)
_Test = Callable[[T, str], bool]


def topic_resource(call: Call, topic: str) -> str:
    """Return the name of a topic, as a policy has it."""
    return qualified(call, "cls", f"topic/{topic}")


def _resource(call: Call) -> tuple[str, ...]:
    return (topic_resource(call, call.text("TopicId")),)


def topic_named(call: Call, topic: str) -> Topic:
    """Return a topic of the call's region; raises ApiError where there is none."""
    found = topic_of(call.cloud, call.account, region_of(call), topic)
    if found is None:
        raise ApiError("ResourceNotFound.TopicNotExist", f"The topic `{topic}` does not exist.")
    return found


@serve("cls", "DescribeTopics")
def describe_topics(call: Call) -> Mapping[str, Any]:
    """Return a page of the log topics that fit all filters; there are no topics of metrics."""
    state, region = cls_of(call.cloud, call.account), region_of(call)
    how = call.within("PreciseSearch", 0, 3, 0)
    is_metric = call.within("BizType", 0, 1, 0)
    tests: Mapping[str, _Test[Topic]] = {
        "topicId": lambda topic, value: topic.id == value,
        "logsetId": lambda topic, value: topic.logset == value,
        "topicName": lambda topic, value: _named(topic.name, value, exact=how in _EXACT_TOPIC),
        "logsetName": lambda topic, value: _named(
            state.logsets[topic.logset].name, value, exact=how in _EXACT_LOGSET
        ),
        "storageType": lambda _, value: value == "hot",
    }
    topics = [topic for topic in state.topics.values() if topic.region == region and not is_metric]
    found = _filtered(call, topics, tests, MOST_TOPIC_VALUES)
    return {"Topics": [_topic(topic) for topic in paged(call, found)], "TotalCount": len(found)}


@serve("cls", "DescribeLogsets")
def describe_logsets(call: Call) -> Mapping[str, Any]:
    """Return a page of the logsets that fit all filters."""
    state, region = cls_of(call.cloud, call.account), region_of(call)
    tests: Mapping[str, _Test[Logset]] = {
        "logsetId": lambda logset, value: logset.id == value,
        "logsetName": lambda logset, value: value in logset.name,
    }
    logsets = [logset for logset in state.logsets.values() if logset.region == region]
    found = _filtered(call, logsets, tests, MOST_LOGSET_VALUES)
    counts = {one.id: sum(t.logset == one.id for t in state.topics.values()) for one in found}
    return {
        "Logsets": [
            {
                "LogsetId": one.id,
                "LogsetName": one.name,
                "CreateTime": local(one.created),
                "AssumerUin": 0,
                "AssumerName": "",
                "RoleName": "",
                "Tags": pairs(one.tags),
                "TopicCount": counts[one.id],
                "MetricTopicCount": 0,
            }
            for one in paged(call, found)
        ],
        "TotalCount": len(found),
    }


def _named(name: str, value: str, *, exact: bool) -> bool:
    return name == value if exact else value in name


def _filtered(call: Call, found: Iterable[T], tests: Mapping[str, _Test[T]], most_values: int) -> list[T]:
    """Return what fits all filters, each of which lists values of which one must fit."""
    filters, kept = call.items("Filters"), list(found)
    if len(filters) > MOST_FILTERS or any(len(one["Values"]) > most_values for one in filters):
        message = f"There can be up to {MOST_FILTERS} filters of up to {most_values} values."
        raise ApiError("InvalidParameter", message)
    for one in filters:
        name, values = str(one["Key"]), one["Values"]
        test = tests.get(name) or _tag_test(name)
        kept = [item for item in kept if any(test(item, value) for value in values)]
    return kept


def _tag_test(name: str) -> Callable[[Topic | Logset, str], bool]:
    if name == "tagKey":
        return lambda item, value: value in item.tags
    kind, _, key = name.partition(":")
    if kind == "tag" and key:
        return lambda item, value: item.tags.get(key) == value
    raise ApiError("InvalidFilter", f"The filter `{name}` is not supported.")


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "TopicId": topic.id,
        "TopicName": topic.name,
        "LogsetId": topic.logset,
        "CreateTime": local(topic.created),
        "Index": True,
        "Status": True,
        "PartitionCount": 1,
        "AutoSplit": True,
        "MaxSplitPartitions": 50,
        "StorageType": "hot",
        "Period": topic.period,
        "HotPeriod": 0,
        "BizType": 0,
        "IsWebTracking": False,
        "Tags": pairs(topic.tags),
        **dict.fromkeys(("AssumerName", "SubAssumerName", "RoleName", "Describes", "KeyId"), ""),
        "AssumerUin": 0,
    }


@serve("cls", "DescribeIndex", resources=_resource)
def describe_index(call: Call) -> Mapping[str, Any]:
    """Return what is indexed of a topic: all words, and the fields of audit records, without statistics."""
    topic = topic_named(call, call.text("TopicId"))
    kind = {"Type": "text", "Tokenizer": TOKENIZER, "SqlFlag": False, "ContainZH": False, "Alias": ""}
    fields = [{"Key": name, "Value": kind} for name in _INDEXED]
    return {
        "TopicId": topic.id,
        "Status": True,
        "ModifyTime": local(topic.created),
        "IncludeInternalFields": False,
        "MetadataFlag": 0,
        "CoverageField": "",
        "Rule": {
            "FullText": {"CaseSensitive": False, "Tokenizer": TOKENIZER, "ContainZH": False},
            "KeyValue": {"CaseSensitive": False, "KeyValues": fields},
            "DynamicIndex": {"Status": True},
        },
    }


@serve("cls", "CreateConsumer", write=True, resources=_resource)
def create_consumer(call: Call) -> Mapping[str, Any]:
    """Deliver a topic's logs to CKafka, which takes them without anybody seeing it here."""
    topic, kafka = topic_named(call, call.text("TopicId")), call.parameters.get("Ckafka")
    if not kafka:
        raise ApiError("MissingParameter", "The request is missing a required parameter `Ckafka`.")
    if not (call.text("RoleArn") or (kafka.get("Vip") and kafka.get("Vport"))):
        raise ApiError("InvalidParameter", "Without `RoleArn`, `Ckafka` has `Vip` and `Vport`.")
    compression = call.number("Compression")
    if compression not in _COMPRESSIONS:
        raise ApiError("InvalidParameter", "The parameter `Compression` is 0, 2 or 3.")
    if topic.consumer is not None:
        raise ApiError("InvalidParameter.ShipperConflict", "The topic is delivered already.")
    topic.consumer = Consumer(kafka["InstanceId"], kafka["TopicName"], compression)
    return {}


@serve("cls", "UploadLog", write=True, resources=_resource)
def upload_log(call: Call) -> Mapping[str, Any]:
    """Refuse logs: they come as Protocol Buffers in the body, and a body of JSON holds none."""
    topic_named(call, call.text("TopicId"))
    raise ApiError("InvalidParameter.Content", "The body holds no list of log groups.")
