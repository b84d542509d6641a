"""What goes on beside the floor while people come and go: equipment handed out, referrals, doses.

Each room that plays a part declares it in its folder (``rehearsed.py``) as one `Extra`, named
EXTRA. A play tells each of them what happens on the floor.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from random import Random
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from veille.ledger.refusal import Refused


class Extra:
    """One room's part in a play. Every method may be left as it is: then nothing happens.

    `rng` is its own, so that one room's play does not change another's. What it plans goes
    through `later`: a refusal then ends that one step and nothing else.
    """

    name = ""

    def __init__(self, play: Any, seed: str) -> None:
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

    def opens(self, place: Any, opens: datetime, closes: datetime) -> None:
        """A site opens for the day; the clock may stand anywhere before `opens`."""

    def at_the_door(self, site: str, person: str) -> bool:
        """Whether a known visitor who comes may come in; if not, this has answered them."""
        return True

    def arrived(self, guest: Any) -> None:
        """A visitor has just been let in."""

    def left(self, guest: Any) -> None:
        """A visitor has just left."""

    def was_violent(self, guest: Any, kind: str, note: str) -> None:
        """A visitor threatened or harmed somebody: `kind` is "violence" or "threats"."""

    def overdose_ended(self, guest: Any, overdose: str) -> None:
        """An overdose has just been closed."""


def declared() -> list[type[Extra]]:
    """The part of every room of this installation that has one, by name."""
    found = []
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "rehearsed"):
            extra = getattr(import_module(f"{app.name}.rehearsed"), "EXTRA", None)
            found += [extra] if extra else []
    return sorted(found, key=lambda extra: extra.name)
