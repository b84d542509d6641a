"""The evidence: complete, used, drawn as its intervals say."""

import re
from pathlib import Path

import numpy as np
import pytest

import veille.foresight as vf
from veille.foresight import evidence
from veille.foresight.evidence import EvidenceFault, Kind, Parameters
from veille.foresight.model.balance import DERIVED

SOURCE = Path(vf.__file__).parent
TABLE = evidence.load()
#: How the model names an entry: p.name in compiled code, p["name"] elsewhere; costs have a table.
USES = re.compile(r"\bp\.([a-z_0-9]+)\b|\bp\[\"([a-z_0-9]+)\"\]")
PRICES = re.compile(r"\"(cost_[a-z_]+)\"")


def _used() -> set[str]:
    text = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    named = {name for groups in USES.findall(text) for name in groups if name}
    named -= set(dir(Parameters)) | {"values", "draw"}
    return named | set(PRICES.findall((SOURCE / "study" / "costs.py").read_text()))


def test_every_entry_is_used_by_the_model():
    assert set(TABLE.entries) - _used() == set()


def test_every_number_that_the_model_uses_is_in_the_table():
    assert _used() - set(TABLE.entries) == set(DERIVED)


@pytest.mark.parametrize("name", TABLE.entries)
def test_an_entry_says_of_whom_and_from_where(name: str):
    entry = TABLE.entries[name]

    assert entry.unit
    assert entry.definition
    assert entry.population
    assert entry.why if entry.assumption else entry.source and entry.url.startswith("https://")


@pytest.mark.parametrize("name", TABLE.entries)
def test_draws_have_the_interval_of_the_entry(name: str):
    entry = TABLE.entries[name]
    low, middle, high = (entry.drawn(u) for u in (0.025, 0.5, 0.975))

    assert low <= middle <= high
    # An interval that is not symmetric on its scale is met in width; a range holds every draw.
    if entry.assumption or entry.kind is Kind.SPREAD:
        assert entry.low - 1e-9 <= entry.drawn(1e-6) <= entry.drawn(1 - 1e-6) <= entry.high + 1e-9


def test_central_values_are_those_of_the_table():
    values = TABLE.values()

    assert {name: values[name] for name in TABLE.entries} == {
        name: entry.value for name, entry in TABLE.entries.items()
    }


def test_a_draw_is_the_same_each_time_and_another_is_not():
    assert TABLE.values(3, seed=1) == TABLE.values(3, seed=1)
    assert TABLE.values(3, seed=1).values != TABLE.values(4, seed=1).values


def test_entries_are_drawn_independently():
    draws = np.array([list(TABLE.values(n, seed=2).values.values()) for n in range(300)])
    varied = draws[:, draws.std(axis=0) > 0]
    correlations = np.corrcoef(varied.T)[np.triu_indices(varied.shape[1], 1)]

    assert np.quantile(np.abs(correlations), 0.99) < 4 / np.sqrt(300)


WHOLE = """[x]
part = "law"
value = 1.0
low = 0.5
high = 2.0
interval = "95 % CI"
kind = "ratio"
unit = "ratio"
definition = "d"
population = "p"
source = "s"
url = "https://example.org"
"""


@pytest.mark.parametrize(
    ("changed", "to", "says"),
    [
        ("value = 1.0", "value = 3.0", "x: the value lies outside its interval"),
        ('source = "s"', "", "x: needs a source with its url, or assumption = true and why"),
        ('url = "https://example.org"', "assumption = true", "says why"),
        ('kind = "ratio"', 'kind = "guess"', "x: 'guess' is not a valid Kind"),
        ('unit = "ratio"', 'units = "ratio"', "units"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_by_name(changed: str, to: str, says: str):
    with pytest.raises(EvidenceFault, match=says):
        evidence.parse(WHOLE.replace(changed, to).replace('source = "s"\nassumption', "assumption"))


def test_the_hash_changes_with_any_value():
    other = WHOLE.replace("high = 2.0", "high = 2.1")

    assert evidence.parse(WHOLE).hash != evidence.parse(other).hash
