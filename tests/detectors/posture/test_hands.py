import pytest
from tests.detectors.posture.short import account, names, seen


def key(**short: object) -> dict[str, object]:
    return {"id": "K1", "age": 5, "used": 0, **short}


@pytest.mark.parametrize(
    "text",
    [
        "agent-analyst",
        "智能分析助手",
        "MCP server",
        "claude on my laptop",
        "my_ai_agent",
        "大模型应用",
        "llm-gateway",
    ],
)
def test_an_agent_is_told_by_its_name(text: str) -> None:
    assert names("key-for-agent", account(principals=[{"name": text, "keys": [key()]}])) == ["K1"]


@pytest.mark.parametrize(
    "text",
    ["zabbix-agent", "log agent", "reagents", "cloudwatch agent", "agency", "build-agent-3", "travel agent"],
)
def test_other_agents_are_none(text: str) -> None:
    assert names("key-for-agent", account(principals=[{"name": text, "keys": [key()]}])) == []


@pytest.mark.parametrize(
    "text",
    ["on cvm ins-1a2b3c4d", "订单回调函数", "k8s-autoscaler", "EC2", "lambda_writer", "跑在云服务器上"],
)
def test_a_machine_or_function_is_told_by_its_name(text: str) -> None:
    assert names("replace-by-role", account(principals=[{"name": "a", "keys": [key(remark=text)]}])) == ["K1"]


@pytest.mark.parametrize(
    "text", ["observer", "functional tests", "vmware", "podcast", "支付网关", "1.2.3.4.5", "999.1.1.1"]
)
def test_other_words_name_no_machine(text: str) -> None:
    assert names("replace-by-role", account(principals=[{"name": "a", "keys": [key(remark=text)]}])) == []


@pytest.mark.parametrize(("address", "ours"), [("198.51.100.20", True), ("198.51.101.20", False)])
def test_an_address_counts_where_it_is_ours(address: str, ours: bool) -> None:  # noqa: FBT001  a case of the table
    principals = [{"name": "a", "keys": [key(remark=f"from {address}, nightly")]}]
    facts = account(own_networks=["198.51.100.0/24", "2001:db8::/32"], principals=principals)

    assert names("replace-by-role", facts) == (["K1"] if ours else [])


def test_every_function_is_evidence() -> None:
    facts = account(principals=[{"name": "a", "keys": [key(functions=["gz/one", "sh/two"])]}])

    (found,) = seen("key-in-function", facts)

    assert found.detail == "stands in the environment of the function gz/one and 1 more"
    assert [one.note for one in found.evidence][:2] == [
        "in the environment of the function gz/one",
        "in the environment of the function sh/two",
    ]
