"""Every query that a page, a report or an action makes of services and referrals."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

import msgspec
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from veille.care.records import records_of
from veille.hours import Hours
from veille.ledger import clock
from veille.ledger.refusal import Absent

from . import course
from .tables import DestinationRow, GivenRow, ReferralRow, ServicesRow
from .words import Need, Service, Status

#: Waiting times are of referrals made within so many days.
WAITS_DAYS = 365


def services_id(slug: str) -> str:
    """The identity of a site's list follows from its slug: every node has the same."""
    return sha256(b"care.referrals.services:" + slug.encode()).hexdigest()[:32]


def services(slug: str) -> ServicesRow | None:
    """A site's list; None where it never chose."""
    return ServicesRow.objects.filter(pk=services_id(slug)).first()


def service_names(slug: str) -> dict[str, str]:
    """Every service that can stand in this site's past, by its key, in the reader's language."""
    row = services(slug)
    language = get_language() or "fr"
    own = {s["key"]: s["en" if language == "en" else "fr"] for s in row.own} if row else {}
    return {key: str(label) for key, label in Service.choices} | own


def services_offered(slug: str) -> list[tuple[str, str]]:
    """What the site gives now, as (key, name); the whole base list where it never chose."""
    row, names = services(slug), service_names(slug)
    return [(key, names[key]) for key in (row.offered if row else Service.values) if key in names]


def service_name(key: str) -> str:
    """A service as an entry of any site names it."""
    if key in Service.values:
        return str(Service(key).label)
    language = "en" if get_language() == "en" else "fr"
    names = (own for row in ServicesRow.objects.all() for own in row.own if own["key"] == key)
    return next((str(own[language]) for own in names), key)


def given(id: str) -> GivenRow | None:
    return GivenRow.objects.filter(pk=id).first()


def given_between(slug: str, begins: datetime, ends: datetime) -> QuerySet[GivenRow]:
    """Services given at a site from `begins` to before `ends`, the latest first."""
    return GivenRow.objects.filter(site=slug, at__gte=begins, at__lt=ends).order_by("-at", "-id")


def given_in_visit(visit: str) -> list[GivenRow]:
    return list(GivenRow.objects.filter(visit=visit).exclude(visit="").order_by("at", "id"))


def destination(id: str) -> DestinationRow:
    row = DestinationRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That place is not in the directory. Go back and choose another one."))
    return row


def destinations(*, closed: bool = False) -> list[DestinationRow]:
    """The directory by name; with `closed`, the places that are closed for good instead."""
    rows = DestinationRow.objects.filter(closed_at__isnull=not closed)
    return sorted(rows, key=lambda row: row.name.casefold())


def destinations_for(need: str) -> list[DestinationRow]:
    return [row for row in destinations() if need in row.needs]


def destination_names(ids: Iterable[str]) -> dict[str, str]:
    wanted = {id for id in ids if id}
    return dict(DestinationRow.objects.filter(pk__in=wanted).values_list("id", "name"))


def others_for(need: Need, but: str) -> list[str]:
    """The names of the places for a need, other than `but`, that are not closed for good."""
    return [row.name for row in destinations_for(need.value) if row.id != but]


def hours_of(row: DestinationRow) -> Hours:
    return msgspec.convert(row.hours, Hours)


def referral(id: str) -> ReferralRow:
    row = ReferralRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That referral is not in this ledger. Go back and open the page again."))
    return row


def is_referral(id: str) -> bool:
    return ReferralRow.objects.filter(pk=id).exists()


def referrals_of_visit(visit: str) -> list[ReferralRow]:
    return list(ReferralRow.objects.filter(visit=visit).exclude(visit="").order_by("offered_at"))


def referrals_of_person(person: str) -> list[ReferralRow]:
    rows = ReferralRow.objects.filter(person__in=records_of(person)).exclude(person="")
    return list(rows.order_by("offered_at"))


def things_of_visit(visit: str) -> list[str]:
    given, referrals = given_in_visit(visit), referrals_of_visit(visit)
    return [*(row.id for row in given), *(row.id for row in referrals)]


def things_of_person(person: str) -> list[str]:
    given = GivenRow.objects.filter(person__in=records_of(person)).exclude(person="").order_by("at")
    return [*given.values_list("id", flat=True), *(row.id for row in referrals_of_person(person))]


