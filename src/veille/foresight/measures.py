"""What a study tells of a run: the model's outcomes, and what is added up or paid from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .outcomes import OUTCOMES
from .words import Words

DEATHS = "overdose_deaths"
OVERDOSES = "overdoses"
VISITS = "site_visits"
PERSON_DAYS = "person_days"
COST = "cost"
QALYS = "qalys"
DOLLARS = "dollars"
#: The parts of `overdoses`.
OVERDOSE_PLACES = ("overdoses_private", "overdoses_public", "overdoses_on_site")


@dataclass(frozen=True)
class Measure:
    unit: str
    name: Words

    @property
    def in_dollars(self) -> bool:
        return self.unit == DOLLARS


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        OVERDOSES: Measure(
            "overdoses", Words("Overdoses, fatal or not", "Surdoses, mortelles ou non")
        ),
        COST: Measure(DOLLARS, Words("Cost to all payers", "Coût pour tous les payeurs")),
        QALYS: Measure("QALYs", Words("QALYs", "QALY")),
        **{name: Measure(each.unit, Words(each.en, each.fr)) for name, each in OUTCOMES.items()},
    }
)  # fmt: skip
#: What a reader compares scenarios by, in the table of the report and on the terminal.
HEADLINES = (DEATHS, OVERDOSES, "hiv_infections", "hcv_infections", "charges", COST, QALYS)
#: Those for which there is always room.
ESSENTIALS = (DEATHS, OVERDOSES, COST, QALYS)
