"""The ledger’s samples as triggers read them (`records.Sample`); in how many of how many tested
something was found."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from ..gathered import of_network
from ..naming import group_of, key_of
from ..records import Method, Sample
from ..tables import FoundRow, LotRow, SampleRow
from ..tested import share_tested
from .facts import Counted
from .words import Sureness

#: Triggers compare half a year with a month; a year holds that and what is seasonal.
LOOK_BACK_DAYS = 400


def samples(today: date) -> list[Sample]:
    """Every sample of the last `LOOK_BACK_DAYS`, by its identity (never its label, which opens its
    result)."""
    return of_network(_zone(), begins=_begins(today), named_by="id")


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _begins(today: date) -> datetime:
    return datetime.combine(today - timedelta(days=LOOK_BACK_DAYS), time(), _zone())


def known_before(today: date) -> set[str]:
    """What samples held before those that `samples` gives."""
    names = (
        FoundRow.objects.filter(sampled_at__lt=_begins(today)).values_list("substance").distinct()
    )
    return {key_of(name) for (name,) in names}


def latest_change() -> tuple[int, int, int]:
    """How many samples there are, and how much was said of them and of lots: it changes with
    anything that is learnt, be it of an earlier day, or corrected."""
    samples = SampleRow.objects.aggregate(count=Count("pk"), said=Coalesce(Sum("version"), 0))
    lots = LotRow.objects.aggregate(said=Coalesce(Sum("version"), 0))
    return samples["count"], samples["said"], lots["said"]


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
