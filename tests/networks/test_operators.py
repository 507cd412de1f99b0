"""The list of clouds and hosting companies, held to the packaged data."""

from collections import Counter

from akwarden.model.network import NetworkKind
from akwarden.networks.operators import load_operators
from akwarden.networks.ranges import load_ranges


def test_every_number_is_held_by_whom_the_list_says() -> None:
    operators, names = load_operators(), load_ranges().names()

    wrong = [
        (operator.name, asn, name)
        for operator in (*operators.cloud, *operators.hosting)
        for asn in operator.asns
        for name in [names.get(asn, "")]
        if not any(holder.lower() in name.lower() for holder in operator.holders)
    ]

    assert wrong == []


def test_no_number_stands_twice() -> None:
    operators = load_operators()

    counted = Counter(
        asn for group in (operators.cloud, operators.hosting) for op in group for asn in op.asns
    )

    assert [asn for asn, count in counted.items() if count > 1] == []


def test_clouds_that_audit_logs_are_read_of_are_clouds() -> None:
    kinds = load_operators().kinds()

    assert {kinds[asn] for asn in (45090, 132203, 16509, 14618)} == {NetworkKind.CLOUD}
    assert kinds[24940] is NetworkKind.HOSTING
    assert 13335 not in kinds
