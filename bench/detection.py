"""Claim: nine thefts of keys in ten are noticed within ten calls, and four alarms in five are true.

And a thousand active keys bring at most one false alarm a day.

Made-up traffic of a company at two clouds (`akwarden emulate traffic`) is judged, for three seeds. Two weeks
are normal life; from two days later on things are put in:

- swaps (`stand/swaps.py`): the life of somebody else, of another company or of the same one, goes on behind
  the key of a victim. The method is that of CLUE-LDS. Permanent keys of people and services, and temporary
  keys.
- attacks (`stand/attacks.yml`): told after published incidents, by somebody who had not seen the rules, and
  not those that the generator knows and the rules were made with.

An injection is noticed when there is an alarm about one of its calls; early, when that alarm was there by
its tenth call. An alarm is true when it is about at least one call that was put in. False alarms are those
after the warm-up, for a thousand keys, or issuers of temporary keys, that call on a day. The bars are held
against the median of the seeds.

Beside it: the same for a folder of Sigma rules alone, and for the plainest rule, which is any new address of
a key; what is left of the figures when fewer alarms are looked at; and a control: as many calls in a row at
random are taken for what was put in, and then every bar has to fail. Real and published records of attacks
are judged apart (`stand/real_events.py`).

The people, the programs and the attacks are made up, and neither they nor this figure say what a real
account will see.

Repeat with `python bench/detection.py --sigma FOLDER`, where FOLDER has rules for CloudTrail, such as
`rules/cloud/aws` of SigmaHQ; `--quick` tries the bench itself with little traffic and judges nothing.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from akwarden.model.severity import Severity
from akwarden.workflows.detection.ruleset import DetectionRule
from stand.detected import (
    Raised,
    calls_between,
    import_records,
    lake_ids,
    own_rules,
    raised,
    rules_of,
)
from stand.detection_scores import (
    Score,
    Truth,
    first_seen_alarms,
    key_days,
    of_kind,
    score,
    shuffled,
)
from stand.injected import Injection, Scale, as_kept, staged
from stand.real_events import Caught, caught, sources
from stand.results import Bar, bars_table, exit_code, facts, keep

SEEDS = (4_871, 23_057, 90_733)
"""Judged and written down. Whoever works on rules or on this bench takes other ones, with `--seeds`."""
_SCALE = Scale(people=80, events=300_000, days=32, swaps=2, stories=1_000)
_QUICK = Scale(people=50, events=20_000, days=32, swaps=1, stories=8)
_QUICK_SEEDS = (1,)
MOST_MISSED, MOST_UNTRUE, MOST_FALSE = 0.1, 0.2, 1.0
_HEAD = (
    "| | noticed early | noticed at all | alarms that are true | false alarms of 1,000 keys a day | alarms |"
    "\n|---|---:|---:|---:|---:|---:|"
)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_OURS, _SIGMA, _FIRST_SEEN = "akwarden", "Sigma rules alone", "first call from an address, alone"
_CUTS: Mapping[str, Callable[[Raised], bool]] = {
    "all": lambda _: True,
    "weight 5 and more": lambda one: one.weight >= 5,  # noqa: PLR2004
    "weight 8 and more": lambda one: one.weight >= 8,  # noqa: PLR2004
    "high and critical": lambda one: one.severity.at_least(Severity.HIGH),
    "high and critical, weight 8 and more": (
        lambda one: one.severity.at_least(Severity.HIGH) and one.weight >= 8  # noqa: PLR2004
    ),
    "weight 12 and more": lambda one: one.weight >= 12,  # noqa: PLR2004
    "critical": lambda one: one.severity is Severity.CRITICAL,
}
"""Ever fewer alarms: an alarm is ranked by how grave it is, and by what its reasons weigh together."""


@dataclass(frozen=True)
class Played:
    """What became of one seed."""

    seed: int
    truth: Truth
    control: Truth
    """What random calls are taken for."""
    alarms: Mapping[str, Sequence[Raised]]
    """By what raised them."""
    events: int
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall time of each step."""


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # Ibis asks DuckDB in a way that is old
    seeds = _QUICK_SEEDS if options.quick else tuple(options.seeds or SEEDS)
    rules = {_OURS: own_rules()} | ({_SIGMA: rules_of(options.sigma)} if options.sigma else {})
    real = [] if options.quick else list(_real(options.real, rules[_OURS]))
    played = [_played(seed, _QUICK if options.quick else _SCALE, rules, options.work) for seed in seeds]
    bars = _bars(played)
    body = _body(played, bars, real, facts(_versions(), load, 1))
    print(body)
    if options.quick or seeds != SEEDS:
        print("\nnot the seeds of the record: nothing is judged or written down")
        return 0
    keep("Detection", body)
    return exit_code(bars)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--sigma", type=Path, metavar="FOLDER", help="Sigma rules to be judged alone.")
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="More real records, one source an entry.")
    parser.add_argument("--seeds", type=int, nargs="+", help="Other seeds; nothing is judged.")
    parser.add_argument("--work", type=Path, help="Where the files are made for the time of the run.")
    parser.add_argument("--quick", action="store_true", help="Little traffic; nothing is judged.")
    return parser.parse_args()


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("akwarden", "duckdb", "ibis-framework")}


