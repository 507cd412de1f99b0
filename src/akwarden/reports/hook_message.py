"""What a hook says to whoever commits or pushes: short, in English and in Chinese.

git shows it on the other side of a push with `remote:` before each line, so it is plain text, and less than
25 lines however many keys there are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from akwarden.model.finding import Finding
from akwarden.model.hook import Choices, HookKind
from akwarden.model.location import Location
from akwarden.reports.leaked_key import LeakedKey, group_by_key, short_key_id
from akwarden.reports.place import path_of
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted

_KEYS_SHOWN = 4
_COMMIT_SHOWN = 12
_LONGEST_PATH = 100
_LONGEST_WORDS = 300
_OF_NAME = "#name"
_REFS, _OBJECTS = "refs/", "objects/"
_OBJECT_ID = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{28,52}\b")
_WHAT = {HookKind.PRE_COMMIT: "commit", HookKind.PRE_RECEIVE: "push"}
_WHAT_ZH = {HookKind.PRE_COMMIT: "提交", HookKind.PRE_RECEIVE: "推送"}
_SKIP = {
    HookKind.PRE_COMMIT: "AKWARDEN_SKIP={reason} git commit",
    HookKind.PRE_RECEIVE: "git push -o akwarden.skip={reason}",
}


@dataclass(frozen=True, slots=True)
class Message:
    """The same in two languages, with what needs no translation between them."""

    english: Sequence[str]
    chinese: Sequence[str]

    def lines(self, *, ascii_only: bool) -> Iterator[str]:
        """Yield the lines to show; only English ones, and escapes for the rest, where nothing else can be."""
        if not ascii_only:
            yield from self.english
            yield from self.chinese
            return
        for line in self.english:
            yield line.replace("…", "...").encode("ascii", "backslashreplace").decode()


class _Holder(Enum):
    """What a key in a push stands in, and so what has to be made anew."""

    COMMIT = auto()
    """A file, or the message, of a commit."""
    NAME = auto()
    """The name of a ref."""
    REF = auto()
    """What a ref names without a commit: the message of a tag, a file."""


def blocked(kind: HookKind, findings: Sequence[Finding], choices: Choices) -> Message:
    """Return why it is refused, what was found, and what to do."""
    keys = group_by_key(findings)
    number = counted(len(keys), "key")
    english = [
        f"akwarden: this {_WHAT[kind]} is refused, it holds {number}:",
        *_key_lines(keys),
        *_not_recorded(kind, choices),
        "What to do:",
        *_numbered(_steps(kind, keys, choices)),
    ]
    chinese = [
        f"本次{_WHAT_ZH[kind]}被拒绝：其中有 {len(keys)} 个密钥。处理办法：",
        *_not_recorded_zh(kind, choices),
        *_numbered(_steps_zh(kind, keys, choices)),
    ]
    return Message(english, chinese)


def unchecked(kind: HookKind, why: str, *, is_refused: bool, not_recorded: str | None = None) -> Message:
    """Return that it could not be checked, and what becomes of it."""
    choices = Choices(not_recorded=not_recorded)
    reason = clipped(why, _LONGEST_WORDS)
    fate = "is refused, because it" if is_refused else "goes through, but it"
    fate_zh = "因此被拒绝" if is_refused else "但仍予放行"
    return Message(
        [
            f"akwarden: warning: this {_WHAT[kind]} {fate} could not be checked for keys: {reason}",
            *_not_recorded(kind, choices),
        ],
        [
            f"akwarden：警告：未能检查本次{_WHAT_ZH[kind]}是否含有密钥，{fate_zh}。",
            *_not_recorded_zh(kind, choices),
        ],
    )


def let_through(
    kind: HookKind, findings: Sequence[Finding], reason: str, failure: str | None = None
) -> Message:
    """Return that the check was passed by, and that this is on record; `failure` is why it is not whole."""
    number = len(group_by_key(findings))
    because = clipped(reason, _LONGEST_WORDS)
    fate = f"goes through with {counted(number, 'key')}" if number else "goes through, no key was found"
    fate_zh = (
        f"已放行本次{_WHAT_ZH[kind]}，其中有 {number} 个密钥"
        if number
        else f"已放行本次{_WHAT_ZH[kind]}，未发现密钥"
    )
    if failure is not None:
        fate = f"{fate} and the rest unchecked" if number else "goes through unchecked"
        fate_zh = f"{fate_zh}，其余未经检查" if number else f"未经检查即放行本次{_WHAT_ZH[kind]}"
    rotate_zh = "密钥仍须轮换。" if number else ""
    return Message(
        [f"akwarden: this {_WHAT[kind]} {fate}; on record with the reason: {because}"],
        [f"akwarden：{fate_zh}，原因已记录在案。{rotate_zh}"],
    )


def no_reason(kind: HookKind) -> Message:
    """Return that a skip needs a reason."""
    form, form_zh = (_SKIP[kind].format(reason=word) for word in ("REASON", "原因"))
    return Message(
        [f"akwarden: this {_WHAT[kind]} is refused: a skip needs a reason, which is recorded: {form}"],
        [f"akwarden：跳过检查须写明原因（会被记录）：{form_zh}"],
    )


def _key_lines(keys: Sequence[LeakedKey]) -> Iterator[str]:
    """Yield two lines a key, for the first ones, and how many more there are."""
    for key in keys[:_KEYS_SHOWN]:
        yield f"  {clipped(key.worst.title, _LONGEST_PATH)}: {_key_words(key)}"
        more = key.occurrences - 1
        yield f"    {_place(key)}" + (f", and {counted(more, 'more place')}" if more else "")
    if len(keys) > _KEYS_SHOWN:
        yield f"  and {counted(len(keys) - _KEYS_SHOWN, 'more key')}"


def _key_words(key: LeakedKey) -> str:
    """Return the short key id and the mask of the secret, as far as they are known."""
    noun = "token" if "token" in key.worst.parts else "secret"
    words = [visible(short_key_id(key.key_id))] if key.key_id else []
    words += [f"{noun} {visible(key.masks[0])}"] if key.masks else []
    return ", ".join(words) or "a part of it"


def _place(key: LeakedKey) -> str:
    """Return path and line of the first place, and the commit where there is one."""
    at = key.places[0]
    path = _OBJECT_ID.sub(r"\1", path_of(at))
    if key.key_id:
        path = path.replace(key.key_id, short_key_id(key.key_id))
    if _holder(at) is _Holder.NAME:
        return f"the name of {clipped(path.removesuffix(_OF_NAME), _LONGEST_PATH)}"
    commit = f", commit {visible(at.commit[:_COMMIT_SHOWN])}" if at.commit else ""
    return f"{clipped(path, _LONGEST_PATH)}:{at.line}{commit}"


def _holder(at: Location) -> _Holder:
    """Return what a place in a push lies in; where its history is not known, that is a commit."""
    if at.commit or at.vpath.startswith(_OBJECTS):
        return _Holder.COMMIT
    return _Holder.NAME if at.vpath.startswith(_REFS) and at.vpath.endswith(_OF_NAME) else _Holder.REF


def _not_recorded(kind: HookKind, choices: Choices) -> Iterator[str]:
    if choices.not_recorded is not None:
        mend = (
            "mend that first"
            if kind is HookKind.PRE_COMMIT
            else "the administrator of the server must mend that"
        )
        why = clipped(choices.not_recorded, _LONGEST_WORDS)
        yield f"A skip does not count when it can't be recorded; {mend}: {why}"


def _not_recorded_zh(kind: HookKind, choices: Choices) -> Iterator[str]:
    if choices.not_recorded is not None:
        mend = "请先修复" if kind is HookKind.PRE_COMMIT else "须由服务器管理员修复"
        yield f"  跳过未能记录在案，因此无效；{mend}。"


def _numbered(steps: Iterator[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of each step, its number before the first of them."""
    for number, (first, *others) in enumerate(steps, 1):
        yield f"  {number}. {first}"
        yield from (f"     {line}" for line in others)


