"""Runs many commands of tccli in one process: starting it for each would take minutes.

Standard input has one JSON list of words a line, as they would be typed behind `tccli`; standard output
gets one line for each: the exit code, and what was said on standard output and standard error.
"""

import contextlib
import io
import json
import sys


class Kept(io.BytesIO):
    """Bytes that stay when tccli closes what it wrote them to."""

    def close(self) -> None:
        """Stay open."""


def main() -> None:
    """Run the commands."""
    from tccli.loaders import Loader  # noqa: PLC0415  as below
    from tccli.main import main as tccli  # noqa: PLC0415  it takes hold of standard output when it is imported

    # It copies this list of all services, deeply, for each of the services in it, at each command.
    known = Loader().get_available_services()
    Loader.get_available_services = lambda _: known
    answers = sys.stdout
    for line in sys.stdin:
        sys.argv = ["tccli", *json.loads(line)]
        out, err = Kept(), Kept()
        with (
            contextlib.redirect_stdout(io.TextIOWrapper(out, encoding="utf-8", write_through=True)),
            contextlib.redirect_stderr(io.TextIOWrapper(err, encoding="utf-8", write_through=True)),
        ):
            try:
                code = tccli()
            except SystemExit as stop:
                code = stop.code
        answers.write(json.dumps([code, out.getvalue().decode(), err.getvalue().decode()]) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
