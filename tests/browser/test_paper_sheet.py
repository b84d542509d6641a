"""Last Tuesday's paper sheet is entered with the keyboard alone; an import's faults are read, and
what can be is taken in."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from .night import Night
from .screen import DESK, PHONE

_FAULTS = ("31/02/2025 10:00;inj", ";inj", "03/04/2025 10:00;par magie", "03/04/2025 10:00;")


def _write(page: Page, *cells: str) -> None:
    """One cell after another; each ends with Tab."""
    for cell in cells:
        if cell:
            page.keyboard.type(cell)
        page.keyboard.press("Tab")


def test_last_tuesdays_sheet_is_entered_with_the_keyboard_alone(night: Night) -> None:
    page = night.screen("noor", DESK).page
    today = date.today()  # the server's day; last Tuesday is over in any zone
    tuesday = today - timedelta(days=(today.weekday() - 1) % 7 or 7)
    if (today - tuesday).days < 2:
        tuesday -= timedelta(days=7)
    page.goto("/at/cactus/paper/")
    page.fill("#id_day", tuesday.isoformat())
    page.focus("#id_r1-arrived")
    # Arrived, handle, first visit, mode, substance, seat, seated, left, then four more.
    _write(page, "2210", "", "", "inj", "fentanyl", "1", "2215", "2255", "", "", "", "")
    _write(page, "2350", "", "", "inh", "coke, crack", "99", "", "0030", "", "", "", "")
    page.keyboard.press("Enter")
    why = page.locator("tr.why")
    expect(why).to_have_count(1)
    expect(why).to_contain_text("Ligne 2")
    page.focus("#id_r2-seat")
    page.keyboard.press("Control+A")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.locator(".mark.good")).to_contain_text("2 visites")
    expect(page.locator("button[name=save]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/at/cactus/day/{tuesday.isoformat()}/")
    expect(page.locator("main")).to_contain_text("23:50")


def test_an_import_of_ten_thousand_rows_names_its_forty_faults_and_takes_in_the_rest(
    night: Night, tmp_path: Path
) -> None:
    begins = datetime(2023, 1, 1, 10)  # as the file writes it
    times = (begins + timedelta(days=n // 30, minutes=n % 30 * 20) for n in range(9_960))
    rows = [f"{at:%d/%m/%Y %H:%M};inj" for at in times]
    rows += [_FAULTS[n % len(_FAULTS)] for n in range(40)]
    file = tmp_path / "registre.csv"
    file.write_bytes("\r\n".join(["Arrivée;Voie", *rows]).encode("utf-8-sig"))
    page = night.screen("marie", PHONE).page
    page.goto("/at/cactus/import/")
    page.set_input_files("#id_file", file)
    page.fill("#id_source", "registre papier")
    page.tap("form.panel button.primary")
    page.wait_for_url("**/import/*/")
    main = page.locator("main")
    expect(main).to_contain_text("40 restent de côté")
    expect(main).to_contain_text("février 2025 avait 28 jours")
    expect(main).to_contain_text(re.compile(r"(\d\d)/(\d\d)/2023 \d\d:\d\d est le 2023-\2-\1"))
    page.get_by_role("button", name="Lire ainsi").tap()
    page.tap("button[name=import]")
    expect(page.locator("#notices")).to_contain_text("registre.csv")
    expect(page.locator("body")).to_contain_text("laissées de côté : 40", use_inner_text=True)
