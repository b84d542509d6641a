"""What becomes of a referral to treatment. All of it is about the case."""

from typing import ClassVar

from veille.ledger.facts import Body, Sealed


class TreatmentOffered(Body, frozen=True):
    """Treatment was offered to the person."""

    kind: ClassVar[str] = "diversion.case.treatment_offered"

    note: Sealed | None = None


class TreatmentAccepted(Body, frozen=True):
    """The person wants treatment."""

    kind: ClassVar[str] = "diversion.case.treatment_accepted"

    note: Sealed | None = None


class TreatmentDeclined(Body, frozen=True):
    """The person does not want treatment."""

    kind: ClassVar[str] = "diversion.case.treatment_declined"

    note: Sealed | None = None


class TreatmentAwaited(Body, frozen=True):
    """The person waits for a place: the wait begins `at`."""

    kind: ClassVar[str] = "diversion.case.treatment_awaited"

    place: str
    note: Sealed | None = None


class TreatmentBegun(Body, frozen=True):
    """The person went: treatment has begun."""

    kind: ClassVar[str] = "diversion.case.treatment_begun"

    note: Sealed | None = None


class TreatmentReported(Body, frozen=True):
    """Who treats the person told the commission whether the treatment goes on as agreed."""

    kind: ClassVar[str] = "diversion.case.treatment_reported"

    goes_on: bool
    note: Sealed | None = None


class TreatmentCompleted(Body, frozen=True):
    """The person came to the end of the treatment."""

    kind: ClassVar[str] = "diversion.case.treatment_completed"

    note: Sealed | None = None


class TreatmentLeft(Body, frozen=True):
    """The person left the waiting list or the treatment before its end."""

    kind: ClassVar[str] = "diversion.case.treatment_left"

    note: Sealed | None = None
