"""`akwarden completion`: the script that makes a shell complete commands and options."""

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.lazy import COMPLETION_NAME, PROGRAM

_SHELLS = ("bash", "zsh", "fish")

_EPILOG = """
\b
Examples:
  bash   akwarden completion bash > ~/.local/share/bash-completion/completions/akwarden
  zsh    akwarden completion zsh > ~/.zfunc/_akwarden
         (with these lines in ~/.zshrc: fpath+=~/.zfunc; autoload -Uz compinit; compinit)
  fish   akwarden completion fish > ~/.config/fish/completions/akwarden.fish
\b
Only for the shell that is open, in bash:
  eval "$(akwarden completion bash)"
"""


@click.command(epilog=_EPILOG)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script for SHELL that completes commands, options and their values."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415  only this command needs it

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"there is no completion for {shell}", mend=f"one of {', '.join(_SHELLS)}")
    click.echo(kind(ctx.find_root().command, {}, PROGRAM, COMPLETION_NAME).source())
