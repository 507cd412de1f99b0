"""What a hook says to whoever commits or pushes: short, in English and in Chinese.

git shows it on the other side of a push with `remote:` before each line, so it is plain text, and less than
25 lines however many keys there are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from akwarden.model.finding import Finding
from akwarden.model.hook import HookKind
from akwarden.model.location import Location
from akwarden.reports.leaked_key import LeakedKey, group_by_key, short_key_id
from akwarden.reports.place import path_of
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted

_KEYS_SHOWN = 4
_COMMIT_SHOWN = 12
_LONGEST_PATH = 100
_LONGEST_WORDS = 300
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


def blocked(
    kind: HookKind, findings: Sequence[Finding], *, may_skip: bool, not_recorded: str | None
) -> Message:
    """Return why it is refused, what was found, and what to do."""
    keys = group_by_key(findings)
    number = counted(len(keys), "key")
    english = [
        f"akwarden: this {_WHAT[kind]} is refused, it holds {number}:",
        *_key_lines(keys),
        *_not_recorded(not_recorded),
        "What to do:",
        *_steps(kind, keys, may_skip=may_skip),
    ]
    chinese = [
        f"本次{_WHAT_ZH[kind]}被拒绝：其中有 {len(keys)} 个密钥。处理办法：",
        *_steps_zh(kind, keys, may_skip=may_skip),
    ]
    return Message(english, chinese)


def unchecked(kind: HookKind, why: str, *, is_refused: bool) -> Message:
    """Return that it could not be checked, and what becomes of it."""
    reason = clipped(why, _LONGEST_WORDS)
    fate = "is refused, because it" if is_refused else "goes through, but it"
    fate_zh = "因此被拒绝" if is_refused else "但仍予放行"
    return Message(
        [f"akwarden: warning: this {_WHAT[kind]} {fate} could not be checked for keys: {reason}"],
        [f"akwarden：警告：未能检查本次{_WHAT_ZH[kind]}是否含有密钥，{fate_zh}。"],
    )


def let_through(kind: HookKind, findings: Sequence[Finding], reason: str) -> Message:
    """Return that the check was passed by, and that this is on record."""
    number = counted(len(group_by_key(findings)), "key")
    because = clipped(reason, _LONGEST_WORDS)
    return Message(
        [f"akwarden: this {_WHAT[kind]} goes through with {number}; on record with the reason: {because}"],
        [f"akwarden：已放行本次{_WHAT_ZH[kind]}，原因已记录在案。密钥仍须轮换。"],
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
        yield f"    {_place(key.places[0])}" + (f", and {counted(more, 'more place')}" if more else "")
    if len(keys) > _KEYS_SHOWN:
        yield f"  and {counted(len(keys) - _KEYS_SHOWN, 'more key')}"


def _key_words(key: LeakedKey) -> str:
    """Return the short key id and the mask of the secret, as far as they are known."""
    noun = "token" if "token" in key.worst.parts else "secret"
    words = [visible(short_key_id(key.key_id))] if key.key_id else []
    words += [f"{noun} {visible(key.masks[0])}"] if key.masks else []
    return ", ".join(words) or "a part of it"


def _place(at: Location) -> str:
    """Return path and line, and the commit where there is one."""
    path = clipped(_OBJECT_ID.sub(r"\1", path_of(at)), _LONGEST_PATH)
    commit = f", commit {visible(at.commit[:_COMMIT_SHOWN])}" if at.commit else ""
    return f"{path}:{at.line}{commit}"


def _not_recorded(why: str | None) -> list[str]:
    if why is None:
        return []
    return [f"A skip does not count when it can't be recorded: {clipped(why, _LONGEST_WORDS)}"]


def _steps(kind: HookKind, keys: Sequence[LeakedKey], *, may_skip: bool) -> Iterator[str]:
    if kind is HookKind.PRE_COMMIT:
        yield "  1. Was it ever pushed, sent or shown? Rotate it first: make a new key, disable this one."
        yield "  2. Take it out of the file, git add the file, and commit again. In an earlier commit, too?"
        yield "     Then git commit --amend for the last one, git rebase -i for older ones."
    else:
        yield "  1. Rotate first: make a new key, disable this one. Treat it as known to others."
        yield "  2. Take it out of the commits, and push again: git commit --amend for the last one,"
        yield f"     git rebase -i {_base(keys)} for older ones. One more commit on top is not enough."
    yield "  3. It is no real key? Allow it with a comment on its line, with the reason:"
    yield f"     akwarden:allow {visible(keys[0].worst.rule)} REASON"
    if may_skip:
        yield f"  4. All the same, on record: {_SKIP[kind].format(reason='REASON')}"


def _steps_zh(kind: HookKind, keys: Sequence[LeakedKey], *, may_skip: bool) -> Iterator[str]:
    if kind is HookKind.PRE_COMMIT:
        yield "  1. 若曾推送、发送或展示过，先轮换：新建密钥，禁用这一个。"
        yield "  2. 从文件中去掉，git add 后重新提交；已在旧提交中：git commit --amend 或 git rebase -i。"
    else:
        yield "  1. 先轮换：新建密钥，禁用这一个，并视为已经泄露。"
        yield (
            "  2. 从提交中去掉后重新推送：最近一次用 git commit --amend，更早的用 "
            f"git rebase -i {_base(keys)}；再加一次提交去删除它是不够的。"
        )
    yield f"  3. 若不是真密钥，在该行写注释并说明原因：akwarden:allow {visible(keys[0].worst.rule)} 原因"
    if may_skip:
        yield f"  4. 仍要继续（会被记录）：{_SKIP[kind].format(reason='原因')}"


def _base(keys: Sequence[LeakedKey]) -> str:
    """Return what to rebase on: the commit before the first one with a key."""
    places = [place for key in keys for place in key.places if place.commit]
    oldest = min(places, key=lambda place: place.committed_at or "", default=None)
    return f"{visible((oldest.commit or '')[:_COMMIT_SHOWN])}^" if oldest else "COMMIT^"
