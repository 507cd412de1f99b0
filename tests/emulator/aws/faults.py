"""Answers that a test puts in the place of the cloud's: throttling, other servers, documents nobody can use.

cloud.faults.say("iam:ListAccessKeys", Refused("Throttling", "Rate exceeded", status=400))
cloud.faults.change("iam:GetAccountAuthorizationDetails", lambda body: body.replace(b"x", b"y"))
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.aws.asked import Application, Asked, Change, Said, Start, changed, read, refusal


@dataclass(frozen=True)
class Refused:
    """A refusal in the words of the service; `code` as IAM has it."""

    code: str
    message: str
    status: int = 403


Fault = Refused | Said


@dataclass
class Faults:
    """Stands in front of another application."""

    behind: Application
    asked: list[Asked] = field(default_factory=list)
    """Every call that came."""
    _next: dict[str, deque[Fault]] = field(default_factory=dict)
    _changes: dict[str, Change] = field(default_factory=dict)

    def say(self, right: str, *answers: Fault) -> None:
        """Give these answers to the next calls of an action, written as a right."""
        self._next.setdefault(right, deque()).extend(answers)

    def change(self, right: str, change: Change) -> None:
        """Change the body of every answer to an action from now on."""
        self._changes[right] = change

    def clear(self) -> None:
        """Forget all calls and answers."""
        self.asked.clear()
        self._next.clear()
        self._changes.clear()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a call, or let it through."""
        asked = read(environ)
        if asked.service:
            self.asked.append(asked)
        queue = self._next.get(asked.right)
        if queue:
            fault = queue.popleft()
            if isinstance(fault, Refused):
                fault = refusal(asked, fault.code, fault.message, status=fault.status)
            return fault.send(start)
        if asked.right in self._changes:
            return changed(self.behind, environ, start, self._changes[asked.right])
        return self.behind(environ, start)
