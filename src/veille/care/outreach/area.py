"""The area of outreach, declared: its things, what is said of them, how they fold, what they
fill."""

from collections.abc import Iterator

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables


def _profile(profile: state.Profile) -> Iterator[Row]:
    said = profile.said
    yield {
        "id": profile.id,
        "site": profile.site,
        "address": said.address,
        "phone": said.phone,
        "way_fr": said.way_fr,
        "way_en": said.way_en,
        "offers": [offer.value for offer in said.offers],
        "access": [access.value for access in said.access],
        "languages": [language.value for language in said.languages],
        "public": said.public,
        "said_at": profile.said_at,
        "rehearsal": profile.rehearsal,
    }


def _spans(spans: tuple[facts.Span, ...]) -> list[list[int]]:
    return [[span.begins, span.ends] for span in spans]


def _hours(hours: state.Hours) -> Iterator[Row]:
    yield {
        "id": hours.id,
        "site": hours.site,
        "first": hours.first,
        "week": [_spans(day) for day in hours.week],
        "rehearsal": hours.rehearsal,
    }


def _day(day: state.Day) -> Iterator[Row]:
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


def _stop(stop: state.Stop) -> Iterator[Row]:
    yield {
        "id": stop.id,
        "site": stop.site,
        "corner": stop.corner,
        "place_fr": stop.place_fr,
        "place_en": stop.place_en,
        "begins": stop.span.begins,
        "ends": stop.span.ends,
        "weekdays": list(stop.weekdays),
        "first": stop.first,
        "last": stop.last,
        "rehearsal": stop.rehearsal,
    }


def _outing(outing: state.Outing) -> Iterator[Row]:
    yield {
        "id": outing.id,
        "site": outing.site,
        "stop": outing.stop,
        "day": outing.day,
        "late_minutes": outing.late_minutes,
        "cancelled": outing.cancelled.value if outing.cancelled else "",
        "moved_to": outing.moved_to,
        "reached_at": outing.reached_at,
        "departed_at": outing.departed_at,
        "rehearsal": outing.rehearsal,
    }


def _count(count: state.Count) -> Iterator[Row]:
    yield {
        "id": count.id,
        "site": count.site,
        "at": count.at,
        "by": count.by,
        "people": count.said.people,
        "setting": count.said.setting.value,
        "done": [done.value for done in count.said.done],
        "rehearsal": count.rehearsal,
    }


PROFILE = Thing(
    "care.outreach.profile",
    (facts.ProfileSaid,),
    state.fold_profile,
    (Table(tables.ProfileRow, _profile),),
)
HOURS = Thing(
    "care.outreach.hours",
    (facts.HoursSaid,),
    state.fold_hours,
    (Table(tables.HoursRow, _hours),),
)
DAY = Thing(
    "care.outreach.day",
    (facts.DaySaid, facts.DayAsUsual),
    state.fold_day,
    (Table(tables.DayRow, _day),),
)
STOP = Thing(
    "care.outreach.stop",
    (facts.StopPlanned, facts.StopEnded),
    state.fold_stop,
    (Table(tables.StopRow, _stop),),
)
OUTING = Thing(
    "care.outreach.outing",
    (
        facts.Reached,
        facts.Delayed,
        facts.CalledOff,
        facts.Moved,
        facts.AsPlanned,
        facts.Departed,
    ),
    state.fold_outing,
    (Table(tables.OutingRow, _outing),),
)
CONTACTS = Thing(
    "care.outreach.contacts",
    (facts.Counted,),
    state.fold_count,
    (Table(tables.CountRow, _count),),
)

AREA = Area("care.outreach", (PROFILE, HOURS, DAY, STOP, OUTING, CONTACTS))
