"""What an entry of the floor says, in the reader's language."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from veille.care import facts
from veille.care.words import (
    Assistant,
    Company,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    Substance,
)
from veille.ledger.facts import Body
from veille.ui.names import name_of
from veille.ui.words import words_of


def in_words(body: Body) -> str:
    """What an entry of the floor says; nothing where it is another room's."""
    match body:
        case facts.Arrived():
            parts = [
                words_of([body.mode], Mode),
                words_of(body.substances, Substance),
                words_of([body.company], Company),
            ]
            if body.sharing is not Sharing.NONE:
                parts.append(words_of([body.sharing], Sharing))
            if body.help:
                parts.append(_("asks for help with %(help)s") % {"help": words_of(body.help, Help)})
            return _("Arrived: %(told)s") % {"told": " · ".join(parts)}
        case facts.Seated():
            return _("Seat %(seat)s") % {"seat": body.seat}
        case facts.Assisted():
            return _("Assisted by %(who)s") % {"who": words_of([body.assistant], Assistant)}
        case facts.SentToAftercare():
            return _("To the aftercare room")
        case facts.SentBack():
            return _("Back to the waiting room")
        case facts.Left():
            if body.consumed:
                return _("Left")
            why = words_of([body.reason], LeavingReason) if body.reason else ""
            return _("Left without consuming: %(why)s") % {"why": why}
        case facts.Noted():
            return _("Note")
        case facts.OverdoseFound():
            signs = words_of(body.signs, Sign)
            return _("Overdose: %(signs)s") % {"signs": signs} if signs else _("Overdose")
        case facts.Intervened():
            return _intervention(body)
        case facts.OverdoseEnded():
            return _("Outcome: %(outcome)s") % {"outcome": words_of([body.outcome], Outcome)}
        case facts.PersonWelcomed():
            return _("First visit: agreed to the terms")
        case facts.SiteOpened():
            return _("Site set up: %(name)s") % {"name": body.name}
        case facts.SiteChanged():
            return _("Site changed: %(told)s") % {"told": _site_changes(body)}
        case facts.DutyBegan():
            return _("On duty: %(name)s") % {"name": name_of(body.account)}
        case facts.DutyEnded():
            return _("Off duty")
    return ""


def _site_changes(body: facts.SiteChanged) -> str:
    parts = []
    if body.name is not None:
        parts.append(body.name)
    if body.seats is not None:
        seats = ", ".join(seat.number for seat in body.seats)
        parts.append(_("seats %(seats)s") % {"seats": seats})
    if body.seat_minutes is not None:
        parts.append(_("%(minutes)s min in a seat") % {"minutes": body.seat_minutes})
    return " · ".join(parts)


def _intervention(body: facts.Intervened) -> str:
    words = [words_of([body.what], Intervention)]
    if body.dose_mg is not None:
        # Never 8.0: without its point it would be read as 80.
        words.append(f"{number_format(Decimal(f'{body.dose_mg:g}'))}\u00a0mg")
    if body.route is not None:
        words.append(words_of([body.route], Route))
    return " ".join(words)
