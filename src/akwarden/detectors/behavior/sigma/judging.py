"""What a rule may not say, though pySigma lets it through; and what pySigma loses on the way."""

from collections.abc import Iterator
from typing import Final

from sigma.modifiers import (
    SigmaBase64Modifier,
    SigmaBase64OffsetModifier,
    SigmaContainsModifier,
    SigmaEndswithModifier,
    SigmaStartswithModifier,
)
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule
from sigma.types import SigmaCasedString, SigmaExpansion, SigmaString, SigmaType

from akwarden.detectors.behavior.sigma.refusal import RefusedError

_PARTS: Final = {
    SigmaContainsModifier: "contains",
    SigmaStartswithModifier: "startswith",
    SigmaEndswithModifier: "endswith",
}
_BASE64: Final = (SigmaBase64Modifier, SigmaBase64OffsetModifier)


def refuse_empty(rule: SigmaRule) -> None:
    """Raise RefusedError for a comparison with nothing; makes Base64 significant in case, as it is."""
    if "timeframe" in rule.detection.detections:
        raise RefusedError("`timeframe` belongs to an older Sigma: write a correlation")
    if any("|" in str(condition) for condition in rule.detection.condition):
        raise RefusedError("`|` in a condition belongs to an older Sigma: write a correlation")
    for detection in rule.detection.detections.values():
        for item in _items(detection):
            _judge(item)


def _items(detection: SigmaDetection) -> Iterator[SigmaDetectionItem]:
    for item in detection.detection_items:
        if isinstance(item, SigmaDetection):
            yield from _items(item)
        else:
            yield item


def _judge(item: SigmaDetectionItem) -> None:
    name = f"`{item.field}`" if item.field else "a list without a field"
    if not item.original_value:
        raise RefusedError(f"{name} is compared with an empty list")
    for modifier in item.modifiers:
        if modifier in _PARTS and any(_is_empty(value) for value in item.original_value):
            raise RefusedError(f"{name} has `{_PARTS[modifier]}` of an empty text, which fits everything")
    if any(modifier in _BASE64 for modifier in item.modifiers):
        item.value = [_cased(value) for value in item.value]


def _is_empty(value: SigmaType) -> bool:
    return isinstance(value, SigmaString) and not value.s


def _cased(value: SigmaType) -> SigmaType:
    if isinstance(value, SigmaExpansion):
        return SigmaExpansion([_cased(one) for one in value.values])
    return SigmaCasedString.from_sigma_string(value) if isinstance(value, SigmaString) else value
