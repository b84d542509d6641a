"""What can happen with services and referrals.

Words about a visitor are `Sealed` with the key of the person, of the visit where the visitor
is anonymous, of the thing itself where it is about nobody (`OfVisit.words_key`). What stands in
the directory is public and is about no visitor: it is not sealed.
"""

from typing import ClassVar

import msgspec

from veille.hours import Hours
from veille.ledger.facts import Body, Moment, Sealed

from .words import Booking, ClosingReason, Language, Need, Way


class OwnService(msgspec.Struct, frozen=True):
    """A service that a site named itself, in both languages."""

    key: str
    fr: str
    en: str


class ServicesChosen(Body, frozen=True):
    """A site said which services it gives: the whole list, in the order in which it is shown.

    `own` are those of its own naming; one that was named once keeps its name for the past.
    """

    kind: ClassVar[str] = "care.referrals.services.chosen"

    offered: tuple[str, ...]
    own: tuple[OwnService, ...] = ()


class ServiceGiven(Body, frozen=True):
    """A service was given on site. `visit` and `person` are empty where it was for anybody who
    came by; `count` is how many then (meals, say)."""

    kind: ClassVar[str] = "care.referrals.service.given"

    service: str
    visit: str = ""
    person: str = ""
    count: int = 1
    note: Sealed | None = None


class Details(msgspec.Struct, frozen=True):
    """What the directory says of a destination."""

    name: str
    needs: tuple[Need, ...]
    address: str = ""
    phone: str = ""
    hours: Hours = Hours()
    languages: tuple[Language, ...] = ()
    booking: tuple[Booking, ...] = ()
    note_fr: str = ""
    note_en: str = ""


class DestinationListed(Body, frozen=True):
    """A place to refer to was added to the network's directory."""

    kind: ClassVar[str] = "care.referrals.destination.listed"

    details: Details


class DestinationChanged(Body, frozen=True):
    """What the directory says of a place was changed: all of it, as it reads now."""

    kind: ClassVar[str] = "care.referrals.destination.changed"

    details: Details


class DestinationClosed(Body, frozen=True):
    """A place takes nobody any more, for good."""

    kind: ClassVar[str] = "care.referrals.destination.closed"

    note: Sealed | None = None


class Offered(Body, frozen=True):
    """A referral was offered to a visitor."""

    kind: ClassVar[str] = "care.referrals.referral.offered"

    need: Need
    visit: str = ""
    person: str = ""
    note: Sealed | None = None


class Accepted(Body, frozen=True):
    """The visitor wants the referral."""

    kind: ClassVar[str] = "care.referrals.referral.accepted"

    note: Sealed | None = None


class Declined(Body, frozen=True):
    """The visitor does not want the referral."""

    kind: ClassVar[str] = "care.referrals.referral.declined"

    note: Sealed | None = None


class Made(Body, frozen=True):
    """The referral was made to a place. `appointment` is None where the visitor walks in."""

    kind: ClassVar[str] = "care.referrals.referral.made"

    destination: str
    way: Way
    appointment: Moment | None = None
    note: Sealed | None = None


class Rescheduled(Body, frozen=True):
    """Another appointment at the same place; None where the visitor now walks in."""

    kind: ClassVar[str] = "care.referrals.referral.rescheduled"

    appointment: Moment | None = None
    note: Sealed | None = None


class Attended(Body, frozen=True):
    """The visitor went."""

    kind: ClassVar[str] = "care.referrals.referral.attended"

    note: Sealed | None = None


class Missed(Body, frozen=True):
    """The visitor did not go."""

    kind: ClassVar[str] = "care.referrals.referral.missed"

    note: Sealed | None = None


class Closed(Body, frozen=True):
    """The referral is followed no further. `death` is the entry that says that the visitor died,
    where that closed it."""

    kind: ClassVar[str] = "care.referrals.referral.closed"

    reason: ClosingReason
    note: Sealed | None = None
    death: str = ""
