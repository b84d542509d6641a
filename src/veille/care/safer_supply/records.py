"""What this room says before two records are joined (`care.area.ask_before_joining`)."""

from django.utils.translation import gettext_lazy as _

from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import reads
from .tables import EnrolmentRow
from .words import Status, product_words


def check_can_be_joined(_pen: Pen, person: str, other: str) -> None:
    """Nobody is given one product under two enrolments: each would be a whole day's doses."""
    products = _under_way(person).keys() & _under_way(other).keys()
    twice = {row.product: row for row in (_under_way(person)[key] for key in products)}
    if twice:
        raise Refused(
            _(
                "Both are enrolled in safer supply for %(product)s: joined, they would be given a "
                "day's doses twice. Nothing was saved. Stop one of the two enrolments first."
            ),
            product=", ".join(sorted(product_words(key) for key in twice)),
        )


def _under_way(person: str) -> dict[str, EnrolmentRow]:
    rows = reads.enrolments_of(person)
    return {row.product: row for row in rows if row.status != Status.STOPPED}
