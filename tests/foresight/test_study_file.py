"""What is wrong with a study is said before anything runs: one line a fault, with file and key."""

import re
from datetime import date
from pathlib import Path

import pytest

import veille.foresight as vf
from veille.foresight.study.place_file import read_place
from veille.foresight.study.study import (
    BASELINE,
    PLACES,
    TOGETHER,
    WITHOUT,
    Faulty,
    packaged,
)

from .small import TEXT, written

KITS = 'kits = { kind = "naloxone_kits", level = 40000, start = 2026-01-01 }'


@pytest.mark.parametrize("name", list(packaged()))
def test_every_study_that_comes_with_veille_is_right(name: str):
    study = vf.load(name)
    assert study.scenarios[0].key == BASELINE
    assert all(each.name.en and each.name.fr for each in study.shown)
    assert set(study.components) <= {each.key for each in study.scenarios}


@pytest.mark.parametrize("name", sorted(path.stem for path in PLACES.glob("*.toml")))
def test_each_number_of_a_place_has_a_source_or_is_an_assumption(name: str):
    place, sources = read_place(name)
    assert place.population > 0
    assert all(each.said for each in sources)
    for each in sources:
        named = re.search(r"https?://|\d{4}|reports", each.said)
        assert each.assumption or named, f"{each.key}: {each.said}"


def test_a_study_of_ones_own_is_read_from_its_path(tmp_path: Path):
    study = vf.load(written(tmp_path))
    assert (study.start, study.end, study.days) == (date(2026, 1, 1), date(2027, 1, 1), 365)
    assert [each.key for each in study.shown] == [BASELINE, "naloxone", "safer-supply", TOGETHER]
    together = study.scenario(TOGETHER)
    assert [lever.kind for lever in together.levers] == ["naloxone_kits", "safer_supply_capacity"]
    left = study.scenario(WITHOUT + "naloxone")
    assert [lever.kind for lever in left.levers] == ["safer_supply_capacity"]


FAULTS = [
    ("years = 1", "yeers = 1", "small.toml: yeers: is no key here"),
    ("years = 1", "", "small.toml: years: is needed"),
    ("years = 1", "years = 400", "small.toml: years: 400 is not from 1 to 40"),
    ("people = 400", "people = 4.5", "small.toml: people: is needed, and is a whole number"),
    ("2026-01-01\nyears", '"soon"\nyears', "small.toml: start: is needed, and is a day"),
    ('place = "montreal"', 'place = "atlantis"', "small.toml: place: there is no place “atlantis”"),
    (KITS, KITS.replace("40000", "-1"), "small.toml: levers.kits.level: -1 is not from 0"),
    (KITS, KITS.replace("naloxone_kits", "prayer"), "small.toml: levers.kits.kind: there is no"),
    (KITS, KITS.replace("level", "lvl"), "small.toml: levers.kits.lvl: is no key of a lever"),
    (KITS, KITS.replace("}", ", end = 2025-06-01 }"), "small.toml: levers.kits.end: 2025-06-01 is"),
    (KITS, KITS.replace("level = 40000, ", ""), "small.toml: levers.kits: level is needed"),
    (KITS, KITS.replace("}", ', place = "moon" }'), "small.toml: levers.kits.place: there is no"),
    (KITS, KITS.replace("}", ", options = { sets = 3 } }"), "small.toml: levers.kits.sets: nalox"),
    ('adds = ["kits"]', "adds = []", "small.toml: scenarios.naloxone.adds: is the same as the bas"),
    ('adds = ["kits"]', 'adds = ["kit"]', "small.toml: scenarios.naloxone.adds: there is no lever"),
    ('key = "naloxone"', 'key = "baseline"', "small.toml: scenarios.baseline.key: “baseline” is"),
    ('key = "naloxone"', 'key = "safer-supply"', "small.toml: scenarios.safer-supply.key: there a"),
    ('of = ["naloxone", ', 'of = ["nalox", ', "small.toml: together.of: there is no scenario “nal"),
    ("seed = 5", 'seed = 5\ndeaths = "none.csv"', "small.toml: deaths: none.csv: No such file"),
    ("years = 1", "years = = 1", "small.toml: is no TOML"),
]


@pytest.mark.parametrize(("right", "wrong", "line"), FAULTS, ids=[each[2] for each in FAULTS])
def test_a_fault_is_one_line_with_file_and_key(tmp_path: Path, right: str, wrong: str, line: str):
    assert right in TEXT
    with pytest.raises(Faulty) as told:
        vf.load(written(tmp_path, TEXT.replace(right, wrong)))
    assert [each for each in told.value.faults if each.startswith(line)], told.value.faults
    assert all("\n" not in each for each in told.value.faults)


