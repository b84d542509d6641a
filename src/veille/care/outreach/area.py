"""Outreach, declared: its things, how they fold, what must hold of them, what they fill."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from veille.care.area import site_of
from veille.care.state import Site
from veille.ledger.areas import Area, Change, Row, Table, Thing
from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import facts, policies, reads, state, tables
from .whereabouts import Occurrence, occurrences


def turn_of(site: Site) -> int:
    """The minute of the clock at which the site's day begins."""
    return site.day_starts_hour * 60


def occurrence_of(pen: Pen, stop: state.Stop, day: date) -> Occurrence | None:
    """A stop on a date, with what was said of it; None where it does not take place."""
    site = site_of(pen, stop.site)
    outing = pen.state(OUTING, reads.id_of("outing", stop.id, day))
    outings = {(stop.id, day): outing} if outing else {}
    found = occurrences(
        stops=[stop],
        outings=outings,
        first=day,
        last=day,
        zone=ZoneInfo(site.time_zone),
        turn=turn_of(site),
    )
    return found[0] if found else None


def _spans(spans: tuple[facts.Span, ...]) -> list[list[int]]:
    return [[span.begins, span.ends] for span in spans]


def _week(hours: state.Hours) -> list[list[list[int]]]:
    return [_spans(day) for day in hours.week]


def _day(day: state.Day) -> Iterator[Row]:
    """A date that keeps the week's hours after all has no row."""
    if not day.usual:
        yield {
            "id": day.id,
            "site": day.site,
            "day": day.day,
            "spans": _spans(day.spans),
            "word_fr": day.word_fr,
            "word_en": day.word_en,
            "rehearsal": day.rehearsal,
        }


def _profile_holds(_pen: Pen, change: Change[state.Profile]) -> None:
    if change.now is not None:
        policies.check_profile(change.now.said)


def _hours_hold(_pen: Pen, change: Change[state.Hours]) -> None:
    if change.now is not None:
        policies.check_week(change.now.week)


def _day_holds(_pen: Pen, change: Change[state.Day]) -> None:
    if change.now is not None:
        policies.check_day(change.now)


def _stop_holds(pen: Pen, change: Change[state.Stop]) -> None:
    stop = change.now
    if stop is not None:
        policies.check_stop(stop)
        policies.check_stop_fits(stop, reads.stops(stop.site), turn_of(site_of(pen, stop.site)))
        _keeps_its_dates(stop, change.said_before)
    elif isinstance(change.entry.body, facts.StopPlanned) and reads.has_outings(change.entry.about):
        raise Refused(
            _(
                "Something was said of this stop on one of its dates: it cannot be struck out. "
                "End it instead."
            ),
        )


def _keeps_its_dates(stop: state.Stop, before: object) -> None:
    """What the crew said of a stop was of one of its dates: those stay."""
    if not isinstance(before, facts.StopPlanned):
        return
    dates = before.span, set(before.weekdays), before.first
    if dates != (stop.span, set(stop.weekdays), stop.first) and reads.has_outings(stop.id):
        raise Refused(
            _(
                "Something was said of this stop on one of its dates: its hours and days stay as "
                "they were then. End it, then plan another from the next day on."
            ),
        )


def _outing_holds(pen: Pen, change: Change[state.Outing]) -> None:
    stop = pen.state(STOP, change.now.stop) if change.now else None
    if change.now is not None and stop is not None:
        policies.check_outing(change.now, occurrence_of(pen, stop, change.now.day))


def _count_holds(_pen: Pen, change: Change[state.Count]) -> None:
    if change.now is not None:
        policies.check_count(change.now)


PROFILE = Thing(
    "care.outreach.profile",
    facts,
    state.Profile,
    state.fold_profile,
    tables=(Table(tables.ProfileRow, within=("said",)),),
    holds=_profile_holds,
)
HOURS = Thing(
    "care.outreach.hours",
    facts,
    state.Hours,
    state.fold_hours,
    tables=(Table(tables.HoursRow, also={"week": _week}),),
    holds=_hours_hold,
)
DAY = Thing(
    "care.outreach.day",
    facts,
    state.Day,
    state.fold_day,
    tables=(Table(tables.DayRow, _day),),
    holds=_day_holds,
)
STOP = Thing(
    "care.outreach.stop",
    facts,
    state.Stop,
    state.fold_stop,
    tables=(Table(tables.StopRow, within=("span",)),),
    holds=_stop_holds,
)
OUTING = Thing(
    "care.outreach.outing",
    facts,
    state.Outing,
    state.fold_outing,
    tables=(Table(tables.OutingRow),),
    holds=_outing_holds,
)
CONTACTS = Thing(
    "care.outreach.contacts",
    facts,
    state.Count,
    state.fold_count,
    tables=(Table(tables.CountRow),),
    holds=_count_holds,
)

AREA = Area("care.outreach", (PROFILE, HOURS, DAY, STOP, OUTING, CONTACTS))
