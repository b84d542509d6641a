"""Every query that a page, a report or an action makes of the exchange's read tables.

Spans are [begins, ends), by when things happened. The report's functions stand at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from veille.care.records import marks, records_of
from veille.care.tables import SiteRow
from veille.ledger import clock
from veille.ledger.refusal import Absent
from veille.ledger.store import cursor

from .bundles import DEFAULT, Ready
from .facts import Amount
from .tables import (
    BundleRow,
    CleanUpRow,
    CountRow,
    DeliveryRow,
    ExchangeRow,
    KitUseRow,
    MovementRow,
    ShelfRow,
    TrainingRow,
    TransferRow,
)
from .words import KIT_FORMS, Counting, Item, Movement

#: A stock's present rate is its mean over so many days, or since the site opened.
RATE_DAYS = 28
#: What was counted longer ago is to be counted again, and asks nobody anything until then.
COUNT_HOLDS = timedelta(days=35)
_DAY = timedelta(days=1)


def shelf_id(slug: str, item: Item) -> str:
    """The same on every node of a network."""
    return sha256(f"care.exchange.shelf:{slug}:{item.value}".encode()).hexdigest()[:32]


def bundle_id(slug: str, key: str) -> str:
    """The identity of a bundle: one of the usual ones has the same on every node."""
    if any(ready.key == key for ready in DEFAULT):
        return sha256(f"care.exchange.bundle:{slug}:{key}".encode()).hexdigest()[:32]
    return key


def amounts(held: Iterable[dict[str, Any]]) -> tuple[Amount, ...]:
    """What a read table holds of amounts; an item of a later version too."""
    return tuple(Amount(Item(one["item"]), int(one["count"])) for one in held)


# What is left. Asked under the write lock: plain SQL, and all of it from two indexes.

_LEVEL = """
SELECT c.id, c.found + COALESCE(SUM(m.change), 0), MAX(CASE WHEN m.short THEN 1 ELSE 0 END)
  FROM (SELECT id, site, item, at, found FROM care_exchange_count
         WHERE site = %s AND item = %s {counted}
         ORDER BY at DESC, thing DESC LIMIT 1) c
  LEFT JOIN care_exchange_movement m
    ON m.site = c.site AND m.item = c.item AND m.at > c.at {moved}
 GROUP BY c.id, c.found"""


@dataclass(frozen=True)
class Level:
    """What the stock says of an item: `left` pieces since the count `count`, moved and all.

    `short` where more was handed out since than there was: the number is not to be trusted.
    """

    count: int
    left: int
    short: bool


def level(slug: str, item: Item, until: datetime | None = None) -> Level | None:
    """The last count and what moved since (until then, where given); None where never counted."""
    if until is None:
        return _level(slug, item)
    moment = str(connection.ops.adapt_datetimefield_value(until))
    return _level(slug, item, ("AND at <= %s", moment), ("AND m.at <= %s", moment))


def _level(
    slug: str, item: Item, counted: tuple[str, ...] = ("",), moved: tuple[str, ...] = ("",)
) -> Level | None:
    """`counted` and `moved` narrow which counts and movements: a clause, and its value."""
    values = [slug, item.value, *counted[1:], *moved[1:]]
    with cursor() as c:
        c.execute(_LEVEL.format(counted=counted[0], moved=moved[0]), values)
        row = c.fetchone()
    return None if row is None else Level(row[0], int(row[1]), bool(row[2]))


def trusted(slug: str, items: Iterable[Item]) -> dict[Item, int]:
    """What is left of those of the items whose number can be trusted: counted not long ago, and
    never short since. So a hand-out reads some weeks of movements, however long the history."""
    since = str(connection.ops.adapt_datetimefield_value(clock.now() - COUNT_HOLDS))
    levels = {item: _level(slug, item, ("AND at >= %s", since)) for item in items}
    return {item: one.left for item, one in levels.items() if one and not one.short}


def daily_use(site: SiteRow, now: datetime | None = None) -> dict[Item, float]:
    """Pieces handed out a day, by item: the mean of the last RATE_DAYS days."""
    now = now or clock.now()
    days = min(float(RATE_DAYS), max(1.0, (now - site.opened_at) / _DAY))
    out = equipment_out(site.slug, now - timedelta(days=days), now + clock.AHEAD_ALLOWED)
    return {item: count / days for item, count in out.items()}


@dataclass(frozen=True)
class StockLine:
    """One item of a site's stock, as the stock page shows it. `daily` is pieces a day."""

    item: Item
    left: int | None
    to_count: bool
    reorder_at: int | None
    daily: float
    count: CountRow | None

    @property
    def low(self) -> bool:
        """At or below the level at which to reorder."""
        return (
            self.left is not None and self.reorder_at is not None and (self.left <= self.reorder_at)
        )

    @property
    def days_left(self) -> int | None:
        """Whole days at the present rate; None where the number or the rate is not known."""
        if self.left is None or self.to_count or self.daily <= 0:
            return None
        return max(0, int(self.left / self.daily))

    @property
    def difference(self) -> int | None:
        """How much more the last count found than the stock said."""
        if self.count is None or self.count.expected is None:
            return None
        return self.count.found - self.count.expected


