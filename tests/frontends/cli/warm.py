"""Runs the program as a fork of a process that has imported all of akwarden: a short run is mostly imports.

Each run has a process of its own, with the arguments, the environment, the folder and the streams that it
was given, and no thread and no connection that it did not make itself. What it can't have is an interpreter
that was set up otherwise: a run with another locale, PYTHONPATH or hashes begins as a user's does.
"""

import atexit
import gc
import json
import os
import pkgutil
import select
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib import import_module
from io import FileIO, TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import NoReturn, TextIO

ENDS = ExitStack()
"""What the tests of this process share; `tests/conftest.py` closes it behind the last test."""

_ROOT = Path(__file__).resolve().parents[3]
_READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "MALLOC_")
"""Names of the environment begin so that an interpreter, or the system's loader, reads when it starts."""
_SETTING = {"LC_ALL": "C.UTF-8"}
_NO_THREADS = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Lets numpy and pyarrow start no threads when they are imported: a fork has none of them."""
_LATER = (
    "alembic.command",
    "alembic.config",
    "alembic.context",
    "duckdb",
    "ibis.backends.duckdb",
    "pandas",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
)
"""What no module of ours names where it is imported itself."""
_LEFT_OUT = ("akwarden.emulator.", "akwarden.store.migrations.")


def warm(env: Mapping[str, str]) -> bool:
    """Say whether a program that is given this environment may be a fork."""
    return hasattr(os, "pidfd_open") and _setting(env) == _setting({**os.environ, **_SETTING})


def run_warm(
    arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], given: bytes | None, timeout: float
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end, with `given` on its standard input, or nothing at all there.

    Raises subprocess.TimeoutExpired when it takes more than `timeout` seconds, and ends it.
    """
    ours, its = socket.socketpair()
    with ours, ours.makefile() as answers, _pipes() as (inward, outward, failing):
        if given is None:
            os.close(inward[0])
            inward[0] = os.open(os.devnull, os.O_RDONLY)
        with its:
            socket.send_fds(_nursery(), [b"+"], [its.fileno(), inward[0], outward[1], failing[1]])
        for number in (inward.pop(0), outward.pop(1), failing.pop(1)):
            os.close(number)
        _ask(ours, arguments, cwd, env)
        child = int(answers.readline())
        try:
            said = _exchange(inward, given or b"", (outward[0], failing[0]), time.monotonic() + timeout)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            raise subprocess.TimeoutExpired([*arguments], timeout) from None
        code = int(answers.readline())
    return subprocess.CompletedProcess([*arguments], code, *said)


