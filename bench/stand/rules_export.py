r"""Our rules in the formats of other scanners, so that they are measured with the same work to do.

One rule for each anchor of ours, since that is what our own fast pass looks for: where the anchor begins
with a name (`secret…`), the name and what may stand between are kept and the value behind them is
captured; else the value alone. Values that several rules share are written once, so a peer compiles
nothing twice. A form that says itself where a value begins and ends is written as it is. Shape, entropy and
pairing are left to each scanner.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from akwarden.model.rule import Part, PartName, RuleSet

_LAST_CLASS = re.compile(r"\[[^\]]*\]\{\d+\}$")
_IGNORING_CASE = "(?i)"
_BEHIND = r"(?:[^0-9A-Za-z+/_\-]|$)"
_LITERAL = re.compile(r"(\w)|\\(\W)|\[(\w{1,4})\]|\(\?:([\w|]+)\)")
"""A character, an escaped one, a small class, or words to choose from."""


@dataclass(frozen=True)
class ExportedRule:
    """One pattern whose only group is the value."""

    id: str
    pattern: str
    keywords: tuple[str, ...]
    """Lower-case words of which one stands in every match; some scanners look for them first."""


def export(ruleset: RuleSet) -> list[ExportedRule]:
    """Return our rules as patterns, one for each distinct anchor."""
    ids: dict[str, str] = {}
    values: dict[str, dict[str, None]] = {}
    free: list[ExportedRule] = []
    for name, part, rule_id in _parts(ruleset):
        own_id = f"{rule_id}-{name}".replace("_", "-")
        free += [_free(own_id, form.value, part) for form in part.forms if not form.edge]
        runs = [form for form in part.forms if form.edge]
        for anchor in part.anchors if runs else ():
            ids.setdefault(anchor, own_id)
            for form in runs:
                values.setdefault(anchor, {})[form.value + re.escape(form.tail)] = None
    exported = [_rule(ids[anchor], anchor, list(values[anchor])) for anchor in ids]
    return _numbered(_distinct([*exported, *free]))


def write_kingfisher(rules: Sequence[ExportedRule], folder: Path) -> Path:
    """Write the rules as Kingfisher reads them; return the folder to give to `--rules-path`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        {
            "name": f"akwarden {rule.id}",
            "id": f"akwarden.{rule.id}",
            "pattern": rule.pattern,
            "min_entropy": 0.0,
            "confidence": "medium",
            "examples": [],
        }
        for rule in rules
    ]
    (folder / "akwarden.yml").write_text(yaml.safe_dump({"rules": written}, width=4096), encoding="utf-8")
    return folder


def write_betterleaks(rules: Sequence[ExportedRule], path: Path) -> Path:
    """Write the rules as Betterleaks reads them; return the file to give to `--config`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["title = 'akwarden'"]
    for rule in rules:
        lines += [
            "[[rules]]",
            f"id = {json.dumps(rule.id)}",
            f"description = {json.dumps(rule.id)}",
            f"regex = {json.dumps(rule.pattern)}",
            f"keywords = {json.dumps(rule.keywords)}",
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _parts(ruleset: RuleSet) -> Iterator[tuple[PartName, Part, str]]:
    for rule in ruleset.rules:
        for name in PartName:
            part = rule.part(name)
            if part is not None:
                yield name, part, rule.id


def _rule(rule_id: str, anchor: str, values: Sequence[str]) -> ExportedRule:
    # A longer alternative stands first, or it would never be tried.
    value = "|".join(sorted(values, key=len, reverse=True))
    if not anchor.startswith(_IGNORING_CASE):
        return ExportedRule(rule_id, rf"\b({value})\b", _keywords(anchor))
    before = _LAST_CLASS.sub("", anchor.removeprefix(_IGNORING_CASE))
    return ExportedRule(rule_id, f"(?i:{before})({value}){_BEHIND}", _keywords(before))


def _free(rule_id: str, value: str, part: Part) -> ExportedRule:
    pattern = value if re.compile(value).groups else f"({value})"
    words = {word for anchor in part.anchors for word in _keywords(anchor.removeprefix(_IGNORING_CASE))}
    return ExportedRule(rule_id, pattern, tuple(sorted(words - {""})))


def _numbered(rules: Sequence[ExportedRule]) -> list[ExportedRule]:
    """Give each rule an id of its own."""
    seen: Counter[str] = Counter()
    numbered: list[ExportedRule] = []
    for rule in rules:
        seen[rule.id] += 1
        own = rule.id if seen[rule.id] == 1 else f"{rule.id}-{seen[rule.id]}"
        numbered.append(ExportedRule(own, rule.pattern, rule.keywords))
    return numbered


def _keywords(pattern: str) -> tuple[str, ...]:
    """Return the words that the pattern can begin with, up to the first thing that is not literal."""
    words, position = [""], 0
    while literal := _LITERAL.match(pattern, position):
        character, escaped, choice, alternatives = literal.groups()
        following = alternatives.split("|") if alternatives else list(character or escaped or choice)
        words = [word + more for word in words for more in following]
        position = literal.end()
    return tuple(word.lower() for word in words)


def _distinct(rules: Sequence[ExportedRule]) -> list[ExportedRule]:
    """Join rules that came out with the same pattern, as when one value has several anchors."""
    by_pattern: dict[str, ExportedRule] = {}
    for rule in rules:
        known = by_pattern.get(rule.pattern, rule)
        keywords = tuple(dict.fromkeys(known.keywords + rule.keywords))
        by_pattern[rule.pattern] = ExportedRule(known.id, rule.pattern, keywords)
    return list(by_pattern.values())


if __name__ == "__main__":
    import sys

    from akwarden.workflows.ruleset import load_ruleset

    _folder = Path(sys.argv[1])
    _rules = export(load_ruleset(cache=_folder / "cache").ruleset)
    write_kingfisher(_rules, _folder / "kingfisher")
    write_betterleaks(_rules, _folder / "betterleaks.toml")
