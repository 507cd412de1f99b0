"""The floor of any scan of a history that git reads: takes what a git command prints into one 8 MB buffer.

`--null` sends the output to /dev/null instead, which costs git as much and this process nothing.
"""

import fcntl
import os
import subprocess
import sys

BUFFER_BYTES = 8 << 20
PIPE_BYTES = 1 << 20
SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of fcntl(2)."""


def main(arguments: list[str]) -> int:
    """Run the git command given and read all that it prints; return its exit code."""
    if arguments[0] == "--null":
        return subprocess.run(arguments[1:], stdout=subprocess.DEVNULL, check=False).returncode
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101  asked for a pipe
    pipe = process.stdout.fileno()
    fcntl.fcntl(pipe, SET_PIPE_SIZE, PIPE_BYTES)
    view = memoryview(bytearray(BUFFER_BYTES))
    size = 0
    while count := os.readv(pipe, [view]):
        size += count
    print(size)
    return process.wait()


sys.exit(main(sys.argv[1:]))
