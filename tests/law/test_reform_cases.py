"""A file of cases as an analyst has it: other people’s headings, numbers, dates, gaps."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from veille.law.columnar import assess_frame
from veille.law.reform.cases import Read, read_file
from veille.tabular import Unreadable

HEAD = "jurisdiction,date,age,place,substance,grams\n"
ROW = "CA-BC,2023-06-01,30,street,heroin,2.5\n"


def written(folder: Path, content: str | bytes, name: str = "cases.csv", **more: object) -> Read:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, **more)


def told(read: Read) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(each.message.en, each.count, each.rows) for each in read.faults]


def test_a_file_from_a_quebec_spreadsheet_is_read(tmp_path: Path):
    """Latin-1, semicolons, decimal commas, French words, amounts with their unit."""
    content = (
        "Province;Date;Âge;Lieu;Drogue;Poids (g);Circonstances\n"
        "Colombie-Britannique;2023-06-01;30;rue;Héroïne;2,5;\n"
        "BC;2023-06-02;31;parc;coke;500 mg;violence, une arme\n"
    ).encode("latin-1")
    read = written(tmp_path, content)
    assert (read.rows, read.cases, read.faults) == (2, 2, ())
    assert read.frame["jurisdiction"].to_list() == ["CA-BC", "CA-BC"]
    assert read.frame["grams"].to_list() == [2.5, 0.5]
    assert read.frame["place"].to_list() == ["street", "park"]
    assert read.frame["circumstances"].to_list() == [None, ["violence", "weapon"]]
    assert assess_frame(read.frame)["outcome"].to_list() == ["exempt", "exempt"]


def test_a_date_of_a_workbook_is_a_date(tmp_path: Path):
    path = tmp_path / "cases.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD.strip().split(","))
    sheet.write_row(1, 0, ["BC", "", 30, "street", "heroin", 1.25])
    sheet.write_datetime(1, 1, date(2023, 6, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    read = read_file(path)
    assert read.frame.select("date", "age", "grams").rows() == [(date(2023, 6, 1), 30, 1.25)]


def test_a_name_that_no_rule_knows_is_told_as_it_was_written(tmp_path: Path):
    row = ROW.replace("heroin", '"moonlight, white"')
    read = written(tmp_path, HEAD + row * 1_200 + ROW)
    (note,) = read.notes
    assert "moonlight, white (1,200)" in note.en
    assert "moonlight, white (1\u202f200)" in note.fr


def test_a_register_of_cases_names_its_case_and_its_places_as_people_do(tmp_path: Path):
    content = "Affaire,Province,Date,Âge,Lieu,Drogue,Grammes\n"
    row = "{},BC,2023-06-01,30,{},héroïne,{}\n"
    rows = (("A1", "maison", 1), ("A1", "Maison", 2), ("A2", "trottoir", -1), ("A3", "Métro", 1))
    read = written(tmp_path, content + "".join(row.format(*each) for each in rows))
    assert read.frame["case"].to_list() == ["A1", "A1", "A3"]
    assert set(read.frame["place"]) == {"private_residence", "public_transit"}
    (left_out,) = read.faults
    assert "−1, −9 and −99 are read as codes for none" in left_out.message.en


def test_a_number_that_can_be_read_in_two_ways_is_asked_about(tmp_path: Path):
    content = HEAD + 'CA-BC,2023-06-01,30,street,heroin,"2,400"\n'
    read = written(tmp_path, content)
    (question,) = read.questions
    assert (question.heading, read.cases) == ("grams", 0)
    answered = written(tmp_path, content, answers={"Grams": "."})
    assert answered.frame["grams"].to_list() == [2400]
    mixed = written(tmp_path, content + 'CA-BC,2023-06-01,30,street,heroin,"1,5"\n')
    assert "“2,400” (row 2)" in mixed.questions[0].message.en
    assert "“1,5” (row 3)" in mixed.questions[0].message.en
    with pytest.raises(Unreadable, match="answers no question about grams"):
        written(tmp_path, content, answers={"grams": "both"})
    with pytest.raises(Unreadable, match="No column is called “bogus”"):
        written(tmp_path, content, answers={"grams": ".", "bogus": "1"})


def test_a_heading_that_is_not_known_can_be_named(tmp_path: Path):
    content = "prov,when,years,where,stuff,how much\nBC,2023-06-01,30,street,heroin,2\n"
    read = written(tmp_path, content)
    assert read.cases == 0
    assert any("--column 'when=date'" in each.en for each in read.notes)
    columns = {"when": "date", "where": "place", "stuff": "substance", "how much": "grams"}
    assert written(tmp_path, content, columns=columns).cases == 1
    with pytest.raises(Unreadable, match="the fields are case, jurisdiction"):
        written(tmp_path, content, columns={"when": "day of the week"})


def test_what_a_file_does_not_say_can_be_assumed_and_is_counted(tmp_path: Path):
    content = "province,date,age,substance,grams\n"
    content += "BC,2023-06-01,,heroin,1\nBC,2023-06-01,50,heroin,1\n"
    read = written(tmp_path, content, assume={"age": "30", "place": "home"})
    assert read.frame["age"].to_list() == [30, 50]
    assert read.frame["place"].unique().to_list() == ["private_residence"]
    assert read.assumed == {"age": 1, "place": 2}
    for wrong in ({"grams": "1"}, {"place": "moon"}, {"age": "old"}):
        with pytest.raises(Unreadable):
            written(tmp_path, content, assume=wrong)


def test_bad_rows_are_named_and_the_rest_goes_on(tmp_path: Path):
    content = (
        HEAD
        + ROW
        + (
            "ZZ,2023-06-01,30,street,heroin,1\n"
            "NL,2023-06-01,30,street,heroin,1\n"
            "CA-BC,soon,30,street,heroin,1\n"
            "CA-BC,2023-06-01,300,street,heroin,1\n"
            "CA-BC,2023-06-01,30,moon,heroin,1\n"
            "CA-BC,2023-06-01,30,street,heroin,\n"
            "CA-BC,2023-06-01,30,street,,1\n"
        )
    )
    read = written(tmp_path, content)
    assert (read.rows, read.cases, read.faulty, read.left_out) == (8, 1, 7, 0)
    rows = sorted(row for _message, _count, rows in told(read) for row in rows)
    assert rows == [3, 4, 5, 6, 7, 8, 9]
    words = " ".join(message for message, _count, _rows in told(read))
    for part in ("“ZZ” is not in the word list", "Netherlands", "There is no amount", "“moon”"):
        assert part in words
    assert "Substance: nothing is said." in words


def test_a_case_of_which_a_row_is_bad_is_left_out_whole(tmp_path: Path):
    content = "case," + HEAD + f"a,{ROW}a,{ROW.replace('2.5', 'much')}b,{ROW}b,{ROW}"
    read = written(tmp_path, content)
    assert (read.rows, read.cases, read.faulty, read.left_out) == (4, 1, 1, 1)
    assert read.frame["case"].to_list() == ["b", "b"]
    assert assess_frame(read.frame)["outcome"].to_list() == ["offence"]  # 5 g in all


def test_rows_of_one_case_that_contradict_each_other_are_told(tmp_path: Path):
    content = "case," + HEAD + f"a,{ROW}a,{ROW.replace('2023', '2024')}"
    read = written(tmp_path, content)
    assert (read.cases, read.faulty) == (0, 2)
    assert "different things" in told(read)[0][0]


def test_a_purity_becomes_an_amount_of_the_pure_substance(tmp_path: Path):
    content = "jurisdiction,date,age,place,substance,grams,purity\n"
    content += "PT,2024-06-01,30,street,heroin,4,25\nPT,2024-06-01,30,street,heroin,4,26 %\n"
    read = written(tmp_path, content)
    assert read.frame["grams_active"].to_list() == [1.0, 1.04]
    assert assess_frame(read.frame)["outcome"].to_list() == ["administrative", "offence"]


def test_more_of_the_pure_substance_than_of_the_whole_is_refused(tmp_path: Path):
    content = "jurisdiction,date,age,place,substance,grams,grams_active\n"
    read = written(tmp_path, content + "PT,2024-06-01,30,street,heroin,1,2\n")
    assert told(read) == [("There is more of the pure substance than the whole weighs.", 1, (2,))]


def test_what_no_rules_know_is_counted_and_still_a_case(tmp_path: Path):
    read = written(tmp_path, HEAD + ROW.replace("heroin", "blue stuff"))
    assert read.cases == 1
    assert "blue stuff (1)" in read.notes[-1].en
    assert assess_frame(read.frame)["outcome"].to_list() == ["undetermined"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "cases.csv", "The file is empty"),
        ("", "cases.jsonl", "The file is empty"),
        (b"\x00\x01\x02\x03" * 50, "cases.csv", "no table"),
        ("{}", "cases.json", "holds no cases"),
        ("nonsense", "cases.parquet", "cannot be read as parquet"),
        ('{"date": ', "cases.ndjson", "cannot be read as ndjson"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused_in_a_sentence(
    tmp_path: Path, content: str | bytes, name: str, sentence: str
):
    with pytest.raises(Unreadable, match=sentence):
        written(tmp_path, content, name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    for name in ("none.csv", "none.parquet", "none.jsonl"):
        with pytest.raises((Unreadable, FileNotFoundError)):
            read_file(tmp_path / name)


CASE = {
    "jurisdiction": "CA-BC",
    "date": "2023-06-01",
    "age": 30,
    "place": {"kind": "street"},
    "substances": [{"name": "heroin", "grams": 1}, {"name": "cocaine", "grams": 1.5}],
}


def test_cases_as_the_command_takes_them_are_read_from_lines_of_json(tmp_path: Path):
    lines = [json.dumps(CASE), json.dumps({**CASE, "age": -1}), "", json.dumps(CASE)]
    read = written(tmp_path, "\n".join(lines), "cases.jsonl")
    assert (read.rows, read.cases, read.faulty) == (3, 2, 1)
    assert read.faults[0].rows == (2,)
    assert "$.age" in read.faults[0].message.en
    assert assess_frame(read.frame)["outcome"].to_list() == ["exempt", "exempt"]
    array = written(tmp_path, json.dumps([CASE, CASE]), "cases.json")
    assert array.cases == 2


def test_flat_lines_of_json_and_parquet_are_read_as_the_same_table_is(tmp_path: Path):
    rows = [
        {
            "province": "BC",
            "date": date(2023, 6, 1),
            "age": 30,
            "place": "street",
            "substance": "heroin",
            "grams": 1.25,
            "circumstances": ["violence", "driving"],
        },
        {
            "province": "ZZ",
            "date": date(2023, 6, 1),
            "age": 30,
            "place": "street",
            "substance": "heroin",
            "grams": 1.25,
            "circumstances": [],
        },
    ]
    frame = pl.DataFrame(rows)
    frame.write_parquet(tmp_path / "cases.parquet")
    frame.write_ndjson(tmp_path / "cases.ndjson")
    one, other = (read_file(tmp_path / f"cases.{end}") for end in ("parquet", "ndjson"))
    assert one.frame.equals(other.frame)
    assert one.frame["circumstances"].to_list() == [["violence", "driving"]]
    assert one.frame["grams"].to_list() == [1.25]
    assert [each.rows for each in one.faults] == [(2,)]
