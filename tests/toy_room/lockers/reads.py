"""Every query that a page of the lockers makes."""

from .tables import LockerRow


def taken(slug: str) -> list[LockerRow]:
    return list(LockerRow.objects.filter(site=slug, freed_at=None).order_by("number"))
