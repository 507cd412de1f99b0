"""Prints what the corpus holds, checks it, or writes it to a folder: `python -m corpus --help`."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus import SETS, Snippet, corpus
from corpus.checks import problems

_COLUMNS = 4


def _print_counts(title: str, counts: Counter[str]) -> None:
    print(f"\n{title}")
    rows = [f"{name} {count}" for name, count in counts.most_common()]
    width = max(map(len, rows)) + 2
    for at in range(0, len(rows), _COLUMNS):
        print("  " + "".join(row.ljust(width) for row in rows[at : at + _COLUMNS]).rstrip())


def _count(snippets: Iterable[Snippet], part: str) -> None:
    """Print the counts of a set."""
    forms = SETS[part]
    providers: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    formats: Counter[str] = Counter()
    totals: Counter[bool] = Counter()
    for snippet in snippets:
        totals[bool(snippet.planted)] += 1
        formats[snippet.format] += 1
        kinds.update(f"{planted.provider}:{planted.kind}" for planted in snippet.planted)
        providers.update({planted.provider for planted in snippet.planted} or {"(none)"})
    whole = totals.total()
    print(
        f"{whole} snippets in {len(forms)} forms and {len(formats)} formats: "
        f"{totals[True]} with credentials ({totals[True] / whole:.0%}), {totals[False]} hard negatives"
    )
    _print_counts("Snippets by provider", providers)
    _print_counts("Credentials by kind", kinds)
    _print_counts("Snippets by format", formats)
    _print_counts("Forms by format", Counter(form.format for form in forms.values()))


def _write(snippets: Iterable[Snippet], folder: Path) -> int:
    """Write every snippet to a file of its own, and the labels beside them."""
    lines = []
    for number, snippet in enumerate(snippets):
        place = Path("files", f"{number:05}", snippet.file_name)
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(snippet.content)
        planted = [asdict(p) for p in snippet.planted]
        label = {
            "path": place.as_posix(),
            "name": snippet.name,
            "form": snippet.form,
            "format": snippet.format,
        }
        lines.append(json.dumps({**label, "planted": planted}, ensure_ascii=False))
    (folder / "labels.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", dest="part", choices=list(SETS), default="first", help="which set of forms")
    parser.add_argument(
        "--check", action="store_true", help="check that the corpus repeats and its labels hold"
    )
    parser.add_argument("--write", type=Path, metavar="DIR", help="write files and labels.jsonl, with values")
    options = parser.parse_args(arguments)
    if options.check:
        found = list(problems(options.seed, options.part))
        print("\n".join(found) or "no problems")
        return bool(found)
    if options.write:
        print(f"{_write(corpus(options.seed, options.part), options.write)} files in {options.write}")
        return 0
    _count(corpus(options.seed, options.part), options.part)
    return 0


if __name__ == "__main__":
    sys.exit(main())
