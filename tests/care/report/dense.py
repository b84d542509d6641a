"""Fourteen months of two sites on different clocks, straight into the read tables: dense about what
is hard, the turns of months and the nights in which the clocks change."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from veille.care import reads
from veille.care.report.period import read_period
from veille.care.shifts.tables import IncidentRow
from veille.care.shifts.words import IncidentKind
from veille.care.tables import OverdoseRow, PersonRow, SiteRow, VisitRow
from veille.care.words import Gender, Intervention, LeavingReason, Mode, Outcome, Substance

VISITS, PEOPLE = 1_500, 60
FIRST, SECONDS = datetime(2025, 12, 1, tzinfo=UTC), 400 * 24 * 3600
#: Both ends of summer time in 2026, in the time zone of either site.
CLOCKS_CHANGE = [datetime(2026, 3, 8, hour, tzinfo=UTC) for hour in (7, 10)]
CLOCKS_CHANGE += [datetime(2026, 11, 1, hour, tzinfo=UTC) for hour in (6, 9)]


def fill() -> list[SiteRow]:
    SiteRow.objects.filter(slug="spectre").update(time_zone="America/Vancouver", day_starts_hour=5)
    sites, chance = reads.sites(), random.Random(7)
    turns = [
        moment
        for year in ("2026", "2026/27")
        for month in read_period(year).in_months()
        for site in sites
        for moment in month.span(site)
    ]
    people = [
        PersonRow(
            id=_id(chance),
            gender=chance.choice([*Gender.values, ""]),
            forgotten=False,
            died=False,
            birth_year=chance.choice([None, *range(1950, 2008)]),
            rehearsal=False,
            welcomed_at=FIRST + timedelta(seconds=chance.randrange(SECONDS)),
        )
        for _n in range(PEOPLE)
    ]
    PersonRow.objects.bulk_create(people)
    visits = [_visit(chance, _moment(chance, turns), people) for _n in range(VISITS)]
    VisitRow.objects.bulk_create(visits)
    OverdoseRow.objects.bulk_create(_overdose(chance, each) for each in visits[::9])
    IncidentRow.objects.bulk_create(
        IncidentRow(
            id=_id(chance),
            site="cactus",
            kind=chance.choice(IncidentKind.values),
            at=_moment(chance, turns),
            calls=[],
            version=1,
            rehearsal=False,
        )
        for _n in range(80)
    )
    return sites


def _id(chance: random.Random) -> str:
    return UUID(int=chance.getrandbits(128)).hex


def _moment(chance: random.Random, turns: list[datetime]) -> datetime:
    near = timedelta(microseconds=chance.choice([-1, 0, 1]))
    match chance.randrange(4):
        case 0:
            return chance.choice(turns) + near
        case 1:
            return chance.choice(CLOCKS_CHANGE) + timedelta(minutes=chance.randrange(-300, 300))
        case _:
            return FIRST + timedelta(seconds=chance.randrange(SECONDS))


def _visit(chance: random.Random, at: datetime, people: list[PersonRow]) -> VisitRow:
    consumed = chance.choice([True, True, False, None])
    return VisitRow(
        id=_id(chance),
        site=chance.choice(["cactus", "spectre"]),
        arrived_at=at,
        stage_since=at,
        person=chance.choice(people).id if chance.random() < 0.7 else "",
        mode=chance.choice(Mode.values),
        company="alone",
        help=[],
        stage="left",
        seat="",
        substances=chance.sample(Substance.values, chance.randrange(1, 4)),
        waited_seconds=chance.choice([None, *range(0, 1800, 60)]),
        consumed=consumed,
        reason=chance.choice(LeavingReason.values) if consumed is False else "",
        moved_by="",
        episodes=chance.randrange(1, 3) if consumed else 0,
        version=1,
        rehearsal=False,
        sharing="",
        assisted="",
    )


def _overdose(chance: random.Random, of: VisitRow) -> OverdoseRow:
    steps = [{"what": what} for what in chance.sample(Intervention.values, 3)]
    return OverdoseRow(
        id=_id(chance),
        site=of.site,
        visit=of.id,
        seat="",
        signs=[],
        found_at=of.arrived_at,
        outcome=chance.choice(["", *Outcome.values]),
        doses=chance.randrange(3),
        steps=steps,
        version=1,
        rehearsal=False,
    )
