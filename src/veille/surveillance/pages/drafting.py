"""From an alarm to an alert to the public: where one is begun, of whichever room has alerts."""

from veille.ui.rooms import alert_form

from ..facts import Seen
from ..gathering import NETWORK


def draft(seen: Seen) -> str:
    """The address of the form, with the alarm's first day; empty where it is of no one site, or no
    room here has alerts."""
    address = alert_form(seen.site) if seen.site != NETWORK else ""
    return address and f"{address}?since={seen.first}"
