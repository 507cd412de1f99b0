"""Claim: we find nearly every access key however it is written, and next to nothing that is none.

The corpus was written by people who had seen neither the rules nor the code (`bench/corpus/README.md`). Its
forms are in two halves, chosen by a hash of their names: the rules may be mended by what is missed in one
half (tuned), nobody looks into the other (untuned), and the bars are on that. Peers run over the same files
with their own rules and with ours; validation is off everywhere.

A pair is found when its id and its secret are both reported, by us in one finding. Single secrets must be
reported. Ours count from severity low on: ids of temporary keys that stand alone are `info`, so they are
missed here. A finding counts as false when it reports nothing that was planted in its file.

What counts as a report of a value (`spellings`) was widened after a first look at the figures of both halves.
As a control every bar is tried on labels that were shuffled, and must fail.
"""

import hashlib
import os
import random
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus import Snippet, corpus
from stand.measure import Contender, run
from stand.peers import BETTERLEAKS, KINGFISHER
from stand.results import Bar, bars_table, exit_code, facts, keep
from stand.scoring import Reported, Score, ours, score, theirs, write
from stand.stage import Stage, prepare, shown_command

SEED = 20261124
OURS = "akwarden"
FIRST = ("tencent", "aws")
MOST_MISSED_FIRST, MOST_MISSED, MOST_FALSE = 5.0, 15.0, 3.0


def main() -> int:
    """Run the benchmark and return the exit code."""
    stage = prepare(__doc__ or "", rounds=3)
    snippets = list(corpus(SEED))
    root = stage.work / "corpus"
    shutil.rmtree(root, ignore_errors=True)
    names = write(snippets, root)
    halves = {
        "untuned": [s for s in snippets if not is_tuned(s.form)],
        "tuned": [s for s in snippets if is_tuned(s.form)],
    }
    load = os.getloadavg()[0]
    reported = {c.name: _reported(stage, c, root) for c in _contenders(stage, root)}
    scores = {
        half: {name: score(part, found, names, together=name == OURS) for name, found in reported.items()}
        for half, part in halves.items()
    }
    control = score(_shuffled(halves["untuned"]), reported[OURS], names, together=True)
    bars = _bars(scores["untuned"][OURS])
    _check_control(_bars(control))
    body = "\n\n".join(
        [
            f"Repeat with {shown_command(stage.options)}.",
            facts(stage.versions(), load, 1) + f"\n- input: {_words(halves)}",
            *(f"{_title(half)}\n\n{_table(scores[half])}" for half in halves),
            f"Shuffled labels: {_summary(control)}; every bar fails on them, as it must.",
            bars_table(bars),
        ]
    )
    print(body)
    for name in sorted(set(scores["tuned"][OURS].misses)):
        print(f"missed: {name}", file=sys.stderr)
    for name in sorted(set(scores["tuned"][OURS].alarms)):
        print(f"false: {name}", file=sys.stderr)
    if not stage.options.quick:
        keep("Recall and precision on the corpus", body)
    return exit_code(bars)


def is_tuned(form: str) -> bool:
    """Say whether what is missed in a form may be looked at."""
    return hashlib.sha256(form.encode()).digest()[0] % 2 == 0


def _contenders(stage: Stage, root: Path) -> list[Contender]:
    peers = stage.peers
    found = [stage.akwarden(OURS, root)]
    if peers.has(KINGFISHER):
        found += [
            peers.kingfisher("Kingfisher, its own rules", root, our_rules=False),
            peers.kingfisher("Kingfisher, our rules", root, our_rules=True),
        ]
    if peers.has(BETTERLEAKS):
        found += [
            peers.betterleaks("Betterleaks, its own rules", root, "fs", our_rules=False),
            peers.betterleaks("Betterleaks, our rules", root, "fs", our_rules=True),
        ]
    return found


def _reported(stage: Stage, contender: Contender, root: Path) -> Reported:
    run(contender, stage.logs)
    assert contender.report is not None  # noqa: S101  all of them have one
    if contender.name == OURS:
        return ours(contender.report, (stage.work / "home" / "fingerprint.key").read_bytes())
    return theirs(contender.report, root)


def _shuffled(snippets: Sequence[Snippet]) -> list[Snippet]:
    """Return the snippets with what was planted in others."""
    planted = [s.planted for s in snippets]
    random.Random(SEED).shuffle(planted)  # noqa: S311  a control, no secret
    return [
        Snippet(s.name, s.form, s.format, s.file_name, s.content, other)
        for s, other in zip(snippets, planted, strict=True)
    ]


def _bars(own: Score) -> list[Bar]:
    others = sorted(set(own.planted) - set(FIRST))
    bars = [
        Bar(
            f"missed pairs of {provider}", 100 * (1 - own.pair_recall(provider)), MOST_MISSED_FIRST, unit=" %"
        )
        for provider in FIRST
    ]
    return [
        *bars,
        Bar("missed of all others", 100 * (1 - own.recall(*others)), MOST_MISSED, unit=" %"),
        Bar("false among the findings", 100 * (1 - own.precision), MOST_FALSE, unit=" %"),
    ]


def _check_control(bars: Sequence[Bar]) -> None:
    for bar in bars:
        if bar.verdict == "pass":
            message = f"the bar '{bar.promise}' passes on shuffled labels, so it says nothing"
            raise SystemExit(message)


def _words(halves: Mapping[str, Sequence[Snippet]]) -> str:
    every = [s for part in halves.values() for s in part]
    negative = sum(not s.planted for s in every)
    counts = ", ".join(
        f"{len({s.form for s in part})} {half} forms with {len(part):,} snippets"
        for half, part in halves.items()
    )
    formats = len({s.format for s in every})
    return (
        f"{len(every):,} snippets in {formats} languages and formats, {negative:,} hard negatives; {counts}"
    )


def _title(half: str) -> str:
    return f"### {half.capitalize()} forms"


def _table(scores: Mapping[str, Score]) -> str:
    """Return recall by provider, a column for each contender."""
    own = scores[OURS]
    others = sorted(set(own.planted) - set(FIRST))
    lines = [
        f"| | planted | {' | '.join(scores)} |",
        f"|---|---:|{'---:|' * len(scores)}",
    ]
    for provider in (*FIRST, *others):
        recalls = " | ".join(f"{100 * s.recall(provider):.0f} %" for s in scores.values())
        lines.append(f"| {provider} | {own.planted[provider]} | {recalls} |")
    recalls = " | ".join(f"**{100 * s.recall():.1f} %**" for s in scores.values())
    lines.append(f"| **all** | {sum(own.planted.values())} | {recalls} |")
    precisions = " | ".join(f"{100 * s.precision:.1f} %" for s in scores.values())
    lines.append(f"| precision | | {precisions} |")
    false = " | ".join(f"{s.false} of {s.true + s.false}" for s in scores.values())
    lines.append(f"| false findings | | {false} |")
    return "\n".join(lines)


def _summary(one: Score) -> str:
    return f"recall {100 * one.recall():.1f} %, precision {100 * one.precision:.1f} %"


if __name__ == "__main__":
    sys.exit(main())