def _steps(kind: HookKind, keys: Sequence[LeakedKey], choices: Choices) -> Iterator[Sequence[str]]:
    if kind is HookKind.PRE_COMMIT:
        yield ["Was it ever pushed, sent or shown? Rotate it first: make a new key, disable this one."]
        yield [
            "Take it out of the file, git add the file, and commit again. In an earlier commit, too?",
            "Then git commit --amend for the last one, git rebase -i for older ones.",
        ]
    else:
        yield ["Rotate first: make a new key, disable this one. Treat it as known to others."]
        yield list(_ways_out(keys, choices))
    rule = _rule_to_allow(kind, keys)
    if rule and choices.may_allow:
        yield [
            "It is no real key? Allow it with a comment on its line, with the reason:",
            f"akwarden:allow {rule} REASON",
        ]
    if choices.may_skip:
        yield [f"All the same, on record: {_SKIP[kind].format(reason='REASON')}"]


def _ways_out(keys: Sequence[LeakedKey], choices: Choices) -> Iterator[str]:
    """Yield how each thing that holds a key is made anew without it."""
    holders = _holders(keys)
    if _Holder.COMMIT in holders:
        yield "Take it out of the commits, and push again: git commit --amend for the last one,"
        yield f"{_rebase(keys, choices)} for older ones. One more commit on top is not enough."
    if _Holder.NAME in holders:
        yield "Rename the branch or tag whose name holds it, or delete it: git branch -m, git tag -d."
    if _Holder.REF in holders:
        yield "Delete the tag or ref that holds it, and make it anew without: git tag -d, then git tag."