def stock(site: SiteRow) -> list[StockLine]:
    """Every item of the site's stock, in the order of the list; those never held too. Items that
    this version does not know come last, where the site has any."""
    levels = {item: level(site.slug, item) for item in (*Item, *_unknown_items(site.slug))}
    counts = CountRow.objects.in_bulk([one.count for one in levels.values() if one])
    reorder = reorder_levels(site.slug)
    daily = daily_use(site)
    stale = clock.now() - COUNT_HOLDS
    return [
        StockLine(
            item=item,
            left=one.left if one else None,
            to_count=bool(one and (one.short or one.left < 0 or counts[one.count].at < stale)),
            reorder_at=reorder.get(item),
            daily=daily.get(item, 0.0),
            count=counts[one.count] if one else None,
        )
        for item, one in levels.items()
    ]


def _unknown_items(slug: str) -> list[Item]:
    moved = MovementRow.objects.filter(site=slug).exclude(item__in=Item.values)
    counted = CountRow.objects.filter(site=slug).exclude(item__in=Item.values)
    words = {*moved.values_list("item", flat=True), *counted.values_list("item", flat=True)}
    return [Item(word) for word in sorted(words)]


def reorder_levels(slug: str) -> dict[Item, int]:
    rows = ShelfRow.objects.filter(site=slug).exclude(reorder_at=None)
    return {Item(row.item): row.reorder_at for row in rows if row.reorder_at is not None}


def last_counts(slug: str, most: int) -> list[CountRow]:
    """What was counted last, the latest first, each with what was expected."""
    return list(CountRow.objects.filter(site=slug).order_by("-at", "-id")[:most])


def counted_by_others_since(slug: str, items: Iterable[Item], then: datetime, by: str) -> list[str]:
    """Who else counted one of these items since `then`."""
    rows = CountRow.objects.filter(
        site=slug, item__in=[item.value for item in items], at__gt=then
    ).exclude(by=by)
    return sorted(set(rows.values_list("by", flat=True)))


def last_deliveries(slug: str, most: int) -> list[DeliveryRow]:
    return list(DeliveryRow.objects.filter(site=slug).order_by("-at", "-id")[:most])


def transfers_coming(slug: str) -> list[TransferRow]:
    return list(TransferRow.objects.filter(to=slug, received_at=None).order_by("at", "id"))


def transfers_leaving(slug: str) -> list[TransferRow]:
    return list(TransferRow.objects.filter(site=slug, received_at=None).order_by("at", "id"))


def transfer_to(slug: str, id: str) -> TransferRow:
    row = TransferRow.objects.filter(pk=id, to=slug).first()
    if row is None:
        raise Absent(_("That transfer is not for this site. Open the stock page again."))
    return row


def is_coming_to(slug: str, id: str) -> bool:
    return TransferRow.objects.filter(pk=id, to=slug).exists()


def bundles(slug: str) -> list[Ready]:
    """What takes one tap at a site: the usual bundles as it has them, then its own."""
    rows = {row.id: row for row in BundleRow.objects.filter(site=slug).order_by("at", "id")}
    usual = [(ready.key, ready, rows.pop(bundle_id(slug, ready.key), None)) for ready in DEFAULT]
    found = [
        ready if row is None else Ready(key, row.name, amounts(row.items))
        for key, ready, row in usual
        if row is None or row.offered
    ]
    own = [Ready(row.id, row.name, amounts(row.items)) for row in rows.values() if row.offered]
    return [*found, *own]


def bundle(slug: str, key: str) -> Ready:
    found = next((ready for ready in bundles(slug) if ready.key == key), None)
    if found is None:
        raise Absent(_("That bundle is no longer offered. Open the page again and choose another."))
    return found


