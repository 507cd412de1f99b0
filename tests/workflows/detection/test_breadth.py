import pytest

from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Not, Query
from akwarden.workflows.detection.breadth import is_about_somebody, is_about_something
from akwarden.workflows.events.places import WATCH_VOCABULARY


def tree(text: str) -> Query:
    """Give the tree of a query."""
    return parse(text, WATCH_VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "key:key-a",
        "key:key-a,key-b service:cvm",
        "key:AKIDabcd*",
        "principal:ci-*",
        "principal:alice or issuer:arn:aws:iam::1:role/ci",
        "account:100000000001",
        "ip:203.0.113.0/24",
        "ip:10.0.0.0/8",
        "ip:2001:db8::/32 -result:ok",
        "asn:45090",
        'org:"Example Net"',
        "(key:a or ip:192.0.2.7) provider:aws",
    ],
)
def test_a_query_that_names_someone_is_about_somebody(text: str) -> None:
    assert is_about_somebody(tree(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "provider:tencent,aws",
        "service:cam",
        "key:any",
        "key:none",
        "key:*",
        "key:AKID*",
        "key:A*D",
        "principal:a*",
        "-key:key-a",
        "key:key-a or provider:aws",
        "key:key-a or -key:key-a",
        "ip:0.0.0.0/0",
        "ip:0.0.0.0/1,128.0.0.0/1",
        "ip:192.0.2.7,0.0.0.0/0",
        "ip:::/0",
        "asn>0",
        "asn:any",
        "alice",
        "time<30d",
    ],
)
def test_a_query_that_names_nobody_is_not(text: str) -> None:
    assert not is_about_somebody(tree(text))


@pytest.mark.parametrize(
    "text",
    [
        "service:cam",
        "-service:cam",
        "remark:none",
        "trust:foreign",
        "error:any",
        "result:denied,signature",
        "provider:tencent action:createaccesskey",
        "key:none",
        "alice",
        "-(service:cam or service:sts)",
        "ip:203.0.113.0/24",
    ],
)
def test_a_query_that_leaves_some_calls_out_is_about_something(text: str) -> None:
    assert is_about_something(tree(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "provider:tencent,aws",
        "provider:aws",
        "time<30d",
        "service:any",
        "action:*",
        "-account:none",
        "read_write:read,write,unknown",
        "sensitive:any",
        "ip:0.0.0.0/0",
        "service:cam or provider:aws",
        "-(service:cam provider:aws)",
    ],
)
def test_a_query_that_holds_for_all_calls_is_not(text: str) -> None:
    assert not is_about_something(tree(text))


def test_trees_that_no_text_gives_are_judged_too() -> None:
    assert not is_about_somebody(AnyOf(()))
    assert not is_about_something(Not(All(())))
    assert is_about_something(Not(Not(tree("service:cam"))))