class WarmProcess:
    """A program that runs, with the methods of subprocess.Popen by which it is ended."""

    def __init__(self, arguments: Sequence[str], answers: socket.socket) -> None:
        """Take what it was told, and where its number and its end are told."""
        self._arguments, self._answers = arguments, answers
        self.pid = int(_line(answers))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, once it has; raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._answers], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired([*self._arguments], timeout or 0.0)
            self.returncode = int(_line(self._answers))
            self._answers.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it may end between the two
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it with no chance to do anything about it."""
        self.send_signal(signal.SIGKILL)


def start_warm(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], output: int) -> WarmProcess:
    """Start the program, with nothing on its standard input and all that it says in one open file."""
    ours, its = socket.socketpair()
    with its, Path(os.devnull).open("rb") as nothing:
        socket.send_fds(_nursery(), [b"+"], [its.fileno(), nothing.fileno(), output, output])
    _ask(ours, arguments, cwd, env)
    return WarmProcess(arguments, ours)


def _ask(ours: socket.socket, arguments: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
    request = {"arguments": list(arguments), "cwd": str(cwd), "env": dict(env)}
    ours.sendall(json.dumps(request).encode())
    ours.shutdown(socket.SHUT_WR)


def _line(answers: socket.socket) -> str:
    """Read one line and nothing behind it."""
    said = b""
    while not said.endswith(b"\n"):
        piece = answers.recv(1)
        assert piece, "the process that forks has ended"
        said += piece
    return said.decode()


def _setting(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(_READ_AT_START)}


@contextmanager
def _pipes() -> Iterator[tuple[list[int], list[int], list[int]]]:
    """Give three pipes, each as its end to read and its end to write; what is left in them gets closed."""
    pipes = [list(os.pipe()) for _ in range(3)]
    try:
        yield pipes[0], pipes[1], pipes[2]
    finally:
        for number in chain.from_iterable(pipes):
            os.close(number)


def _exchange(inward: list[int], given: bytes, read: tuple[int, int], until: float) -> tuple[bytes, bytes]:
    """Write what is given and read both streams to their ends; raises TimeoutError."""
    said: dict[int, bytearray] = {number: bytearray() for number in read}
    rest = memoryview(given)
    with selectors.DefaultSelector() as selector:
        for number in read:
            selector.register(number, selectors.EVENT_READ)
        os.set_blocking(inward[0], False)
        selector.register(inward[0], selectors.EVENT_WRITE)
        while selector.get_map():
            ready = selector.select(max(0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fd in said:
                    piece = os.read(key.fd, 1 << 16)
                    said[key.fd] += piece
                    if not piece:
                        selector.unregister(key.fd)
                    continue
                rest = _written(key.fd, rest)
                if not rest:
                    selector.unregister(key.fd)
                    os.close(inward.pop())
    return bytes(said[read[0]]), bytes(said[read[1]])


def _written(number: int, rest: memoryview) -> memoryview:
    """Write some, and return what is left: nothing when nobody reads any more."""
    if not rest:
        return rest
    try:
        return rest[os.write(number, rest[: 1 << 16]) :]
    except BrokenPipeError:
        return rest[:0]


@cache
def _nursery() -> socket.socket:
    """Start the process that forks; one in each test process."""
    ours, its = socket.socketpair()
    with its:
        code = f"from tests.frontends.cli.warm import serve; serve({its.fileno()})"
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=_ROOT,
            env={**os.environ, **_SETTING, **_NO_THREADS},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
        )
    ENDS.callback(process.wait, 20)
    ENDS.callback(ours.close)
    return ours


def serve(number: int) -> None:
    """Import all, and fork for each who asks at a socket; return when nobody can ask any more."""
    _import_all()
    calls = socket.socket(fileno=number)
    asking: dict[int, tuple[int, socket.socket]] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(calls, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is not calls:
                    selector.unregister(key.fileobj)
                    _report(key.fd, *asking.pop(key.fd))
                    continue
                called, given, *_ = socket.recv_fds(calls, 1, 4)
                if not called:
                    return
                child, caller = _fork(given)
                ended = os.pidfd_open(child)
                asking[ended] = (child, caller)
                selector.register(ended, selectors.EVENT_READ)


def _import_all() -> None:
    """Import what a run may import."""
    package = import_module("akwarden")
    names = [module.name for module in pkgutil.walk_packages(package.__path__, "akwarden.")]
    for name in [*names, *_LATER]:
        if not f"{name}.".startswith(_LEFT_OUT):
            # What can't be imported is left to the run that needs it, and to the words that it has for that.
            with suppress(ImportError):
                import_module(name)
    # As `-m` has it, each run finds its own folder there.
    sys.path.remove("")
    assert threading.active_count() == 1, threading.enumerate()
    # What no run looks at stays shared by all of them.
    gc.freeze()


def _fork(given: list[int]) -> tuple[int, socket.socket]:
    """Start a program; return its number and where its caller waits."""
    caller = socket.socket(fileno=given[0])
    child = os.fork()
    if not child:
        _run(caller, given[1:])
    for number in given[1:]:
        os.close(number)
    caller.sendall(b"%d\n" % child)
    return child, caller


def _report(ended: int, child: int, caller: socket.socket) -> None:
    os.close(ended)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with caller, suppress(OSError):
        caller.sendall(b"%d\n" % code)


def _run(caller: socket.socket, streams: list[int]) -> NoReturn:
    """Be the program: what an interpreter does around `main`, from its start to its end."""
    code = 1
    try:
        with caller.makefile() as file:
            request = json.load(file)
        for place, number in enumerate(streams):
            os.dup2(number, place)
        os.closerange(3, 1 << 10)
        sys.stdin, sys.stdout, sys.stderr = map(_opened_anew, (sys.stdin, sys.stdout, sys.stderr))
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        program = import_module("akwarden.frontends.cli.main")
        sys.argv = [str(program.__file__), *request["arguments"]]
        sys.path.insert(0, request["cwd"])
        code = int(program.main())
    except BaseException:  # noqa: BLE001  the test sees it on standard error
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  waits for threads, as at any end
        atexit._run_exitfuncs()  # noqa: SLF001  as at any end
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _opened_anew(stream: TextIO) -> TextIO:
    """Return a stream at the same place and set up in the same way, that knows nothing of what was there."""
    assert isinstance(stream, TextIOWrapper)
    mode = "rb" if stream.readable() else "wb"
    buffering = 0 if isinstance(stream.buffer, FileIO) else -1
    return TextIOWrapper(
        open(stream.fileno(), mode, buffering, closefd=False),
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