def test_all_faults_are_told_at_once(tmp_path: Path):
    wrong = TEXT.replace("people = 400", "people = 1").replace("seed = 5", "sead = 5")
    with pytest.raises(Faulty) as told:
        vf.load(written(tmp_path, wrong))
    assert [line.split(": ")[1] for line in told.value.faults] == ["sead", "people", "seed"]


def test_a_rolling_sum_of_deaths_is_refused(tmp_path: Path):
    smooth = "\n".join(f"{2020 + n // 12}-{n % 12 + 1:02},{900 + n}" for n in range(48))
    (tmp_path / "sums.csv").write_text(f"Month,Deaths\n{smooth}\n")
    text = TEXT.replace("seed = 5", 'seed = 5\ndeaths = "sums.csv"')
    with pytest.raises(Faulty, match=r"small.toml: deaths: sums.csv: .* 12-month rolling sum"):
        vf.load(written(tmp_path, text))


def test_deaths_of_other_years_than_the_study_s_are_refused(tmp_path: Path):
    lines = "\n".join(f"2019-{month:02},{month}" for month in range(1, 13))
    (tmp_path / "early.csv").write_text(f"Month,Deaths\n{lines}\n")
    text = TEXT.replace("seed = 5", 'seed = 5\ndeaths = "early.csv"')
    with pytest.raises(Faulty, match=r"deaths: early.csv: has no month of the study's years"):
        vf.load(written(tmp_path, text))


def test_a_scenario_that_only_repeats_the_baselines_levers_equals_it(tmp_path: Path):
    text = TEXT.replace("[levers]", '[baseline]\nadds = ["kits"]\n\n[levers]')
    with pytest.raises(Faulty, match=r"scenarios\.naloxone\.adds: is the same as the baseline"):
        vf.load(written(tmp_path, text))


@pytest.mark.parametrize(
    "idle",
    [
        'kits = { kind = "naloxone_kits", level = 600 }',
        'kits = { kind = "fixed_sites", level = 2, options = { seats = 7, hours = 12 } }',
        'kits = { kind = "operations", level = 0, start = 2026-01-01 }',
        'kits = { kind = "operations", level = 4, start = 2027-01-01 }',
        'kits = { kind = "operations", level = 4, start = 2025-01-01, end = 2025-12-31 }',
    ],
)
def test_a_scenario_whose_levers_change_nothing_equals_the_baseline(tmp_path: Path, idle: str):
    """The level that the place has already, or dates outside the study’s years."""
    with pytest.raises(Faulty, match=r"scenarios\.naloxone\.adds: is the same as the baseline"):
        vf.load(written(tmp_path, TEXT.replace(KITS, idle)))


@pytest.mark.parametrize("size", [{"years": 400}, {"people": 5}, {"draws": 10**9}])
def test_a_size_asked_for_is_held_to_the_same_limits(tmp_path: Path, size: dict[str, int]):
    with pytest.raises(Faulty, match=f"small: {next(iter(size))}: .* is not from"):
        vf.load(written(tmp_path)).sized(**size)


PLACE = (PLACES / "montreal.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("pattern", "wrong", "line"),
    [
        (r"population = .*", "", "here.toml: population: a place needs it"),
        (r"population = \{ value = \d+", "population = { value = 0", "here.toml: population: a p"),
        (r"women = .*", "women = 0.26", "here.toml: women: is a table"),
        (r"women = .*", "women = { value = 0.26 }", "here.toml: women: needs a source, or assump"),
        (r"women = \{ value = 0.26", "women = { value = 26", "here.toml: women: 26 is not a share"),
        (r"women = ", "wimmen = ", "here.toml: wimmen: is no key of a place"),
    ],
)
def test_a_fault_of_a_place_names_its_file(tmp_path: Path, pattern: str, wrong: str, line: str):
    (tmp_path / "here.toml").write_text(re.sub(pattern, wrong, PLACE, count=1), encoding="utf-8")
    with pytest.raises(Faulty) as told:
        vf.load(written(tmp_path, TEXT.replace('"montreal"', '"here.toml"')))
    assert [each for each in told.value.faults if each.startswith(line)], told.value.faults


def test_an_unknown_study_names_those_there_are():
    with pytest.raises(Faulty, match="there is no such study; there are: british-columbia, mont"):
        vf.load("montréal")
