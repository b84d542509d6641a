"""Files of other programmes become samples: not done is not negative, one bad row stops nothing."""

from datetime import date
from pathlib import Path

import pytest

from veille import tabular
from veille.supply.importing import (
    PROFILES,
    laboratory,
    open_with,
    profile_named,
    samples,
    unread_headings,
    with_laboratory,
)
from veille.supply.named import Part, parts_of
from veille.supply.naming import group_of, key_of, keys_of, sold_as
from veille.supply.records import Method, Outcome, Sample
from veille.supply.schemas import SCHEMAS

BC = (
    '"Date","Site","City/Town","Expected Substance","Fentanyl Test Strip","Benzo Test Strip",'
    '"FTIR Spectrometer"\n'
    '"2020-11-01","Walk-in","Vancouver","Fentanyl and Heroin","True","N/A",'
    "\"['Caffeine', 'Fentanyl HCl', 'Uncertain Oil']\"\n"
    '"2020-11-02","Walk-in","Vancouver","MDMA","Invalid","False","[\'MDMA\']"\n'
    '"2020-02-30","Walk-in","Vancouver","MDMA","False","False","[\'MDMA\']"\n'
    '"2020-11-03","Walk-in","Surrey","Cocaine","Positive;Negative","N/A","[\'\']"\n'
)


def read(folder: Path, text: str, profile: str) -> list[Sample]:
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    table, told = open_with(path, profile)
    return [sample for batch in samples(table, told) for _row, _key, sample in batch]


def test_british_columbias_rows_become_samples(tmp_path: Path):
    one, two, three = read(tmp_path, BC, "bc-2018")
    assert one.collected == date(2020, 11, 1)
    assert one.expected == ("fentanyl", "heroin")
    assert one.read_by_strip("fentanyl") is Outcome.POSITIVE
    assert one.read_by_strip("benzodiazepine") is Outcome.NOT_DONE
    assert [each.substance for each in one.components] == ["caffeine", "fentanyl"]
    assert two.read_by_strip("fentanyl") is Outcome.INVALID
    assert two.read_by_strip("benzodiazepine") is Outcome.NEGATIVE
    assert three.read_by_strip("fentanyl") is Outcome.CONFLICTING


def test_the_impossible_date_is_a_fault_and_the_other_rows_go_on(tmp_path: Path):
    path = tmp_path / "bc.csv"
    path.write_text(BC, "utf-8")
    table, told = open_with(path, "bc-2018")
    dry = tabular.dry_run(table, SCHEMAS[told.schema], told)
    assert (dry.ready, dry.faulty) == (3, 1)
    assert [(fault.code, fault.rows) for fault in dry.faults] == [("no_such_day", (4,))]


def test_a_file_without_a_profile_is_read_by_its_french_headings(tmp_path: Path):
    text = (
        "Date du prélèvement;Ville;Vendu comme;Bandelette fentanyl;Composants FTIR\n"
        "25/04/2025;Québec;héroïne;positif;caféine, fentanyl\n"
        "26/04/2025;Québec;héroïne;non fait;caféine\n"
    )
    path = tmp_path / "labo.csv"
    path.write_bytes(text.encode("cp1252"))
    table, told = open_with(path)
    found = [sample for batch in samples(table, told) for _r, _k, sample in batch]
    assert [each.read_by_strip("fentanyl") for each in found] == [
        Outcome.POSITIVE,
        Outcome.NOT_DONE,
    ]
    assert found[0].collected == date(2025, 4, 25)
    assert found[0].place == "Québec"


