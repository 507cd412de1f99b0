"""A command group that knows its commands by name and loads only the one that runs.

Starting the program, its help and the completion of a command's name import no command's module.
"""

from collections.abc import Iterator
from importlib import import_module
from itertools import groupby

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.flags import add_flags

PROGRAM = "akwarden"
COMPLETION_NAME = "_AKWARDEN_COMPLETE"
"""The environment name by which a shell asks for completions."""


def needs_server(package: str) -> UsageError:
    """Return what to tell whoever has the scanner alone."""
    return UsageError(
        "the scanner alone is installed, and this needs the other parts of akwarden",
        why=f"the package {package} is missing",
        mend="install akwarden with its extra `server`, as `make setup` in its folder does",
    )


class LazyCommand(click.Command):
    """A name with one line of help, standing in for a command that is not loaded yet."""

    def __init__(self, name: str, target: str, short_help: str, *, section: str) -> None:
        """Take where the command is, as `module:attribute`, and the heading that it is listed under."""
        super().__init__(name, short_help=short_help)
        self.target = target
        self.section = section

    def load(self) -> click.Command:
        """Import the command; raises UsageError where a part is missing that the scanner alone lacks."""
        module, _, attribute = self.target.partition(":")
        try:
            command = getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] == PROGRAM:
                raise
            raise needs_server(error.name) from error
        if not isinstance(command, click.Command):
            message = f"{self.target} is not a command"
            raise TypeError(message)
        add_flags(command)
        return command


class LazyGroup(click.Group):
    """A group whose members may be stand-ins."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names, loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, LazyCommand) else command, rest

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names in the order in which they were registered."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  as above
        """Write one list a section."""
        for section, commands in groupby(self._stand_ins(), key=lambda one: one.section):
            with formatter.section(section):
                formatter.write_dl([(one.name or "", one.get_short_help_str(limit=80)) for one in commands])

    def _stand_ins(self) -> Iterator[LazyCommand]:
        """Yield the members that are listed."""
        yield from (one for one in self.commands.values() if isinstance(one, LazyCommand))
