"""Every error that akwarden raises on purpose, and the exit code each one ends a command with.

    AkwardenError
    ├── UsageError            what the caller asked for can't be done          exit 2
    │   ├── TargetError       a scan target does not exist or can't be read
    │   ├── SettingsError     a settings file, environment name or value is wrong
    │   ├── RuleError         a rule file is wrong
    │   ├── BaselineError     a baseline file can't be used
    │   ├── IgnoreFileError   a file that says what is meant to be there can't be used
    │   ├── PolicyError       an access policy is not one that the cloud would take
    │   ├── ScenarioError     a file that says what an emulator starts with is wrong
    │   ├── AccountError      an account can't be added or named as it was said
    │   ├── QueryError        a query is not one that the list understands
    │   ├── ServingError      the server can't start where it was told to
    │   ├── AccessError       who may use akwarden can't be changed as it was said
    │   └── EditError         changes of remarks and owners can't be made as they were said
    ├── SourceError           a source failed while it was read                exit 4
    │   └── GitError          git itself failed
    ├── UnpackError           a container can't be opened any further          (caught: a skipped record)
    ├── VaultError            the vault can't give or take a secret            exit 4
    │   ├── SealedError       a sealed secret was changed, cut short, or is of an unknown format
    │   ├── MovedError        a sealed secret lies in a place that it was not sealed for
    │   ├── KekError          the key of the vault can't be used as it lies there  exit 2
    │   ├── WrongKekError     a sealed secret belongs to another key           exit 3
    │   └── PassphraseError   the passphrase is not the one of this vault      exit 3
    ├── AuditLogError         an entry or a head of the audit log can't be written or read  exit 4
    ├── StateError            the state database can't be used                 exit 4
    │   └── BackupError       a backup can't be written, or is not whole       exit 2
    └── CloudError            a cloud did not do what was asked                exit 4
        ├── CredentialError   the key that an account is read with does not work  exit 3
        ├── MissingRightError a right is missing                               (caught: a blind spot)
        ├── UnreachableError  no answer came from the cloud
        └── ThrottledError    the cloud kept saying: too many calls

An error speaks to a person: what happened, why where that says more, and the mend. It never carries a secret
value.
What `akwarden explain CODE` prints stands on the class; a subclass states all of it for itself.
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import ClassVar

_LONG_RUN = re.compile(r"[^\s'\"`(),:;<>\[\]{}]{12,}")
_ADDRESS = re.compile(r"\b(?P<scheme>(?:https?|ssh|git)://)(?P<rest>[^\s'\"`<>]+)")
_HOST = re.compile(r"(?:[a-z0-9-]{1,24}(?:\.[a-z0-9-]{1,24})*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_BEHIND_PATH = re.compile(r"([?#])")
_KEY_LIKE = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])\D*\d")
_MASK = "****"
_WORDS = re.compile(r"[a-z_.]*(?:[A-Z][a-z]{2,}[_.]*)*")
_MIXED = re.compile(r"\d|[a-z].*[A-Z]|[A-Z].*[a-z]", re.DOTALL)


class ExitCode(IntEnum):
    """What the process tells its caller."""

    OK = 0
    """Clean, or done."""
    FINDINGS = 1
    """Findings at or over `--fail-on`. Never a crash."""
    USAGE = 2
    """The command line, a settings file, a rule or a target is wrong."""
    AUTHENTICATION = 3
    """Not signed in, or not allowed."""
    PARTIAL = 4
    """Some source failed or was not fully covered."""
    UNEXPECTED = 5
    """A defect in akwarden; a report id is printed."""
    INTERRUPTED = 130
    """Stopped by the user."""
    BROKEN_PIPE = 141
    """Whoever read the output stopped reading, as `| head` does; what a shell shows for SIGPIPE."""


class AkwardenError(Exception):
    """The root: one line that says what, and optionally why and the mend."""

    code: ClassVar[str] = "E0001"
    exit_code: ClassVar[ExitCode] = ExitCode.UNEXPECTED
    title: ClassVar[str] = "A defect in akwarden"
    """What the code means, in a few words."""
    explanation: ClassVar[str] = (
        "akwarden came to a state that its authors did not foresee. What you asked for was not finished, and "
        "nothing that was printed before should be taken as complete. A crash file in the `logs` folder of "
        "the home folder holds the kind of failure and where in the program it happened. It holds no values "
        "of variables, and whatever looks like a key is masked."
    )
    """When it happens and what it means, for a reader who has only the code."""
    remedy: ClassVar[str] = (
        "Run the command again with --debug to see where it failed, and report it with the report id and the "
        "crash file."
    )
    """What usually mends it."""

    def __init__(self, what: str, *, why: str | None = None, mend: str | None = None) -> None:
        """Take the three sentences that a person is shown."""
        super().__init__(what)
        self.what = what
        self.why = why
        self.mend = mend


class UsageError(AkwardenError):
    """What the caller asked for can't be done as it was said."""

    code = "E0100"
    exit_code = ExitCode.USAGE
    title = "The command line is wrong"
    explanation = (
        "A command, an option or a value is unknown, missing or not one of those that are allowed, or the "
        "output can't be written where it was asked for. Nothing was started."
    )
    remedy = "Run the same command with --help: it lists the options and shows an example."


