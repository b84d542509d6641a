"""The past comes in: other registers' visits and people, marked, of their true dates, once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from veille import tabular
from veille.accounts.models import Account
from veille.care import importing, reads
from veille.care.exchange import reads as stock
from veille.care.exchange.tables import ExchangeRow
from veille.care.exchange.words import Item
from veille.care.handles import read_handle, records_near
from veille.care.importing import Done, Where, import_file, importer_named, open_with, try_file
from veille.care.tables import PersonRow, VisitRow
from veille.ledger import chain, store
from veille.ledger.vault import vault

from .scene import SITE, arrive, leave, welcome

pytestmark = pytest.mark.usefixtures("site")

VISITS = (
    "Code;Arrivée;Départ;Voie;Substance;Place\n"
    "F-TREM-1988;14/03/2025 22:10;14/03/2025 22:50;inj;Fentanyl, cocaïne;3\n"
    ";15/03/2025 23:50;16/03/2025 00:20;fumé;crack;\n"
    ";16/03/2025 01:00;;inj;dilaudid;\n"
)
PEOPLE = "code,first visit,postal code,gender\nF-TREM-1988,2024-06-02,H2X,F\nLynx,2024-07-01,,x\n"


def where(**other: Any) -> Where:
    return Where(**{"site": reads.site(SITE), "by": "noor", "source": "register", **other})


def tried(folder: Path, kind: str, text: str | bytes, **other: Any) -> tabular.DryRun:
    path = folder / "file.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    importer = importer_named(kind)
    table, profile = open_with(path, importer, where(**other))
    return try_file(table, profile, importer, where(**other))[0]


def imported(folder: Path, kind: str, text: str, **other: Any) -> Done:
    dry = tried(folder, kind, text)
    assert not dry.questions, dry.questions
    importer = importer_named(kind)
    table, _profile = open_with(folder / "file.csv", importer, where())
    return import_file(importer=importer, where=where(), table=table, profile=dry.profile, **other)


def reasons(dry: tabular.DryRun) -> list[tuple[tuple[int, ...], str]]:
    return [(fault.rows, fault.message.en) for fault in dry.faults]


def test_visits_come_with_their_true_times_and_are_marked(tmp_path: Path):
    imported(tmp_path, "people", PEOPLE)
    done = imported(tmp_path, "visits", VISITS)
    assert (done.new, done.here, done.faulty, done.ended) == (3, 0, 0, True)
    first, second, third = VisitRow.objects.order_by("arrived_at")
    (lynx,) = reads.people(vault().find("f trem 1988")).values()
    assert first.person == lynx.id
    assert first.arrived_at == datetime(2025, 3, 15, 2, 10, tzinfo=UTC)
    assert first.left_at == datetime(2025, 3, 15, 2, 50, tzinfo=UTC)
    assert (first.mode, first.substances, first.seat) == ("injection", ["fentanyl", "cocaine"], "3")
    assert second.left_at == datetime(2025, 3, 16, 4, 20, tzinfo=UTC)
    assert (third.left_at, third.stage, third.consumed) == (third.arrived_at, "left", True)
    assert {row.imported for row in (first, second, third)} == {"register"}
    assert reads.on_floor(SITE) == []


def test_the_same_file_twice_adds_nothing_whatever_it_is_called(tmp_path: Path):
    for kind, text, rows in (("people", PEOPLE, 2), ("visits", VISITS, 3)):
        assert imported(tmp_path, kind, text).new == rows
        with store.cursor() as cursor:
            before = store.count(cursor)
        dry = tried(tmp_path, kind, text, source="register")
        assert (dry.ready, dry.here, dry.faulty) == (0, rows, 0)
        assert imported(tmp_path, kind, text).here == rows
        with store.cursor() as cursor:
            assert store.count(cursor) == before
            assert chain.verify(store.in_chain_order(cursor)).sound


def test_an_import_that_was_killed_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 10)
    rows = "".join(f";2025-03-{day:02d} 10:00;;inj;crack;\n" for day in range(1, 29))
    text = VISITS.splitlines(keepends=True)[0] + rows
    parts = iter([True, False])
    stopped = imported(tmp_path, "visits", text, go=lambda _share: next(parts))
    assert (stopped.new, stopped.ended) == (20, False)
    imported(tmp_path, "people", PEOPLE)
    again = imported(tmp_path, "visits", text + VISITS.split("\n", 1)[1])
    assert (again.new, again.here, again.ended) == (8 + 3, 20, True)


def test_a_person_of_a_file_is_found_by_a_word_that_is_heard_alike(tmp_path: Path):
    imported(tmp_path, "people", PEOPLE)
    (lynx,) = reads.known_by("Lynx")
    assert records_near(read_handle("Linx")) == [lynx]


def test_nothing_in_an_identity_tells_a_handle(tmp_path: Path):
    imported(tmp_path, "people", PEOPLE)
    imported(tmp_path, "visits", VISITS)
    again = {row.id for row in VisitRow.objects.all()}
    VisitRow.objects.all().delete()
    other = VISITS.replace("F-TREM-1988", "f trem 1988")
    assert tried(tmp_path, "visits", other).here == 3
    assert len(again) == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("X-NOBO-1980;14/03/2025 22:10;;inj;crack;", "Nobody is known here by “X-NOBO-1980”"),
        (";14/03/2025 22:10;14/03/2025 22:00;inj;crack;", "left before they came"),
        (";14/03/2031 22:10;;inj;crack;", "has not come yet"),
        (";14/03/2025 22:10;;par magie;crack;", "“par magie” is not in the word list"),
        (";09/03/2025 02:30;;inj;crack;", "never showed 02:30"),
        (";-1;;inj;crack;", "“-1” is not a date"),
        (";31/02/2025 10:00;;inj;crack;", "February 2025 had 28 days"),
        ("LYNX;15/03/2025 10:00;;inj;crack;", "here already"),
    ],
)
def test_a_row_that_cannot_be_stays_out_with_its_reason(tmp_path: Path, row: str, why: str):
    person = welcome("lynx", at=datetime(2024, 1, 1, tzinfo=UTC))
    leave(
        arrive(person, at=datetime(2025, 3, 15, 14, tzinfo=UTC)),
        consumed=False,
        reason="mind",
        at=datetime(2025, 3, 15, 15, tzinfo=UTC),
    )
    dry = tried(
        tmp_path, "visits", VISITS.replace("F-TREM-1988", "") + row + "\n;20/03/2025 1:00;;inj;;\n"
    )
    assert (dry.ready, dry.faulty) == (4, 1), reasons(dry)
    ((rows, said),) = reasons(dry)
    assert rows == (5,)
    assert why in said


def test_the_repeated_hour_is_as_it_was_answered(tmp_path: Path):
    text = VISITS.splitlines(keepends=True)[0] + ";2025-11-02 01:20;;inj;crack;\n"
    ((_rows, said),) = reasons(tried(tmp_path, "visits", text))
    assert "showed 01:20 twice" in said
    assert tried(tmp_path, "visits", text, repeated="second").ready == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Jean Tremblay,2024-06-02,,", "legal name"),
        ("TREM8803,2024-06-02,,", "health card"),
        ("anonyme,2024-06-02,,", "nobody's handle"),
        ("lynx,2024-06-02,,", "same handle"),
        ("Renard,2024-06-02,montréal,", "beginning of a postal code"),
        ("Renard,n/a,,", "first visit: “n/a” stands there"),
        (",2024-06-02,,", "nothing is written"),
    ],
)
def test_people_come_by_their_handles_alone(tmp_path: Path, row: str, why: str):
    dry = tried(tmp_path, "people", PEOPLE + row + "\n")
    assert (dry.ready, dry.faulty) == (2, 1), reasons(dry)
    assert why in reasons(dry)[0][1]
    assert not PersonRow.objects.exists()


def test_equipment_comes_by_an_item_a_row_or_by_a_column_an_item(tmp_path: Path):
    imported(tmp_path, "people", PEOPLE)
    long = "date,code,item,number\n2025-03-14,Lynx,1 mL syringe,20\n2025-03-14,,narcan,2\n"
    wide = "Jour;Seringue 1 mL;Stericup;Seringues rapportées\n2025-03-15;10;5;8\n2025-03-16;;;\n"
    done = imported(tmp_path, "exchanges", long)
    assert (done.new, done.faulty) == (2, 0)
    done = imported(tmp_path, "exchanges", wide)
    assert (done.new, done.faulty) == (1, 1)
    assert imported(tmp_path, "exchanges", wide).here == 1
    last = ExchangeRow.objects.order_by("at").last()
    assert last is not None
    assert last.at == datetime(2025, 3, 15, 16, tzinfo=UTC)
    assert {one["item"]: one["count"] for one in last.out} == {"syringe_one": 10, "cooker": 5}
    assert last.back == 8


def test_a_stock_comes_as_deliveries_and_counts(tmp_path: Path):
    text = (
        "date,what,item,number\n2025-03-01,delivery,1 mL syringe,500\n"
        "2025-03-02,inventaire,1 mL syringe,480\n2025-03-02,delivery,1 mL syringe,0\n"
    )
    done = imported(tmp_path, "stock", text.replace("what", "delivery or count"))
    assert (done.new, done.faulty) == (2, 1)
    level = stock.level(SITE, Item.SYRINGE_ONE, None)
    assert level is not None
    assert level.left == 480


def test_staff_come_without_a_password_and_never_as_administrators(tmp_path: Path):
    text = (
        "sign-in,name,role,site\nali,Ali,peer worker,cactus\nnoor,Noor,infirmière,\n"
        "root,Root,administrator,\nali,Ali,nurse,\n"
    )
    assert [said for _rows, said in reasons(tried(tmp_path, "staff", text))] == [
        "An account of that role is added by hand, by an administrator: administrator.",
        "That sign-in name stands further up in the file.",
    ]
    assert imported(tmp_path, "staff", text).new == 2
    ali = Account.objects.get(sign_in="ali")
    assert (ali.role, ali.sites, ali.has_usable_password()) == ("peer", [SITE], False)
    assert imported(tmp_path, "staff", text).here == 2
