"""What the rule files say to people, and how `rules.po` says it in Chinese."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import polib
import pytest
import yaml

from akwarden.languages.language import Language
from akwarden.languages.said import said
from akwarden.languages.template import Template
from akwarden.model.access_key import KeyStatus
from akwarden.model.principal import PrincipalType

_PACKAGE: Final = Path(__file__).parents[2] / "src" / "akwarden"
_FOLDERS: Final = ("audit", "behavior", "posture", "posture_data", "secret")
"""Those of `rules` whose files say something to people."""
_UNSPOKEN: Final = frozenset(
    (
        *("anchors", "author", "context", "correlation", "detection", "forms", "gains", "logsource", "names"),
        *("needs", "next", "prefixes", "references", "samples", "settings", "source", "_sources"),
    )
)
"""Fields for programs, and titles of documents, which stay as they are."""
_COMMANDS: Final = frozenset({"cli", "instead"})
"""Fields with commands; only the lines between them that begin with `#` say something."""
_KINDS: Final = frozenset(PrincipalType) - {PrincipalType.SERVICE}
"""What a step may call an identity: the role of a service is a role."""
_CHINESE: Final = r"[\u4e00-\u9fff]"
_UNSET: Final = re.compile(rf"{_CHINESE}[A-Za-z0-9,:;?!(]|[A-Za-z0-9),:;]{_CHINESE}")
"""Latin letters without a blank, or half-width marks, beside Chinese."""


def _texts(node: Any, *, commands: bool = False) -> Iterator[str]:
    """Yield what a part of a rule file says: titles, and texts of several words but for the unspoken ones."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "title":
                yield value
            elif name == "falsepositives":
                yield from map(_sentence, value)
            elif name not in _UNSPOKEN:
                yield from _texts(value, commands=commands or name in _COMMANDS)
    elif isinstance(node, list):
        for one in node:
            yield from _texts(one, commands=commands)
    elif isinstance(node, str) and " " in node.strip() and node.startswith("#" if commands else ""):
        yield node.strip()


def _sentence(written: Any) -> str:
    """Return a sentence; one with a colon in it and no quotes around it is a mapping to YAML."""
    if isinstance(written, str):
        return written
    return ", ".join(f"{key}: {value}" for key, value in written.items())


def _texts_of(path: Path) -> Iterator[str]:
    """Yield what a rule file says."""
    for document in yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader):
        if path.name == "sensitive_actions.yml":
            # The names of AWS's services stay as they are.
            for service in document["aws"]["services"].values():
                del service["title"]
        yield from _texts(document)
        if path.name.startswith("escalations_"):
            # What a way is called stands in the midst of sentences, too.
            yield from (f"{one['title'][0].lower()}{one['title'][1:]}" for one in document["paths"])


@cache
def _spoken() -> dict[str, set[str]]:
    """Return what all rule files say, with the files that say it."""
    found: dict[str, set[str]] = {}
    for folder in _FOLDERS:
        for path in sorted((_PACKAGE / "rules" / folder).glob("*.yml")):
            for text in _texts_of(path):
                found.setdefault(text, set()).add(f"rules/{folder}/{path.name}")
    return found


@cache
def _catalogue() -> polib.POFile:
    return polib.pofile((_PACKAGE / "languages" / "zh-CN" / "rules.po").read_text(encoding="utf-8"))


def _entries() -> list[polib.POEntry]:
    """Return the entries of texts."""
    return [entry for entry in _catalogue() if entry.msgctxt is None]


def _fillings() -> list[polib.POEntry]:
    """Return the entries of words that only fill a place."""
    return [entry for entry in _catalogue() if entry.msgctxt is not None]


def test_every_text_of_a_rule_file_has_an_entry() -> None:
    known = {entry.msgid for entry in _entries()}
    assert [(text, files) for text, files in _spoken().items() if text not in known] == []


