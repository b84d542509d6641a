"""One look-up by name, folded. Pure."""

from operator import attrgetter

from veille.ledger.states import State, said_once

from .lookup_facts import LookedUp


class Lookup(State, frozen=True, kw_only=True):
    """Who looked, when, and which cases were found."""

    cases: tuple[str, ...]
    commission = property(attrgetter("site"))

    @property
    def found(self) -> int:
        return len(self.cases)


fold_lookup = said_once(Lookup, LookedUp)
