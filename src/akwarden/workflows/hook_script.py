"""The script that `akwarden hook install` puts where git looks for hooks, in POSIX sh and plain ASCII.

What it decides by itself, since akwarden then can't:

- akwarden is gone from its place: the one on PATH is taken.
- There is none, it can't start, or it ends before it judged: as `hook.on_failure` was at the installation.
- An interrupt by the user stops what git was about to do.
"""

from shlex import quote

from akwarden.model.hook import HookKind
from akwarden.settings import OnFailure

_MARK = "# akwarden hook: "
_WHAT = {HookKind.PRE_COMMIT: "commit", HookKind.PRE_RECEIVE: "push"}
_SCRIPT = """\
#!/bin/sh
{mark}{kind}
# `akwarden hook install` writes this file anew, `akwarden hook uninstall` removes it.
akwarden={program}
on_failure={on_failure}  # accept or reject: what becomes of a {what} that could not be checked

unchecked() {{
    echo "akwarden: $1" >&2
    if [ "$on_failure" = reject ]; then
        echo "akwarden: this {what} is refused, because it could not be checked." >&2
        exit 1
    fi
    echo "akwarden: this {what} goes through without a check." >&2
    exit 0
}}

if [ ! -x "$akwarden" ]; then
    gone="$akwarden is gone and no akwarden is on PATH; install it again, or remove this hook: $0"
    akwarden=$(command -v akwarden) || unchecked "$gone"
fi
"$akwarden" hook run {kind}
status=$?
case $status in
    0 | 130) exit $status ;;
    1) "$akwarden" --version >/dev/null 2>&1 && exit 1 ;;
esac
unchecked "$akwarden ended with exit code $status before it came to a result; try 'akwarden doctor'"
"""


def script(kind: HookKind, program: str, on_failure: OnFailure) -> str:
    """Return the text of the hook; `program` is the path of akwarden."""
    return _SCRIPT.format(
        mark=_MARK, kind=kind, program=quote(program), on_failure=on_failure, what=_WHAT[kind]
    )


def is_ours(text: bytes) -> bool:
    """Say whether such a script was written by us."""
    return text.partition(b"\n")[2].startswith(_MARK.encode())


def line_to_add(kind: HookKind, program: str) -> str:
    """Return the line that makes another hook, a shell script, ask akwarden first.

    git tells a pre-receive hook on standard input what is pushed, so that is kept for the rest of the script.
    """
    run = f"{quote(program)} hook run {kind}"
    if kind is HookKind.PRE_COMMIT:
        return f"{run} || exit 1"
    return f't=$(mktemp) && cat >"$t" && {run} <"$t" || exit 1; exec <"$t"; rm "$t"'
