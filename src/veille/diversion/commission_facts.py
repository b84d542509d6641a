"""What is said of what stands for long: a commission, who sits on it, where it refers to. All of it
is public, and none of it is about a person who came before it."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import msgspec

from veille.ledger.facts import Body

from .words import Profession, TreatmentKind


class Session(msgspec.Struct, frozen=True, order=True):
    """Hearings are held on a day of the week (Monday is 0) from `opens` to `closes`, in minutes
    from midnight on the commission's wall clock."""

    day: int
    opens: int
    closes: int


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is set of a commission.

    `territory`: beginnings of postal codes (H2X, H7) or names of places. `law`: whose rules it
    decides by. `adult_from_years`: whoever is younger goes to the youth path, which
    `youth_path_…` names. `minimum_wage_euros`: the monthly wage that bounds a fine where the law
    says so; None where nobody has entered it. `record_kept_months`: from closing to the
    destruction of the record, by the commission's own rule.
    `court_…`: to which its decisions are appealed.
    """

    name_fr: str
    name_en: str
    territory: tuple[str, ...]
    law: str = "PT"
    time_zone: str = "America/Toronto"
    rooms: tuple[str, ...] = ("1",)
    address_fr: str = ""
    address_en: str = ""
    phone: str = ""
    sessions: tuple[Session, ...] = ()
    closed_on: tuple[date, ...] = ()
    hearing_minutes: int = 45
    adult_from_years: int = 18
    youth_path_fr: str = ""
    youth_path_en: str = ""
    court_fr: str = ""
    court_en: str = ""
    minimum_wage_euros: Decimal | None = None
    record_kept_months: int = 60


class CommissionOpened(Body, frozen=True):
    """A commission was set up."""

    kind: ClassVar[str] = "diversion.commission.opened"
    version: ClassVar[int] = 2

    slug: str
    details: Details

    @classmethod
    def upgrade(cls, version: int, old: dict[str, Any]) -> dict[str, Any]:
        return old  # the first version named no court


class CommissionChanged(Body, frozen=True):
    """What is set of a commission was changed: all of it, as it reads now."""

    kind: ClassVar[str] = "diversion.commission.changed"
    version: ClassVar[int] = 2

    details: Details

    @classmethod
    def upgrade(cls, version: int, old: dict[str, Any]) -> dict[str, Any]:
        return old  # the first version named no court


class MemberAppointed(Body, frozen=True):
    """An account became a member of a commission, from a day on; to the day before `until`."""

    kind: ClassVar[str] = "diversion.member.appointed"

    account: str
    profession: Profession
    begins: date
    until: date | None = None


class MemberEnded(Body, frozen=True):
    """A member sits no more from `until` on."""

    kind: ClassVar[str] = "diversion.member.ended"

    until: date


class PlaceDetails(msgspec.Struct, frozen=True):
    """A place of treatment."""

    name: str
    kinds: tuple[TreatmentKind, ...]
    address: str = ""
    phone: str = ""


class TreatmentListed(Body, frozen=True):
    """A place of treatment was added; `wait_days` is what it says of its wait, None: not told."""

    kind: ClassVar[str] = "diversion.treatment.listed"

    details: PlaceDetails
    wait_days: int | None = None


class TreatmentChanged(Body, frozen=True):
    """What is known of a place was changed: all of it, as it reads now."""

    kind: ClassVar[str] = "diversion.treatment.changed"

    details: PlaceDetails


class WaitSaid(Body, frozen=True):
    """A place said how many days somebody waits there now."""

    kind: ClassVar[str] = "diversion.treatment.wait_said"

    wait_days: int


class TreatmentClosed(Body, frozen=True):
    """A place takes nobody any more."""

    kind: ClassVar[str] = "diversion.treatment.closed"
