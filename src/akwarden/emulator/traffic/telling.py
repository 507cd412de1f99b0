"""One telling of the traffic of an organisation, from its first record to its last.

In three passes that run interleaved, an hour at a time and within it a minute at a time:

1. Each actor has a budget of calls, which its rhythm spreads over the hours. What an hour brings becomes
   sittings, each beginning at some second.
2. A sitting becomes calls, each with the time at which its record arrives.
3. What arrives in a minute is put in order and written.

So little is held at any time, however many records there are. Attacks were played before and are put in
between; they draw from streams of their own, so the rest is the same with and without them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from akwarden.emulator.traffic.budget import Budget, budgets
from akwarden.emulator.traffic.calls import Call, Failure, FailureKind, calls, failure_of
from akwarden.emulator.traffic.delivery import Delivery, arrival, second_arrival
from akwarden.emulator.traffic.errand import Errand, errands
from akwarden.emulator.traffic.moment import HOUR, MINUTE
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import Player, Window
from akwarden.emulator.traffic.plot import Scene
from akwarden.emulator.traffic.record import Planned, Record
from akwarden.emulator.traffic.sitting import Sitting
from akwarden.emulator.traffic.variant import Variants
from akwarden.emulator.traffic.writing import Writer

_FATES = (
    (0.0005, FailureKind.DISABLED),
    (0.0015, FailureKind.SIGNATURE),
    (0.009, FailureKind.DENIED),
    (0.015, FailureKind.THROTTLED),
    (0.035, FailureKind.MISSING),
)
"""Normal calls that fail, each with the bound of its share: half a call of a thousand is made with a key that
was disabled, one has a wrong signature, and so on. CloudTrail has no records of the first two."""
_WORST = _FATES[-1][0]
_STORIES_FROM = 1 << 60
"""The number of the first call of a story: behind all others of the same second."""


class Telling:
    """Tells it once."""

    def __init__(self, organisation: Organisation, window: Window, events: int, variants: Variants) -> None:
        """Take whose traffic it is, when, about how many normal calls, and how often records are odd."""
        self._window = window
        self._dice = organisation.dice("life")
        self._story_dice = organisation.dice("telling")
        self._late = variants.late
        self._delivery = Delivery()
        self._numbers = count()
        self._story_numbers = count(_STORIES_FROM)
        self._writer = Writer(organisation, variants)
        draws = organisation.dice("players")
        self._budgets = list(budgets(organisation, window, events, draws))
        self._errands = list(reversed(errands(organisation, window, organisation.dice("errands"))))
        self._errand_players: dict[str, Player] = {}
        self._draws = draws

    def records(self, scenes: Sequence[Scene]) -> Iterator[Record]:
        """Yield all records in the order in which they arrive, with these calls of attacks among them."""
        for scene in scenes:
            self._put_scene(scene)
        for hour in range(self._window.seconds // HOUR):
            begun = self._begun(hour)
            first = (self._window.start + hour * HOUR) // MINUTE
            for minute in range(first, first + HOUR // MINUTE):
                self._run_errands((minute + 1) * MINUTE)
                if minute in begun:
                    for moment, budget, size in sorted(begun[minute], key=_moment_of):
                        self._sit(budget, moment, size)
                arrived = self._delivery.take(minute)
                if arrived:
                    yield from self._written(arrived)
        while self._delivery:
            yield from self._written(self._delivery.take(self._delivery.next()))

    def _begun(self, hour: int) -> dict[int, list[tuple[int, Budget, int]]]:
        """Return the sittings that begin in an hour, by their minutes."""
        dice = self._dice
        found: defaultdict[int, list[tuple[int, Budget, int]]] = defaultdict(list)
        start = self._window.start + hour * HOUR
        for budget in self._budgets:
            minute = budget.actor.minute
            for size in budget.sizes(hour, dice):
                second = dice.below(HOUR) if minute < 0 else minute * MINUTE + dice.below(4)
                found[(start + second) // MINUTE].append((start + second, budget, size))
        return found

    def _sit(self, budget: Budget, moment: int, size: int) -> None:
        """Let an actor make some calls in a row."""
        dice, actor, table = self._dice, budget.actor, budget.table
        share, many = dice.share, len(table)
        opened = budget.player.open(moment)
        for one in opened.before:
            self._put(one.sitting, one.call, moment, None, one.given)
            moment += 1
        sitting, gap = opened.sitting, actor.gap
        failing = actor.failing
        put, late, numbers = self._delivery.put, self._late, self._numbers
        left = max(1, size - len(opened.before))
        budget.owe(left + len(opened.before) - size)
        for _ in range(left):
            call = table[int(share() * many)]
            failure = None
            fate = share()
            if fate < _WORST or failing:
                failure = _failure(call, fate, failing, share())
            put(Planned(arrival(moment, dice, late), next(numbers), moment, sitting, call, failure))
            moment += int(share() * (gap + 1))

    def _run_errands(self, until: int) -> None:
        """Let administrators do what is to be done before a moment."""
        while self._errands and self._errands[-1].moment < until:
            errand = self._errands.pop()
            if errand.moment >= self._window.start + self._window.seconds:
                continue
            self._run_errand(errand)

    def _run_errand(self, errand: Errand) -> None:
        actor = errand.actor
        player = self._errand_players.get(actor.label)
        if player is None:
            player = self._errand_players[actor.label] = Player(
                actor, self._window, self._draws.apart("errands")
            )
        opened, moment = player.open(errand.moment), errand.moment
        for one in opened.before:
            self._put(one.sitting, one.call, moment, None, one.given)
        for name in errand.calls:
            moment += self._dice.between(5, 90)
            self._put(opened.sitting, calls(actor.account.cloud)[name], moment, None, errand.given)

    def _put(
        self, sitting: Sitting, call: Call, moment: int, failure: Failure | None, given: dict[str, str]
    ) -> None:
        delivered = arrival(moment, self._dice, self._late)
        self._delivery.put(Planned(delivered, next(self._numbers), moment, sitting, call, failure, given))

    def _put_scene(self, scene: Scene) -> None:
        self._delivery.put(
            Planned(
                arrival(scene.moment, self._story_dice, self._late),
                next(self._story_numbers),
                scene.moment,
                scene.sitting,
                scene.call,
                scene.failure,
                scene.given,
                scene.story,
                scene.stage,
                scene.is_attack,
            )
        )

    def _written(self, arrived: Sequence[Planned]) -> Iterator[Record]:
        """Yield the records of what arrived; a few of them are going to arrive once more."""
        writer = self._writer
        for planned in arrived:
            record = writer.write(planned)
            yield record
            if planned.again is None and writer.comes_again(planned):
                dice, numbers = (
                    (self._story_dice, self._story_numbers) if planned.story else (self._dice, self._numbers)
                )
                # At least a minute later, so that it is in none of the minutes that were taken.
                self._delivery.put(
                    planned._replace(
                        delivered=second_arrival(planned.delivered, dice), number=next(numbers), again=record
                    )
                )


def _moment_of(begun: tuple[int, Budget, int]) -> int:
    return begun[0]


def _failure(call: Call, fate: float, failing: float, share: float) -> Failure | None:
    if failing:
        return failure_of(call, FailureKind.DENIED, share) if fate < failing else None
    kind = next(kind for bound, kind in _FATES if fate < bound)
    return failure_of(call, kind, share)
