"""Searching logs and counting them, page by page, in one topic and in several."""

import json
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cls.state import Topic, add_logset, add_topic

__all__ = ["emulator"]
START = 1_735_689_600
FROM, TO = START * 1000, (START + 100) * 1000
NONE = "ResourceNotFound.TopicNotExist"


@pytest.fixture(scope="module")
def cls(emulator: Emulator) -> Any:
    return client("cls", emulator)


@pytest.fixture(scope="module")
def topics(emulator: Emulator) -> list[Topic]:
    """Give two topics with ten logs each, one a second, in turns."""
    cloud, account = emulator.cloud, account_of(emulator)
    logset = add_logset(cloud, account, "tested")
    found = [add_topic(cloud, account, logset, name) for name in ("one", "two")]
    for second in range(20):
        content = {"n": str(second), "parity": "odd" if second % 4 > 1 else "even", "nested": {"a": second}}
        found[second % 2].add(START + second, content)
    return found


def asked(topic: Topic, **more: Any) -> dict[str, Any]:
    return {"TopicId": topic.id, "From": FROM, "To": TO} | more


def numbers(answer: dict[str, Any]) -> list[int]:
    return [int(json.loads(log["LogJson"])["n"]) for log in answer["Results"]]


def test_logs_come_newest_first_or_oldest_first(cls: Any, topics: list[Topic]) -> None:
    newest = ask(cls, "SearchLog", **asked(topics[0]))
    oldest = ask(cls, "SearchLog", **asked(topics[0], Sort="asc"))

    assert numbers(newest) == [*range(18, -1, -2)]
    assert numbers(oldest) == [*range(0, 20, 2)]
    assert (newest["ListOver"], newest["Analysis"]) == (True, False)


def test_log_is_told_with_its_topic_and_as_texts(cls: Any, topics: list[Topic]) -> None:
    log = ask(cls, "SearchLog", **asked(topics[1], Limit=1))["Results"][0]

    assert (log["Time"], log["TopicId"], log["TopicName"]) == ((START + 19) * 1000, topics[1].id, "two")
    assert json.loads(log["LogJson"]) == {"n": "19", "parity": "odd", "nested": '{"a":19}'}


@pytest.mark.parametrize("name", ["QueryString", "Query"])
def test_condition_narrows(cls: Any, topics: list[Topic], name: str) -> None:
    assert numbers(ask(cls, "SearchLog", **asked(topics[0], **{name: "parity:odd AND n:>5"}))) == [
        18,
        14,
        10,
        6,
    ]


def test_times_narrow(cls: Any, topics: list[Topic]) -> None:
    span = {"From": (START + 4) * 1000, "To": (START + 8) * 1000}

    assert numbers(ask(cls, "SearchLog", **asked(topics[0], **span))) == [8, 6, 4]


def test_offset_and_context_lead_on(cls: Any, topics: list[Topic]) -> None:
    first = ask(cls, "SearchLog", **asked(topics[0], Limit=6))
    second = ask(cls, "SearchLog", **asked(topics[0], Limit=6, Context=first["Context"]))
    by_offset = ask(cls, "SearchLog", **asked(topics[0], Limit=6, Offset=6))

    assert (first["ListOver"], second["ListOver"]) == (False, True)
    assert numbers(first) + numbers(second) == [*range(18, -1, -2)]
    assert numbers(by_offset) == numbers(second)


def test_context_holds_for_an_hour(emulator: Emulator, cls: Any, topics: list[Topic]) -> None:
    context = ask(cls, "SearchLog", **asked(topics[0], Limit=1))["Context"]

    emulator.cloud.clock.advance(3602)

    code = code_of(cls, "SearchLog", **asked(topics[0], Context=context))
    assert code == "FailedOperation.InvalidContext"


@pytest.mark.parametrize("context", ["%%%", "bm8=", "/w=="])
def test_context_that_was_never_given_is_refused(cls: Any, topics: list[Topic], context: str) -> None:
    code = code_of(cls, "SearchLog", **asked(topics[0], Context=context))

    assert code == "FailedOperation.InvalidContext"


def test_several_topics_are_searched_and_a_missing_one_is_told(cls: Any, topics: list[Topic]) -> None:
    wanted = [{"TopicId": topic.id} for topic in topics]

    answer = ask(cls, "SearchLog", From=FROM, To=TO, Topics=[*wanted, {"TopicId": "none"}])

    assert numbers(answer) == [*range(19, -1, -1)]
    assert [info["TopicId"] for info in answer["Topics"]["Infos"]] == [topic.id for topic in topics]
    assert [(one["TopicId"], one["ErrorCodeStr"]) for one in answer["Topics"]["Errors"]] == [("none", NONE)]