def test_uncs_two_files_are_joined_and_a_trace_stays_a_trace(tmp_path: Path):
    one = read(
        tmp_path,
        "sampleid,date_collect,location,expectedsubstance\n"
        "200001A,28Sep2021,Greensboro,heroin; fentanyl\n200002,,Greensboro,cocaine\n",
        "unc",
    )
    detail = tmp_path / "detail.csv"
    detail.write_text(
        "sampleid,substance,abundance,method,date_complete\n"
        "200001A,fentanyl,,GCMS,01Oct2021\n200001A,xylazine,trace,GCMS,01Oct2021\n"
    )
    table, told = open_with(detail, "unc-detail")
    found = [with_laboratory(each, laboratory(table, told)) for each in one]
    assert found[0].collected == date(2021, 9, 28)
    assert [(c.substance, c.trace) for c in found[0].components] == [
        ("fentanyl", False),
        ("xylazine", True),
    ]
    assert Method.LABORATORY in found[0].methods
    assert (found[1].collected, found[1].methods) == (None, frozenset())


def test_new_yorks_months_are_counts_and_no_more_positive_than_tested(tmp_path: Path):
    path = tmp_path / "nyc.csv"
    path.write_text(
        "yr_mo,Total_Lab_Fent_Pos,Total_Lab_Xyl_Pos,Total_Lab_Med_Pos,Total_Lab\n"
        "Mar 2026,37,18,24,39\nApr 2026,47,13,17,46\n"
    )
    table, told = open_with(path, "nyc")
    dry = tabular.dry_run(table, SCHEMAS[told.schema], told)
    assert (dry.ready, dry.faulty) == (1, 1)
    assert dry.example["month"] == date(2026, 3, 1)
    assert dry.faults[0].message.en == "fentanyl: 47 positive of 46 tested."


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_that_comes_with_veille_can_be_written_and_read_again(name: str):
    profile = profile_named(name)
    schema = SCHEMAS[profile.schema]
    assert tabular.read_profile(tabular.written_profile(profile), schema) == profile


def test_a_profile_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(tabular.Unreadable, match=r"“ontario”.*bc-2018"):
        profile_named("ontario")


@pytest.mark.parametrize(
    ("name", "key", "group"),
    [
        ("Fentanyl HCl", "fentanyl", "opioid"),
        ("Fentanyl or Analog", "fentanyl", "opioid"),
        ("Heroin (Trace)", "heroin", "opioid"),
        ("Cocaine Base", "cocaine", "stimulant"),
        ("Crack Cocaine", "crack", "stimulant"),
        ("Down (Unknown Opioid)", "down", "opioid"),
        ("Etizolam", "etizolam", "benzodiazepine"),
        ("Something New", "something_new", "other"),
    ],
)
def test_a_substance_is_known_by_its_names_and_an_unknown_one_stays_as_it_came(
    name: str, key: str, group: str
):
    assert (key_of(name), group_of(key_of(name))) == (key, group)


def test_what_was_sold_as_several_counts_with_the_opioids():
    assert sold_as(keys_of("Fentanyl and Methamphetamine")) == "opioid"


def test_what_the_instrument_could_not_name_is_no_substance():
    assert parts_of("['Caffeine', 'No Library Match', '']") == (Part("Caffeine"),)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("caffeine 42%, fentanyl ½ %", [("caffeine", 42.0), ("fentanyl", 0.5)]),
        ("caféine 12,5; fentanyl 3,2 %", [("caféine", 12.5), ("fentanyl", 3.2)]),
        ("fentanyl 12.5%", [("fentanyl", 12.5)]),
        ("2C-B,4-ANPP", [("2C-B", None), ("4-ANPP", None)]),
        ("JWH-018, 5F-MDMB-2201", [("JWH-018", None), ("5F-MDMB-2201", None)]),
        ("1,4-butanediol", [("1,4-butanediol", None)]),
        ("", []),
    ],
)
def test_a_share_in_an_ftir_cell_is_the_substances_own(
    cell: str, parts: list[tuple[str, float | None]]
):
    assert [tuple(part) for part in parts_of(cell)] == parts


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("caffeine 140%", "from 0 to 100"),
        ("caffeine 42% fentanyl ½", "no substance has “%” in its name"),
        ("fentanyl 2,400", "two ways"),
        ("fentanyl ½", "half a percent, or half of it?"),
        ("=1+1", "no substance’s name"),
        ("Jean 514 555 1234", "cannot be read as one number"),
        ("fentanyl <1", "<1"),
    ],
)
def test_a_cell_that_is_no_list_of_substances_is_a_fault_of_its_row(
    tmp_path: Path, cell: str, why: str
):
    path = tmp_path / "file.csv"
    path.write_text(
        f'date,sold as,ftir\n2025-04-25,down,"{cell}"\n2025-04-26,down,caffeine\n', "utf-8"
    )
    table, told = open_with(path)
    dry = tabular.dry_run(table, SCHEMAS[told.schema], told)
    ((fault),) = dry.faults
    assert (dry.ready, dry.faulty, fault.rows) == (1, 1, (2,))
    assert why in fault.message.en


