"""The records of one visitor: a first visit makes one, and staff may say that two are one’s.

What is asked of a visitor is asked of all of their records; nothing that was written is rewritten.
"""

from collections.abc import Iterable, Mapping, Sequence, Sized
from hashlib import sha256

from django.db.models import Q

from veille.ledger.rows import rows_where
from veille.ledger.store import cursor

from .tables import SameRow

_IS_JOINED = (
    "SELECT 1 FROM care_same WHERE joined AND person = %s "
    "UNION ALL SELECT 1 FROM care_same WHERE joined AND other = %s LIMIT 1"
)


def marks(values: Sized) -> str:
    """A place in a statement for each of these values."""
    return ", ".join(["%s"] * len(values))


def same_id(person: str, other: str) -> str:
    """The identity of what is said of two records, whichever is named first: two nodes that join
    them at once say one thing."""
    pair = ":".join(sorted((person, other)))
    return sha256(f"care.same:{pair}".encode()).hexdigest()[:32]


def same(id: str) -> SameRow | None:
    return next(iter(rows_where(SameRow, "id = %s", id)), None)


def records_of(person: str) -> tuple[str, ...]:
    """Every record of the visitor whose record this is; `person` itself is the first."""
    # Asked of every arrival, under the write lock: nearly everybody has one record.
    with cursor() as c:
        c.execute(_IS_JOINED, (person, person))
        if c.fetchone() is None:
            return (person,)
    return records_of_each([person])[person]


def records_of_each(people: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these records all records of its visitor, itself the first.

    Records are joined by twos and may form chains: as many queries as the longest chain is long,
    one where none of these was ever joined.
    """
    asked = [person for person in dict.fromkeys(people) if person]
    beside: dict[str, set[str]] = {}
    known: set[str] = set()
    new = set(asked)
    while new:
        known |= new
        for person, other in _joined_to(sorted(new)):
            beside.setdefault(person, set()).add(other)
            beside.setdefault(other, set()).add(person)
        new = set(beside) - known
    return {person: (person, *sorted(_reached(person, beside) - {person})) for person in asked}


def one_of_each(people: Iterable[str]) -> list[str]:
    """These records without those of a visitor who was named before."""
    found: dict[str, str] = {}
    for person, records in records_of_each(people).items():
        found.setdefault(min(records), person)
    return list(found.values())


def count_of_visitors(people: Iterable[str]) -> int:
    """How many visitors these records are of."""
    return len({min(records) for records in records_of_each(people).values()})


def _joined_to(people: Sequence[str]) -> list[tuple[str, str]]:
    each = marks(people)
    with cursor() as c:
        c.execute(
            f"SELECT person, other FROM care_same WHERE joined AND person IN ({each}) "
            f"UNION SELECT person, other FROM care_same WHERE joined AND other IN ({each})",
            [*people, *people],
        )
        found: list[tuple[str, str]] = c.fetchall()
    return found


def _reached(person: str, beside: Mapping[str, set[str]]) -> set[str]:
    found, new = {person}, {person}
    while new:
        new = {other for one in new for other in beside.get(one, ())} - found
        found |= new
    return found


def joinings() -> list[set[str]]:
    """Every visitor who has several records here: their records."""
    with cursor() as c:
        c.execute("SELECT person FROM care_same WHERE joined")
        people = [row[0] for row in c.fetchall()]
    return [set(each) for each in {tuple(sorted(of)) for of in records_of_each(people).values()}]


def joined_of(person: str) -> list[SameRow]:
    """What joins the records of this visitor, the earliest first."""
    ids = records_of(person)
    where = f"joined AND person IN ({marks(ids)}) ORDER BY at, id"
    return rows_where(SameRow, where, *ids)


def said_same_of(person: str) -> list[str]:
    """Everything that was said of this visitor's records being one visitor's, parted ones too."""
    ids = records_of(person)
    rows = SameRow.objects.filter(Q(person__in=ids) | Q(other__in=ids)).order_by("at", "id")
    return list(rows.values_list("id", flat=True))
