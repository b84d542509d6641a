"""Every room's part in a play, in the order in which they are told what happens."""

from .exchange import Exchange
from .extra import Extra
from .outreach import Outreach
from .referrals import Referrals
from .safer_supply import SaferSupply

EXTRAS: tuple[type[Extra], ...] = (Exchange, Outreach, Referrals, SaferSupply)
