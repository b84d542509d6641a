"""Who looked at visitors' records at a site: the register of readings, for whoever answers for it.

A look is a fact of the ledger, in its chain: none is changed or taken out unnoticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from veille.care.tables import MistakenVisitRow, VisitRow

from .tables import OpeningRow

#: A look belongs to a visit that began as near as this; other looks have another reason.
NEAR_A_VISIT = timedelta(days=1)


@dataclass(frozen=True)
class Colleague:
    """How much one account looked: at how many people, and how often at somebody who had no visit
    then."""

    account: str
    looks: int
    people: int
    apart: int


def looks_at(
    site: str, since: datetime, *, by: str = "", person: str = "", apart: bool = False
) -> QuerySet[OpeningRow]:
    """Looks at the records of visitors at a site, the latest first; each says whether a visit
    there was `near`, be it one that was another visitor's, as was found later. `apart`: only those
    without."""
    then = Q(
        person=OuterRef("person"),
        site=site,
        arrived_at__gt=OuterRef("at") - NEAR_A_VISIT,
        arrived_at__lt=OuterRef("at") + NEAR_A_VISIT,
    )
    visits = VisitRow.objects.exclude(person="").filter(then)
    near = Exists(visits) | Exists(MistakenVisitRow.objects.filter(then))
    found = OpeningRow.objects.filter(site=site, at__gte=since).annotate(near=near)
    if by:
        found = found.filter(by=by)
    if person:
        found = found.filter(person=person)
    if apart:
        found = found.filter(near=False)
    return found.order_by("-at", "-id")


def by_colleague(looks: QuerySet[OpeningRow]) -> Sequence[Colleague]:
    """Whoever looked without a visit most often, first."""
    rows = (
        looks.order_by()
        .values("by")
        .annotate(
            looks=Count("id"),
            people=Count("person", distinct=True),
            apart=Count("id", filter=Q(near=False)),
        )
        .order_by("-apart", "-looks", "by")
    )
    return [
        Colleague(account=row["by"], looks=row["looks"], people=row["people"], apart=row["apart"])
        for row in rows
    ]
