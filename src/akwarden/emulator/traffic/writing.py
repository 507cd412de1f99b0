"""Writes planned calls as records, each in the form of its cloud, some of them odd."""

from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.cloudaudit import Written, write_audit
from akwarden.emulator.traffic.cloudtrail import region_of, write_trail
from akwarden.emulator.traffic.cos_line import write_line
from akwarden.emulator.traffic.delivery import LATEST
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.record import Label, Planned, Record
from akwarden.emulator.traffic.variant import Variant, Variants
from akwarden.model.event import EventFormat

_MISLEADING = frozenset([Variant.SERVICE_ADDRESS, Variant.IPV6, Variant.WRONG_CLOCK])
"""What a call of an attack never is: its labels say where it came from, and when."""

# An attribute of an enum costs as much as a small call.
_AWS = Cloud.AWS
_COS_LOG, _CLOUDTRAIL, _CLOUDAUDIT = EventFormat.COS_LOG, EventFormat.CLOUDTRAIL, EventFormat.CLOUDAUDIT


class Writer:
    """Writes records."""

    def __init__(self, organisation: Organisation, variants: Variants) -> None:
        """Take whose they are, and how often they are odd."""
        self._variants = variants
        self._dice = organisation.dice("writing")
        self._story_dice = organisation.dice("writing stories")

    def write(self, planned: Planned) -> Record:
        """Return the record of a call, or the one that it was before."""
        if planned.again is not None:
            return planned.again._replace(
                delivered=planned.delivered, variants=(*planned.again.variants, Variant.DUPLICATE)
            )
        sitting, call = planned.sitting, planned.call
        dice = self._story_dice if planned.story else self._dice
        written, variants, form = self._written(planned, dice)
        if planned.delivered > planned.moment + LATEST:
            variants = (*variants, Variant.LATE)
        label = None
        if planned.is_attack:
            label = Label(written.id, planned.story, planned.stage, sitting.principal.key_id)
        # By place and not by name, as everything here that is done for each record.
        return Record(
            call.cloud,
            written.text.encode(),
            planned.moment,
            written.id,
            label,
            planned.delivered,
            sitting.principal.account.number,
            region_of(call, sitting),
            form,
            variants,
            planned.story,
        )

    def comes_again(self, planned: Planned) -> bool:
        """Draw whether a record is delivered once more."""
        dice = self._story_dice if planned.story else self._dice
        return dice.share() < self._variants.duplicate

    def _written(self, planned: Planned, dice: Dice) -> tuple[Written, tuple[Variant, ...], EventFormat]:
        sitting, call = planned.sitting, planned.call
        if call.is_log:
            return write_line(planned, dice), (), _COS_LOG
        variant = self._variants.draw(call.cloud, dice)
        if variant is not None and _misleads(variant, planned):
            variant = None
        found = () if variant is None else (variant,)
        if call.cloud is _AWS:
            return write_trail(planned, dice, variant), found, _CLOUDTRAIL
        inner = sitting.is_console and dice.share() < self._variants.inner
        if inner:
            found = (*found, Variant.INNER_ADDRESS)
        return write_audit(planned, dice, variant, inner=inner), found, _CLOUDAUDIT


def _misleads(variant: Variant, planned: Planned) -> bool:
    """Say whether a record can't be so: there is no such address, or a label would be wrong."""
    if planned.story:
        return variant in _MISLEADING
    return variant is Variant.IPV6 and planned.sitting.six is None
