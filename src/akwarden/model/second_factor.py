"""How sessions began, and whether that was with a second factor."""

from enum import StrEnum


class How(StrEnum):
    """How somebody came in with a browser; the words stand in the audit log."""

    PASSWORD = "password"  # noqa: S105  a word
    BOTH = "password and code"
    PASSKEY = "passkey"
    LINK = "link"
    """A one-time link, with which a password was set."""
    SIGN_ON = "single sign-on"

    @property
    def shows_second_factor(self) -> bool:
        """Whether it took more than a password; with single sign-on, that is for the provider to ask."""
        return self in {How.BOTH, How.PASSKEY, How.SIGN_ON}


class Demand(StrEnum):
    """Who must show a second factor before anything else works."""

    NOBODY = "nobody"
    ADMINISTRATORS = "administrators"
    """Whoever has a role that may administer, if only for an account group."""
    EVERYONE = "everyone"


class Lacking(StrEnum):
    """What somebody has to do whose session shows no second factor and who must show one."""

    SET_UP = "set_up"
    """They have none yet: they set up one-time codes or a passkey."""
    SHOW = "show"
    """They have one: they log in with it."""
