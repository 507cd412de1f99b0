"""`akwarden config`: what is set, and where each value comes from."""

import os
from collections.abc import Iterator

import click
import msgspec

from akwarden.frontends.cli.output import aligned, json_array, open_output, output_options
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.settings import Known, Resolved, format_size, known, load
from akwarden.workflows.targets import settings_start


class SettingRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.setting/1"):
    """One setting in force."""

    key: str
    value: object
    """Sizes in bytes."""
    origin: str
    """`default`, a file, an environment name or `option`."""
    env: str
    """The environment name that sets it."""


@click.group(epilog="\b\nExample:\n  akwarden config show")
def config() -> None:
    """Show what is set."""


@config.command(
    short_help="List each setting, its value and its origin.",
    epilog="\b\nExamples:\n  akwarden config show\n  akwarden config show ~/src/shop --format json",
)
@click.argument("target", default=".")
@click.option("--isolated", is_flag=True, help="Leave out all settings files.")
@output_options("text", "json", "jsonl")
def show(target: str, form: str, output: str | None, *, isolated: bool) -> None:
    """Show each setting for TARGET (here, if not given), its value and where that comes from."""
    resolved = load(settings_start(target), os.environ, {}, isolated=isolated)
    with open_output(output) as stream:
        stream.writelines(_text(resolved) if form == "text" else _json(resolved, form))


def _rows(resolved: Resolved) -> Iterator[SettingRow]:
    """Yield one row a setting, the home folder first."""
    home = str(resolved.settings.home)
    yield SettingRow("home", home, resolved.origins["home"], "AKWARDEN_HOME")
    for key, one in known().items():
        yield SettingRow(key, _value(resolved, key), resolved.origins[key], one.env)


def _value(resolved: Resolved, key: str) -> object:
    """Return the value in force of a dotted key."""
    section, _, name = key.partition(".")
    return getattr(getattr(resolved.settings, section), name)


def _json(resolved: Resolved, form: str) -> Iterator[str]:
    """Yield the settings for a program."""
    lines = map(encode, _rows(resolved))
    return json_array(lines) if form == "json" else (f"{line}\n" for line in lines)


def _text(resolved: Resolved) -> Iterator[str]:
    """Yield the settings for a person, each value as a file would state it."""
    settings = known()
    rows = [
        (row.key, _literal(row.value, settings.get(row.key)), visible(row.origin)) for row in _rows(resolved)
    ]
    return (f"{line}\n" for line in aligned([("SETTING", "VALUE", "FROM"), *rows]))


def _literal(value: object, setting: Known | None) -> str:
    """Return a value as TOML has it; nothing for one that has no default and is not set."""
    if value is None:
        return "-"
    if setting is not None and setting.is_size and isinstance(value, int):
        return f'"{format_size(value)}"'
    return visible(msgspec.json.encode(value).decode())