class TargetError(UsageError):
    """A scan target does not exist, is of a kind that can't be scanned, or can't be read."""

    code = "E0110"
    title = "A scan target can't be used"
    explanation = (
        "A path or address given to a command does not exist, is of a kind that can't be scanned, or can't "
        "be read by this user. Nothing was scanned, since a scan of only some of the targets would look like "
        "a clean result for all of them."
    )
    remedy = (
        "Check the spelling and that this user may read it; give a folder, a file, a git repository or - ."
    )


class SettingsError(UsageError):
    """A settings file, an environment name or a value is wrong."""

    code = "E0120"
    title = "A setting is wrong"
    explanation = (
        "A settings file can't be read, or a file, an AKWARDEN_* environment name or an option holds a "
        "setting that does not exist or a value that it does not take. Unknown names are refused and never "
        "ignored: a mistyped limit would otherwise leave the default in force without a word."
    )
    remedy = "Correct the place that the message names; `akwarden config show` lists every setting."


class RuleError(UsageError):
    """A rule file is wrong."""

    code = "E0130"
    title = "A rule file is wrong"
    explanation = (
        "A rule file is not valid YAML, lacks a field, has one that does not exist, or holds a pattern that "
        "can't be compiled; or what --rules names does not exist or holds no rule. No rule is left out in "
        "silence, so nothing was scanned."
    )
    remedy = (
        "Run `akwarden rules check --rules FOLDER` with the folder of the rule: it names the file and the "
        "field."
    )


class BaselineError(UsageError):
    """A baseline file can't be read or written."""

    code = "E0140"
    title = "A baseline file can't be used"
    explanation = (
        "The baseline, which lists the findings that are already known, does not exist, is not a baseline of "
        "akwarden or was damaged, or can't be written. Without it known findings would count as new ones."
    )
    remedy = "Check the path, restore the file from version control, or write it anew."


class IgnoreFileError(UsageError):
    """A file that says which findings are meant to be there can't be read."""

    code = "E0150"
    title = "An ignore file can't be used"
    explanation = (
        "`.akwardenignore`, a file given with --ignore-file, or one that was written for gitleaks does not "
        "exist, can't be read, or has a line that says something else than was meant. Nothing was scanned: "
        "an entry that is passed over would let an alarm sound that nobody can explain, and one that is "
        "guessed at could keep an alarm silent."
    )
    remedy = (
        "Correct the line that the message names, or leave out what the scanned files allow with --no-allow."
    )


class PolicyError(UsageError):
    """An access policy is not one that the cloud it is written for would take."""

    code = "E0160"
    title = "An access policy is wrong"
    explanation = (
        "A policy document is no JSON, is too long or too deep, or holds an element, an operator, an action "
        "or a resource that the language of its cloud does not know. Nothing was decided with it: a "
        "statement that is passed over could be the one that denies."
    )
    remedy = "Correct the place that the message names; the cloud's policy editor refuses the same place."


class ScenarioError(UsageError):
    """A file that says what an emulated cloud starts with is wrong."""

    code = "E0170"
    title = "A scenario file is wrong"
    explanation = (
        "The file given with --scenario to `akwarden emulate tencent` does not exist, is not readable as "
        "YAML, has a name that a scenario does not have, refers to something that is not there, or asks for "
        "what the cloud does not allow, such as a third key for a user. No emulator was started: one that "
        "lacks a part of what was asked for would make tests pass for the wrong reason."
    )
    remedy = (
        "Correct the line that the message names; the guide on the emulator shows all that a file may hold."
    )


