"""The ledger’s samples as triggers read them (`records.Sample`); in how many of how many tested
something was found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from ..naming import group_of, key_of, keys_of
from ..records import Component, Method, Outcome, Reading, Sample
from ..tables import FoundRow, LotRow, SampleRow, StripRow
from ..tested import share_tested
from .facts import Counted
from .words import Sureness

#: Triggers compare half a year with a month; a year holds that and what is seasonal.
LOOK_BACK_DAYS = 400
_OUTCOMES = {outcome.value for outcome in Outcome}


def samples(today: date) -> list[Sample]:
    """Every sample of the last `LOOK_BACK_DAYS`, by its identity (never its label, which opens its
    result). A strip of a lot that was stopped says nothing."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begins = datetime.combine(today - timedelta(days=LOOK_BACK_DAYS), time(), zone)
    readings: dict[str, list[Reading]] = defaultdict(list)
    stopped = _stopped()
    strips = StripRow.objects.filter(sampled_at__gte=begins)
    for sample, strip, reading, lot, at in strips.values_list(
        "sample", "strip", "reading", "lot", "at"
    ):
        if lot in stopped and (stopped[lot] is None or at > stopped[lot]):  # type: ignore[operator]
            continue
        if reading in _OUTCOMES:
            readings[sample].append(Reading(target=strip, outcome=Outcome(reading)))
    components: dict[str, list[Component]] = defaultdict(list)
    found = FoundRow.objects.filter(sampled_at__gte=begins)
    for sample, method, substance in found.values_list("sample", "method", "substance"):
        by = Method.FTIR if method == "ftir" else Method.LABORATORY
        components[sample].append(Component(substance=key_of(substance), method=by))
    rows = SampleRow.objects.filter(at__gte=begins).values_list("id", "at", "site", "expected")
    return [
        Sample(
            label=id,
            collected=at.astimezone(zone).date(),
            place=site,
            expected=keys_of(expected),
            readings=tuple(readings[id]),
            components=tuple(components[id]),
            methods=frozenset(component.method for component in components[id]),
        )
        for id, at, site, expected in rows
    ]


def _stopped() -> dict[str, datetime | None]:
    """Each stopped lot with when its positive control was last seen to work."""
    rows = LotRow.objects.exclude(stopped_at=None)
    return dict(rows.values_list("id", "proven_at"))


def known_before(today: date) -> set[str]:
    """What samples held before those that `samples` gives."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begins = datetime.combine(today - timedelta(days=LOOK_BACK_DAYS), time(), zone)
    names = FoundRow.objects.filter(sampled_at__lt=begins).values_list("substance").distinct()
    return {key_of(name) for (name,) in names}


def latest_change() -> tuple[int, datetime | None, datetime | None]:
    """Changes whenever a sample is taken in or something is learnt of one."""
    newest = SampleRow.objects.order_by("-learnt_at").exclude(learnt_at=None)
    learnt = newest.values_list("learnt_at", flat=True).first()
    stopped = LotRow.objects.exclude(stopped_at=None).order_by("-stopped_at")
    return (
        SampleRow.objects.count(),
        learnt,
        stopped.values_list("stopped_at", flat=True).first(),
    )


def samples_of(ids: Iterable[str]) -> list[SampleRow]:
    """Those of this ledger, for the desk."""
    return list(SampleRow.objects.filter(id__in=list(ids)).order_by("at"))


def counted(
    found: Iterable[Sample], substance: str, group: str, *, since: date, until: date
) -> Counted | None:
    """As `tested.share_tested`; None where nobody could have seen it."""
    share = share_tested(found, substance, group, since=since, until=until)
    return Counted(positive=share.positive, tested=share.tested) if share.tested else None


def sureness(found: Sequence[Sample], substance: str) -> Sureness:
    """By what these samples say that they hold it."""
    methods = {
        component.method
        for sample in found
        for component in sample.components
        if substance in (component.substance, group_of(component.substance))
    }
    if Method.LABORATORY in methods:
        return Sureness.LABORATORY
    return Sureness.SPECTRUM if Method.FTIR in methods else Sureness.STRIP
