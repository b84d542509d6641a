"""Counts by day, from what the rooms give: a day on which a site was shut is missing, and no zero.

`web` hands over what the rooms declare (`use`); nothing here knows a room.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from veille.ledger import clock

DAY = timedelta(days=1)
#: So long back are counts gathered, in days: what a detector of weeks compares with.
HISTORY_DAYS = 6 * 366
#: What is of the whole network, or of no site.
NETWORK = ""


class Daily(Protocol):
    """A series that a room gives (`ui.rooms.Daily`)."""

    name: str
    out_of: str

    @property
    def counts(
        self,
    ) -> Callable[[datetime, datetime], Iterable[tuple[str, datetime, int]]]: ...

    @property
    def known(
        self,
    ) -> Callable[[datetime, datetime], Iterable[tuple[str, datetime, datetime]]] | None: ...


class Site(Protocol):
    """A site where it is counted (`ui.rooms.CountedSite`)."""

    slug: str
    at_work: Collection[datetime]

    @property
    def day_of(self) -> Callable[[datetime], date]: ...


@dataclass(frozen=True)
class Sources:
    """What the rooms of this installation declare: asked anew each time."""

    daily: Callable[[], Sequence[Any]] = lambda: ()
    sites: Callable[[datetime, datetime], Sequence[Any]] = lambda _begins, _ends: ()


_sources = Sources()


def use(sources: Sources) -> None:
    """From here on, gather from these."""
    global _sources
    _sources = sources


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A series at a site (or of the network), a number a day from `begins` on: None on days on
    which nothing was counted there. `out_of` are the numbers of which these are a share. `known`
    are events with the day on which each was known, where that takes days."""

    series: str
    site: str
    begins: date
    counts: tuple[int | None, ...]
    out_of: tuple[int | None, ...] | None = None
    known: tuple[tuple[date, date], ...] = ()

    @property
    def days(self) -> list[date]:
        return [self.begins + n * DAY for n in range(len(self.counts))]


@dataclass(frozen=True)
class _Span:
    """The days of one site that are over, and those of them on which it was at work."""

    first: date
    last: date
    at_work: frozenset[date]

    @property
    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]


def gather(now: datetime | None = None) -> list[Counts]:
    """Every series by site, and summed over the sites; up to the last day that is over there."""
    now = now or clock.now()
    begins = now - HISTORY_DAYS * DAY
    sites = {site.slug: site for site in _sources.sites(begins, now)}
    found = {daily.name: list(daily.counts(begins, now)) for daily in _sources.daily()}
    by_day = {name: _by_day(rows, sites) for name, rows in found.items()}
    spans = _spans(sites, by_day, now)
    made: list[Counts] = []
    for daily in _sources.daily():
        known = _known(daily, sites, begins, now)
        of_sites = [
            counts
            for slug in sites
            if (counts := _counts(daily, slug, by_day, spans, known)) is not None
        ]
        made += of_sites
        if len(of_sites) > 1:
            made.append(_sum(of_sites))
        elif by_day[daily.name].get(NETWORK):
            network = _of_no_site(daily, by_day[daily.name][NETWORK], now)
            made += [network] if network else []
    return made


def reaches_back(to: datetime) -> bool:
    """Whether anything was counted before that moment."""
    begins = to - HISTORY_DAYS * DAY
    return any(next(iter(daily.counts(begins, to)), None) is not None for daily in _sources.daily())


def today(now: datetime | None = None) -> date:
    """The day of the network."""
    return (now or clock.now()).astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _day(site: Any, moment: datetime) -> date:
    day: date = site.day_of(moment) if site else today(moment)
    return day


def _by_day(
    rows: Iterable[tuple[str, datetime, int]], sites: dict[str, Any]
) -> dict[str, Counter[date]]:
    found: dict[str, Counter[date]] = defaultdict(Counter)
    for slug, at, count in rows:
        slug = slug if slug in sites else NETWORK
        found[slug][_day(sites.get(slug), at)] += count
    return found


def _spans(
    sites: dict[str, Any], by_day: dict[str, dict[str, Counter[date]]], now: datetime
) -> dict[str, _Span]:
    """What was counted on a day tells too that the site was at work, once it had begun: a sample
    of an earlier year makes no zeros of visits."""
    spans = {}
    for slug, site in sites.items():
        last = site.day_of(now) - DAY
        at_work = {site.day_of(at) for at in site.at_work}
        began = min(at_work, default=date.min)
        counted = at_work.union(*(found.get(slug, ()) for found in by_day.values()))
        days = {day for day in counted if began <= day <= last}
        if days:
            spans[slug] = _Span(min(days), last, frozenset(days))
    return spans


def _counts(
    daily: Daily,
    slug: str,
    by_day: dict[str, dict[str, Counter[date]]],
    spans: dict[str, _Span],
    known: dict[str, list[tuple[date, date]]],
) -> Counts | None:
    """None where a site never counted it, or has no day that is over."""
    span, here = spans.get(slug), by_day[daily.name].get(slug)
    if span is None or (not here and not daily.out_of):
        return None
    here = here or Counter()
    if not daily.out_of:  # a service that began later has no zeros before, an earlier one its own
        span = _Span(min(here), span.last, span.at_work.union(here))
    if span.first > span.last:
        return None
    of = by_day.get(daily.out_of, {}).get(slug, Counter()) if daily.out_of else None

    def numbers(counted: Counter[date]) -> tuple[int | None, ...]:
        return tuple(counted[day] if day in span.at_work else None for day in span.days)

    return Counts(
        series=daily.name,
        site=slug,
        begins=span.first,
        counts=numbers(here),
        out_of=None if of is None else numbers(of),
        known=tuple(known.get(slug, ())),
    )


def _known(
    daily: Daily, sites: dict[str, Any], begins: datetime, now: datetime
) -> dict[str, list[tuple[date, date]]]:
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    if daily.known is not None:
        for slug, at, known in daily.known(begins, now):
            site = sites.get(slug)
            found[slug].append((_day(site, at), _day(site, max(at, known))))
    return found


def _sum(parts: Sequence[Counts]) -> Counts:
    """Of the network: a day is missing where it is missing at every site."""
    begins = min(each.begins for each in parts)
    days = max((each.begins - begins).days + len(each.counts) for each in parts)

    def numbers(rows: Iterable[tuple[date, Sequence[int | None]]]) -> tuple[int | None, ...]:
        total: list[int | None] = [None] * days
        for first, row in rows:
            for n, count in enumerate(row, (first - begins).days):
                if count is not None:
                    total[n] = (total[n] or 0) + count
        return tuple(total)

    shares = parts[0].out_of is not None
    return Counts(
        series=parts[0].series,
        site=NETWORK,
        begins=begins,
        counts=numbers((each.begins, each.counts) for each in parts),
        out_of=numbers((each.begins, each.out_of or ()) for each in parts) if shares else None,
        known=tuple(event for each in parts for event in each.known),
    )


def _of_no_site(daily: Daily, counted: Counter[date], now: datetime) -> Counts | None:
    """What is of no site, such as seizures: every day since the first one counts."""
    begins, last = min(counted), today(now) - DAY
    days = (last - begins).days + 1
    if days < 1:
        return None
    numbers = tuple(counted[begins + n * DAY] for n in range(days))
    return Counts(series=daily.name, site=NETWORK, begins=begins, counts=numbers)