class AccountError(UsageError):
    """An account can't be added or named as it was said."""

    code = "E0180"
    title = "An account can't be added or found"
    explanation = (
        "A name is taken or no account has it, a source of credentials or an address is not written in one "
        "of the ways that are understood, a line of a file of accounts is wrong, or the cloud says that the "
        "key belongs to another account than the one that was meant. Nothing was added or changed."
    )
    remedy = "Correct what the message names; `akwarden accounts list` shows the accounts that there are."


class QueryError(UsageError):
    """A query is not one that the list understands."""

    code = "E0190"
    title = "A query is wrong"
    explanation = (
        "What was given with --where names a field that the list does not have, a value that the field does "
        "not take, or breaks off in the middle. Nothing was listed: a part that is passed over would show "
        "rows that were not asked for."
    )
    remedy = "Correct the place that the message points at; the guide on queries lists the fields."

    def __init__(
        self,
        what: str,
        *,
        why: str | None = None,
        mend: str | None = None,
        place: tuple[int, int] | None = None,
    ) -> None:
        """Take the sentences, and which characters of the query are wrong: the first, and the one behind."""
        super().__init__(what, why=why, mend=mend)
        self.place = place


class ServingError(UsageError):
    """The server can't start where it was told to."""

    code = "E0197"
    title = "The server can't start"
    explanation = (
        "The address or the port is taken or is none of this machine, or other machines would reach the "
        "server without TLS. Nothing was started."
    )
    remedy = "Take another port with --port, or stop what uses it; put a proxy with TLS before it for others."


class AccessError(UsageError):
    """Who may use akwarden can't be changed as it was said."""

    code = "E0198"
    title = "People, roles or tokens can't be changed so"
    explanation = (
        "A login is taken or nobody has it, a password is too weak, a role, a group of accounts or an "
        "address is not one that there is, a one-time link was used or is too old, or nobody would be left "
        "who may administer. Nothing was changed."
    )
    remedy = "Correct what the message names; `akwarden users list` shows the people that there are."


class EditError(UsageError):
    """Changes of remarks and owners can't be made as they were said."""

    code = "E0195"
    title = "A change can't be made"
    explanation = (
        "A line of a file with remarks and owners is wrong, a remark is too long, or what is to be undone "
        "was undone already or changed again since. Nothing was changed, not even by lines that are right."
    )
    remedy = "Correct the lines that the message names; --dry-run shows what a file would change."


class SourceError(AkwardenError):
    """A source failed while it was read; what came before counts."""

    code = "E0400"
    exit_code = ExitCode.PARTIAL
    title = "A source failed while it was read"
    explanation = (
        "A disk, a network or a program that akwarden read from gave up part of the way. Findings printed "
        "before that are true; the rest of the source was not looked at."
    )
    remedy = "Mend what the message names and run the command again."


class GitError(SourceError):
    """git could not do what was asked of it."""

    code = "E0410"
    title = "git failed"
    explanation = (
        "akwarden reads histories through the git program, and git ended with an error: it is missing or too "
        "old, refuses a repository that belongs to another user, or the repository is damaged."
    )
    remedy = "Run `akwarden doctor` for git itself, and `git fsck` in the repository."


class UnpackError(AkwardenError):
    """A container can't be opened any further."""

    code = "E0420"
    exit_code = ExitCode.PARTIAL
    title = "A container can't be opened"
    explanation = (
        "An archive or compressed file is damaged, encrypted, of an unknown kind, or goes past a limit on "
        "bytes, members, depth, ratio or time. The scan goes on, and the container is listed as skipped with "
        "the reason; what lies inside it was not scanned."
    )
    remedy = "Raise the limit that the reason names if you trust the file, or unpack it and scan the folder."


class VaultError(AkwardenError):
    """The vault can't give or take a secret."""

    code = "E0500"
    exit_code = ExitCode.PARTIAL
    title = "The vault can't do what was asked"
    explanation = (
        "A secret could not be put into the vault or taken out of it, for example since its version is not a "
        "number from 1 up. What lies in the vault was not changed."
    )
    remedy = "Mend what the message names and run the command again."


