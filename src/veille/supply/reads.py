"""Every query that a page makes of drug checking."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import check_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ledger.replay import fold

from .actions import id_of_label
from .area import LOT, SAMPLE
from .naming import is_known, keys_of, sold_as
from .state import Lot, Sample
from .tables import FoundRow, LotRow, SampleRow, StripRow
from .words import Reading, Strip

#: How long a sample that nobody finished stays in the queue.
QUEUE_DAYS = 2
#: Strips that find an opioid.
OPIOID_STRIPS = (Strip.FENTANYL, Strip.NITAZENE)


def sample(id: str) -> Sample:
    """One sample as it is. Raises Absent."""
    found = fold(SAMPLE, id, entries(check_id(id)))
    if found is None:
        raise Absent(_("No sample here has that label. Read it again, or take the sample in."))
    return found


def sample_by_label(label: str) -> Sample | None:
    """The sample that a tidy label is on."""
    id = id_of_label(label)
    return fold(SAMPLE, id, entries(id))


def lot(id: str) -> Lot | None:
    return fold(LOT, id, entries(id)) if id else None


def queue(site: str, now: datetime) -> list[SampleRow]:
    """Samples whose result was not given yet, the longest waiting first."""
    rows = SampleRow.objects.filter(
        site=site, given_at=None, at__gt=now - timedelta(days=QUEUE_DAYS), at__lte=now
    )
    return list(rows.order_by("at", "id"))


def lots(site: str) -> list[LotRow]:
    """Every lot of a site, stopped ones too, the newest of each strip first."""
    return list(LotRow.objects.filter(site=site).order_by("strip", "-at", "-id"))


def lots_by_control(site: str) -> list[LotRow]:
    """Every lot of a site: stopped ones first, the latest stopped leading; then by the last control
    that worked, the latest first, and those that no control was tried on."""
    latest = F("stopped_at").desc(nulls_last=True), F("proven_at").desc(nulls_last=True)
    return list(LotRow.objects.filter(site=site).order_by(*latest, "strip", "-at", "-id"))


def lots_in_use(site: str, today: str) -> dict[Strip, list[LotRow]]:
    """Lots that may be used: not stopped, not past their date; by strip, by their last day."""
    found: dict[Strip, list[LotRow]] = {strip: [] for strip in Strip}
    for row in LotRow.objects.filter(site=site, stopped_at=None, expires__gte=today).order_by(
        "expires", "-at", "-id"
    ):
        if row.strip in Strip.values:
            found[Strip(row.strip)].append(row)
    return found


def unknown_names(site: str) -> list[tuple[str, int]]:
    """Names that the dictionary lacks, of what was found in samples of a site, and in how many."""
    rows = FoundRow.objects.filter(site=site).values_list("substance")
    counted = rows.annotate(samples=Count("sample", distinct=True)).order_by(
        "-samples", "substance"
    )
    return [(name, samples) for name, samples in counted if not is_known(name)]


def recent(site: str, limit: int = 20) -> list[SampleRow]:
    """Samples whose result was given, those of which something was learnt last first."""
    rows = SampleRow.objects.filter(site=site).exclude(given_at=None).exclude(learnt_at=None)
    return list(rows.order_by("-learnt_at", "-id")[:limit])


def sites_with_samples() -> list[str]:
    """Sites that took a sample in, by their short names."""
    rows = SampleRow.objects.order_by("site").values_list("site", flat=True)
    return list(rows.distinct())


def strips() -> QuerySet[StripRow]:
    """Strips of the network that may be counted: not those in doubt, as `policies.is_marked` has
    it, since their lot was stopped."""
    stopped = LotRow.objects.filter(id=OuterRef("lot")).exclude(stopped_at=None)
    doubtful = stopped.filter(Q(proven_at=None) | Q(proven_at__lt=OuterRef("at")))
    return StripRow.objects.exclude(Exists(doubtful))


def strips_read(begins: datetime, ends: datetime) -> list[tuple[datetime, str, str, str]]:
    """(taken in, sold as, strip, reading) of every strip of the network in a span that counts."""
    rows = strips().filter(sampled_at__gte=begins, sampled_at__lt=ends)
    return list(rows.values_list("sampled_at", "expected", "strip", "reading"))


def strips_beside(sample: str, since: datetime, until: datetime) -> list[tuple[str, str, str, str]]:
    """(site, sold as, strip, reading) of every strip of the network in a span that counts, but for
    those of one sample."""
    rows = strips().filter(sampled_at__gte=since, sampled_at__lt=until).exclude(sample=sample)
    return list(rows.values_list("site", "expected", "strip", "reading"))


def samples_by_expected(begins: datetime, ends: datetime) -> dict[str, int]:
    """How many samples were taken in, by what they were sold as."""
    rows = SampleRow.objects.filter(at__gte=begins, at__lt=ends)
    return dict(rows.values_list("expected").annotate(count=Count("pk")).order_by("expected"))


def results_by_moment(begins: datetime, ends: datetime) -> Iterator[tuple[str, datetime, int]]:
    """Samples of which something was learnt, by when they were taken in: (site, when, 1)."""
    rows = SampleRow.objects.filter(at__gte=begins, at__lt=ends).exclude(learnt_at=None)
    return ((site, at, 1) for site, at in rows.values_list("site", "at"))


def unexpected_opioids(begins: datetime, ends: datetime) -> Iterator[tuple[str, datetime, int]]:
    """Samples sold as no opioid in which a strip found one, by when they were taken in."""
    rows = strips().filter(
        sampled_at__gte=begins,
        sampled_at__lt=ends,
        reading=Reading.POSITIVE,
        strip__in=[strip.value for strip in OPIOID_STRIPS],
    )
    found = set(rows.values_list("sample", "site", "sampled_at", "expected"))
    return (
        (site, at, 1)
        for _sample, site, at, expected in found
        if sold_as(keys_of(expected)) != "opioid"
    )


def results_known(begins: datetime, ends: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """(site, when a sample was taken in, when something was learnt of it last)."""
    rows = SampleRow.objects.filter(at__gte=begins, at__lt=ends)
    for site, at, learnt in rows.values_list("site", "at", "learnt_at"):
        if learnt is not None:
            yield site, at, learnt
