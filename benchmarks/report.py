"""The month's report after a year: its own counting beside the same counts by plain Django."""

import random
from collections import Counter
from collections.abc import Callable
from time import perf_counter, thread_time
from zoneinfo import ZoneInfo

from veille.care import reads
from veille.care.report import counts
from veille.care.report.bands import age_band, time_band
from veille.care.report.export import Carried
from veille.care.report.period import Kind, Period, this_month
from veille.care.report.tables import Report
from veille.care.tables import PersonRow, SiteRow, VisitRow
from veille.disclosure import withheld
from veille.ledger.store import cursor

from . import history
from .installations import SITE
from .tables import Measured, met, middle, number

VISITS_SMALL = 10_000
ROUNDS = 3
#: What a report of a year may take.
LIMIT_SECONDS = 2.0
#: How a year's visits are dealt out to four sites: the share of each. The first keeps its slug; the
#: last is so small that most of its counts are withheld.
SHARES = {SITE: 0.62, "second": 0.25, "third": 0.125, "fourth": 0.005}
_SEED = 1


def run(small: bool) -> list[Measured]:
    visits = VISITS_SMALL if small else history.VISITS
    ledger = history.copied(history.year(visits).site, "report")
    with ledger.use():
        _deal_out()
        now = this_month(reads.sites()[0])
        month = now if small else now.before
        after = now.after.first
        year = Period(Kind.YEAR, after.replace(year=after.year - 1), 12)
        table = Measured(
            "The month's report, after a year",
            f"{visits:,} visits of a year, dealt out to four sites; nothing kept from before, "
            f"median of {ROUNDS}. The peer counts visits by band, mode, substance, people by age, "
            "and no more: row by row through Django's ORM. “Withheld” is what stays in the house, "
            "found for all sites and the network together.",
            [
                "what",
                "visits counted",
                "seconds",
                "of processor",
                "of the peer",
                f"< {LIMIT_SECONDS:g} s",
            ],
            limit="fetching the year's rows from SQLite: half of a year's report.",
        )
        sites = reads.sites()
        for words, period, of in (
            ("a month, one site", month, sites[:1]),
            ("a month, the network", month, sites),
            ("a year, one site", year, sites[:1]),
            ("a year, the network", year, sites),
        ):
            _measure(table, words, period, of)
        report = counts.report(year, sites)
        seconds, cpu = _timed(lambda: counts.published(year, sites))
        table.add(
            "a year, beside its quarters and months, which are counted too, and withheld",
            f"{sum(report.number('visits.all', site.slug) for site in sites):,}",
            number(seconds),
            number(cpu),
            "",
            met(seconds < LIMIT_SECONDS),
        )
        for words, made in (
            ("withheld, of the year alone", lambda: withheld(report)),
            ("CSV, of the year", lambda: Carried(report, None, report.places).csv()),
            ("workbook, of the year", lambda: Carried(report, None, report.places).xlsx()),
        ):
            seconds, cpu = _timed(made)
            table.add(words, "", number(seconds), number(cpu), "", "")
    ledger.close()
    return [table]


def _measure(table: Measured, words: str, period: Period, sites: list[SiteRow]) -> None:
    report = counts.report(period, sites)
    seconds, cpu = _timed(lambda: counts.report(period, sites))
    peer, peer_cpu = _timed(lambda: _plainly(period, sites))
    counted = sum(report.number("visits.all", site.slug) for site in sites)
    _same(report, period, sites)
    table.add(
        words,
        f"{counted:,}",
        number(seconds),
        number(cpu),
        f"× {peer / seconds:.1f}",
        met(seconds < LIMIT_SECONDS),
    )
    table.add("  plain Django", f"{counted:,}", number(peer), number(peer_cpu), "× 1.0", "")


def _timed(done: Callable[[], object]) -> tuple[float, float]:
    walls, cpus = [], []
    for _round in range(ROUNDS):
        began, cpu_began = perf_counter(), thread_time()
        done()
        walls.append(perf_counter() - began)
        cpus.append(thread_time() - cpu_began)
    return middle(walls), middle(cpus)


def _plainly(period: Period, sites: list[SiteRow]) -> Counter[str]:
    """The same counts as anybody would write them first."""
    found: Counter[str] = Counter()
    for site in sites:
        begins, ends = period.span(site)
        zone = ZoneInfo(site.time_zone)
        people = {}
        rows = VisitRow.objects.filter(site=site.slug, arrived_at__gte=begins, arrived_at__lt=ends)
        for visit in rows.order_by("arrived_at").iterator():
            local = visit.arrived_at.astimezone(zone)
            found["visits.all"] += 1
            found[f"visits.band.{time_band(local.hour)}"] += 1
            if visit.episodes:
                found[f"consumed.mode.{visit.mode}"] += visit.episodes
                for substance in set(visit.substances):
                    found[f"consumed.substance.{substance}"] += visit.episodes
            if visit.person:
                people.setdefault(visit.person, local.year)
        known = PersonRow.objects.in_bulk(list(people))
        for person, when in people.items():
            born = known[person].birth_year if person in known else None
            found[f"people.age.{age_band(when - born if born else None)}"] += 1
    return found


def _same(report: Report, period: Period, sites: list[SiteRow]) -> None:
    """Both count alike, or their times cannot be compared."""
    for name, many in _plainly(period, sites).items():
        told = sum(report.number(name, site.slug) for site in sites)
        assert told == many, (name, told, many)


def _deal_out() -> None:
    """Make one site's year that of four: in the read tables, which are all that a report reads."""
    chance = random.Random(_SEED)
    first = reads.site(SITE)
    for slug in list(SHARES)[1:]:
        first.pk, first.slug, first.name = reads.site_id(slug), slug, slug.title()
        first.save(force_insert=True)
    with cursor() as c:
        c.execute("SELECT id FROM care_visit")
        ids = [row[0] for row in c.fetchall()]
        slugs = chance.choices(list(SHARES), list(SHARES.values()), k=len(ids))
        c.executemany("UPDATE care_visit SET site = %s WHERE id = %s", zip(slugs, ids, strict=True))
        c.execute(
            "UPDATE care_overdose SET site = "
            "(SELECT site FROM care_visit WHERE care_visit.id = care_overdose.visit)"
        )
