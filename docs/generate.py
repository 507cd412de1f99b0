"""Writes what the documents say about the code from the code itself: `python -m docs.generate`.

That is every page below `docs/reference/` but the JSON Schemas, the parts of the README between cog's marks,
and the picture. `tests/test_docs.py` fails when one of them is not current.
"""

# ruff: noqa: INP001  a script beside the documents, no package

import ast
import inspect
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import click
import msgspec
from docs import behavior_page, emulator_page, permissions_page, posture_pages, rule_pages
from docs.picture import draw, scanned

from akwarden.errors import ExitCode, catalogue
from akwarden.frontends.api.app import openapi_text
from akwarden.frontends.cli.lazy import LazyCommand
from akwarden.frontends.cli.main import cli
from akwarden.frontends.cli.scan import scan
from akwarden.model.rule import Rule
from akwarden.reports.registry import FORMATS, load
from akwarden.settings import SECTIONS, Known, format_size, known
from akwarden.workflows.detection.ruleset import load_behavior
from akwarden.workflows.posture.ruleset import load_posture
from akwarden.workflows.ruleset import load_ruleset

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
PICTURE = ROOT / "docs" / "img" / "scan.svg"

_WIDTH = 96
_LONGEST_FIELD = 400
_OTHER_NAMES = {
    "AKWARDEN_HOME": "Where akwarden keeps what it must remember: the fingerprint key, crash files, and an "
    "`akwarden.toml` of your own. By default the platform's folder for the data of a user.",
    "AKWARDEN_DEBUG": "Set to `1`, it is the same as `--debug`.",
    "AKWARDEN_SKIP": "Why the next commit passes the pre-commit hook whatever it holds; it is recorded.",
    "NO_COLOR": "Set to anything, it turns colours off, as `--no-color` does.",
    "TMPDIR": "Where what is unpacked or cloned lies until it was read.",
    "AKWARDEN_DATABASE_URL": "The address of the state on PostgreSQL; without it, SQLite in the home folder.",
    "AKWARDEN_LAKE": "The folder of the event lake; without it, `events` in the home folder.",
    "AKWARDEN_PASSPHRASE": "The passphrase of the vault, where it was made with one; it is not handed on to "
    "programs that akwarden starts.",
}
_MARK = "<!-- Written by docs/generate.py: change the code and run `make docs`. -->"


def pages() -> dict[Path, str]:
    """Return the text of every generated page by its path."""
    rules = load_ruleset().ruleset.rules
    listed: dict[str, Iterator[str]] = {
        "settings.md": _settings_page(),
        "command-line.md": _command_page(),
        "exit-codes.md": _exit_code_page(),
        "error-codes.md": _error_code_page(),
        "emulator-actions.md": emulator_page.lines(),
        "permissions.md": permissions_page.lines(),
        "behavior.md": behavior_page.lines([one for one in load_behavior().rules if one.is_own]),
    }
    texts = {REFERENCE / name: "\n".join(lines) + "\n" for name, lines in listed.items()}
    texts |= {REFERENCE / "rules" / name: text for name, text in rule_pages.pages(rules)}
    texts |= {REFERENCE / "posture" / name: text for name, text in posture_pages.pages(load_posture())}
    marked = {path: f"{_MARK}\n\n{text}" for path, text in texts.items()}
    return marked | {REFERENCE / "openapi.json": openapi_text()}


def main() -> None:
    """Write everything that is generated."""
    texts = pages() | {PICTURE: draw()}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listed = (path for folder in ("rules", "posture") for path in (REFERENCE / folder).glob("*.md"))
    for old in set(listed) - set(texts):
        old.unlink()
    subprocess.run([sys.executable, "-m", "cogapp", "-r", "README.md"], cwd=ROOT, check=True)


# Commands


def commands() -> Iterator[tuple[str, click.Context]]:
    """Yield every command as it is typed, with the context that shows its help, in the order of the help."""
    settings = cli.context_settings
    yield from _commands(
        click.Context(
            cli,
            info_name="akwarden",
            terminal_width=_WIDTH,
            help_option_names=settings["help_option_names"],
        )
    )


