"""A paper sheet is entered on one page: checked as a whole, then saved as a whole."""

import re
from datetime import timedelta

from django.urls import reverse

from veille.accounts.models import Role
from veille.care import reads
from veille.care.pages.paper_sheets import RowForm
from veille.care.tables import VisitRow

from .night import SITE, Night, words


def sent(night: Night, *rows: dict[str, str], **said: str):
    day = reads.day_of(reads.site(SITE)).date.date() - timedelta(days=6)
    data = {"day": day.isoformat(), "submission": "a" * 32, **said}
    for number, row in enumerate(rows, 1):
        data |= {f"r{number}-{name}": value for name, value in row.items()}
    address = reverse("paper-sheet", args=[SITE])
    return night.client(Role.PEER, "en").post(address, data, follow=True)


GOOD = {"arrived": "2210", "mode": "injection", "substances": "fenta", "seat": "1", "left": "22:50"}
WAITED = {"arrived": "9 h 05", "mode": "nasal", "left": "9.15", "reason": "wait"}


def test_every_fault_stands_beside_its_row_and_nothing_is_half_written(night: Night):
    before = VisitRow.objects.count()
    bad = {"arrived": "25:10", "left": "22:50"}
    page = words(sent(night, GOOD, bad, {"handle": "nobody"}, WAITED, save="on"))
    assert "Row 1: “fenta” is no substance of the list" in page
    assert "Row 2: Choose how they consume" in page
    assert "Row 3: Enter when they arrived" in page
    assert "Row 4:" not in page
    assert "3 rows need another look; nothing was saved yet" in page
    assert VisitRow.objects.count() == before


def test_it_is_checked_then_saved_and_stands_on_its_day(night: Night):
    before = VisitRow.objects.count()
    good = {**GOOD, "substances": "fentanyl, coke"}
    page = words(sent(night, good, WAITED, check="on"))
    assert "2 visits: all of them hold. Save them now." in page
    assert VisitRow.objects.count() == before
    page = words(sent(night, good, WAITED, save="on"))
    assert "2 visits of" in page
    assert "marked as entered later" in page
    assert VisitRow.objects.count() == before + 2
    assert VisitRow.objects.order_by("arrived_at").last() is not None
    again = words(sent(night, {**good, "handle": ""}, save="on"))
    assert "This was saved already" in again
    assert "nothing was saved yet" not in again
    assert VisitRow.objects.count() == before + 2


def test_the_blank_sheet_has_the_columns_of_the_page(night: Night):
    client = night.client(Role.PEER, "en")
    columns = [str(field.label) for field in RowForm.base_fields.values()]
    for name in ("paper-sheet", "paper-blank"):
        page = client.get(reverse(name, args=[SITE])).content.decode()
        heads = re.findall(r'<th scope="col">(.*?)</th>', page)
        assert len(heads) == len(columns) + 1
    assert "Arrived" in page
    assert "Overdose found" in page


def test_more_rows_keep_what_was_written(night: Night):
    page = sent(night, WAITED, more="on", rows="12").content.decode()
    assert 'name="r24-arrived"' in page
    assert 'value="9 h 05"' in page
