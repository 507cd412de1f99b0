"""Access keys of users, and when keys were used."""

from collections.abc import Mapping, Sequence

from akwarden.errors import MissingRightError
from akwarden.model.access_key import AccessKey, AccessKeyId, KeyStatus, LastUse
from akwarden.providers.aws.answers import AccessKeys, KeyLastUsed, LastUsed
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.once import Patience
from akwarden.providers.aws.permissions import GET_ACCESS_KEY_LAST_USED, LIST_ACCESS_KEYS
from akwarden.providers.aws.refusal import CodedError

_UNKNOWN = "N/A"


class Keys:
    """Lists keys; shared by threads. A right that was refused three times in a row is asked for no more."""

    def __init__(self, client: Client) -> None:
        """Take what calls."""
        self._client = client
        self._listing = Patience()
        self._last_use = Patience()

    def of_user(self, name: str) -> tuple[AccessKey, ...] | None:
        """Return the keys of a user; None where they may not be listed.

        Raises CodedError for a user that is gone.
        """
        if self._listing.is_over:
            self._client.tally.spared()
            return None
        try:
            pages = self._client.pages(LIST_ACCESS_KEYS, {"UserName": name}, AccessKeys)
            found = [key for page in pages for key in page.access_key_metadata]
        except MissingRightError as error:
            self._client.blind(LIST_ACCESS_KEYS, error.reason)
            self._listing.refused(error)
            return None
        self._listing.allowed()
        return tuple(
            AccessKey(
                id=AccessKeyId(key.access_key_id),
                status=KeyStatus.ACTIVE if key.status == "Active" else KeyStatus.INACTIVE,
                created_at=key.create_date,
            )
            for key in found
        )

    def last_uses(self, keys: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
        """Return when keys were used, one call a key; without those that are gone.

        Raises MissingRightError when none may be asked for; what only some refuse is a blind spot.
        """
        found: dict[AccessKeyId, LastUse] = {}
        refusal = self._last_use.last if self._last_use.is_over else None
        for key in keys:
            if self._last_use.is_over:
                self._client.tally.spared()
                continue
            try:
                use = self._last_use_of(key)
            except MissingRightError as error:
                self._client.blind(GET_ACCESS_KEY_LAST_USED, error.reason)
                self._last_use.refused(error)
                refusal = error
                continue
            self._last_use.allowed()
            if use is not None:
                found[key] = use
        if refusal is not None and not found:
            raise refusal
        return found

    def _last_use_of(self, key: AccessKeyId) -> LastUse | None:
        """Return when a key was used; None when it is gone."""
        try:
            answer = self._client.ask(GET_ACCESS_KEY_LAST_USED, {"AccessKeyId": key}, LastUsed)
        except CodedError as error:
            if not error.is_gone:
                raise
            return None
        used = answer.access_key_last_used or KeyLastUsed()
        return LastUse(at=used.last_used_date, service=_known(used.service_name), region=_known(used.region))


def _known(text: str) -> str | None:
    """Return a word, or None for the one that stands for nothing."""
    return None if text == _UNKNOWN else text
