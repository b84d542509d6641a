"""What this room says at the door (`care.actions.ask_at_the_door`)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import reads
from .area import RESTRICTION


def check_can_come_in(pen: Pen, place: str, person: str, at: datetime) -> None:
    """What this room says at the door of somebody whom a restriction keeps out."""
    id = reads.keeps_out(place, person, at)
    restriction = pen.state(RESTRICTION, id) if id else None
    if restriction is not None:
        raise Refused(
            _(
                "A restriction keeps this visitor out until %(until)s. Nothing was saved. Turn "
                "them "
                "away, or let them in all the same and say why; in an emergency, let them in at "
                "once."
            ),
            until=restriction.ends_at,
        )
