"""The two clouds of the demo as servers of this process, on loopback addresses.

What is called there can be looked up as late as the slowest records of the company's own traffic come in.
"""

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar

from akwarden.emulator.aws.server import AwsEmulator
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.traffic.delivery import LATEST
from akwarden.errors import UsageError
from akwarden.frontends.demo.company import Company

_HOST = "127.0.0.1"
_Server = TypeVar("_Server", Emulator, AwsEmulator)


class Servers:
    """Both clouds, answering while this is entered."""

    def __init__(self, company: Company, *, tencent_port: int = 0, aws_port: int = 0) -> None:
        """Take the company and where its clouds were before; 0 takes a free port.

        Raises UsageError where a port is taken: accounts are remembered with their addresses.
        """
        self.company = company
        # Else what akwarden itself does stood first in its own call log.
        company.tencent.audit_delay = LATEST
        self._tencent = _listening(
            lambda: Emulator(company.tencent, host=_HOST, port=tencent_port, rate_scale=0.0), tencent_port
        )
        self._aws = _listening(lambda: AwsEmulator(company.aws, host=_HOST, port=aws_port), aws_port)
        self._entered = ExitStack()

    @property
    def tencent_endpoint(self) -> str:
        """Return the address of Tencent Cloud."""
        return self._tencent.endpoint

    @property
    def tencent_address(self) -> tuple[str, int]:
        """Return host and port of Tencent Cloud."""
        return _HOST, self.ports[0]

    @property
    def aws_endpoint(self) -> str:
        """Return the address of AWS."""
        return self._aws.endpoint

    @property
    def ports(self) -> tuple[int, int]:
        """Return the ports of Tencent Cloud and AWS."""
        return int(self._tencent.address.rpartition(":")[2]), self._aws.port

    def __enter__(self) -> Self:
        """Answer calls."""
        self._entered.enter_context(self._tencent)
        self._entered.enter_context(self._aws)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Answer no more."""
        self._entered.close()


def _listening(make: Callable[[], _Server], port: int) -> _Server:
    """Return a server that listens; raises UsageError where somebody else has its port."""
    try:
        return make()
    except OSError as error:
        raise UsageError(
            f"port {port} of the demo's clouds is taken",
            why="another demo runs, or another program listens there",
            mend="end it, or begin anew: akwarden demo --reset",
        ) from error