class SealedError(VaultError):
    """A sealed secret was changed, was cut short, or is of a format that is not known."""

    code = "E0510"
    title = "A sealed secret is damaged"
    explanation = (
        "What lies in the vault for this version of a secret is not what was once put there: at least one "
        "bit differs, the end is missing, or a newer akwarden wrote it. No part of a secret is given out. "
        "A fault of a disk does this, and so does somebody who writes to the database by hand."
    )
    remedy = (
        "Restore the row from a backup, or make a new key at the cloud and store that. Find out who can "
        "write to the database."
    )


class MovedError(VaultError):
    """A sealed secret lies in a place that it was not sealed for."""

    code = "E0520"
    title = "A sealed secret lies in the wrong place"
    explanation = (
        "A secret is sealed for one kind, owner, name and version. This row was sealed for another: somebody "
        "copied or renamed rows in the database, perhaps to have an old or a foreign secret delivered in the "
        "place of the right one. It was not opened."
    )
    remedy = "Restore the row from a backup, and find out who can write to the database."


class KekError(VaultError):
    """The key-encryption key can't be made, or can't be used as it lies there."""

    code = "E0530"
    exit_code = ExitCode.USAGE
    title = "The key of the vault can't be used"
    explanation = (
        "The file with the key that protects all others is missing, is a link, has the wrong size, belongs "
        "to another user, or can be read by others; or one is there already and is not overwritten, since "
        "all secrets that it protects would be lost."
    )
    remedy = (
        "Restore the file from its backup, or set its owner and its mode to 0600. If others could read it, "
        "replace the key and rewrap the vault."
    )


class WrongKekError(VaultError):
    """A sealed secret belongs to another key-encryption key than the one at hand."""

    code = "E0540"
    exit_code = ExitCode.AUTHENTICATION
    title = "A sealed secret belongs to another key"
    explanation = (
        "Each sealed secret says which key of a vault protects it, and it is not the one that was given. The "
        "key was replaced, or database and key come from different homes or backups."
    )
    remedy = "Give the key that belongs to this database."


class PassphraseError(VaultError):
    """The passphrase is missing, or is not the one that the vault was made with."""

    code = "E0550"
    exit_code = ExitCode.AUTHENTICATION
    title = "The passphrase is wrong"
    explanation = (
        "The passphrase of the vault is missing, can't be one, or does not give the key that the vault was "
        "made with. No secret was tried with it."
    )
    remedy = "Give the passphrase again. Nobody can recover it, and without it the vault stays closed."


class AuditLogError(AkwardenError):
    """An entry or a head of the audit log can't be written or read."""

    code = "E0600"
    exit_code = ExitCode.PARTIAL
    title = "The audit log can't be written or read"
    explanation = (
        "What should go into the audit log can't be written in its one form, such as a time without a zone "
        "or a value that is a secret; or what was given as an entry or as a saved head is none."
    )
    remedy = "Mend what the message names; give a saved head as it was printed."


class StateError(AkwardenError):
    """The state database can't be used."""

    code = "E0650"
    exit_code = ExitCode.PARTIAL
    title = "The state database can't be used"
    explanation = (
        "The database with accounts, keys and remarks can't be opened, is damaged or cut short, is busy for "
        "too long, or was written by a newer akwarden. Nothing was changed."
    )
    remedy = "Mend what the message names, or restore a backup with `akwarden restore`."


class LakeError(StateError):
    """The event lake can't be used."""

    code = "E0655"
    title = "The event lake can't be used"
    explanation = (
        "A file of the event lake can't be written or read, is missing or is damaged; or the disk is full. "
        "Events that were reported as imported are stored; what was being imported when it failed is not, "
        "and importing it again does no harm."
    )
    remedy = "Make room on the disk, or mend what the message names, and run the same command again."


class BackupError(StateError):
    """A backup can't be written, or is not whole."""

    code = "E0660"
    exit_code = ExitCode.USAGE
    title = "A backup can't be used"
    explanation = (
        "A backup can't be written where it was asked for; or the file given to restore is no backup of "
        "akwarden, was cut short or changed, or comes from a newer akwarden; or there is a state already "
        "that would be lost. Nothing was restored."
    )
    remedy = "Give another backup, or say --replace to give up the state that is there."