def _real(more: Path | None, rules: Sequence[DetectionRule]) -> Iterator[tuple[Caught, Caught]]:
    """Yield for each source what became of it, as it is and without user agents."""
    for source in sources(more):
        yield caught(source, rules, blank=False), caught(source, rules, blank=True)


def _played(
    seed: int, scale: Scale, rules: Mapping[str, Sequence[DetectionRule]], work: Path | None
) -> Played:
    """Make the traffic of a seed, let everything judge it, and return what came of it."""
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=work) as name:
        folder = Path(name)
        home = folder / "home"
        with _timed(seconds, "traffic"):
            made = staged(folder, seed, scale)
        with _timed(seconds, "import"):
            import_records(made.records, home)
        shutil.rmtree(made.records)
        calls = calls_between(home, _LONG_AGO, made.ends)
        injections = as_kept(made.injections, lake_ids(home))
        alarms = {_FIRST_SEEN: first_seen_alarms(calls)}
        for by, used in rules.items():
            shutil.copytree(home, folder / by)
            with _timed(seconds, by):
                alarms[by] = raised(folder / by, used)
            shutil.rmtree(folder / by)
    truth = Truth(injections, made.warm_until, key_days(calls, made.warm_until))
    return Played(seed, truth, shuffled(truth, calls, seed), alarms, len(calls), seconds)


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Note how long something took."""
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began
    print(f"{name}: {seconds[name]:.0f} s", file=sys.stderr)


# Report


def _bars(played: Sequence[Played]) -> list[Bar]:
    ours = [score(one.truth, one.alarms[_OURS]) for one in played]
    chance = [score(one.control, one.alarms[_OURS]) for one in played]
    passed = sum(bar.verdict == "pass" for bar in _three(chance))
    control = Bar("bars that calls at random pass as well, of three", passed, 0, "")
    return [*_three(ours), control]


def _three(scores: Sequence[Score]) -> list[Bar]:
    """Return the bars of the claim, held against medians."""
    return [
        Bar("injections not noticed by the tenth call", 1 - _median(scores, "recall"), MOST_MISSED, ""),
        Bar("alarms about nothing that was put in", 1 - _median(scores, "precision"), MOST_UNTRUE, ""),
        Bar("false alarms of 1,000 active keys a day", _median(scores, "false_rate"), MOST_FALSE, ""),
    ]


def _median(scores: Sequence[Score], name: str) -> float:
    return float(statistics.median(getattr(one, name) for one in scores))


def _body(
    played: Sequence[Played], bars: Sequence[Bar], real: Sequence[tuple[Caught, Caught]], about: str
) -> str:
    parts = [
        "Repeat with `python bench/detection.py --sigma FOLDER`.",
        f"{about}\n{_input(played)}",
        "Medians of the seeds, with the worst of them in brackets. Noticed early is by the tenth call.",
        _overall(played),
        "By what was put in, all seeds together:",
        _by_kind(played),
        "When fewer alarms are looked at:",
        _curve(played),
        bars_table(bars),
        "Not noticed by the tenth call:",
        "\n".join(_missed(played)),
    ]
    if real:
        parts += ["Real and published records; in brackets without user agents:", _real_table(real)]
    return "\n\n".join(parts)


def _input(played: Sequence[Played]) -> str:
    put_in = sum(len(one.truth.injections) for one in played)
    days = sum(one.truth.key_days for one in played)
    seconds = {name: statistics.median(one.seconds[name] for one in played) for name in played[0].seconds}
    return (
        f"- input: seeds {', '.join(str(one.seed) for one in played)}; "
        f"{sum(one.events for one in played):,} calls, {put_in} injections, "
        f"{days:,} days of active keys after the warm-up\n"
        "- wall seconds of a seed: " + ", ".join(f"{name} {wall:.0f}" for name, wall in seconds.items())
    )


def _overall(played: Sequence[Played]) -> str:
    lines = [
        _HEAD,
    ]
    rows = {name: [score(one.truth, one.alarms[name]) for one in played] for name in _in_order(played)}
    rows["akwarden, calls at random taken for what was put in"] = [
        score(one.control, one.alarms[_OURS]) for one in played
    ]
    lines += [f"| {name} | {_figures(scores)} |" for name, scores in rows.items()]
    if _SIGMA not in played[0].alarms:
        lines.append(f"| {_SIGMA} | not given | | | | |")
    return "\n".join(lines)


def _in_order(played: Sequence[Played]) -> list[str]:
    return [name for name in (_OURS, _SIGMA, _FIRST_SEEN) if name in played[0].alarms]


def _figures(scores: Sequence[Score]) -> str:
    """Return the cells of some scores: medians, with the worst one."""
    shares = [
        f"{_median(scores, name):.2f} ({min(getattr(one, name) for one in scores):.2f})"
        for name in ("recall", "late_recall", "precision")
    ]
    rate = f"{_median(scores, 'false_rate'):.2f} ({max(one.false_rate for one in scores):.2f})"
    return " | ".join([*shares, rate, f"{_median(scores, 'alarms'):.0f}"])


def _by_kind(played: Sequence[Played]) -> str:
    lines = [
        "| put in | cloud | injections | noticed early | noticed at all | early in the worst seed |",
        "|---|---|---:|---:|---:|---:|",
    ]
    kinds = list(dict.fromkeys((one.kind, one.cloud) for seed in played for one in seed.truth.injections))
    for kind, cloud in kinds:
        scores = [_of(seed, lambda one, key=(kind, cloud): (one.kind, one.cloud) == key) for seed in played]  # type: ignore[misc]
        count = sum(one.injections for one in scores)
        early, ever = (sum(getattr(one, name) for one in scores) / count for name in ("early", "caught"))
        worst = min(one.recall for one in scores)
        lines.append(f"| {kind} | {cloud} | {count} | {early:.2f} | {ever:.2f} | {worst:.2f} |")
    return "\n".join(lines)


def _of(played: Played, is_wanted: Callable[[Injection], bool]) -> Score:
    names = [one.name for one in played.truth.injections if is_wanted(one)]
    return of_kind(played.truth, played.alarms[_OURS], names)


def _curve(played: Sequence[Played]) -> str:
    lines = [
        _HEAD,
    ]
    for name, is_in in _CUTS.items():
        scores = [score(one.truth, [alarm for alarm in one.alarms[_OURS] if is_in(alarm)]) for one in played]
        lines.append(f"| {name} | {_figures(scores)} |")
    return "\n".join(lines)


def _missed(played: Sequence[Played]) -> Iterator[str]:
    for one in played:
        missed = score(one.truth, one.alarms[_OURS]).missed
        yield f"- seed {one.seed}: {'; '.join(missed) or 'nothing'}"


def _real_table(real: Sequence[tuple[Caught, Caught]]) -> str:
    lines = ["| source | records | parts | with an alarm | alarms |", "|---|---:|---|---:|---:|"]
    for whole, blank in real:
        parts = f"{whole.parts} {whole.parts_are}"
        lines.append(
            f"| {whole.name} | {whole.records} | {parts} | {whole.caught} ({blank.caught}) "
            f"| {whole.alarms} ({blank.alarms}) |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
