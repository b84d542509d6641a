"""The buttons that answer an overdose: on its own page, and on the board while that page cannot be
opened."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from veille import numbers
from veille.ui.words import language

from ..words import Intervention, Route

#: The six buttons, in the order in which staff respond.
BUTTONS = (
    Intervention.STIMULATION,
    Intervention.OXYGEN,
    Intervention.BREATHS,
    Intervention.NALOXONE,
    Intervention.CALLED_911,
    Intervention.AMBULANCE,
)
#: A usual first dose in the muscle, in mg; the form remembers the last one given.
FIRST_DOSE_MG = 0.4


def step_buttons(last: Mapping[str, Any], route: str, dose_mg: float) -> dict[str, Any]:
    """What the buttons show: `last` is the last step by its code; route and mg of the next dose."""
    return {
        "buttons": [
            {
                "code": what.value,
                "label": what.label,
                "last": last.get(what.value),
                "naloxone": what is Intervention.NALOXONE,
            }
            for what in BUTTONS
        ],
        "routes": Route.choices,
        "route": route,
        "dose_mg": numbers.plain(Decimal(f"{dose_mg:g}"), language()),
    }


def first_steps() -> dict[str, Any]:
    """The buttons of an overdose of which nothing is recorded yet."""
    return step_buttons({}, Route.IM.value, FIRST_DOSE_MG)
