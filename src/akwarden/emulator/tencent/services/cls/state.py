"""Logsets and topics. A scenario adds with `add_logset` and `add_topic`.

Each account begins with a logset and a topic, such as the console of CloudAudit makes for a track: the
actions that make others are not served.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from akwarden.emulator.tencent.services.regional import DEFAULT_REGION
from akwarden.emulator.tencent.state import Account, Cloud

LOGS_KEPT = 20_000
"""Logs that a topic keeps; older ones go, so that memory stays flat."""
FIRST_LOGSET, FIRST_TOPIC = "cloudaudit_logset", "cloudaudit_topic"


@dataclass(frozen=True, slots=True)
class Log:
    """One log: texts by their names, as CLS takes them."""

    number: int
    moment: float
    content: Mapping[str, str]


@dataclass(slots=True)
class Consumer:
    """The delivery of a topic's logs to CKafka."""

    instance: str
    topic: str
    compression: int


@dataclass(slots=True)
class Topic:
    """One log topic."""

    id: str
    name: str
    logset: str
    """Id of the logset."""
    region: str
    created: float
    period: int = 30
    """Days that logs are kept."""
    tags: dict[str, str] = field(default_factory=dict)
    logs: deque[Log] = field(default_factory=lambda: deque(maxlen=LOGS_KEPT))
    feeds: dict[int, Callable[[float], None]] = field(default_factory=dict)
    """Who delivers into it, by number: asked for what has come due whenever somebody reads."""
    consumer: Consumer | None = None

    def fill(self, now: float) -> None:
        """Take what has been delivered by now."""
        for feed in [*self.feeds.values()]:
            feed(now)

    def add(self, moment: float, content: Mapping[str, Any]) -> None:
        """Add a log; what is no text becomes JSON."""
        texts = {
            name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
            for name, value in content.items()
        }
        self.logs.append(Log(self.logs[-1].number + 1 if self.logs else 1, moment, texts))


@dataclass(slots=True)
class Logset:
    """A set of topics."""

    id: str
    name: str
    region: str
    created: float
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ClsState:
    """What CLS keeps for an account."""

    logsets: dict[str, Logset] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)


def cls_of(cloud: Cloud, account: Account) -> ClsState:
    """Return what CLS keeps for an account, with the topic that is there from the start."""
    state = account.state(ClsState)
    if not state.logsets:
        add_topic(cloud, account, add_logset(cloud, account, FIRST_LOGSET), FIRST_TOPIC)
    return state


def topic_of(cloud: Cloud, account: Account, region: str, number: str) -> Topic | None:
    """Return a topic of a region; None where there is none."""
    found = cls_of(cloud, account).topics.get(number)
    return found if found is not None and found.region == region else None


def add_logset(cloud: Cloud, account: Account, name: str, *, region: str = DEFAULT_REGION) -> Logset:
    """Make a logset."""
    logset = Logset(cloud.ids.uuid(), name, region, cloud.clock.now())
    account.state(ClsState).logsets[logset.id] = logset
    return logset


def add_topic(cloud: Cloud, account: Account, logset: Logset, name: str) -> Topic:
    """Make a topic in a logset."""
    topic = Topic(cloud.ids.uuid(), name, logset.id, logset.region, cloud.clock.now())
    account.state(ClsState).topics[topic.id] = topic
    return topic