@pytest.mark.parametrize(("day", "why"), [("2099-01-01", "has not come yet"), ("Suppr.", "no day")])
def test_a_day_that_is_none_is_a_fault_of_its_row(tmp_path: Path, day: str, why: str):
    path = tmp_path / "file.csv"
    path.write_text(f"date,sold as\n{day},down\n2025-04-26,down\n2025-04-27,down\n", "utf-8")
    table, told = open_with(path)
    dry = tabular.dry_run(table, SCHEMAS[told.schema], told)
    assert [fault.rows for fault in dry.faults] == [(2,)]
    assert why in dry.faults[0].message.en


def test_what_is_doubtful_is_invalid_and_what_was_not_tested_is_not_negative(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text(
        "Date du prélèvement;Vendu comme;Résultat fentanyl;Bandelette benzo;Infrarouge;Note\n"
        "25/04/2025;héroïne;douteux;not tested;caféine 40;x\n"
        "26/04/2025;héroïne;inconclusive;positif;caféine;\n",
        "utf-8",
    )
    table, told = open_with(path)
    found = [sample for batch in samples(table, told) for _r, _k, sample in batch]
    assert [each.read_by_strip("fentanyl") for each in found] == [Outcome.INVALID] * 2
    assert [each.read_by_strip("benzodiazepine") for each in found] == [
        Outcome.NOT_DONE,
        Outcome.POSITIVE,
    ]
    assert found[0].components[0].share == 0.4
    assert unread_headings(table, told) == ["Note"]


def dry_run_of(path: Path) -> tabular.DryRun:
    table, told = open_with(path)
    return tabular.dry_run(table, SCHEMAS[told.schema], told)


def test_a_label_that_stands_twice_is_named_before_anything_is_written(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text(
        "sample,date,sold as\nA-1,2025-04-25,down\nA-2,2025-04-25,down\nA-1,2025-04-26,down\n",
        "utf-8",
    )
    dry = dry_run_of(path)
    (fault,) = dry.faults
    assert (dry.rows, dry.ready, dry.faulty, fault.rows, fault.text) == (3, 2, 1, (4,), "A-1")
    assert "stands in row 2 already" in fault.message.en


@pytest.mark.parametrize("label", ["Jean Tremblay", "F-TREM-1988"])
def test_a_sample_that_is_called_as_somebody_is_a_fault_of_its_row(tmp_path: Path, label: str):
    path = tmp_path / "file.csv"
    path.write_text(f"sample,date,sold as\n{label},2025-04-25,down\nA-2,2025-04-25,down\n", "utf-8")
    dry = dry_run_of(path)
    (fault,) = dry.faults
    assert (dry.ready, fault.rows) == (1, (2,))
    assert "looks like what somebody is called" in fault.message.en


def test_what_parts_the_cells_of_a_file_is_named_where_a_row_has_too_many(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text(
        "sample;date;sold as\nA-1;2025-04-25;down; or not\nA-2;2025-04-25;down\n", "utf-8"
    )
    (fault,) = dry_run_of(path).faults
    assert "is a semicolon inside a cell" in fault.message.en
