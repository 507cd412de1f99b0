import typing
from collections.abc import Iterator

import msgspec
from litestar.handlers import HTTPRouteHandler
from tests.frontends.api.client import Site

from akwarden.languages.answers import is_marked

_CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
_TEXTS = frozenset(
    {
        "careful",
        "description",
        "detail",
        "error",
        "fault",
        "faults",
        "label",
        "mend",
        "message",
        "note",
        "reason",
        "reasons",
        "remediation",
        "says",
        "text",
        "title",
        "unseen",
        "warning",
        "warnings",
        "what",
        "why",
        "words",
    }
)
"""What fields are called that hold texts."""
_NOT_OURS = {
    "AddressRow.label": "what people or their cloud call it",
    "AllowEntry.reason": "as a person wrote it",
    "Closing.reason": "as a person wrote it",
    "Decision.reason": "as a person wrote it",
    "GraphNode.detail": "the target of a place, an ARN, a resource as a policy writes it",
    "Reference.title": "what others call their document",
    "Seen.mend": "a command",
    "Template.text": "a file for a machine",
    "VerificationRow.fault": "a word for programs; `text` says it",
}
"""Fields that are called like texts of ours and are none, with what they are."""


def test_an_answer_says_in_which_language_it_is(site: Site) -> None:
    with site.admin() as client:
        answer = client.get("/api/v1/overview", headers=_CHINESE)

    assert answer.headers["content-language"] == "zh-CN"
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.json()["numbers"] != []


def test_without_a_wish_it_is_english(site: Site) -> None:
    with site.admin() as client:
        answer = client.get("/api/v1/overview")

    assert answer.headers["content-language"] == "en"
    assert "no account was added" in answer.text


def test_what_the_handler_says_is_said_in_the_language_that_was_asked_for(site: Site) -> None:
    with site.admin() as client:
        answer = client.get("/api/v1/overview", headers=_CHINESE)

    assert "尚未添加账号" in answer.text
    assert "no account was added" not in answer.text


def test_a_problem_is_too(site: Site) -> None:
    with site.admin() as client:
        wrong = client.get("/api/v1/keys", params={"q": "nothing:here"}, headers=_CHINESE)
        missing = client.get("/api/v1/keys/AKIDnone", headers=_CHINESE)
    with site.anonymous() as client:
        unknown = client.get("/api/v1/keys", headers=_CHINESE)

    assert (wrong.status_code, wrong.headers["content-language"]) == (400, "zh-CN")
    assert wrong.json()["title"] == "查询有误"
    assert "没有字段" in wrong.json()["detail"]
    assert missing.json()["detail"] == "没有此名称的密钥，或您无权查看"
    assert (unknown.json()["title"], unknown.json()["detail"]) == ("尚未登录", "请先登录")


def test_what_is_not_understood_is_said_in_chinese_as_well(site: Site) -> None:
    with site.admin() as client:
        answer = client.get("/api/v1/no-such-thing", headers=_CHINESE)

    assert answer.json()["title"] == "不存在"


def test_the_address_may_say_the_language_where_no_header_can(site: Site) -> None:
    with site.admin() as client:
        answer = client.get("/api/v1/overview", params={"lang": "zh-CN"}, headers={"Accept-Language": "en"})

    assert answer.headers["content-language"] == "zh-CN"


def test_what_a_person_wrote_stays_as_it_was_written(site: Site) -> None:
    with site.admin() as client:
        client.put("/api/v1/account-groups/detection", json={"accounts": []})
        answer = client.get("/api/v1/account-groups", headers=_CHINESE)

    assert [one["name"] for one in answer.json()["rows"]] == ["detection"]


def test_files_and_pages_have_no_language(site: Site) -> None:
    with site.admin() as client:
        export = client.get("/api/v1/keys/export", headers=_CHINESE)
        live = client.get("/livez", headers=_CHINESE)

    assert "content-language" not in export.headers
    assert live.text == "ok"


def test_every_field_that_is_called_like_a_text_is_marked_or_known_to_be_none(site: Site) -> None:
    fields = {
        f"{of.__name__}.{name}": hint
        for of in _shapes(site)
        for name, hint in typing.get_type_hints(of, include_extras=True).items()
        if name in _TEXTS and _has_text(hint)
    }

    unmarked = {name for name, hint in fields.items() if not is_marked(hint)}

    assert len(fields) > 50
    assert unmarked == set(_NOT_OURS)


def _shapes(site: Site) -> Iterator[type[msgspec.Struct]]:
    """Yield every struct that an answer can hold."""
    seen: set[type[msgspec.Struct]] = set()
    for route in site.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and route.path.startswith("/api/v1"):
                yield from _shapes_of(handler.parsed_fn_signature.return_type.annotation, seen)


def _shapes_of(hint: typing.Any, seen: set[type[msgspec.Struct]]) -> Iterator[type[msgspec.Struct]]:
    for one in (hint, typing.get_origin(hint)):
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one not in seen:
            seen.add(one)
            yield one
            for field in typing.get_type_hints(one, include_extras=True).values():
                yield from _shapes_of(field, seen)
    for inner in typing.get_args(hint):
        yield from _shapes_of(inner, seen)


def _has_text(hint: typing.Any) -> bool:
    return hint is str or any(_has_text(one) for one in typing.get_args(hint))
