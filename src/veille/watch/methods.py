"""The detectors by name: what each takes, what it does, from which row on it can say anything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import cusum, ears, essence, farrington, fixed_count, glr, outbreakp, share
from .block import Answers, Block
from .dates import FREQUENCIES
from .refusal import WrongInput
from .settings import Settings


class UnknownMethod(WrongInput):
    """There is no detector of this name; the text is one sentence."""


@dataclass(frozen=True)
class Method:
    settings: type[Settings]
    detect: Callable[[Block, Any], Answers]
    #: The first row, from 0, that it can judge at this frequency.
    first_row: Callable[[Any, int], int]
    frequencies: tuple[int, ...] = FREQUENCIES
    #: Whether it needs a column of exposure (visits, people, tests).
    needs_exposure: Callable[[Any], bool] = lambda _settings: False


METHODS = {
    "farrington-flexible": Method(
        farrington.FarringtonFlexible,
        farrington.detect_flexible,
        farrington.first_row,
        needs_exposure=lambda settings: settings.population_offset,
    ),
    "farrington": Method(
        farrington.Farrington,
        farrington.detect_original,
        farrington.first_row,
        needs_exposure=lambda settings: settings.population_offset,
    ),
    "ears": Method(ears.Ears, ears.detect, ears.first_row),
    "cusum": Method(cusum.Cusum, cusum.detect, cusum.first_row),
    "glr": Method(glr.Glr, glr.detect, glr.first_row),
    "outbreakp": Method(outbreakp.OutbreakP, outbreakp.detect, outbreakp.first_row),
    "essence": Method(essence.Essence, essence.detect, essence.first_row, frequencies=(365,)),
    "share": Method(share.Share, share.detect, share.first_row, needs_exposure=lambda _s: True),
    "fixed-count": Method(
        fixed_count.FixedCount, fixed_count.detect, fixed_count.first_row, frequencies=(365,)
    ),
}


def method(name: str) -> Method:
    """The detector `name`, written with hyphens or underscores."""
    found = METHODS.get(name.strip().lower().replace("_", "-"))
    if found is None:
        names = ", ".join(METHODS)
        raise UnknownMethod(
            f"There is no method {name}; there are {names}.",
            f"Il n’y a pas de méthode {name}; il y a {names}.",
        )
    return found
