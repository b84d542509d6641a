"""Every room's part in a play, in the order in which they are told what happens."""

from .exchange import Exchange
from .extra import Extra
from .referrals import Referrals
from .outreach import Outreach
from .safer_supply import SaferSupply

EXTRAS: tuple[type[Extra], ...] = (Alerts, Exchange, Outreach, Referrals, SaferSupply, Shifts)
