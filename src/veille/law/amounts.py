"""How much of what: whole millionths, exact; and what the case leaves open, as from–to."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from .case import MILLION, Measure, Substance

#: More than any amount: the upper end of what nobody weighed.
BOUNDLESS = 10**30

#: At least and at most so many millionths.
Range = tuple[int, int]
Amount = dict[Measure, Range]

ALL_MEASURES: tuple[Measure, ...] = ("grams", "grams_active", "pills", "units")
NOTHING_SAID: Range = (0, BOUNDLESS)


def millionths(value: Decimal) -> int:
    return int(value * MILLION)


def amount_of(entry: Substance) -> Amount:
    """An entry by each measure. Gross weight bounds the pure from above, pure the gross from below.

    What was counted only may weigh anything.
    """
    grams = None if entry.grams is None else millionths(entry.grams)
    pure = None if entry.grams_active is None else millionths(entry.grams_active)
    pills = None if entry.pills is None else millionths(entry.pills)
    units = None if entry.units is None else millionths(entry.units)
    return {
        "grams": (grams, grams) if grams is not None else (pure or 0, BOUNDLESS),
        "grams_active": (pure, pure)
        if pure is not None
        else (0, BOUNDLESS if grams is None else grams),
        "pills": NOTHING_SAID if pills is None else (pills, pills),
        "units": NOTHING_SAID if units is None else (units, units),
    }


def together(amounts: list[Amount]) -> Amount:
    """Several entries or substances as one."""
    if len(amounts) == 1:
        return amounts[0]
    return {
        measure: (
            min(BOUNDLESS, sum(each[measure][0] for each in amounts)),
            min(BOUNDLESS, sum(each[measure][1] for each in amounts)),
        )
        for measure in ALL_MEASURES
    }


def others_in_bag(amount: Amount) -> Amount:
    """What else is in the same bag: it may be nearly none of it or nearly all, as weighed once."""
    return {**amount, "grams_active": (0, amount["grams"][1])}


def at_most(amount: Amount, limits: dict[Measure, int], passed_by_all: bool = False) -> bool | None:
    """Whether it stays within the limits; None where the case does not say enough.

    A measure of which the case says nothing is left out, if it says something of another.
    """
    return _within(amount, limits, 0, passed_by_all)


def less_than(
    amount: Amount, limits: dict[Measure, int], passed_by_all: bool = False
) -> bool | None:
    return _within(amount, limits, 1, passed_by_all)


def fractions(
    amounts: Mapping[str, Amount], of: Mapping[str, dict[Measure, int]]
) -> tuple[Fraction, Fraction | None]:
    """The sum of what is carried of each, divided by its amount: from, to; to is None where the
    case leaves it open upwards."""
    low, high = Fraction(0), Fraction(0)
    is_open = False
    for name, limits in of.items():
        amount = amounts.get(name)
        if amount is None:
            continue
        parts = [(amount[m], limit) for m, limit in limits.items() if amount[m] != NOTHING_SAID]
        is_open = is_open or not parts or any(most >= BOUNDLESS for (_least, most), _l in parts)
        low += max((Fraction(least, limit) for (least, _most), limit in parts), default=Fraction(0))
        high += max((Fraction(most, limit) for (_l, most), limit in parts), default=Fraction(0))
    return low, None if is_open else high


def _within(
    amount: Amount, limits: dict[Measure, int], less: int, passed_by_all: bool
) -> bool | None:
    parts = [(amount[m], limit) for m, limit in limits.items() if amount[m] != NOTHING_SAID]
    if not parts:
        return None
    if passed_by_all:
        return _passed_by_all(amount, limits, less)
    if any(low > limit - less for (low, _high), limit in parts):
        return False
    return True if all(high <= limit - less for (_low, high), limit in parts) else None


def _passed_by_all(amount: Amount, limits: dict[Measure, int], less: int) -> bool | None:
    """Within unless both what is weighed or counted and the active principle are above."""
    gross = [
        (amount[m], limit - less)
        for m, limit in limits.items()
        if m != "grams_active" and amount[m] != NOTHING_SAID
    ]
    pure, least = amount["grams_active"], limits.get("grams_active")
    if gross and all(high <= limit for (_low, high), limit in gross):
        return True
    if least is not None and pure[1] <= least - less:
        return True
    over = any(low > limit for (low, _high), limit in gross)
    return False if over and (least is None or pure[0] > least - less) else None