def _commands(ctx: click.Context) -> Iterator[tuple[str, click.Context]]:
    yield ctx.command_path, ctx
    members = ctx.command.commands if isinstance(ctx.command, click.Group) else {}
    for name, member in members.items():
        command = member.load() if isinstance(member, LazyCommand) else member
        yield from _commands(click.Context(command, parent=ctx, info_name=name))


def help_text(path: str) -> str:
    """Return what `akwarden … --help` prints."""
    return next(ctx for name, ctx in commands() if name == path).get_help()


def _command_page() -> Iterator[str]:
    yield "# Command line"
    yield ""
    yield (
        "Results go to standard output or to the file of `-o`; notes, progress and errors go to standard "
        "error. What a command ends with: [exit codes](exit-codes.md)."
    )
    for path, ctx in commands():
        yield ""
        yield f"## `{path}`"
        yield ""
        yield "```text"
        yield ctx.get_help()
        yield "```"


# Settings


def _settings_page() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield from _settings_intro()
    options = setting_options()
    notes = {name: _notes(kind) for name, kind in SECTIONS.items()}
    for key, setting in known().items():
        yield f"## `{key}`"
        yield ""
        option = options.get(key)
        section, _, name = key.partition(".")
        yield _option_help(option) if option else notes[section][name]
        yield ""
        yield f"- Takes {setting.accepts}."
        yield f"- Default: {_default_words(setting)}."
        yield f"- Environment: `{setting.env}`."
        yield f"- Option: {_option_words(option)}."
        if setting.is_personal:
            yield "- Not in the file of a project: only in the home folder, the environment or as an option."
        yield ""
    yield "## Other environment names"
    yield ""
    for name, words in _OTHER_NAMES.items():
        yield f"- `{name}`: {words}"


def _settings_intro() -> Iterator[str]:
    yield (
        "A setting has a place in four layers. A later one replaces the value of an earlier one whole, lists "
        "too; `akwarden config show` prints each value and where it comes from."
    )
    yield ""
    yield "1. `akwarden.toml` in the home folder (`AKWARDEN_HOME`)."
    yield (
        "2. The project's file: the nearest `akwarden.toml`, or `pyproject.toml` with `[tool.akwarden]`, "
        "from the target's folder up to the root of its repository. Outside a repository only the target's "
        "folder counts."
    )
    yield "3. Environment names."
    yield "4. Options of the command."
    yield ""
    yield (
        "`--isolated` leaves out both kinds of file. A name or a value that is not known is refused, with "
        "the nearest one that is. A list in the environment is separated by commas. Paths in a file "
        "(`rules`, `baseline`, `ignore_file`) are relative to that file, else to the working folder."
    )
    yield ""
    yield "```toml"
    yield "# akwarden.toml"
    yield "[scan]"
    yield 'exclude = ["*.min.js", "third_party"]'
    yield 'unpack_max_bytes = "4GiB"'
    yield "```"
    yield ""
    yield "```toml"
    yield "# pyproject.toml"
    yield "[tool.akwarden.scan]"
    yield 'baseline = "akwarden.baseline.json"'
    yield "```"
    yield ""


def setting_options() -> Mapping[str, click.Option]:
    """Return the option of `scan` that stands for a setting, by the key of the setting."""
    names = {"rule_paths": "rules"}
    found = {}
    for param in scan.params:
        key = f"scan.{names.get(param.name or '', param.name)}"
        if isinstance(param, click.Option) and key in known():
            found[key] = param
    return found


def _option_help(option: click.Option) -> str:
    """Return the help of an option without what holds on the command line only."""
    return (option.help or "").partition(" [default")[0].removesuffix(" May be repeated.")


def _option_words(option: click.Option | None) -> str:
    if option is None:
        return "none"
    return " or ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))


def _default_words(setting: Known) -> str:
    default = setting.default
    if default is None:
        return "none"
    if setting.is_size and isinstance(default, int):
        return f"`{format_size(default)}`"
    return f"`{msgspec.json.encode(default).decode()}`"


