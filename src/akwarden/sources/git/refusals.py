"""What mends a fetch that git refused, by its last words: they differ where curl has OpenSSL or GnuTLS."""

import re
from typing import Final

import msgspec


class _Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One way to be refused."""

    says: re.Pattern[str]
    mend: str


_REFUSALS: Final = (
    _Refusal(
        says=re.compile(r"does ?n[o']t match target host ?name|no alternative certificate subject name"),
        mend="write the name that its certificate is for, or give that server a certificate for this name",
    ),
    _Refusal(
        says=re.compile(r"certificate (?:has|is) expired|not yet valid"),
        mend="let that server be given a new certificate, and look at the clock of both machines",
    ),
    _Refusal(
        says=re.compile(r"certificate verif\w+ failed|certificate problem|issuer certificate"),
        mend="let an administrator name the file of the certificate authority that signed it in "
        "GIT_SSL_CAINFO, in the environment of akwarden up",
    ),
    _Refusal(
        says=re.compile(r"could not read (?:Username|Password)|Authentication failed|returned error: 40[13]"),
        mend="only what everybody may read is fetched from here, and some servers ask for a login where "
        "nothing is: check the address, or clone it on a terminal and run akwarden scan --save on the folder",
    ),
    _Refusal(
        says=re.compile(r"repository '[^']*' not found|returned error: 404"),
        mend="check the path in the address: there is no repository that everybody may read",
    ),
    _Refusal(
        says=re.compile(r"redirection|returned error: 30\d"),
        mend="write the address that it sends on to: it is not followed from here",
    ),
    _Refusal(
        says=re.compile(r"(?i)failed to connect|could(?:n't| not) connect|connection (?:refused|timed out)"),
        mend="check the name and the port, and that this server may reach them",
    ),
)
"""The first that fits counts: the name and the time are told within the words about certificates too."""


def mend_of(words: str) -> str:
    """Return what to do about a repository that git did not fetch."""
    other = "check the address, and that everybody may read the repository"
    return next((one.mend for one in _REFUSALS if one.says.search(words)), other)