def test_contexts_of_several_topics_lead_on(cls: Any, topics: list[Topic]) -> None:
    span: dict[str, Any] = {"From": FROM, "To": TO, "Limit": 5}
    first = ask(cls, "SearchLog", **span, Topics=[{"TopicId": topic.id} for topic in topics])
    infos = first["Topics"]["Infos"]

    again = [{"TopicId": info["TopicId"], "Context": info["Context"]} for info in infos]
    second = ask(cls, "SearchLog", **span, Topics=again)

    assert numbers(first) + numbers(second) == [*range(19, -1, -1)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"TopicId": "none"}, NONE),
        ({"TopicId": None}, "InvalidParameter"),
        ({"Topics": [{"TopicId": "x"}]}, "InvalidParameter"),
        ({"From": TO + 1}, "InvalidParameter"),
        ({"Limit": 1001}, "InvalidParameter"),
        ({"Limit": 0}, "InvalidParameter"),
        ({"Sort": "up"}, "InvalidParameter"),
        ({"Offset": 1, "Context": "bm8="}, "InvalidParameter"),
        ({"QueryString": "(("}, "FailedOperation.SyntaxError"),
        ({"QueryString": "* | select 1"}, "OperationDenied.AnalysisSwitchClose"),
    ],
)
def test_search_that_can_not_be_is_refused(
    cls: Any, topics: list[Topic], wrong: dict[str, Any], code: str
) -> None:
    whole = {name: value for name, value in asked(topics[0], **wrong).items() if value is not None}

    assert code_of(cls, "SearchLog", **whole) == code


def test_too_many_topics_and_offsets_over_several_are_refused(cls: Any, topics: list[Topic]) -> None:
    span = {"From": FROM, "To": TO}
    one = [{"TopicId": topics[0].id}]

    assert code_of(cls, "SearchLog", **span, Topics=one * 51) == "InvalidParameter"
    assert code_of(cls, "SearchLog", **span, Topics=one, Offset=1) == "InvalidParameter"


def test_histogram_counts_logs_in_spans(cls: Any, topics: list[Topic]) -> None:
    span = {"From": FROM + 500, "To": (START + 20) * 1000, "Interval": 10_000}

    answer = ask(cls, "DescribeLogHistogram", TopicId=topics[0].id, Query="", **span)

    assert (answer["TotalCount"], answer["Interval"]) == (9, 10_000)
    bars = [(info["BTime"] // 1000 - START, info["Count"]) for info in answer["HistogramInfos"]]
    assert bars == [(0, 4), (10, 5), (20, 0)]


def test_histogram_has_two_hundred_bars_at_most(cls: Any, topics: list[Topic]) -> None:
    whole = {"TopicId": topics[0].id, "Query": "parity:odd", "From": FROM, "To": FROM + 1_000_000}

    answer = ask(cls, "DescribeLogHistogram", **whole)

    assert (answer["Interval"], answer["TotalCount"]) == (5000, 5)
    assert sum(info["Count"] for info in answer["HistogramInfos"]) == 5
    for wrong in ({"Interval": 4999}, {"Interval": -1}, {"To": 0}):
        assert code_of(cls, "DescribeLogHistogram", **(whole | wrong)) == "InvalidParameter"


def test_histogram_needs_a_topic_that_there_is(cls: Any) -> None:
    span = {"Query": "", "From": FROM, "To": TO}

    assert code_of(cls, "DescribeLogHistogram", **span) == "MissingParameter"
    assert code_of(cls, "DescribeLogHistogram", **span, TopicId="none") == NONE


def test_right_to_one_topic_is_none_to_another(emulator: Emulator, topics: list[Topic]) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    made = ask(cam, "AddUser", Name="reader", UseApi=1)
    resource = f"qcs::cls:ap-guangzhou:uin/{account.uin}:topic/{topics[0].id}"
    statement = {"effect": "allow", "action": "cls:SearchLog", "resource": resource}
    document = json.dumps({"version": "2.0", "statement": [statement]})
    policy = ask(cam, "CreatePolicy", PolicyName="one-topic", PolicyDocument=document)["PolicyId"]
    ask(cam, "AttachUserPolicy", PolicyId=policy, AttachUin=made["Uin"])
    reader = client("cls", emulator, made["SecretId"], made["SecretKey"])

    assert ask(reader, "SearchLog", **asked(topics[0]))["Results"]
    refused = "AuthFailure.UnauthorizedOperation"
    both = [{"TopicId": topic.id} for topic in topics]
    assert code_of(reader, "SearchLog", **asked(topics[1])) == refused
    assert code_of(reader, "SearchLog", From=FROM, To=TO, Topics=both) == refused
    assert code_of(reader, "DescribeLogHistogram", **asked(topics[0]), Query="") == refused