def _too_long(now: datetime) -> Q:
    """Stands where it is for longer than `course` says."""
    made = Q(status=Status.MADE, waits_from__lt=now - course.NEWS_WITHIN)
    rest = ~Q(status=Status.MADE) & Q(waits_from__lt=now - course.MAKE_WITHIN)
    return made | rest


def waits_too_long(slug: str, now: datetime | None = None) -> QuerySet[ReferralRow]:
    """Open referrals that stand where they are for too long, the longest first."""
    rows = ReferralRow.objects.filter(site=slug, open=True)
    return rows.filter(_too_long(now or clock.now())).order_by("waits_from", "id")


def to_follow(slug: str, now: datetime | None = None) -> QuerySet[ReferralRow]:
    """The other open referrals: what is due first, first."""
    rows = ReferralRow.objects.filter(site=slug, open=True)
    return rows.exclude(_too_long(now or clock.now())).order_by("waits_from", "id")


def ended(slug: str) -> QuerySet[ReferralRow]:
    """Referrals that wait for nothing more, the latest first."""
    return ReferralRow.objects.filter(site=slug, open=False).order_by("-since", "-id")


@dataclass(frozen=True)
class Wait:
    """How long it takes from making a referral to going. Days; None where nobody went yet."""

    destination: str
    name: str
    made: int
    attended: int
    waiting: int
    median_days: float | None
    p90_days: float | None


def waiting_times(
    now: datetime | None = None, *, destination: str = "", days: int = WAITS_DAYS
) -> list[Wait]:
    """By destination, over the network, of referrals made in the last `days`: the slowest first.

    `made` counts referrals whose last place it is; `waiting` those of them that nobody has news
    of yet. Quantiles are nearest-rank, of those who went.
    """
    since = (now or clock.now()) - timedelta(days=days)
    rows = ReferralRow.objects.filter(made_at__gte=since).exclude(destination="")
    if destination:
        rows = rows.filter(destination=destination)
    found: dict[str, list[tuple[str, datetime, datetime | None]]] = {}
    for id, status, made_at, attended_at in rows.values_list(
        "destination", "status", "made_at", "attended_at"
    ):
        assert made_at is not None, "filtered above"
        found.setdefault(id, []).append((status, made_at, attended_at))
    names = destination_names(found)
    waits = [_wait(id, names.get(id, id), referrals) for id, referrals in found.items()]
    return sorted(waits, key=lambda w: (-(w.median_days or 0), w.name.casefold()))


def _wait(id: str, name: str, referrals: Sequence[tuple[str, datetime, datetime | None]]) -> Wait:
    days = sorted(
        (went - made) / timedelta(days=1) for _s, made, went in referrals if went is not None
    )
    waiting = sum(status == Status.MADE for status, _made, _went in referrals)
    return Wait(
        destination=id,
        name=name,
        made=len(referrals),
        attended=len(days),
        waiting=waiting,
        median_days=quantile(days, 0.5),
        p90_days=quantile(days, 0.9),
    )


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The nearest-rank quantile: the smallest value that at least `share` do not exceed."""
    if not ordered:
        return None
    return ordered[ceil(round(len(ordered) * share, 9)) - 1]


# What the month's report counts; each from `begins` to before `ends`.


def services_given(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """Service → how many times it was given."""
    counted = given_between(slug, begins, ends).order_by().values_list("service")
    return _counts(counted.annotate(n=Sum("count")))


def referrals_made(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """Need → referrals made then (to the place where they last were made)."""
    rows = ReferralRow.objects.filter(site=slug, made_at__gte=begins, made_at__lt=ends)
    return _counts(rows.values_list("need").annotate(n=Count("pk")))


def referral_outcomes(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """Outcome so far (a Status) → referrals offered then. A referral closed after the visitor
    went, or did not go, counts as that."""
    rows = ReferralRow.objects.filter(site=slug, offered_at__gte=begins, offered_at__lt=ends)
    return _counts(rows.values_list("outcome").annotate(n=Count("pk")))


def _counts(pairs: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    return dict(sorted((str(key), int(number)) for key, number in pairs))


def offers_by_moment(begins: datetime, ends: datetime) -> Iterator[tuple[str, datetime, int]]:
    """Referrals offered in a span, at every site: (site, when, how many), of nobody."""
    rows = ReferralRow.objects.filter(offered_at__gte=begins, offered_at__lt=ends)
    return ((site, at, 1) for site, at in rows.values_list("site", "offered_at"))
