"""A series of somebody else's counts with its vintages: a pure fold."""

from collections.abc import Sequence
from datetime import date

from veille.ledger.facts import Entry
from veille.ledger.states import State, first, of, state_of

from .outside_facts import Vintage, VintageKept
from .words import Counted


class Outside(State, frozen=True, kw_only=True):
    """`vintages` in the order of their days. What it is called, and whether it is public, is as it
    was said last."""

    what: Counted
    area: str
    source: str
    title: str
    period: str
    unit: str
    rolling_months: int
    public: bool
    vintages: tuple[Vintage, ...]

    @property
    def as_of(self) -> str:
        return self.vintages[-1].as_of

    def known(self, on: date | None = None) -> Vintage | None:
        """The last vintage, or the last one that was known on a day; None where there was none."""
        return known(self.vintages, on)


def known(vintages: Sequence[Vintage], on: date | None = None) -> Vintage | None:
    parts = [each for each in vintages if on is None or each.as_of <= on.isoformat()]
    return parts[-1] if parts else None


def fold_outside(_about: str, entries: Sequence[Entry], version: int) -> Outside | None:
    begun = first(entries, VintageKept)
    if begun is None:
        return None
    said = [(entry, body) for entry, body in of(entries, VintageKept)]
    by_day = {body.vintage.as_of: body.vintage for _entry, body in said}
    latest = said[-1][1]
    return state_of(
        Outside,
        begun[0],
        version,
        what=latest.what,
        area=latest.area,
        source=latest.source,
        title=latest.title,
        period=latest.period,
        unit=latest.unit,
        rolling_months=latest.rolling_months,
        public=latest.public,
        vintages=tuple(by_day[day] for day in sorted(by_day)),
    )
