"""What the code says to people, and how `sentences.po` says it in Chinese."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Final

import polib
import pytest
from tests.languages.sentences import SOURCE, Sentence, raised, ways

from akwarden.languages.catalogue import Catalogue, catalogue_of
from akwarden.languages.language import Language

_FILE: Final = SOURCE / "languages" / "zh-CN" / "sentences.po"
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_PLACE: Final = re.compile(r"\{[a-z][a-z0-9_]*\}")
_COMMAND: Final = re.compile(r"(akwarden|--?[a-z]|chmod|export|mkdir) ?")
_UNHEARD: Final = (
    "emulator/",  # another program
    "frontends/cli/",  # the command line is English
    "frontends/demo/",  # the same
    "frontends/api/app.py",  # before anybody can ask
    "frontends/api/running.py",  # the same
    "frontends/api/serving.py",  # the same
    "analytics/answers.py",  # a defect
    "analytics/profile.py",  # the same
    "policy/lint.py",  # the same
    "query/vocabulary.py",  # the same
    "unpackers/window.py",  # the same
    "detectors/secrets/",  # rule files of a scan on the command line
    "networks/ranges.py",  # a broken installation
    "networks/tor.py",  # the same
    "providers/aws/audit/",  # dead letters of an import, told as they are kept
    "providers/tencent/audit/",  # the same
    "sources/git/hooks.py",  # git hooks
    "sources/git/push.py",  # the same
    "sources/git/scope.py",  # options of a scan on the command line
    "store/backup_",  # backup and restore are commands
    "store/baseline_folding.py",  # a defect
    "workflows/accounts/sheet.py",  # a file that a command reads
    "workflows/backup.py",  # commands
    "workflows/baseline.py",  # options of a scan on the command line
    "workflows/detection/canary_minting.py",  # commands
    "workflows/detection/list_file.py",  # the same
    "workflows/detection/placing.py",  # the same
    "workflows/gitleaks/",  # options of a scan on the command line
    "workflows/hook_",  # git hooks
    "workflows/target",  # options of a scan on the command line
)
"""Modules whose sentences no answer of the API holds, with why."""
_COMPOSED: Final = frozenset(
    {
        "disable the key, then {then}; or close it with --as ignored",
        "in {place_words}",
        "its trust policy names everybody, with no condition on the account{guard}",
        "no principal {name} is known{where}",
        "the account itself has a key that {words}; {used_words}",
        "the {taken} is there already: {name} is {provider} {number}",
        "unknown {kind} `{name}`{hint}",
        "{hint}akwarden vault list lists them all",
        "{key} is active{where}",
        "{kind}s: {n}{start} of {n}",
        "{mend}; akwarden scan takes every address that git takes",
        "{mend}akwarden principals list shows all",
        "{risks} at the {target_kind} {target}: {rules}",
        "{unseen} in {sorted}",
        "{words} and no password, with no sign of life since {day}",
        "{words}, {failed} not asked",
        "{words}; no console login",
    }
)
"""Sentences with a part that another line makes: there is an entry for each way that it can come out."""


@cache
def _heard() -> tuple[Sentence, ...]:
    paths = (path for path in sorted(SOURCE.rglob("*.py")))
    found = (one for path in paths for one in raised(path) if not one.file.startswith(_UNHEARD))
    return tuple(one for one in found if not _COMMAND.match(one.text))


def _is_said(text: str, catalogue: Catalogue) -> bool:
    """Say whether a sentence is said in Chinese with something in its places, be it numbers or words."""
    places = _PLACE.findall(text)
    several = product(*[_fillings(place) for place in places])
    choices = several if len(places) < 5 else [("7",) * len(places)]
    for chosen in choices:
        values = iter(chosen)
        told = catalogue.said(_PLACE.sub(lambda _, values=values: next(values), text))  # type: ignore[misc]
        if _CHINESE.search(told):
            return True
    return False


def _fillings(place: str) -> tuple[str, ...]:
    """Return what may stand in a place: a number, a word, or how many there are of something."""
    name = place.strip("{}")
    counted = name.removesuffix("_count").replace("_", " ")
    return (f"7 {counted}s",) if name.endswith("_count") else ("7", "Xq7")


def _entries() -> Iterator[polib.POEntry]:
    yield from polib.pofile(_FILE.read_text(encoding="utf-8"))


def test_every_sentence_that_the_api_can_answer_with_is_said_in_chinese() -> None:
    catalogue = catalogue_of(Language.CHINESE)

    missing = {one.text: f"{one.file}:{one.line}" for one in _heard() if not _is_said(one.text, catalogue)}

    assert len(_heard()) > 800
    assert {text: at for text, at in missing.items() if text not in _COMPOSED} == {}
    assert missing.keys() >= _COMPOSED, "these are said by now, or gone"


def test_every_module_that_is_left_out_is_there() -> None:
    files = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py")]

    assert [one for one in _UNHEARD if not any(file.startswith(one) for file in files)] == []


def test_every_entry_is_said_with_the_places_of_its_sentence() -> None:
    wrong = [
        one.msgid
        for one in _entries()
        if not one.translated() or set(_PLACE.findall(one.msgid)) != set(_PLACE.findall(one.msgstr))
    ]

    assert wrong == []


def test_no_sentence_is_there_twice() -> None:
    found = Counter((one.msgctxt, one.msgid) for one in _entries())

    assert [entry for entry, times in found.items() if times > 1] == []


def test_every_entry_names_where_its_sentence_is_made() -> None:
    named = {file for one in _entries() for file, _ in one.occurrences}

    assert [one.msgid for one in _entries() if not one.occurrences] == []
    assert [file for file in sorted(named) if not (SOURCE / file).is_file()] == []


def test_a_template_without_a_context_holds_a_word_of_its_own() -> None:
    bare = [
        one.msgid
        for one in _entries()
        if one.msgctxt is None
        and not re.search(r"[A-Za-z]{2}", _PLACE.sub("", one.msgid))
        and not one.msgid.startswith("{said")
        and _PLACE.search(one.msgid)
    ]

    assert bare == ["{phase}: {said_items}", "{account}: {said_words}"]


def test_chinese_has_its_own_marks_and_a_space_beside_latin() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9,:;?!(]|[A-Za-z0-9),;][\u4e00-\u9fff]")

    assert [one.msgstr for one in _entries() if wrong.search(one.msgstr)] == []


def test_a_sentence_is_found_with_a_place_for_each_part_that_is_not_known() -> None:
    node = ast.parse('f"{names} and {len(x)} more" if x else "none"', mode="eval").body

    assert ways(node) == ["{names} and {n} more", "none"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "disable the key, then run akwarden sync; or close it with --as ignored",
            "请禁用密钥，然后运行 akwarden sync；或标记为已忽略",
        ),
        (
            "in the variable API_KEY of the function scf:gz/default/pay",
            "位于函数 scf:gz/default/pay 的变量 API_KEY",
        ),
        (
            "its trust policy names everybody, with no condition on the account, but one on an external id",
            "其信任策略允许所有人，没有限定账号的条件，但限定了外部 ID",
        ),
        (
            "the account itself has a key that works; last used on 2026-01-02 by s3 in us-east-1",
            "主账号有一个有效的密钥；最近使用于 2026-01-02（s3，us-east-1）",
        ),
        ("the name is there already: prod is aws 123456789012", "名称已存在：prod 是 aws 123456789012"),
        ("acme: users: 25 of 300", "acme：用户：25 / 300"),
        ("AKIDx is active in account prod", "AKIDx 在账号 prod 中仍处于启用状态"),
        ("3 open risks at the group ops: key-unused", "用户组 ops 有 3 项未处理的风险：key-unused"),
        ("2 risks no more, 3 still there, 1 not asked", "2 项风险已消除，3 项仍然存在，1 项未检测"),
        ("no keys; no console login", "没有密钥；不能登录控制台"),
        (
            "first call in the region hk; it was new in that way on 2 of 9 days before (still learning)",
            "首次出现：地域 hk；此前 9 天中有 2 天出现过同类新情况（仍在学习）",
        ),
        (
            "where it comes from, the client and what is called are unusual at once",
            "来源、客户端和调用内容同时异常",
        ),
        (
            "Tencent Cloud does not take the key (X.Y); mend: give a key that is active",
            "腾讯云不接受该密钥（X.Y）；解决方法：请使用启用状态的密钥",
        ),
        (
            "qian.feng left, as the list of people says, and 2 keys still work",
            "人员名单显示 qian.feng 已离职，而 2 个密钥仍然有效",
        ),
        ("through the group ops; written as cam:*", "通过用户组 ops；策略中写为 cam:*"),
        ("not seen: the roles and 2 more", "不可见：角色，另有 2 项"),
    ],
)
def test_a_sentence_that_is_made_of_several_is_said_as_one(text: str, told: str) -> None:
    assert catalogue_of(Language.CHINESE).said(text) == told