def test_no_entry_is_without_a_source() -> None:
    assert [entry.msgid for entry in _entries() if entry.msgid not in _spoken()] == []


def test_every_entry_names_the_files_that_say_it() -> None:
    named = {entry.msgid: {path for path, _ in entry.occurrences} for entry in _entries()}
    assert {text: files for text, files in _spoken().items() if named.get(text) != files} == {}


def test_no_text_has_two_entries() -> None:
    assert [text for text, times in Counter(entry.msgid for entry in _entries()).items() if times > 1] == []


def test_the_entries_are_in_the_order_of_their_files() -> None:
    first = [entry.occurrences[0][0] for entry in _entries()]
    assert first == sorted(first)


def test_every_entry_is_chinese_and_sure() -> None:
    assert [entry.msgid for entry in _catalogue() if not re.search(_CHINESE, entry.msgstr)] == []
    assert [entry.msgid for entry in _catalogue() if entry.fuzzy] == []


def test_a_word_that_fills_a_place_fills_one_of_a_rule() -> None:
    places = {place for text in _spoken() for place in Template.of(text).places}
    assert [entry.msgctxt for entry in _fillings() if entry.msgctxt not in places] == []


@pytest.mark.parametrize(("place", "words"), [("key_status", KeyStatus), ("kind", _KINDS)])
def test_every_word_that_code_fills_in_is_said(place: str, words: Iterable[str]) -> None:
    assert {entry.msgid for entry in _fillings() if entry.msgctxt == place} == set(words)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        (
            "the key is inactive and was tried from 203.0.113.7 (unknown)",
            "密钥状态为已禁用，有人从 203.0.113.7（未知运营商）尝试使用",
        ),
        ("first call after 60 days: ListUsers", "闲置 60 天后首次调用：ListUsers"),
        (
            "Open IAM, and the role unknown, Last Accessed.",
            "打开 IAM，找到角色 unknown，查看上次访问。",
        ),
    ],
)
def test_what_fills_a_text_is_said_and_names_are_not(text: str, chinese: str) -> None:
    assert said(text, Language.CHINESE) == chinese


def test_every_entry_has_the_places_of_its_text() -> None:
    places = [(entry.msgid, *map(_places, (entry.msgid, entry.msgstr))) for entry in _entries()]
    assert [text for text, wanted, given in places if wanted != given] == []


def test_chinese_has_its_own_marks_and_blanks_beside_latin_letters() -> None:
    assert [entry.msgstr for entry in _entries() if _UNSET.search(entry.msgstr)] == []


def test_a_text_that_is_filled_in_is_said_with_what_fills_it() -> None:
    other = []
    for entry in _entries():
        values = {place: f"v-{at}" for at, place in enumerate(Template.of(entry.msgid).places)}
        filled = Template.of(entry.msgid).filled(values)
        if said(filled, Language.CHINESE) != Template.of(entry.msgstr).filled(values):
            other.append((filled, said(filled, Language.CHINESE)))
    assert other == []


@pytest.mark.parametrize(
    ("document", "texts"),
    [
        ({"title": "DNSPod", "samples": ["an old key"], "fix": "Rotate it"}, ["DNSPod", "Rotate it"]),
        (
            {"falsepositives": [{"A new office": "import it"}, "A test"]},
            ["A new office: import it", "A test"],
        ),
        ({"remediation": {"aws": {"cli": ["aws iam list-users", "# then this"]}}}, ["# then this"]),
        ({"remediation": {"aws": {"instead": {"role": ["aws x y", "# or that"]}}}}, ["# or that"]),
        ({"key_id": {"alone": {"title": "An id alone", "context": "a b"}}}, ["An id alone"]),
    ],
)
def test_a_text_is_found_wherever_a_rule_file_says_one(document: dict[str, Any], texts: list[str]) -> None:
    assert list(_texts(document)) == texts


def _places(text: str) -> list[str]:
    return sorted(Template.of(text).places)
