"""The options that every command takes, before the command's name or after it."""

from dataclasses import dataclass

import click


@dataclass
class Flags:
    """How a run should behave; filled while the command line is read."""

    color: bool | None = None
    """True and False force it; None leaves it to the terminal and to NO_COLOR."""
    quiet: bool = False
    """Leave out notes and progress; errors are still shown."""
    debug: bool = False
    """Show where in the program an error came from."""


def flags_of(ctx: click.Context) -> Flags:
    """Return the flags of the run that `ctx` belongs to."""
    return ctx.ensure_object(Flags)


def add_flags(command: click.Command) -> None:
    """Give `command`, and each command inside it, the options that it does not have yet."""
    taken = {name for param in command.params for name in param.opts}
    command.params.extend(option for option in _options() if not taken.intersection(option.opts))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            add_flags(inner)


def _options() -> list[click.Option]:
    """Return the options anew, since click keeps state in them."""
    color = _option(["--color/--no-color"], help="Colours or none; by default, colours on a terminal.")
    quiet = _option(["-q", "--quiet"], help="No notes and no progress.")
    debug = _option(["--debug"], help="Show where an error came from.", envvar="AKWARDEN_DEBUG")
    return [color, quiet, debug]


def _option(names: list[str], *, help: str, envvar: str | None = None) -> click.Option:  # noqa: A002  click's word
    """Return one option that goes into the flags of the run and not to the command."""
    return click.Option(
        names, is_flag=True, default=None, expose_value=False, callback=_keep, help=help, envvar=envvar
    )


def _keep(ctx: click.Context, param: click.Parameter, value: bool | None) -> None:  # noqa: FBT001  click's signature
    """Note a flag that was given."""
    if value is not None and param.name is not None:
        setattr(flags_of(ctx), param.name, value)
