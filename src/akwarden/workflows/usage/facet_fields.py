"""The fields that source addresses and calls are counted by."""

from typing import Final

IP_FACETS: Final = ("type", "trust", "country", "network", "kind", "owner")
"""Of the addresses that calls came from."""
CALL_FACETS: Final = ("key", "account", "action", "ip", "result", "region")
"""Of single calls, those that are counted unless others are asked for."""
