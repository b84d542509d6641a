"""Every room's part in a play, in the order in which they are told what happens."""

from .exchange import Exchange
from .extra import Extra

EXTRAS: tuple[type[Extra], ...] = (Exchange,)
