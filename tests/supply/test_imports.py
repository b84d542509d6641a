"""Other programmes' samples in the ledger: marked as theirs, of their own dates, never twice."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from veille.ledger import chain, clock, store
from veille.ledger.recording import Noted, entries, recording
from veille.supply.importing import laboratory, open_with
from veille.supply.imports import facts
from veille.supply.imports.actions import Imported, id_of, import_file
from veille.supply.imports.tables import ImportedMonthRow, ImportedSampleRow, ImportedTestRow
from veille.supply.imports.things import IMPORTED_SAMPLE
from veille.supply.tables import SampleRow

from .test_importing import BC

pytestmark = pytest.mark.usefixtures("bench")

UNC = (
    "sampleid,date_collect,program,location,expectedsubstance\n"
    "200001A,28Sep2021,NC,Greensboro,heroin; fentanyl\n200002,,NC,Greensboro,cocaine\n"
)
UNC_DETAIL = (
    "sampleid,substance,abundance,method,date_complete\n"
    "200001A,fentanyl,,GCMS,01Oct2021\n200001A,xylazine,trace,GCMS,01Oct2021\n"
)


def imported(folder: Path, text: str, profile: str = "bc-2018", detail: str = "") -> Imported:
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    more = None
    if detail:
        second = folder / "detail.csv"
        second.write_text(detail, "utf-8")
        more = laboratory(*open_with(second, f"{profile}-detail"))
    table, found = open_with(path, profile)
    return import_file(by="noor", source=found.name, table=table, profile=found, detail=more)


def test_rows_come_with_their_source_and_date_and_the_impossible_one_stays_out(
    tmp_path: Path, either: None
):
    done = imported(tmp_path, BC)
    assert (done.new, done.changed, done.here, done.faulty, done.ended) == (3, 0, 0, 1, True)
    rows = ImportedSampleRow.objects.order_by("at")
    assert [(row.source, row.at.date()) for row in rows] == [
        ("bc-2018", date(2020, 11, day)) for day in (1, 2, 3)
    ]
    seen = ImportedTestRow.objects.filter(instrument="strip").order_by("at", "substance")
    assert [(row.substance, row.seen) for row in seen] == [
        ("fentanyl", "positive"),
        ("benzodiazepine", "negative"),
        ("fentanyl", "invalid"),
        ("fentanyl", "conflicting"),
    ]
    assert not SampleRow.objects.exists()


def test_the_same_file_twice_adds_nothing(tmp_path: Path, either: None):
    imported(tmp_path, BC)
    with store.cursor() as cursor:
        before = store.count(cursor)
    done = imported(tmp_path, BC)
    assert (done.new, done.changed, done.here) == (0, 0, 3)
    with store.cursor() as cursor:
        assert store.count(cursor) == before
        assert chain.verify(store.in_chain_order(cursor)).sound


def test_two_rows_written_alike_are_two_samples(tmp_path: Path):
    lines = BC.splitlines(keepends=True)
    assert imported(tmp_path, "".join([*lines, lines[1]])).new == 4


def test_uncs_two_files_are_joined_and_an_answer_that_came_since_is_a_change(tmp_path: Path):
    assert imported(tmp_path, UNC, "unc").new == 2
    done = imported(tmp_path, UNC, "unc", UNC_DETAIL)
    assert (done.new, done.changed, done.here) == (0, 1, 1)
    found = ImportedTestRow.objects.order_by("substance")
    assert [(row.substance, row.abundance, row.how) for row in found] == [
        ("fentanyl", "primary", "GCMS"),
        ("xylazine", "trace", "GCMS"),
    ]
    assert ImportedSampleRow.objects.get(label="200002").undated


def test_a_sample_without_a_date_does_not_change_by_being_read_again(tmp_path: Path):
    imported(tmp_path, UNC, "unc", UNC_DETAIL)
    done = imported(tmp_path, UNC, "unc", UNC_DETAIL)
    assert (done.new, done.changed, done.here) == (0, 0, 2)


def test_a_label_that_stands_twice_in_a_file_is_named_by_its_row(tmp_path: Path):
    done = imported(tmp_path, UNC + "200002,29Sep2021,NC,Raleigh,ketamine\n", "unc")
    assert (done.new, done.twice) == (2, [(4, "200002")])
    again = imported(tmp_path, UNC + "200002,29Sep2021,NC,Raleigh,ketamine\n", "unc")
    assert (again.new, again.changed) == (0, 0)


def test_a_day_that_was_put_right_is_the_one_that_stands(tmp_path: Path):
    imported(tmp_path, UNC, "unc")
    imported(tmp_path, UNC.replace("28Sep2021", "02Sep2021"), "unc")
    row = ImportedSampleRow.objects.get(label="200001A")
    assert (row.at.date(), row.version) == (date(2021, 9, 2), 2)


def test_new_yorks_months_are_kept_as_counts(tmp_path: Path):
    text = (
        "yr_mo,Total_Lab_Fent_Pos,Total_Lab_Xyl_Pos,Total_Lab_Med_Pos,Total_Lab\n"
        "Mar 2026,37,18,24,39\nApr 2026,47,13,17,46\n"
    )
    done = imported(tmp_path, text, "nyc")
    assert (done.new, done.faulty) == (1, 1)
    rows = ImportedMonthRow.objects.order_by("substance")
    assert [(row.month, row.substance, row.positive, row.tested) for row in rows] == [
        ("2026-03", "fentanyl", 37, 39),
        ("2026-03", "medetomidine", 24, 39),
        ("2026-03", "xylazine", 18, 39),
    ]
    assert imported(tmp_path, text, "nyc").new == 0


def test_an_import_that_is_stopped_goes_on_after_its_last_row(tmp_path: Path):
    path = tmp_path / "many.csv"
    path.write_text("Date,Expected Substance\n" + "2020-01-02,MDMA\n" * 1_200)
    table, found = open_with(path)
    first = import_file(by="noor", source="s", table=table, profile=found, go=lambda _share: False)
    assert (first.new, first.row, first.ended) == (500, 501, False)
    rest = import_file(by="noor", source="s", table=table, profile=found, after_row=first.row)
    assert (rest.new, rest.here, rest.ended) == (700, 0, True)
    assert ImportedSampleRow.objects.count() == 1_200


def test_a_day_to_come_stops_nothing_and_today_is_imported_before_noon(tmp_path: Path):
    morning = clock.now().replace(hour=9)
    today = morning.date().isoformat()
    text = f"date,sold as\n{today},down\n2099-01-01,down\n2020-11-01,down\n"
    with clock.pretending(morning):
        done = imported(tmp_path, text, profile="")
        assert (done.new, done.faulty) == (2, 1)
        again = imported(tmp_path, text, profile="")
        assert (again.new, again.changed, again.here) == (0, 0, 2)


def test_latin_1_with_semicolons_is_imported(tmp_path: Path):
    path = tmp_path / "labo.csv"
    path.write_bytes(
        "Date du prélèvement;Ville;Vendu comme;Bandelette fentanyl\n"
        "25/04/2025;Québec;héroïne;positif\n".encode("cp1252")
    )
    table, found = open_with(path)
    import_file(by="noor", source="labo", table=table, profile=found)
    row = ImportedSampleRow.objects.get()
    assert (row.town, row.expected) == ("Québec", "héroïne")


class TestManyNotesAtOnce:
    """The pen that notes what comes from elsewhere in thousands."""

    AT = datetime(2020, 5, 1, 12, tzinfo=UTC)

    def body(self, label: str, town: str = "") -> facts.SampleRead:
        return facts.SampleRead(source="s", label=label, town=town)

    def test_it_tells_new_from_changed_from_here_and_each_is_one_fact(self, either: None):
        one, two = (id_of(IMPORTED_SAMPLE, "s", name) for name in ("1", "2"))
        with recording(by="noor") as pen:
            done = pen.note_new(IMPORTED_SAMPLE, [(one, self.body("1"), self.AT)])
        assert done == [Noted.NEW]
        with recording(by="noor") as pen:
            done = pen.note_new(
                IMPORTED_SAMPLE,
                [(one, self.body("1", "Laval"), self.AT), (two, self.body("2"), self.AT)],
            )
            state = pen.state(IMPORTED_SAMPLE, one)
            assert state is not None
            assert state.town == "Laval"
        assert done == [Noted.CHANGED, Noted.NEW]
        assert [len(entries(id)) for id in (one, two)] == [2, 1]
        with store.cursor() as cursor:
            assert chain.verify(store.in_chain_order(cursor)).sound

    def test_two_notes_of_one_thing_are_refused_and_nothing_is_written(self):
        note = (id_of(IMPORTED_SAMPLE, "s", "1"), self.body("1"), self.AT)
        with pytest.raises(ValueError, match="two notes"), recording(by="noor") as pen:
            pen.note_new(IMPORTED_SAMPLE, [note, note])
        assert not ImportedSampleRow.objects.exists()
