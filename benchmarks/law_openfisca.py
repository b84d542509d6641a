"""OpenFisca on one threshold rule; run by a Python that has openfisca-core, prints JSON.

python law_openfisca.py < cases.json: British Columbia's exemption of 2023 as a formula: 18 or over,
at most 2.5 g in all (a dated parameter), not in an excluded place, not to sell. The cases are those
that Veille is measured with: [{age, grams, excluded_place, to_sell}].
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = "2023-06-01"
SINGLES = 50
Person = build_entity(key="person", plural="persons", label="", is_person=True)


def _variable(name: str, kind: type, formula: object = None) -> type[Variable]:
    said = {"value_type": kind, "entity": Person, "definition_period": DateUnit.DAY, "label": name}
    return type(name, (Variable,), said | ({"formula": formula} if formula else {}))


def exempt(person, period, parameters):
    return (
        (person("age", period) >= 18)
        * (person("grams", period) <= parameters(period).most_grams)
        * ~person("excluded_place", period)
        * ~person("to_sell", period)
    )


def system() -> TaxBenefitSystem:
    made = TaxBenefitSystem([Person])
    for name, kind in (("age", int), ("grams", float), ("excluded_place", bool), ("to_sell", bool)):
        made.add_variable(_variable(name, kind))
    made.add_variable(_variable("exempt", bool, exempt))
    with TemporaryDirectory() as folder:
        Path(folder, "most_grams.yaml").write_text(
            "description: most\nvalues:\n  2023-01-31: {value: 2.5}\n  2026-01-31: {value: 0}\n"
        )
        made.load_parameters(folder)
    return made


def columns(cases: list[dict]) -> dict[str, np.ndarray]:
    return {name: np.array([each[name] for each in cases]) for name in cases[0]}


def in_one(law: TaxBenefitSystem, values: dict[str, np.ndarray]) -> tuple[float, int]:
    n, began = len(values["age"]), time.process_time()
    simulation = SimulationBuilder().build_default_simulation(law, n)
    for name, column in values.items():
        simulation.set_input(name, DAY, column)
    exempt = simulation.calculate("exempt", DAY)
    return n / (time.process_time() - began), int(exempt.sum())


def one_by_one(law: TaxBenefitSystem, values: dict[str, np.ndarray]) -> float:
    began = time.process_time()
    for n in range(SINGLES):
        person = {name: {DAY: column[n].item()} for name, column in values.items()}
        built = SimulationBuilder().build_from_dict(law, {"persons": {"one": person}})
        built.calculate("exempt", DAY)
    return SINGLES / (time.process_time() - began)


if __name__ == "__main__":
    law, values = system(), columns(json.load(sys.stdin))
    in_one(law, {name: column[:1000] for name, column in values.items()})
    rate, exempt = in_one(law, values)
    rates = {"in_one": rate, "exempt": exempt, "one_by_one": one_by_one(law, values)}
    sys.stdout.write(json.dumps(rates))
