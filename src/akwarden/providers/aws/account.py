"""The account in an AWS access key id: since 2019 the id itself tells it, to whoever can count in base 32.

After "AWS Access Key ID formats" (A. Steele, 2020) and "A short note on AWS KEY ID" (T. Be'ery, 2023).
"""

import re

_MODERN = re.compile(r"A(?:KIA|SIA)([Q-Z2-7][A-Z2-7]{15})")
"""The first character behind the prefix of an older id comes before Q, and such an id tells nothing."""
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ACCOUNT_CHARACTERS = 9
_UNUSED_BITS, _ACCOUNT_BITS = 4, 40
_ACCOUNTS = 10**12


def account_of(key_id: str) -> str | None:
    """Return the twelve digits of the account, or None where the id does not tell."""
    found = _MODERN.fullmatch(key_id)
    if found is None:
        return None
    number = 0
    for character in found[1][:_ACCOUNT_CHARACTERS]:
        number = number * len(_DIGITS) + _DIGITS.index(character)
    # The highest bit marks the format, the next forty are the account, the rest is random.
    account = (number >> _UNUSED_BITS) & ((1 << _ACCOUNT_BITS) - 1)
    return f"{account:012}" if account < _ACCOUNTS else None
