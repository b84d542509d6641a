"""What goes on beside the floor while people come and go: equipment handed out, referrals, doses.

Each room of care has one such module here (``rehearsal/exchange.py``, …) with one `Extra`, and
so has the dissuasion commission. `extras.py` lists them. A play tells each of them what happens
on the floor.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from veille.ledger.refusal import Refused

if TYPE_CHECKING:
    from .network import Place
    from .play import Guest, Play


class Extra:
    """One room's part in a play. Every method may be left as it is: then nothing happens.

    `rng` is its own, so that one room's play does not change another's. What it plans goes
    through `later`: a refusal then ends that one step and nothing else.
    """

    name = ""

    def __init__(self, play: "Play", seed: str) -> None:
        self.play = play
        self.rng = Random(f"{self.name} {seed}")  # noqa: S311  (a play, no secret)

    def later(self, at: datetime, step: Callable[[], object]) -> None:
        """Do `step` at that time, whatever the visitor does meanwhile."""

        def carefully() -> None:
            try:
                step()
            except Refused:  # somebody at the demo did it first, or the visitor is gone
                return

        self.play.plan(at, carefully)

    def set_up(self, by: str) -> None:
        """Once, when the network is opened: directories, lists, settings. Safe to repeat."""

    def plays_past(self, first: datetime, until: datetime) -> None:
        """A past play goes from `first` to `until`; called once, when the clock stands there. What
        is planned here may lie before the days on which the sites are open."""

    def goes_live(self) -> None:
        """A play goes on in real time from what is there now, or begins anew to do so."""

    def opens(self, place: "Place", opens: datetime, closes: datetime) -> None:
        """A site opens for the day; the clock may stand anywhere before `opens`."""

    def at_the_door(self, site: str, person: str) -> bool:
        """Whether a known visitor who comes may come in; if not, this has answered them."""
        return True

    def arrived(self, guest: "Guest") -> None:
        """A visitor has just been let in."""

    def left(self, guest: "Guest") -> None:
        """A visitor has just left."""

    def overdose_ended(self, guest: "Guest", overdose: str) -> None:
        """An overdose has just been closed."""
