"""What can happen at a site: the vocabulary of care.

A visit's words are `Sealed` with the key of the person, or of the visit where the visitor
is anonymous; see `ledger.vault`.
"""

from datetime import date
from typing import ClassVar

import msgspec

from veille.ledger.facts import Body, Moment, Sealed

from .words import (
    Assistant,
    Company,
    Consciousness,
    Gender,
    HeardOf,
    HeardOfDeath,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    SiteKind,
    Substance,
)


class Seat(msgspec.Struct, frozen=True):
    """A place to consume. `number` is what staff say aloud; `mode` what it is built for."""

    number: str
    mode: Mode


class SiteOpened(Body, frozen=True):
    """A site or truck was set up. `slug` stands in addresses and as `place` of every fact there.

    `day_starts_hour` is when the site's day turns (a night belongs to the day before);
    `seat_minutes` is how long a seat is usually taken before the board says that it is long.
    """

    kind: ClassVar[str] = "care.site.opened"

    slug: str
    name: str
    site_kind: SiteKind
    time_zone: str
    seats: tuple[Seat, ...]
    day_starts_hour: int = 7
    seat_minutes: int = 25
    #: Years; 0 where none was declared.
    least_age: int = 0


class SiteChanged(Body, frozen=True):
    """A site has other seats, another name or another usual time in a seat from now on.

    What is None stays as it was. Facts keep the number of the seat that they were written
    with; nothing that happened before is changed by this.
    """

    kind: ClassVar[str] = "care.site.changed"

    name: str | None = None
    seats: tuple[Seat, ...] | None = None
    seat_minutes: int | None = None
    least_age: int | None = None


class PersonWelcomed(Body, frozen=True):
    """A first visit: the visitor agreed to the site's terms and chose how to be called.

    `postal` is the first three characters of a postal code, "unknown" or "none" (no fixed
    address). `birth_year` and `gender` come from a code handle, where one was chosen.
    """

    kind: ClassVar[str] = "care.person.welcomed"

    handle: Sealed
    heard_of: HeardOf = HeardOf.UNTOLD
    postal: str = "unknown"
    gender: Gender = Gender.UNTOLD
    birth_year: int | None = None


class PersonImported(PersonWelcomed, frozen=True):
    """A first visit stood in the records of `source`, kept before Veille or beside it."""

    kind: ClassVar[str] = "care.person.imported"

    source: str = ""


class PersonDied(Body, frozen=True):
    """A visitor died, here or elsewhere: `at` is when the site heard of it.

    `day` is the day of the death, None where nobody knows it. What was open of the person is closed
    by it, and opens again where this entry is struck out.
    """

    kind: ClassVar[str] = "care.person.died"

    heard: HeardOfDeath
    day: date | None = None
    note: Sealed | None = None


class Joined(Body, frozen=True):
    """Two records are of one visitor: staff and the visitor say so. Nothing of either is rewritten;
    what is asked of one is answered of both."""

    kind: ClassVar[str] = "care.same.joined"

    person: str
    other: str
    note: Sealed | None = None


class Parted(Body, frozen=True):
    """Two records that had been joined are of two visitors after all."""

    kind: ClassVar[str] = "care.same.parted"

    person: str
    other: str
    note: Sealed | None = None


class Arrived(Body, frozen=True):
    """A visitor came in and waits. `person` is empty for somebody anonymous.

    What nobody was asked, or did not answer, is UNTOLD. The defaults here are what the first
    versions wrote without asking, and are read as that.
    """

    kind: ClassVar[str] = "care.visit.arrived"

    person: str
    mode: Mode
    substances: tuple[Substance, ...]
    company: Company = Company.ALONE
    help: tuple[Help, ...] = ()
    note: Sealed | None = None
    sharing: Sharing = Sharing.NONE


class VisitImported(Arrived, frozen=True):
    """A whole visit stood in the records of `source`, kept before Veille or beside it.

    Its time is the true one, of the arrival. Where nobody wrote when they left (`left`) or took
    their seat (`seated`), that is None; `seat` is empty.
    """

    kind: ClassVar[str] = "care.visit.imported"

    source: str = ""
    seat: str = ""
    seated: Moment | None = None
    left: Moment | None = None
    consumed: bool = True
    reason: LeavingReason | None = None


class Seated(Body, frozen=True):
    """A visitor took a seat, from the waiting room, from aftercare or from another seat."""

    kind: ClassVar[str] = "care.visit.seated"

    seat: str


class SentToAftercare(Body, frozen=True):
    """A visitor went to the aftercare room."""

    kind: ClassVar[str] = "care.visit.aftercare"


class SentBack(Body, frozen=True):
    """A visitor went back to the waiting room."""

    kind: ClassVar[str] = "care.visit.waiting"


class Left(Body, frozen=True):
    """A visitor left. Without consuming, `reason` says why."""

    kind: ClassVar[str] = "care.visit.left"

    consumed: bool
    reason: LeavingReason | None = None
    note: Sealed | None = None


class Assisted(Body, frozen=True):
    """Somebody who is not staff helped a visitor to consume: prepared, or injected."""

    kind: ClassVar[str] = "care.visit.assisted"

    assistant: Assistant


class Noted(Body, frozen=True):
    """Staff wrote something down about a visit."""

    kind: ClassVar[str] = "care.visit.noted"

    note: Sealed


class OverdoseFound(Body, frozen=True):
    """An overdose began or was found, during the visit `visit`."""

    kind: ClassVar[str] = "care.overdose.found"

    visit: str
    seat: str = ""
    signs: tuple[Sign, ...] = ()


class Intervened(Body, frozen=True):
    """One thing was done for a person in overdose; `at` is when it was done.

    `dose_mg` and `route` are of naloxone alone. Which dose it was follows from the order of
    times, so that a dose entered late does not number two doses alike.
    """

    kind: ClassVar[str] = "care.overdose.intervened"

    what: Intervention
    route: Route | None = None
    dose_mg: float | None = None
    note: Sealed | None = None
    #: False where it was added by the page of the overdose after its session had ended.
    signed_in: bool = True


class VitalsMeasured(Body, frozen=True):
    """Vital signs of a person in overdose; at least one. What was not measured is None.

    `breaths` a minute, counted; `spo2` in percent; `gcs` the Glasgow coma scale, 3 to 15;
    `oxygen_lpm` the flow that is given, in litres a minute; `glucose` in mmol/L.
    """

    kind: ClassVar[str] = "care.overdose.vitals"

    breaths: int | None = None
    spo2: int | None = None
    consciousness: Consciousness | None = None
    gcs: int | None = None
    oxygen_lpm: float | None = None
    glucose: float | None = None
    note: Sealed | None = None


class OverdoseEnded(Body, frozen=True):
    """How an overdose ended."""

    kind: ClassVar[str] = "care.overdose.ended"

    outcome: Outcome
    note: Sealed | None = None


class DutyBegan(Body, frozen=True):
    """A member of staff came on duty at a site."""

    kind: ClassVar[str] = "care.duty.began"

    account: str
    role: str


class DutyEnded(Body, frozen=True):
    """A member of staff went off duty."""

    kind: ClassVar[str] = "care.duty.ended"
