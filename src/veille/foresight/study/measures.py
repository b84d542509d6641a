"""What a study tells of a run: the model's outcomes, and what is added up or paid from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..model.outcomes import OUTCOMES
from ..words import Words
from .costs import Payer

DEATHS = "overdose_deaths"
#: The same mean with less chance: of each overdose, the chance that it kills. Differences are told
#: by it, with the counted ones beside.
EXPECTED_DEATHS = "expected_deaths"
OVERDOSES = "overdoses"
VISITS = "site_visits"
PERSON_DAYS = "person_days"
TOOK_UP = "took_up"
COST = "cost"
QALYS = "qalys"
LIFE_YEARS = "life_years"
#: With what lies after the last day, until nobody is left (`later`).
LIFETIME_COST = "lifetime_cost"
LIFETIME_QALYS = "lifetime_qalys"
LIFETIME_YEARS = "lifetime_years"
DOLLARS = "dollars"
#: The parts of `overdoses`.
OVERDOSE_PLACES = ("overdoses_private", "overdoses_public", "overdoses_on_site")


def cost_of(payer: Payer) -> str:
    return f"cost_{payer}"


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
        **{
            cost_of(payer): Measure(DOLLARS, words)
            for payer, words in {
                Payer.HEALTH: Words("Cost to health services", "Coût pour les services de santé"),
                Payer.JUSTICE: Words(
                    "Cost to police, courts and prisons",
                    "Coût pour la police, les tribunaux et les prisons",
                ),
                Payer.SOCIAL: Words("Cost to social services", "Coût pour les services sociaux"),
                Payer.PERSON: Words("Cost to the person", "Coût pour la personne"),
            }.items()
        },
        QALYS: Measure("QALYs", Words("QALYs", "QALY")),
        LIFE_YEARS: Measure("years", Words("Life-years", "Années de vie")),
        LIFETIME_COST: Measure(
            DOLLARS, Words("Cost to all payers, over lifetimes", "Coût pour tous, vies entières")
        ),
        LIFETIME_QALYS: Measure("QALYs", Words("QALYs, over lifetimes", "QALY, vies entières")),
        LIFETIME_YEARS: Measure(
            "years", Words("Life-years, over lifetimes", "Années de vie, vies entières")
        ),
        **{name: Measure(each.unit, Words(each.en, each.fr)) for name, each in OUTCOMES.items()},
    }
)
#: What a reader compares scenarios by, in the table of the report and on the terminal.
HEADLINES = (
    EXPECTED_DEATHS,
    DEATHS,
    OVERDOSES,
    "hiv_infections",
    "hcv_infections",
    "charges",
    COST,
    QALYS,
    LIFETIME_COST,
    LIFETIME_QALYS,
)
#: Those for which there is always room.
ESSENTIALS = (EXPECTED_DEATHS, DEATHS, OVERDOSES, COST, QALYS)