def _notes(kind: type) -> dict[str, str]:
    """Return what stands below each field of a struct, or each member of an enum, in the code."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    notes = {}
    for field, below in pairwise(definition.body if isinstance(definition, ast.ClassDef) else ()):
        targets = field.targets if isinstance(field, ast.Assign) else [getattr(field, "target", None)]
        if (
            isinstance(targets[0], ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            notes[targets[0].id] = str(below.value.value)
    return notes


# Codes


def exit_codes() -> Iterator[str]:
    """Yield the lines of the table of exit codes."""
    notes = _notes(ExitCode)
    yield "| Exit code | Meaning |"
    yield "| --- | --- |"
    for code in ExitCode:
        yield f"| {code.value} | {notes[code.name]} |"


def _exit_code_page() -> Iterator[str]:
    yield "# Exit codes"
    yield ""
    yield from exit_codes()
    yield ""
    yield "- `--fail-on` says from which severity on a finding makes the exit code 1; the default is `low`."
    yield "- `--exit-zero` turns 1 into 0."
    yield (
        "- `scan` ends with 4 only with `--strict`; without it, the report lists what was not scanned. "
        "Findings win: with one that counts it is 1, also with `--strict`, and 4 only with `--exit-zero`."
    )
    yield "- `rules check` ends with 1 when a rule does not do what its samples say."
    yield "- `hook run` ends with 1 when a commit or a push is refused."
    yield "- `doctor` ends with 4 when a check fails."
    yield "- No command ends with 3 yet."


def _error_code_page() -> Iterator[str]:
    yield "# Error codes"
    yield ""
    yield (
        "An error is two or three lines on standard error: what happened with its code, why where there is "
        "more to say, and the mend. "
        "`akwarden explain CODE` prints what stands here."
    )
    for kind in catalogue():
        yield ""
        yield f"## {kind.code}: {kind.title}"
        yield ""
        yield kind.explanation
        yield ""
        yield f"Mend: {kind.remedy}"
        yield ""
        yield f"A command that ends with it has exit code {int(kind.exit_code)}."


# Blocks of the README, called by the marks in it


def rules_block() -> str:
    """Return the table of rules."""
    rules: tuple[Rule, ...] = load_ruleset().ruleset.rules
    return _block(rule_pages.table(rules, "docs/reference/rules/"))


def formats_block() -> str:
    """Return the table of output formats, each in its own words."""
    rows = (f"| `{name}` | {_first_sentence(type(load(name)))} |" for name in FORMATS)
    return _block(["| `--format` | What it is |", "| --- | --- |", *rows])


def exit_codes_block() -> str:
    """Return the table of exit codes."""
    return _block(exit_codes())


def finding_block() -> str:
    """Return the first finding of the demo as JSON, one field a line, what is long or a key cut short."""
    first = json.loads(scanned("scan", "shop", "--format", "jsonl", color=False).splitlines()[0])
    fields = (f"  {json.dumps(name)}: {_shown(name, value)}" for name, value in first.items())
    return _block(["```json", "{", ",\n".join(fields), "}", "```"])


def _shown(name: str, value: object) -> str:
    """Return a field of a finding in JSON; the demo's commit depends on the machine's zlib."""
    if name == "key_id":
        return f'"{str(value)[:4]}…"'
    text = json.dumps(value, ensure_ascii=False)
    text = re.sub(r'("(?:hmac-sha256:)?[0-9a-f]{4})[0-9a-f]{36,}"', r'\1…"', text)
    text = re.sub(r'("commit": ")[0-9a-f]{4}…', r"\1…", text)
    return text if len(text) <= _LONGEST_FIELD else f"{text[:_LONGEST_FIELD]}… {text[-1]}"


def help_block(path: str) -> str:
    """Return the help of a command as a block of text."""
    return _block(["```text", help_text(path), "```"])


def _first_sentence(kind: type) -> str:
    """Return the first line of what a class says of itself, without the words that all share."""
    words = (inspect.getdoc(kind) or "").splitlines()[0].removeprefix("The format ")
    return words[:1].upper() + words[1:]


def _block(lines: Iterator[str] | list[str]) -> str:
    """Return lines with an empty one before and behind, so that they stand apart from cog's marks."""
    return "\n".join(["", *lines, "", ""])


if __name__ == "__main__":
    main()