class CloudError(AkwardenError):
    """A cloud did not do what was asked."""

    code = "E0700"
    exit_code = ExitCode.PARTIAL
    title = "A cloud did not do what was asked"
    explanation = (
        "A call to a cloud was refused or was answered with something that is no answer of it. What was "
        "asked of other accounts was done."
    )
    remedy = "Mend what the message names and run the command again."


class CredentialError(CloudError):
    """The key that an account is read with is not there or does not work."""

    code = "E0710"
    exit_code = ExitCode.AUTHENTICATION
    title = "The key of an account does not work"
    explanation = (
        "The place that an account's key was to come from holds none; or the cloud does not take it, since "
        "the id is unknown or disabled, the secret is not its own, a session has expired, or the clock of "
        "this machine is wrong."
    )
    remedy = "Put a key that works in the place that the message names, then `akwarden accounts test NAME`."


class MissingRightError(CloudError):
    """A right is missing."""

    code = "E0720"
    title = "A right is missing"
    explanation = (
        "The key works, and the cloud does not allow it this call. Where others can be made the rest goes on "
        "and what is not seen is listed as a blind spot."
    )
    remedy = "Attach the policy that `akwarden accounts test NAME --policy` prints."

    def __init__(self, right: str, reason: str) -> None:
        """Take the right as a policy writes it, and the cloud's own words."""
        super().__init__(f"{right} is not allowed", why=reason, mend=f"allow {right}")
        self.right = right
        self.reason = reason


class UnreachableError(CloudError):
    """No answer came from the cloud."""

    code = "E0730"
    title = "A cloud can't be reached"
    explanation = (
        "No connection could be made, or no answer came in time, also after several tries. A proxy, a "
        "firewall or a wrong address does this."
    )
    remedy = "Check the address, the proxy (HTTPS_PROXY) and the network, then `akwarden accounts test NAME`."


class ThrottledError(CloudError):
    """The cloud kept saying: too many calls."""

    code = "E0740"
    title = "A cloud allows no more calls"
    explanation = (
        "The cloud refused calls since there were too many, also after waiting several times. Other programs "
        "that call with the same account share its limits."
    )
    remedy = "Run the command again later: it goes on where it stopped."


def catalogue() -> tuple[type[AkwardenError], ...]:
    """Return every error class of this module in the order of its code.

    Narrower classes elsewhere are caught before they could end a command.
    """
    ours = (kind for kind in _descendants(AkwardenError) if kind.__module__ == __name__)
    return tuple(sorted(ours, key=lambda kind: kind.code))


def _descendants(kind: type[AkwardenError]) -> Iterator[type[AkwardenError]]:
    """Yield `kind` and every class below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from _descendants(below)


def redact(text: str) -> str:
    """Return `text` with every long unbroken run that could be a key masked; plain words stay readable.

    Of an address its server and port stay, and a path of words: of
    `https://user:word@git.example.com:8443/team/repo.git?token=…`, all but `user:word` and what follows `?`.
    """
    shown: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        shown += _LONG_RUN.sub(_masked, text[end : address.start()]), _shown_address(address)
        end = address.end()
    return "".join(shown) + _LONG_RUN.sub(_masked, text[end:])


def _masked(run: re.Match[str]) -> str:
    """Return the mask for a run, or the run itself where it is words, like `some_name` and `SomeError`."""
    word = run[0]
    return _MASK if _MIXED.search(word) and not _WORDS.fullmatch(word) else word


def _shown_address(address: re.Match[str]) -> str:
    # What goes before the last `@`: a password may hold `/` and `@`, and must not be taken for a server.
    person, at, rest = address["rest"].rpartition("@")
    place, mark, _ = _BEHIND_PATH.split(rest, maxsplit=1) if _BEHIND_PATH.search(rest) else (rest, "", "")
    host, slash, path = place.partition("/")
    return "".join(
        (
            address["scheme"],
            _MASK if person else "",
            at,
            host if _HOST.fullmatch(host) else _MASK,
            slash,
            _shown_path(path),
            mark,
            _MASK if mark else "",
        )
    )


def _shown_path(path: str) -> str:
    """Return a path, or a mask for the whole of it: keys may hold slashes, and no part of one is shown."""
    parts = path.split("/")
    plain = all(_LONG_RUN.sub(_masked, part) == part and not _KEY_LIKE.search(part) for part in parts)
    return path if plain else _MASK
