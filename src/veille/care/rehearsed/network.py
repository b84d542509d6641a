"""The Montréal network as the rehearsal plays it: sites, seats, hours, and a roster of staff.

Published: three sites opened in June 2017 (CACTUS and Spectre de rue, fixed; L'Anonyme, a
truck), Dopamine later; CACTUS has 10 booths, the other three 9 together (shared/facts/care.md,
claims.md). How the nine are shared out, the opening hours and every name on the roster are
this rehearsal's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from veille.care import actions, reads
from veille.care.facts import Seat
from veille.care.words import Mode, SiteKind
from veille.rehearsal.zone import TIME_ZONE

#: What was expected of each location (claims.md, C4: "about 100 visits a day and site").
CACTUS_VISITS_A_DAY = 100.0
#: Year one of all four sites together, 21,265 visits (care.md): 58 a day. The published total
#: lies below what was expected of one site alone, so the play takes CACTUS as it was
#: expected and lets the three smaller sites share what was published.
YEAR_ONE_VISITS = 21_265
YEAR_ONE_PEOPLE = 876
DAYS_A_YEAR = 365
_SMALL_SITES = YEAR_ONE_VISITS / DAYS_A_YEAR


@dataclass(frozen=True)
class Place:
    """One site or truck. It opens at `opens_hour` on its own wall clock, for `open_hours`."""

    slug: str
    name: str
    kind: SiteKind
    injection_seats: int
    inhalation_seats: int
    opens_hour: int
    open_hours: int
    visits_a_day: float

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Numbered through, as staff say them: injection first."""
        total = self.injection_seats + self.inhalation_seats
        return tuple(
            Seat(
                str(number),
                Mode.INJECTION if number <= self.injection_seats else Mode.INHALATION,
            )
            for number in range(1, total + 1)
        )

    @property
    def open_for(self) -> timedelta:
        return timedelta(hours=self.open_hours)


PLACES = (
    Place("cactus", "CACTUS Montréal", SiteKind.FIXED, 8, 2, 14, 16, CACTUS_VISITS_A_DAY),
    Place("spectre", "Spectre de rue", SiteKind.FIXED, 3, 1, 9, 11, _SMALL_SITES * 0.42),
    Place("dopamine", "Dopamine", SiteKind.FIXED, 2, 1, 18, 8, _SMALL_SITES * 0.34),
    Place("anonyme", "L’Anonyme", SiteKind.TRUCK, 2, 0, 22, 7, _SMALL_SITES * 0.24),
)

PLACE = {place.slug: place for place in PLACES}


@dataclass(frozen=True)
class Member:
    """Somebody on the roster: a sign-in name, what colleagues read, a role, where they work."""

    sign_in: str
    name: str
    role: str
    site: str


_FIRST_NAMES = {
    ("cactus", "coordinator"): ("Marie-Ève", "Stéphane"),
    ("cactus", "nurse"): ("Noor", "Geneviève", "Thierry", "Soraya", "Mathilde", "Luc"),
    ("cactus", "peer"): ("Jonathan", "Fatou", "Patrick", "Maude", "Réjean", "Kim"),
    ("spectre", "coordinator"): ("Annick",),
    ("spectre", "nurse"): ("Hélène", "Karim", "Odile"),
    ("spectre", "peer"): ("Steve", "Nadia", "Benoît"),
    ("dopamine", "coordinator"): ("Guylaine",),
    ("dopamine", "nurse"): ("Valérie", "Emmanuel"),
    ("dopamine", "peer"): ("Jade", "Marc-André"),
    ("anonyme", "coordinator"): ("Isabelle",),
    ("anonyme", "nurse"): ("Camille", "Olivier"),
    ("anonyme", "peer"): ("Dany", "Roxane"),
}

#: Invented staff. Their accounts cannot sign in; the play writes under their names.
ROSTER = tuple(
    Member(f"{site}-{role}-{number}", name, role, site)
    for (site, role), names in _FIRST_NAMES.items()
    for number, name in enumerate(names, 1)
)


def set_up(*, by: str, places: Sequence[Place] = PLACES) -> None:
    """Open the network's sites, or some of them; leaves those alone that are open."""
    there = {row.slug for row in reads.sites()}
    for place in places:
        if place.slug not in there:
            actions.open_site(
                by=by,
                slug=place.slug,
                name=place.name,
                kind=place.kind,
                seats=place.seats,
                time_zone=TIME_ZONE,
            )
