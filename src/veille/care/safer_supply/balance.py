"""The stock of controlled doses, by the book and by the count.

The book is never adjusted: what is there follows from the last count and from what moved since.
A day's difference is what was counted less what should have been there; it stays in sight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from veille.care.reads import Day, day_of
from veille.care.tables import SiteRow
from veille.ledger.refusal import Absent

from .days import days_between
from .tables import CountRow, StockRow
from .words import DISPENSED, Fate, Move

#: How far back a difference that nobody explained is looked for.
MONTH = timedelta(days=30)
#: What the stock's rows say of doses; whatever else they say is a movement of its own.
OF_DOSES = (DISPENSED, Fate.RESTOCKED.value)


def count(id: str) -> CountRow:
    row = CountRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That count is not in this ledger. Go back and open the page again."))
    return row


def movement(id: str) -> StockRow:
    row = StockRow.objects.filter(thing=id).exclude(what__in=OF_DOSES).first()
    if row is None:
        raise Absent(_("That entry is not in this ledger. Go back and open the page again."))
    return row


def there(slug: str, product: str, before: datetime | None = None) -> int:
    """How many units there are by the book: now, or just before a moment."""
    counts = CountRow.objects.filter(site=slug, product=product)
    moves = StockRow.objects.filter(site=slug, product=product)
    if before is not None:
        counts, moves = counts.filter(counted_at__lt=before), moves.filter(at__lt=before)
    last = counts.order_by("-counted_at", "-id").first()
    if last is not None:
        moves = moves.filter(at__gt=last.counted_at)
    return (last.units if last else 0) + (moves.aggregate(sum=Sum("units"))["sum"] or 0)


@dataclass(frozen=True)
class DayOfStock:
    """One product on one of the site's days, in whole units.

    opening + received + put back − dispensed − wasted − returned = expected. `moved_since` is
    what moved after the count that stands, so that the difference holds for the whole day.
    """

    day: Day
    product: str
    opening: int
    received: int
    restocked: int
    dispensed: int
    wasted: int
    returned: int
    counts: Sequence[CountRow]
    moved_since: int
    difference: int | None
    unsigned: int

    @property
    def expected(self) -> int:
        left = self.dispensed + self.wasted + self.returned
        return self.opening + self.received + self.restocked - left

    @property
    def standing(self) -> CountRow | None:
        """The last count of the day: the one that stands."""
        return self.counts[-1] if self.counts else None

    @property
    def closing(self) -> int:
        """What the next day opens with."""
        return self.standing.units + self.moved_since if self.standing else self.expected

    @property
    def differs(self) -> bool:
        return bool(self.difference)

    @property
    def is_open(self) -> bool:
        """It does not reconcile, and nobody has said why."""
        return self.differs and not (self.standing and self.standing.explanation)

    @property
    def holds(self) -> bool:
        """Counted, to the unit, and signed."""
        return self.difference == 0 and not self.unsigned


def _day(
    day: Day, product: str, opening: int, moves: list[StockRow], counts: list[CountRow]
) -> DayOfStock:
    def moved(what: str) -> int:
        return abs(sum(move.units for move in moves if move.what == what))

    since, difference = 0, None
    if counts:
        at = counts[-1].counted_at
        since = sum(move.units for move in moves if move.at > at)
        until = sum(move.units for move in moves if move.at <= at)
        difference = counts[-1].units - (opening + until)
    unsigned = sum(move.unsigned for move in moves) + sum(count.unsigned for count in counts[-1:])
    return DayOfStock(
        day=day,
        product=product,
        opening=opening,
        received=moved(Move.RECEIVED),
        restocked=moved(Fate.RESTOCKED),
        dispensed=moved(DISPENSED),
        wasted=moved(Move.WASTED),
        returned=moved(Move.RETURNED),
        counts=counts,
        moved_since=since,
        difference=difference,
        unsigned=unsigned,
    )


def history(site: SiteRow, product: str, begins: datetime, ends: datetime) -> list[DayOfStock]:
    """Each day of one product, the first first. Four queries, however many days."""
    days = list(days_between(site, begins, ends))
    if not days:
        return []
    span = {"site": site.slug, "product": product}
    moves: dict[datetime, list[StockRow]] = {}
    for move in StockRow.objects.filter(
        **span, at__gte=days[0].begins, at__lt=days[-1].ends
    ).order_by("at", "id"):
        moves.setdefault(day_of(site, move.at).date, []).append(move)
    counts: dict[datetime, list[CountRow]] = {}
    for one in CountRow.objects.filter(
        **span, counted_at__gte=days[0].begins, counted_at__lt=days[-1].ends
    ).order_by("counted_at", "id"):
        counts.setdefault(day_of(site, one.counted_at).date, []).append(one)
    opening = there(site.slug, product, days[0].begins)
    stocks = []
    for day in days:
        stock = _day(
            day=day,
            product=product,
            opening=opening,
            moves=moves.get(day.date, []),
            counts=counts.get(day.date, []),
        )
        stocks.append(stock)
        opening = stock.closing
    return stocks


def difference_of(site: SiteRow, count: CountRow) -> DayOfStock:
    """The day that a count belongs to."""
    day = day_of(site, count.counted_at)
    return history(site, count.product, day.begins, day.ends)[0]


def unsigned(slug: str) -> tuple[list[StockRow], list[CountRow]]:
    """Movements and counts that wait for a second signature."""
    moves = StockRow.objects.filter(site=slug, unsigned=True).exclude(what__in=OF_DOSES)
    counts = CountRow.objects.filter(site=slug, unsigned=True)
    return list(moves.order_by("at")), list(counts.order_by("counted_at"))


def things_between(slug: str, begins: datetime, ends: datetime) -> list[str]:
    """Movements and counts of a span of time: their identities."""
    moves = (
        StockRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
        .exclude(what__in=OF_DOSES)
        .values_list("thing", flat=True)
    )
    counts = CountRow.objects.filter(
        site=slug, counted_at__gte=begins, counted_at__lt=ends
    ).values_list("id", flat=True)
    return [*moves, *counts]
