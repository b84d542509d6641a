"""Every room's part in a play, in the order in which they are told what happens."""

from .alerts import Alerts
from .diversion import Diversion
from .exchange import Exchange
from .extra import Extra
from .outreach import Outreach
from .referrals import Referrals
from .safer_supply import SaferSupply
from .shifts import Shifts

EXTRAS: tuple[type[Extra], ...] = (
    Alerts, Diversion, Exchange, Outreach, Referrals, SaferSupply, Shifts,
)  # fmt: skip
