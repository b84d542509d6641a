"""How often something may be asked: so many times in so long, then a wait.

Counted in this process, which is the only one that serves a node; a restart forgets. The address
is the one that the server sees; behind a proxy that is declared (VEILLE_PROXY), the one that the
proxy tells.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from math import ceil

from django.core.cache import caches
from django.http import HttpRequest

from veille.ledger import clock


@dataclass(frozen=True)
class Limit:
    """`most` times for each key (an address, an account) in each span of `within`."""

    name: str
    most: int
    within: timedelta

    def take(self, key: str) -> int:
        """Count one. Returns the seconds to wait where that was more than `most`, else 0."""
        counted, slot = caches["limits"], self._slot(key)
        counted.add(slot, 0, 2 * self.within.total_seconds())  # outlives its span
        return self._wait() if counted.incr(slot) > self.most else 0

    def wait(self, key: str) -> int:
        """Seconds to wait, where `most` are counted already, else 0. Counts nothing."""
        used = caches["limits"].get(self._slot(key), 0)
        return self._wait() if used >= self.most else 0

    def _slot(self, key: str) -> str:
        span = int(clock.now().timestamp() // self.within.total_seconds())
        return f"{self.name}:{span}:{key}"

    def _wait(self) -> int:
        """Whole seconds to the end of the span."""
        seconds = self.within.total_seconds()
        return ceil(seconds - clock.now().timestamp() % seconds) or 1


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


#: Of this process: what is counted under it says nothing to whoever reads it elsewhere.
_KEY = secrets.token_bytes(16)


def hidden_address_of(request: HttpRequest) -> str:
    """The address under a hash: where a question is kept nowhere, nor is who asked it."""
    return blake2b(address_of(request).encode(), key=_KEY, digest_size=16).hexdigest()
