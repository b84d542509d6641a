"""Every room's part in a play, in the order in which they are told what happens."""

from .exchange import Exchange
from .extra import Extra
from .referrals import Referrals

EXTRAS: tuple[type[Extra], ...] = (Exchange, Referrals)