def _steps_zh(kind: HookKind, keys: Sequence[LeakedKey], choices: Choices) -> Iterator[Sequence[str]]:
    if kind is HookKind.PRE_COMMIT:
        yield ["若曾推送、发送或展示过，先轮换：新建密钥，禁用这一个。"]
        yield ["从文件中去掉，git add 后重新提交；已在旧提交中：git commit --amend 或 git rebase -i。"]
    else:
        yield ["先轮换：新建密钥，禁用这一个，并视为已经泄露。"]
        yield ["".join(_ways_out_zh(keys, choices))]
    rule = _rule_to_allow(kind, keys)
    if rule and choices.may_allow:
        yield [f"若不是真密钥，在该行写注释并说明原因：akwarden:allow {rule} 原因"]
    if choices.may_skip:
        yield [f"仍要继续（会被记录）：{_SKIP[kind].format(reason='原因')}"]


def _ways_out_zh(keys: Sequence[LeakedKey], choices: Choices) -> Iterator[str]:
    holders = _holders(keys)
    if _Holder.COMMIT in holders:
        yield "从提交中去掉后重新推送：最近一次用 git commit --amend，更早的用 "
        yield f"{_rebase(keys, choices)}；再加一次提交去删除它是不够的。"
    if _Holder.NAME in holders:
        yield "名称中含有密钥的分支或标签：改名或删除（git branch -m、git tag -d）。"
    if _Holder.REF in holders:
        yield "内容中含有密钥的标签或引用：删除后重建（git tag -d、git tag）。"


def _holders(keys: Sequence[LeakedKey]) -> set[_Holder]:
    return {_holder(place) for key in keys for place in key.places}


def _rule_to_allow(kind: HookKind, keys: Sequence[LeakedKey]) -> str | None:
    """Return the rule of the first key that a comment can stand beside: in the name of a ref none can."""
    for key in keys:
        if kind is HookKind.PRE_COMMIT or any(_holder(at) is not _Holder.NAME for at in key.places):
            return visible(key.worst.rule)
    return None


def _rebase(keys: Sequence[LeakedKey], choices: Choices) -> str:
    """Return how to rebase from the first commit with a key on, as far as that is known."""
    places = [place for key in keys for place in key.places if place.commit]
    if any(place.commit in choices.roots for place in places):
        return "git rebase -i --root"
    oldest = min(places, key=lambda place: place.committed_at or "", default=None)
    base = f" {visible(oldest.commit[:_COMMIT_SHOWN])}^" if oldest and oldest.commit else ""
    return f"git rebase -i{base}"
