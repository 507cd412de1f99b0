"""Asks a cloud about one key: site by site, at a steady pace, again where the cloud was too busy."""

import threading
from collections.abc import Callable, Sequence
from time import time

import msgspec

from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.site_answer import Identified, Refused, SiteAnswer, Unclear
from akwarden.model.verification import Unverified, Verification
from akwarden.providers.pace import Pace
from akwarden.providers.protocol import Identifier, NoReply, Send, Site
from akwarden.providers.verdict import is_settled, verdict

_TRIES = 3
_SILENCES = 3
"""After so many calls in a row without any reply a site is not called again in this run."""
_LONGEST_TEXT = 300


class Cloud:
    """One cloud with its sites, its pace, and the sites that were silent; shared by threads."""

    def __init__(
        self,
        provider: Identifier,
        sites: Sequence[Site],
        *,
        send: Send,
        pace: Pace,
        now: Callable[[], float] = time,
        backoff: float = 1.0,
    ) -> None:
        """Take what it is made of; `sites` are asked in this order.

        `now` gives the seconds since 1970. `backoff` is how many seconds pass before a second try; each
        further wait is twice as long.
        """
        self.provider = provider
        self.sites = tuple(sites)
        self._send = send
        self._pace = pace
        self._now = now
        self._backoff = backoff
        self._lock = threading.Lock()
        self._silences = dict.fromkeys(self.sites, 0)

    def identify(
        self, credential: Credential, key_type: KeyType, wait: Callable[[float], bool]
    ) -> Verification:
        """Return whose the key is, that it does not work, or why that is not known.

        `wait` waits for some seconds, and returns True, at once, when the run is to stop.
        """
        answers: dict[str, SiteAnswer] = {}
        for site in self.sites:
            answer = self._answer(credential, site, key_type, wait)
            if answer is None:
                return Unverified("the scan was interrupted")
            answers[site.name] = _safe(answer, credential)
            if is_settled(answer):
                break
        return verdict(answers)

    def _answer(
        self, credential: Credential, site: Site, key_type: KeyType, wait: Callable[[float], bool]
    ) -> SiteAnswer | None:
        """Return what one site says, or None when the run is to stop."""
        answer: SiteAnswer = Unclear("it was not asked")
        for number in range(_TRIES):
            pause = self._backoff * 2 ** (number - 1) if number else 0
            if wait(self._pace.reserve() + pause):
                return None
            answer = self._try(credential, site, key_type)
            if not (isinstance(answer, Unclear) and answer.again):
                break
        return answer

    def _try(self, credential: Credential, site: Site, key_type: KeyType) -> SiteAnswer:
        """Make one call, unless the site was silent too often."""
        if self._silences[site] >= _SILENCES:
            return Unclear("it did not answer to the keys before")
        reply = self._send(self.provider.call(credential, site, int(self._now())))
        with self._lock:
            self._silences[site] = self._silences[site] + 1 if isinstance(reply, NoReply) else 0
        if isinstance(reply, NoReply):
            return Unclear(reply.reason)
        return self.provider.read(reply, site, key_type)


def _safe(answer: SiteAnswer, credential: Credential) -> SiteAnswer:
    """Return the answer with no secret in it, whatever the other side has written, and not too long."""
    match answer:
        case Identified(identity=text):
            return Identified(credential.hidden(text)[:_LONGEST_TEXT])
        case Refused(causes=text):
            return msgspec.structs.replace(answer, causes=credential.hidden(text)[:_LONGEST_TEXT])
        case Unclear(reason=text):
            return msgspec.structs.replace(answer, reason=credential.hidden(text)[:_LONGEST_TEXT])
