"""Pages of the report: what each role sees of it, its lists, its files, wrong input."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest

from veille.accounts.models import Account, Role
from veille.care import actions
from veille.care.reads import site
from veille.care.report import counts
from veille.care.report.period import this_month
from veille.ledger import clock

from .night import HANDLE, SITE, TRUCK, Night, words

PAGE, NETWORK = f"/at/{SITE}/report/", "/report/"
INSIDE = (Role.NURSE, Role.COORDINATOR, Role.AUDITOR)


@pytest.fixture
def month(night: Night) -> str:
    """A month with eleven visits at one site and three at the other; the month's name."""
    visits = [night.arrive() for _n in range(10)]
    night.arrive(HANDLE)
    for _n in range(3):
        night.arrive(place=TRUCK)
    for number, visit in enumerate(visits[:3], 1):
        actions.seat(by=night.by(), visit=visit, seat=str(number))
        actions.leave(by=night.by(), visit=visit, consumed=True)
    actions.seat(by=night.by(), visit=visits[3], seat="1")
    actions.find_overdose(by=night.by(), visit=visits[3])
    return this_month(site(SITE)).name


@pytest.fixture
def over(month: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """That month, forty days later: its version to share is there. As an address asks for it."""
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    return f"period={month}"


def lines(response: object) -> dict[tuple[str, str], dict[str, str]]:
    text = response.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    return {(row["number"], row["place"]): row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", [PAGE, NETWORK])
def test_the_report_reads_in_both_languages(night: Night, month: str, address: str, language: str):
    page = words(night.client(Role.COORDINATOR, language).get(address))
    assert {"fr": "version interne", "en": "inside version"}[language] in page
    assert re.search({"fr": r"\b11 visites|11 Visites", "en": r"\b11 visits"}[language], page) or (
        address == NETWORK and "14 visit" in page
    )


@pytest.mark.parametrize("role", INSIDE)
def test_each_number_leads_to_the_list_of_what_it_counts(night: Night, month: str, role: str):
    client = night.client(role)
    page = client.get(PAGE).content.decode()
    links = set(re.findall(r'href="([^"]*/report/list/[^"]*)"', page))
    assert len(links) > 10
    for link in sorted(links):
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200
    listed = words(client.get(f"{PAGE}list/?period={month}&number=visits.all"))
    assert "11 entries behind this number" in listed
    assert set(re.findall(r"Open \d\d:\d\d (\S+)", listed)) == {"anonymous", HANDLE}
    assert HANDLE in listed


def test_a_list_of_the_network_names_the_sites(night: Night, month: str):
    listed = words(night.client(Role.NURSE).get(f"{NETWORK}list/?number=visits.all"))
    assert "14 entries" in listed
    assert "L’Anonyme" in listed


def test_a_long_list_has_pages_of_fifty(night: Night, month: str):
    for _n in range(45):
        night.arrive()
    client, number = night.client(Role.NURSE), f"{PAGE}list/?number=visits.known.anonymous"
    assert client.get(number).content.decode().count("<tr>") == 51
    assert client.get(f"{number}&page=2").content.decode().count("<tr>") == 1 + 55 - 50
    assert "page 2 of 2" in words(client.get(f"{number}&page=99"))


@pytest.mark.parametrize("address", [PAGE, NETWORK])
def test_an_administrator_sees_no_small_count_and_no_list(night: Night, month: str, address: str):
    client = night.client(Role.ADMINISTRATOR)
    page = client.get(f"{address}?as=inside")
    assert "as it leaves the house" in words(page)
    assert "/list/" not in page.content.decode()
    assert client.get(f"{address}list/?number=visits.all").status_code == 403


def test_what_leaves_the_house_holds_no_small_count(night: Night, over: str):
    page = words(night.client(Role.COORDINATOR).get(f"{NETWORK}?as=leaving&{over}"))
    assert " x " in page
    told = lines(night.client(Role.COORDINATOR).get(f"{NETWORK}file/?format=csv&{over}"))
    assert told["visits.all", TRUCK]["withheld"] == "yes"
    assert told["visits.all", TRUCK]["value"] == ""
    assert not any(
        0 < float(row["value"] or 0) < 10
        for row in told.values()
        if row["unit"] not in ("seats", "minutes", "hours")
    )
    shown = {
        place
        for (name, place), row in told.items()
        if name == "visits.all" and row["withheld"] == "no"
    }
    assert shown in ({"network"}, {SITE}, set())  # never two of the three


def test_a_file_of_one_site_gives_nothing_away_beside_the_networks(night: Night, over: str):
    client = night.client(Role.COORDINATOR)
    network = lines(client.get(f"{NETWORK}file/?format=csv&{over}"))
    alone = lines(client.get(f"{PAGE}file/?format=csv&{over}"))
    for key, row in alone.items():
        assert row["withheld"] == network[key]["withheld"], key
        assert row["value"] == network[key]["value"], key


@pytest.mark.parametrize("address", [PAGE, NETWORK])
def test_nothing_leaves_the_house_while_its_period_runs(night: Night, month: str, address: str):
    """The same month on two days, subtracted, tells what happened in between, and to whom."""
    client = night.client(Role.COORDINATOR)
    assert "is there once the period is over" in words(client.get(address))
    for asked in (f"?as=leaving&period={month}", f"file/?format=csv&period={month}"):
        answer = client.get(f"{address}{asked}")
        assert answer.status_code == 409
        assert "This period is still running." in words(answer)
    latest = client.get(f"{address}?as=leaving")
    assert latest.status_code == 200
    assert month not in re.findall(r'<option value="([^"]*)"', latest.content.decode())


def test_only_a_coordinator_takes_small_counts_out_and_the_file_says_so(night: Night, month: str):
    address = f"{PAGE}file/?keep=inside&format="
    for role in (Role.NURSE, Role.AUDITOR, Role.ADMINISTRATOR):
        answer = night.client(role).get(f"{address}csv")
        assert answer.status_code == 403
        assert "coordinator" in words(answer)
    client = night.client(Role.COORDINATOR)
    told = lines(client.get(f"{address}csv"))
    assert told["overdoses.all", SITE]["value"] == "1"
    assert {row["inside"] for row in told.values()} == {"yes"}
    whole = json.loads(client.get(f"{address}json").content)
    assert whole["inside"] is True
    assert any("Maude Coordinator" in note for note in whole["notes"])
    named = client.get(f"{address}csv").headers["Content-Disposition"]
    assert named.endswith(f'"report-{SITE}-{month}-inside.csv"')


def test_the_workbook_opens_and_holds_the_same_numbers(night: Night, month: str):
    body = night.client(Role.COORDINATOR).get(f"{PAGE}file/?format=xlsx&keep=inside").content
    book = zipfile.ZipFile(io.BytesIO(body))
    assert book.testzip() is None
    texts = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
    assert "must not leave the house" in " ".join(texts)
    tidy = book.read("xl/worksheets/sheet2.xml").decode()
    assert len(re.findall(r"<row ", tidy)) == 1 + len(
        lines(night.client(Role.COORDINATOR).get(f"{PAGE}file/?format=csv&keep=inside"))
    )


def test_a_rehearsal_is_marked_on_the_page_and_in_every_file(rehearsal_night: Night):
    client = rehearsal_night.client(Role.COORDINATOR)
    rehearsal_night.arrive()
    assert "the people and events are invented" in words(client.get(PAGE))
    file = f"{PAGE}file/?period=2026-01&format="
    told = lines(client.get(f"{file}csv"))
    assert {row["rehearsal"] for row in told.values()} == {"yes"}
    assert json.loads(client.get(f"{file}json").content)["rehearsal"] is True
    book = zipfile.ZipFile(io.BytesIO(client.get(f"{file}xlsx").content))
    assert b"Rehearsal" in book.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("page", [PAGE, NETWORK])
@pytest.mark.parametrize("text", ["2026-13", "october", "2026-10-10", "'", "9999"])
def test_what_is_no_period_is_refused_in_a_sentence(night: Night, page: str, text: str):
    answer = night.client(Role.NURSE).get(page, {"period": text})
    assert answer.status_code == 422
    assert "2026-10" in words(answer)


@pytest.mark.parametrize("text", ["2026-Q1", "2025", "2025/26", "2001-01"])
def test_every_kind_of_period_has_a_page(night: Night, text: str):
    assert night.client(Role.NURSE).get(PAGE, {"period": text}).status_code == 200


@pytest.mark.parametrize("number", ["", "x", "visits.none", "enrolled.people", "\0"])
def test_a_number_that_the_report_has_not_is_not_found(night: Night, number: str):
    assert night.client(Role.NURSE).get(f"{PAGE}list/", {"number": number}).status_code == 404


def test_a_file_of_no_known_form_is_refused(night: Night):
    assert night.client(Role.NURSE).get(f"{PAGE}file/?format=exe").status_code == 422


def test_the_networks_report_is_for_accounts_of_every_site(night: Night, month: str):
    Account.objects.filter(pk=night.by(Role.NURSE)).update(sites=[SITE])
    client = night.client(Role.NURSE)
    for address in (NETWORK, f"{NETWORK}list/?number=visits.all", f"{NETWORK}file/?format=csv"):
        assert client.get(address).status_code == 403, address
    page = client.get(PAGE)
    assert page.status_code == 200
    assert 'href="/report/' not in page.content.decode()


def test_a_peer_does_not_open_the_report(night: Night):
    for address in (PAGE, NETWORK, f"{PAGE}list/?number=visits.all", f"{PAGE}file/?format=csv"):
        assert night.client(Role.PEER).get(address).status_code == 403


def test_the_report_follows_what_was_written_since(night: Night, month: str):
    client = night.client(Role.NURSE)
    before = counts.of_site(this_month(site(SITE)), site(SITE)).number("visits.all", SITE)
    assert f"{before} visits" in words(client.get(PAGE))
    night.arrive()
    assert f"{before + 1} visits" in words(client.get(PAGE))
