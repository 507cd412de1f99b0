"""Looks for keys in the environment variables of cloud functions, in memory, and keeps them as leaks.

A value is read by the detector and let go: what is kept says in which variable of which function it stands.
"""

import threading
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.detectors.secrets.scanner import CompiledRules, Scanner
from akwarden.model.account import Account
from akwarden.model.artifact import Batch
from akwarden.model.finding import Finding
from akwarden.model.function import CloudFunction, Variable
from akwarden.model.leak import LeakCase, SeenLeak
from akwarden.model.match import Match, Position
from akwarden.sources.protocol import Place
from akwarden.store.leaks import Written
from akwarden.workflows.findings import Choice, choose, findings, group, sightings
from akwarden.workflows.hits import Hit
from akwarden.workflows.leaks.save import write_leaks
from akwarden.workflows.leaks.seen import seen_leaks
from akwarden.workflows.masking import veil_of
from akwarden.workflows.ruleset import load_ruleset

_SERVICES = {"tencent": "scf", "aws": "lambda"}
_ALL = Choice(examples=False, unreachable=True, why_allowed=lambda _: None)


class VariableScanner:
    """Finds keys in environment variables; made once and shared by threads."""

    def __init__(self, rules: CompiledRules, fingerprint_key: bytes) -> None:
        """Take compiled rules, and the key of the home's fingerprints."""
        self.ruleset = rules.ruleset
        self.fingerprint_key = fingerprint_key
        self._rules = rules
        self._own = threading.local()

    def matches(self, data: bytes) -> list[Match]:
        """Return what is found in some bytes."""
        scanner: Scanner | None = getattr(self._own, "scanner", None)
        if scanner is None:
            # The working memory of a scanner belongs to one thread.
            scanner = self._own.scanner = Scanner(self._rules)
        batch = Batch(bytearray(data), [0], [len(data)], ["environment"])
        return [match for _, found in scanner.batch(batch) for match in found.matches]


def variable_scanner(fingerprint_key: bytes) -> VariableScanner:
    """Return what finds keys in variables by all rules of akwarden; compiling them takes a moment."""
    return VariableScanner(load_ruleset(), fingerprint_key)


def scan_variables(function: CloudFunction, account: Account, scanner: VariableScanner) -> list[Finding]:
    """Return the keys in the variables of a function, each with the variable that holds it, and no value.

    A key whose id and secret stand in two variables is one finding, in the variable of the id.
    """
    environment = _Environment.of(function.variables or ())
    source = f"{account.provider}:{account.number}"
    where = f"{_SERVICES.get(account.provider, account.provider)}:{function.id}#environment"
    hits = [_hit(match, environment, where) for match in scanner.matches(environment.data)]
    places = {hit.name: (Place(hit.name),) for hit in hits}
    groups = choose(group(sightings(hits, [source], [places])), _ALL).shown
    # A name may hold what another variable has as its value.
    veil = veil_of(hit.match for hit in hits)
    found = findings(groups, scanner.ruleset, scanner.fingerprint_key)
    return [veil.over_finding(one) for one in found]


def seen_in_function(
    function: CloudFunction, account: Account, scanner: VariableScanner
) -> tuple[SeenLeak, ...]:
    """Return the keys in the variables of a function as leaks."""
    found = scan_variables(function, account, scanner)
    return seen_leaks(found, case_of=lambda _: LeakCase.LOG_OR_SNAPSHOT)


def save_function_leaks(
    connection: Connection,
    account: Account,
    function: CloudFunction,
    now: datetime,
    scan: VariableScanner,
) -> Written:
    """Keep the keys in the variables of a function as leaks, in the transaction of `connection`.

    A function whose variables were not given (None) is passed over. A second time nothing is written.
    """
    seen = seen_in_function(function, account, scan)
    return write_leaks(connection, seen, now) if seen else Written()


@dataclass(frozen=True, slots=True)
class _Environment:
    """Variables as lines `NAME=VALUE`, which is how rules know them, and where each begins."""

    data: bytes
    names: Sequence[str]
    offsets: Sequence[int]
    lines: Sequence[int]
    """The number of the first line of each."""

    @classmethod
    def of(cls, variables: Sequence[Variable]) -> "_Environment":
        parts = [_line(variable) for variable in variables]
        offsets, lines = [0], [1]
        for part in parts:
            offsets.append(offsets[-1] + len(part))
            lines.append(lines[-1] + part.count(b"\n"))
        return cls(b"".join(parts), [one.name for one in variables], offsets[:-1], lines[:-1])

    def index(self, offset: int) -> int:
        """Return which variable a byte belongs to."""
        return bisect_right(self.offsets, offset) - 1


def _line(variable: Variable) -> bytes:
    name = variable.name.encode("utf-8", "backslashreplace")
    return name + b"=" + variable.value.reveal() + b"\n"


def _hit(match: Match, environment: _Environment, where: str) -> Hit:
    """Return a match at its variable, with its line counted from where the value begins."""
    at = match.position
    index = environment.index(at.offset)
    within = Position(
        at.offset - environment.offsets[index], at.line - environment.lines[index] + 1, at.column
    )
    name = f"{where}/{environment.names[index]}"
    return Hit(0, name, "", msgspec.structs.replace(match, position=within, frame=()))
