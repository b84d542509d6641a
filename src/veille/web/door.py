"""Who may be connected, so many at once: a crowd of strangers never shuts out whoever works here.

A machine has some hundred descriptors. Whoever has signed in here before is told from strangers by
what their browser sends (`familiar.py`), and no stranger takes their place: strangers together have
a part of all connections, and each address a part of that. Where an address is full, its newest
takes the place of its oldest that is not being answered. So a nurse with a new tablet comes in from
the address of whoever opens a thousand connections: her head is read before it is her turn to go.
"""

from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Protocol

#: Strangers from one address: twenty tablets of a new site, six connections each. Assumed.
MOST_FROM_ADDRESS = 120
#: Connections of one browser, or of one session: 24 screens and six others, with room. Assumed.
MOST_OF_FAMILIAR = 48
#: Of all connections, what strangers have together.
STRANGERS_SHARE = 0.5
#: Descriptors kept for the database, the vault, files that are sent and processes beside.
KEPT_DESCRIPTORS = 200
#: Enough for a site; each one costs about 15 kB.
MOST = 2_000
_SUBNET_BITS = 64


class Caller(Protocol):
    """A connection, as the door sees it."""

    def is_answered(self) -> bool:
        """Whether a request of it came whole, and its answer has not left whole."""

    def turn_away(self) -> None:
        """Close it now."""


class Door:
    """Counts callers; one that comes when it is full is not let in, or another one goes."""

    def __init__(self, most: int, proxies: str = "") -> None:
        self.most = most
        self.most_strangers = int(most * STRANGERS_SHARE)
        self._proxies = proxies
        self._origin: dict[Caller, str] = {}
        #: Strangers by address, the oldest first.
        self._strangers: dict[str, dict[Caller, None]] = {}
        self._familiar: dict[Caller, str] = {}
        self._of_familiar: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._origin)

    @property
    def strangers(self) -> int:
        return len(self._origin) - len(self._familiar)

    def come(self, caller: Caller, address: str) -> bool:
        """Whether it may stay. Where there is no room, another stranger may go for it."""
        origin = counted_origin(address)
        same = self._strangers.get(origin, {})
        from_proxy = is_one_of(self._proxies, address)
        if not from_proxy and len(same) >= MOST_FROM_ADDRESS and not _one_goes(same):
            return False
        if len(self._origin) >= self.most or self.strangers >= self.most_strangers:
            fullest = max(self._strangers.values(), key=len, default={})
            if not _one_goes(fullest):
                return False
        self._origin[caller] = origin
        self._strangers.setdefault(origin, {})[caller] = None
        return True

    def recognise(self, caller: Caller, who: str) -> bool:
        """It is of somebody who has signed in here before; False where they have too many.

        Behind a proxy, where one connection carries many people, it counts for the last one.
        """
        if caller not in self._origin or self._familiar.get(caller) == who:
            return True
        if self._of_familiar[who] >= MOST_OF_FAMILIAR:
            return False
        self._forget_who(caller)
        self._forget_stranger(caller)
        self._familiar[caller] = who
        self._of_familiar[who] += 1
        return True

    def leave(self, caller: Caller) -> None:
        """It is closed. Safe to repeat."""
        self._forget_who(caller)
        self._forget_stranger(caller)
        self._origin.pop(caller, None)

    def _forget_who(self, caller: Caller) -> None:
        who = self._familiar.pop(caller, None)
        if who is not None:
            self._of_familiar[who] -= 1
            if not self._of_familiar[who]:
                del self._of_familiar[who]

    def _forget_stranger(self, caller: Caller) -> None:
        origin = self._origin.get(caller, "")
        same = self._strangers.get(origin)
        if same is not None and same.pop(caller, ...) is None and not same:
            del self._strangers[origin]


def _one_goes(callers: Iterable[Caller]) -> bool:
    """The oldest that is not being answered; False where all are."""
    for caller in callers:
        if not caller.is_answered():
            caller.turn_away()
            return True
    return False


def counted_origin(address: str) -> str:
    """What counts as one address: a machine has as many of a network of IPv6 as it likes."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if read.version == 4:
        return address
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ip_network((read, _SUBNET_BITS), strict=False).network_address)


def is_one_of(machines: str, address: str) -> bool:
    """Whether `address` is one of these addresses or networks (by comma; `*`: any)."""
    for one in filter(None, (part.strip() for part in machines.split(","))):
        if one == "*":
            return True
        try:
            if ip_address(address) in ip_network(one, strict=False):
                return True
        except ValueError:
            continue
    return False
