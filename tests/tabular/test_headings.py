"""Headings proposed against a schema, and profiles that keep what was decided."""

from pathlib import Path

import pytest

from veille import tabular
from veille.tabular import Asked, Unreadable

from .tables import SAMPLES, file


def proposed(folder: Path, text: str) -> dict[str, str]:
    table = tabular.open_table(file(folder, text))
    return {each.heading: each.field for each in tabular.propose(table, SAMPLES)}


@pytest.mark.parametrize(
    ("heading", "cell", "field"),
    [
        ("Date", "2021-04-25", "date"),
        ("DATE ÉCHANT.", "25/04/2021", "date"),
        ("collected_on", "Apr 25 2021", "date"),
        ("Ville", "Québec", "place"),
        ("City/Town", "Vernon", "place"),
        ("Vendu  comme", "héroïne", "sold_as"),
        ("vendue comme", "héroïne", "sold_as"),
        ("Band. fentanyl", "Négatif", "strip"),
        ("Fentanyl Strip", "Positive", "strip"),
        ("Teneur (%)", "16,5 %", "share"),
        ("Après surdose", "oui", "overdose"),
        ("Weather", "rain", ""),
        ("Date", "blue", ""),
    ],
)
def test_a_heading_is_proposed_by_its_words_and_by_what_stands_below(
    tmp_path: Path, heading: str, cell: str, field: str
):
    text = f"{heading};other column here\n" + f"{cell};zzz\n" * 4
    assert proposed(tmp_path, text)[" ".join(heading.split())] == field


def test_a_field_is_proposed_once_for_the_heading_that_fits_best(tmp_path: Path):
    found = proposed(tmp_path, "Town city,City,Date\nx,Vernon,2021-04-25\n")
    assert found["City"] == "place"
    assert found["Town city"] == ""


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("RAMQ", "x"),
        ("Health card", "1"),
        ("Téléphone", "5"),
        ("Code", "TREM 1234 5678"),
        ("N.A.S.", "1"),
        ("E-mail", "a"),
        ("Last name", "b"),
    ],
)
def test_a_column_that_names_a_person_is_refused_and_its_example_hidden(
    tmp_path: Path, heading: str, cell: str
):
    table = tabular.open_table(file(tmp_path, f"Date,{heading}\n2021-04-25,{cell}\n"))
    (_, found) = tabular.propose(table, SAMPLES)
    assert (found.forbidden, found.field, found.example) == (True, "", "hidden")


@pytest.mark.parametrize(
    ("headings", "language"),
    [("Date;Ville;Vendu comme", "fr"), ("Date,City,Sold as", "en"), ("a;b", "fr"), ("a,b", "en")],
)
def test_the_language_of_the_headings_is_that_of_the_numbers(
    tmp_path: Path, headings: str, language: str
):
    sign = ";" if ";" in headings else ","
    body = sign.join("123"[: headings.count(sign) + 1])
    table = tabular.open_table(file(tmp_path, f"{headings}\n{body}\n"))
    assert tabular.language_of(table, SAMPLES) == language


PROFILE = """
name = "north"
schema = "test.samples"
language = "fr"

[columns."Jour"]
field = "date"
order = "day-first"
swapped = "keep"

[columns."Prod. \\"vendu\\""]
field = "sold_as"
several = "+"
words = { "B" = "benzodiazepine" }
on-fault = "leave-empty"

[columns."Doses"]
field = "doses"
decimal = ","
marks = { "-1" = "suppressed" }

[columns."Notes"]
field = ""
"""


def test_a_profile_written_and_read_again_is_the_same():
    profile = tabular.read_profile(PROFILE, SAMPLES)
    assert tabular.read_profile(tabular.written_profile(profile), SAMPLES) == profile


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[columns", "no valid TOML"),
        ('schema = "other"', "is for “other”"),
        ('[columns.A]\nfield = "colour"', "no field “colour”"),
        ('[columns.A]\nfild = "date"', "“fild” is not known"),
        ('[columns.A]\nfield = "date"\norder = "year-last"', "year-last"),
    ],
)
def test_a_profile_that_is_wrong_is_refused_by_the_key_that_is(text: str, sentence: str):
    with pytest.raises(Unreadable) as refused:
        tabular.read_profile(text, SAMPLES)
    assert sentence in refused.value.in_words("en")


def test_a_renamed_column_is_found_again_and_asked(tmp_path: Path):
    profile = tabular.read_profile('[columns."Date of visit"]\nfield = "date"', SAMPLES)
    table = tabular.open_table(file(tmp_path, "Visit date,City\n2021-04-25,a\n"))
    dry = tabular.dry_run(table, SAMPLES, profile)
    (question,) = dry.questions
    assert (question.asked, question.heading) == (Asked.RENAMED, "Visit date")
    assert dry.ready == 1
    decided = tabular.answer(profile, question, "yes")
    assert [(each.heading, each.field) for each in decided.columns] == [("Visit date", "date")]
    assert not tabular.dry_run(table, SAMPLES, decided).questions


def test_columns_lost_and_new_are_said(tmp_path: Path):
    profile = tabular.read_profile(
        '[columns.Date]\nfield = "date"\n[columns.City]\nfield = "place"', SAMPLES
    )
    table = tabular.open_table(file(tmp_path, "Date,Weather\n2021-04-25,rain\n"))
    notes = " ".join(note.en for note in tabular.dry_run(table, SAMPLES, profile).notes)
    assert "City" in notes
    assert "Weather" in notes


def test_an_answer_that_was_not_among_the_choices_is_refused(tmp_path: Path):
    table = tabular.open_table(file(tmp_path, "Date,City\n03/04/2021,a\n"))
    profile = tabular.from_proposals(
        tabular.propose(table, SAMPLES), SAMPLES, name="t", language="en"
    )
    (question,) = tabular.dry_run(table, SAMPLES, profile).questions
    with pytest.raises(ValueError, match="answers no question"):
        tabular.answer(profile, question, "week-first")
