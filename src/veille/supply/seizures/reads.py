"""Every query of seizures, and the series that an event study reads."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from veille.ledger.ids import check_id

from ..naming import key_of
from .tables import SeizedRow, SeizureRow

#: What stands at the head of the series: `veille.watch` reads days, and takes any other column.
SERIES = ("day", "what", "place", "substances", "grams", "units", "source")


def latest(limit: int = 100) -> list[tuple[SeizureRow, list[SeizedRow]]]:
    """The latest first, each with its amounts."""
    rows = list(SeizureRow.objects.order_by("-at", "-id")[:limit])
    return [(row, of) for row, of in zip(rows, _amounts_of(rows), strict=True)]


def one(id: str) -> tuple[SeizureRow, list[SeizedRow]] | None:
    """A seizure with its amounts; None for one that is not there, or was struck out."""
    row = SeizureRow.objects.filter(id=check_id(id)).first()
    return (row, _amounts_of([row])[0]) if row else None


def _amounts_of(rows: list[SeizureRow]) -> list[list[SeizedRow]]:
    found: dict[str, list[SeizedRow]] = defaultdict(list)
    for one in SeizedRow.objects.filter(seizure__in=[row.id for row in rows]).order_by("id"):
        found[one.seizure].append(one)
    return [found[row.id] for row in rows]


def series(substance: str = "", since: date | None = None) -> list[tuple[object, ...]]:
    """A row a seizure in the order of days (SERIES), of one substance or of all: events, as
    `veille.watch.event_study` takes them."""
    rows = SeizureRow.objects.order_by("at", "id")
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    every = list(rows)
    amounts: dict[str, list[SeizedRow]] = defaultdict(list)
    for one in SeizedRow.objects.order_by("id"):
        amounts[one.seizure].append(one)
    found: list[tuple[object, ...]] = []
    for row in every:
        of = [one for one in amounts[row.id] if substance in ("", key_of(one.substance))]
        if of:
            grams = [one.grams for one in of if one.grams is not None]
            units = [one.units for one in of if one.units is not None]
            names = "; ".join(one.substance for one in of)
            found.append(
                (
                    row.at.date().isoformat(),
                    row.what,
                    row.place,
                    names,
                    sum(grams) if grams else None,
                    sum(units) if units else None,
                    row.source,
                )
            )
    return found


def by_moment(begins: datetime, ends: datetime) -> Iterator[tuple[str, datetime, int]]:
    """Seizures in a span: ("", when, 1). They are of no site."""
    rows = SeizureRow.objects.filter(at__gte=begins, at__lt=ends)
    return (("", at, 1) for at in rows.values_list("at", flat=True))