# What was done.


def exchange(id: str) -> ExchangeRow | None:
    return ExchangeRow.objects.filter(pk=id).first()


def exchanges(slug: str, begins: datetime, ends: datetime) -> QuerySet[ExchangeRow]:
    """Exchanges of a span, the latest first."""
    return ExchangeRow.objects.filter(site=slug, at__gte=begins, at__lt=ends).order_by("-at", "-id")


def others_of_span(
    slug: str, begins: datetime, ends: datetime
) -> tuple[list[CleanUpRow], list[TrainingRow], list[KitUseRow]]:
    """Clean-ups, trainings and kits told of in a span, the latest first."""
    span = {"site": slug, "at__gte": begins, "at__lt": ends}
    return (
        list(CleanUpRow.objects.filter(**span).order_by("-at", "-id")),
        list(TrainingRow.objects.filter(**span).order_by("-at", "-id")),
        list(KitUseRow.objects.filter(**span).order_by("-at", "-id")),
    )


_OF_SOMEBODY = ("care_exchange_exchange", "care_exchange_training", "care_exchange_kit_use")


def _ids_where(column: str, values: Sequence[str]) -> Sequence[str]:
    if not any(values):
        return ()
    # As the indexes of somebody's things say their condition: without it they are not used.
    where = f"{column} IN ({marks(values)}) AND NOT ({column} = '')"
    sql = " UNION ALL ".join(f"SELECT id, at FROM {table} WHERE {where}" for table in _OF_SOMEBODY)
    with cursor() as c:
        c.execute(f"{sql} ORDER BY 2, 1", [*values] * len(_OF_SOMEBODY))
        return [row[0] for row in c.fetchall()]


def things_of_visit(visit: str) -> Sequence[str]:
    """Exchanges, trainings and kits told of on a visit, by their time."""
    return _ids_where("visit", [visit])


def things_of_person(person: str) -> Sequence[str]:
    return _ids_where("person", records_of(person))


# What a month's report counts.


def equipment_out(slug: str, begins: datetime, ends: datetime) -> dict[Item, int]:
    """Pieces handed out, by item; items of which none was are left out."""
    found = (
        MovementRow.objects.filter(site=slug, at__gte=begins, at__lt=ends, kind=Movement.HANDED_OUT)
        .values_list("item")
        .annotate(pieces=Sum("change"))
        .order_by("item")
    )
    return {Item(item): -change for item, change in found}


def needles_back(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """Used needles that came back at exchanges, by "counted" and "estimated"."""
    found = dict(
        ExchangeRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
        .values_list("back_how")
        .annotate(needles=Sum("back"))
    )
    return {how: found.get(how) or 0 for how in (*Counting.values, *found)}


def clean_ups(slug: str, begins: datetime, ends: datetime) -> tuple[int, int]:
    """How many clean-ups there were, and how many needles were picked up."""
    found = CleanUpRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    needles = list(found.values_list("needles", flat=True))
    return len(needles), sum(needles)


def kits_out(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """Naloxone kits handed out, by their form."""
    out = equipment_out(slug, begins, ends)
    return {form.value: out.get(item, 0) for item, form in KIT_FORMS.items()}


def people_trained(slug: str, begins: datetime, ends: datetime) -> int:
    found = TrainingRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return found.aggregate(people=Sum("people"))["people"] or 0


def kits_used(slug: str, begins: datetime, ends: datetime) -> int:
    """Kits that people told were used."""
    found = KitUseRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return found.aggregate(kits=Sum("kits"))["kits"] or 0


def kits_by_moment(begins: datetime, ends: datetime) -> Iterator[tuple[str, datetime, int]]:
    """Naloxone kits handed out in a span, at every site: (site, when, how many), of nobody."""
    rows = ExchangeRow.objects.filter(at__gte=begins, at__lt=ends)
    for site, at, out in rows.values_list("site", "at", "out"):
        if kits := sum(one["count"] for one in out if one["item"] in KIT_FORMS):
            yield site, at, kits


def kits_used_by_moment(begins: datetime, ends: datetime) -> Iterator[tuple[str, datetime, int]]:
    """Kits of which somebody said that they were used, by the day on which they said so."""
    rows = KitUseRow.objects.filter(at__gte=begins, at__lt=ends)
    yield from rows.values_list("site", "at", "kits")
