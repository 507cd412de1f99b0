"""A blind spot: what can't be seen of an account, and what would mend it. Never told as 0."""

import msgspec

from akwarden.model.said import Said


class BlindSpot(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that is not known."""

    right: str
    """The right that is missing, as a policy writes it, or a short name where no right mends it."""
    unseen: Said
    """What is not seen for the want of it, in words."""
    reason: Said
    """Why, in the words of the cloud or ours."""
    mend: Said
    """What to do."""
