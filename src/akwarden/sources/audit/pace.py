"""How much of a stream to take for granted at once: less after a wrong guess, more after a right one."""

from typing import Final

MOST: Final = 256 << 10
LEAST: Final = 16 << 10


class Pace:
    """The size of the next stretch that is read as a whole, in bytes."""

    def __init__(self) -> None:
        """Begin with the largest."""
        self.window = MOST
        self._not_before = 0

    def may_guess(self, offset: int) -> bool:
        """Say whether a stretch that begins here is worth a guess."""
        return offset >= self._not_before

    def was_right(self) -> None:
        """Take more the next time."""
        self.window = min(MOST, self.window * 2)

    def was_wrong(self, stop: int) -> bool:
        """Take less the next time; say whether to try again now, else not before the offset `stop`."""
        if self.window <= LEAST:
            self._not_before = stop
            return False
        self.window = max(LEAST, self.window // 4)
        return True
