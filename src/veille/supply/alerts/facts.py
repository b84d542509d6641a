"""What can happen to an alert. Nothing here names, counts or describes a person."""

from typing import ClassVar

import msgspec

from veille.ledger.facts import Body

from .words import SoldAs, Subject, Sureness, Why


class Counted(msgspec.Struct, frozen=True):
    """Samples: so many positive of so many that were tested for it."""

    positive: int
    tested: int


class Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an alert says. `substance` is a key of the dictionary, or a name that it lacks; `since`
    and `ends` are days, the last one included; `looks` and `more` are free words, by language.

    An alert of overdoses says since which day, and nothing else: no number, no place, no person.
    """

    subject: Subject = Subject.SUBSTANCE
    substance: str = ""
    sold_as: SoldAs | None = None
    since: str
    ends: str
    sureness: Sureness = Sureness.REPORTED
    found: Counted | None = None
    before: Counted | None = None
    looks_fr: str = ""
    looks_en: str = ""
    more_fr: str = ""
    more_en: str = ""


class Raised(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a trigger saw: the names of those that fired, on which day, the identities of the
    samples that raised it; `p` is how probable as much would be where nothing had changed."""

    triggers: tuple[str, ...]
    on: str
    samples: tuple[str, ...] = ()
    p: float | None = None


class AlertDrafted(Body, frozen=True, kw_only=True):
    """A trigger drafted an alert, with what raised it, or somebody began one by hand."""

    kind: ClassVar[str] = "supply.alerts.alert.drafted"

    content: Content
    raised: Raised | None = None


class AlertEdited(Body, frozen=True, kw_only=True):
    """Somebody changed what it says: the whole of it. What is published stays until the change is
    approved and published."""

    kind: ClassVar[str] = "supply.alerts.alert.edited"

    content: Content


class AlertApproved(Body, frozen=True):
    """A coordinator approved it as it was written then."""

    kind: ClassVar[str] = "supply.alerts.alert.approved"


class AlertPublished(Body, frozen=True):
    """It went out as it was approved; a second time, it is an update."""

    kind: ClassVar[str] = "supply.alerts.alert.published"


class AlertEnded(Body, frozen=True):
    """Somebody ended it before its day. On its day it ends by itself, and nobody says so."""

    kind: ClassVar[str] = "supply.alerts.alert.ended"


class AlertWithdrawn(Body, frozen=True):
    """It was wrong. It stays readable as withdrawn, with why."""

    kind: ClassVar[str] = "supply.alerts.alert.withdrawn"

    why: Why


class AlertDropped(Body, frozen=True):
    """A draft was set aside: no alert comes of it."""

    kind: ClassVar[str] = "supply.alerts.alert.dropped"
