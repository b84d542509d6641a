"""The public page, the truck's stops on its board and page, the schedule, people met outside."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

import veille.ui
from veille.accounts.models import Role
from veille.care.outreach import actions, reads
from veille.care.outreach.facts import ProfileSaid, Span
from veille.care.outreach.pages import hours
from veille.care.outreach.tables import CountRow, DayRow, HoursRow, OutingRow, StopRow
from veille.care.outreach.words import Cancelled, Offer, Setting
from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed

from .night import SITE, TRUCK, Night, facts_written, form, said, words

PUBLIC = {"": "/network/", "fr": "/fr/reseau/", "en": "/en/network/"}
STATIC = Path(veille.ui.__file__).parent / "static" / "veille"
ZONE = ZoneInfo("America/Toronto")
NBSP = "\u00a0"
#: All in: the page, its stylesheet and its icon.
MOST_BYTES = 30_000
FIRST = date(2026, 1, 1)
#: A Wednesday of winter, an hour before the truck's night begins.
EVENING = datetime(2027, 1, 20, 21, 0, tzinfo=ZONE)
DAY = EVENING.date()


def at(hour: int, minute: int = 0) -> datetime:
    moment = EVENING.replace(hour=hour, minute=minute)
    return moment if hour >= 7 else moment + timedelta(days=1)


@pytest.fixture
def public(night: Night) -> Night:
    """CACTUS keeps hours past midnight; the truck has two stops a night."""
    by = night.by(Role.COORDINATOR)
    said = ProfileSaid(
        "rue Berger",
        "514-555-0142 #12",
        "Sonnez.",
        "Ring the bell.",
        (Offer.NALOXONE, Offer.INJECTION),
    )
    for place in (SITE, TRUCK):
        actions.say_profile(by=by, place=place, said=said)
    week = tuple((Span(14 * 60, 6 * 60),) for _day in range(7))
    actions.say_hours(by=by, place=SITE, first=FIRST, week=week)
    for corner, begins, ends in (("Berri / Ontario", 1320, 1410), ("Peel / Wellington", 1425, 75)):
        actions.plan_stop(
            by=by,
            place=TRUCK,
            corner=corner,
            span=Span(begins, ends),
            weekdays=range(7),
            first=FIRST,
            place_fr="devant le parc",
            place_en="in front of the park",
        )
    return night


def stop_of(corner: str) -> str:
    return StopRow.objects.get(corner=corner).id


def page(night: Night, language: str, moment: datetime = EVENING, **headers: str) -> Any:
    with clock.pretending(moment):
        return night.client(None, **headers).get(PUBLIC[language])


# The public page.


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (at(21), "Ouvert jusqu’à 6 h", "Open until 6 a.m."),
        (at(5, 59), "Ouvert jusqu’à 6 h", "Open until 6 a.m."),
        (at(6), "Fermé, ouvre à 14 h", "Closed, opens at 2 p.m."),
    ],
)
def test_it_says_whether_a_site_is_open(
    public: Night, moment: datetime, french: str, english: str
) -> None:
    for language, told in (("fr", french), ("en", english)):
        assert told in words(page(public, language, moment)).replace(NBSP, " ")


def test_it_says_where_the_truck_is_and_where_it_goes_next(public: Night) -> None:
    told = words(page(public, "en", at(22, 30))).replace(NBSP, " ")
    assert "Berri / Ontario until 11:30 p.m." in told
    assert "in front of the park" in told
    assert "Next: Peel / Wellington, at 11:45 p.m." in told
    told = words(page(public, "fr", at(23, 35))).replace(NBSP, " ")
    assert "Pas à un arrêt en ce moment" in told
    assert "Prochain arrêt : Peel / Wellington, à 23 h 45" in told
    told = words(page(public, "fr", at(2))).replace(NBSP, " ")
    assert "Berri / Ontario, à 22 h" in told


def test_it_says_what_the_crew_said(public: Night) -> None:
    crew = {"by": public.by(), "day": DAY}
    with clock.pretending(at(21, 50)):
        actions.reach(stop=stop_of("Berri / Ontario"), **crew)
        actions.delay(stop=stop_of("Peel / Wellington"), minutes=30, **crew)
    told = words(page(public, "fr", at(22))).replace(NBSP, " ")
    assert "Sur place depuis 21 h 50" in told
    assert "à 0 h 15 30 minutes de retard" in told
    with clock.pretending(at(22)):
        actions.move(stop=stop_of("Peel / Wellington"), corner="Peel / Ottawa", **crew)
    told = words(page(public, "en", at(22))).replace(NBSP, " ")
    assert "Peel / Ottawa, at 12:15 a.m." in told
    assert "Instead of Peel / Wellington" in told
    with clock.pretending(at(22, 5)):
        actions.cancel(stop=stop_of("Peel / Wellington"), why=Cancelled.BREAKDOWN, **crew)
    told = words(page(public, "fr", at(22, 6))).replace(NBSP, " ")
    assert "Annulé : Peel / Ottawa, à 23 h 45 (panne)" in told
    assert "Prochain arrêt : Berri / Ontario, demain à 22 h" in told


def test_a_date_of_its_own_is_told_ahead(public: Night) -> None:
    by = public.by(Role.COORDINATOR)
    actions.say_day(
        by=by, place=SITE, day=DAY + timedelta(days=2), spans=(), word_fr="Congé", word_en="Holiday"
    )
    assert "Friday, January 22: closed (Holiday)" in words(page(public, "en"))
    assert "Vendredi 22 janvier" in words(page(public, "fr"))
    assert "Congé" not in words(page(public, "en"))


def test_a_site_that_is_not_public_is_not_there(public: Night) -> None:
    by = public.by(Role.COORDINATOR)
    actions.say_profile(by=by, place=SITE, said=ProfileSaid("rue Berger", public=False))
    told = words(page(public, "en"))
    assert "CACTUS" not in told
    assert "L’Anonyme" in told


def test_without_any_site_it_still_says_what_to_do_in_an_overdose(night: Night) -> None:
    told = words(page(night, "en"))
    assert "No site has said its hours yet" in told
    assert "Call 911" in told
    assert "S.C. 2017, c. 4" in told


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("fr-CA,fr", "fr"), ("en-CA,en;q=0.9", "en"), ("es", "fr"), ("", "fr"), ("fr;q=0.1,en", "en")],
)
def test_the_short_address_speaks_the_language_of_the_browser(
    public: Night, accepts: str, language: str
) -> None:
    response = page(public, "", accept_language=accepts)
    assert f'<html lang="{language}">' in response.content.decode()
    assert response.headers["Content-Language"] == language
    assert response.headers["Vary"] == "Accept-Language"


def test_an_address_of_one_language_keeps_to_it_whatever_else_is_asked(public: Night) -> None:
    for language in ("fr", "en"):
        client = public.client(Role.NURSE, "en" if language == "fr" else "fr")
        response = client.get(PUBLIC[language], headers={"accept-language": "en, fr"})
        assert f'<html lang="{language}">' in response.content.decode()
        for address in PUBLIC.values():
            assert (f'href="{address}"' in response.content.decode()) == (address != "/network/")


@pytest.mark.parametrize("role", [None, Role.COORDINATOR], ids=str)
@pytest.mark.parametrize("address", PUBLIC.values())
def test_it_takes_and_leaves_no_cookie(public: Night, address: str, role: str | None) -> None:
    client = public.client(role)
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "Maude" not in response.content.decode()
    stranger = public.client(None)
    stranger.cookies.clear()
    assert stranger.get(address).content == response.content


def test_it_needs_no_script_and_holds_no_form(public: Night) -> None:
    html = page(public, "fr").content.decode()
    assert not re.search(r"<(script|form|input|img|iframe)\b", html)
    assert not re.search(r"(src|href)=\"(?!/|tel:|#)", html)


def test_it_is_light(public: Night) -> None:
    for language in ("fr", "en"):
        html = len(page(public, language).content)
        rest = sum((STATIC / name).stat().st_size for name in ("public.css", "icon.svg"))
        assert html + rest < MOST_BYTES


def test_a_copy_is_asked_for_once_and_kept_for_seconds(public: Night) -> None:
    with clock.pretending(EVENING):
        client = public.client(None)
        first = client.get(PUBLIC["fr"])
        assert first.headers["Cache-Control"] == "public, max-age=30"
        again = client.get(PUBLIC["fr"], headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        actions.cancel(
            by=public.by(), stop=stop_of("Berri / Ontario"), day=DAY, why=Cancelled.WEATHER
        )
        anew = client.get(PUBLIC["fr"], headers={"if-none-match": first.headers["ETag"]})
        assert anew.status_code == 200


def test_it_never_shows_how_many_people_are_there(public: Night) -> None:
    with clock.pretending(clock.now() - timedelta(minutes=1)):
        before = page(public, "fr").content
        public.overdose("1", place=SITE)
        public.arrive("Renard", place=TRUCK)
        actions.count(by=public.by(), place=TRUCK, people=40, setting=Setting.STREET)
    assert page(public, "fr").content == before


def test_signing_in_leads_to_the_front_page_and_that_to_it(night: Night) -> None:
    for language, front in (("fr", "/fr/"), ("en", "/en/")):
        sign_in = night.client(None, language).get("/sign-in/").content.decode()
        assert f'href="{front}"' in sign_in
        assert f'href="{PUBLIC[language]}"' in night.client(None).get(front).content.decode()


# Tonight's stops.


def tap(night: Night, corner: str, say: str, moment: datetime, *, board: bool = False) -> Any:
    address = reverse("stop-say", args=[TRUCK, stop_of(corner), DAY.isoformat()])
    client = night.on_board(slug=TRUCK) if board else night.client(Role.PEER)
    with clock.pretending(moment):
        return client.post(address, form(say=say))


def test_one_tap_says_it_and_the_public_reads_it(public: Night) -> None:
    answer = tap(public, "Berri / Ontario", "late-15", at(21, 30))
    assert (answer.status_code, answer.url) == (302, reverse("outreach", args=[TRUCK]))
    assert said(answer) == "Told: 15 minutes late."
    assert "15 minutes late" in words(page(public, "en", at(21, 31)))
    for say, minute in (("planned", 40), ("here", 55)):
        tap(public, "Berri / Ontario", say, at(21, minute))
    assert "says the crew" in words(page(public, "en", at(21, 56)))
    tap(public, "Berri / Ontario", "leaving", at(23, 10))
    assert "Not at a stop at the moment" in words(page(public, "en", at(23, 11)))


@pytest.mark.parametrize("say", ["", "here ", "late-0", "late", "late-1000", "gone"])
def test_a_tap_that_says_nothing_writes_nothing(public: Night, say: str) -> None:
    before = facts_written()
    answer = tap(public, "Berri / Ontario", say, at(22))
    assert "not understood" in said(answer)
    assert facts_written() == before


def test_a_refused_tap_says_why(public: Night) -> None:
    answer = tap(public, "Berri / Ontario", "leaving", at(22))
    assert "Nobody has said yet" in said(answer)
    assert not OutingRow.objects.exists()


def test_on_the_board_a_tap_brings_the_board_anew(public: Night) -> None:
    answer = tap(public, "Berri / Ontario", "here", at(22, 1), board=True)
    told = words(answer)
    assert "Berri / Ontario 22:00–23:30 · here since 22:01 We are leaving" in told
    assert "You are at Berri / Ontario." in told


def test_the_trucks_board_shows_its_stop_and_no_other_board_does(public: Night) -> None:
    with clock.pretending(at(22, 30)):
        truck = public.client(Role.PEER).get(f"/at/{TRUCK}/").content.decode()
        cactus = public.client(Role.PEER).get(f"/at/{SITE}/").content.decode()
        auditor = public.client(Role.AUDITOR).get(f"/at/{TRUCK}/").content.decode()
    assert 'id="stop-now"' in truck
    assert 'id="stop-bar"' in truck
    assert "We are here" in truck
    assert "stop-" not in cactus.replace("stop-opacity", "")
    assert 'id="stop-bar"' not in auditor
    assert 'id="stop-now"' in auditor


def test_long_before_its_stop_the_board_keeps_its_verbs_away(public: Night) -> None:
    with clock.pretending(at(18, 30)):
        assert 'id="stop-bar"' not in public.client().get(f"/at/{TRUCK}/").content.decode()
    with clock.pretending(at(19)):
        assert 'id="stop-bar"' in public.client().get(f"/at/{TRUCK}/").content.decode()


@pytest.mark.parametrize("verb", ["cancel", "move"])
def test_a_sheet_asks_and_writes(public: Night, verb: str) -> None:
    stop = stop_of("Berri / Ontario")
    address = reverse(f"stop-{verb}", args=[TRUCK, stop, DAY.isoformat()])
    told = {"cancel": {"why": "weather", "rest": "on"}, "move": {"corner": "Berri / Sherbrooke"}}
    client = public.client(Role.PEER)
    with clock.pretending(at(21)):
        assert client.get(address).status_code == 200
        assert client.post(address, form()).status_code == 422
        assert client.post(address, form(**told[verb])).status_code == 302
    rows = OutingRow.objects.order_by("moved_to")
    if verb == "cancel":
        assert [row.cancelled for row in rows] == ["weather", "weather"]
    else:
        assert [row.moved_to for row in rows] == ["Berri / Sherbrooke"]


@pytest.mark.parametrize("day", ["2027-01-32", "tomorrow", "2025-12-31"])
def test_a_stop_on_no_such_date_is_not_found(public: Night, day: str) -> None:
    address = reverse("stop-cancel", args=[TRUCK, stop_of("Berri / Ontario"), day])
    assert public.client(Role.PEER).get(address).status_code == 404


def test_a_stop_of_another_site_is_not_reached_through_ones_own(public: Night) -> None:
    stop, before = stop_of("Berri / Ontario"), facts_written()
    client = public.client(Role.COORDINATOR)
    for name in ("stop-cancel", "stop-move"):
        address = reverse(name, args=[SITE, stop, DAY.isoformat()])
        assert client.get(address).status_code == 404
        told = form(why="weather", corner="Berri / Sherbrooke")
        assert "That stop is not in this ledger" in said(client.post(address, told))
    client.post(reverse("stop-say", args=[SITE, stop, DAY.isoformat()]), form(say="here"))
    client.post(reverse("schedule-end", args=[SITE]), form(stop=stop, last=DAY.isoformat()))
    assert facts_written() == before


def test_the_page_shows_tonight_and_what_was_said(public: Night) -> None:
    with clock.pretending(at(21, 30)):
        actions.delay(by=public.by(), stop=stop_of("Berri / Ontario"), day=DAY, minutes=30)
        told = words(public.client(Role.PEER).get(reverse("outreach", args=[TRUCK])))
    assert "Berri / Ontario 22:00–23:30 30 minutes late We are here" in told
    assert "Peel / Wellington 23:45–01:15 planned" in told
    assert "Berri / Ontario: 30 minutes late · Noor Nurse" in told


# People met outside.


def count(night: Night, role: str = Role.PEER, **told: Any) -> Any:
    return night.client(role).post(reverse("outreach-count", args=[SITE]), form(**told))


def test_one_tap_counts_and_the_next_one_is_alike(night: Night) -> None:
    answer = count(night, setting="door", done=["talked"], people="5")
    assert said(answer) == "Counted: 5 people."
    assert count(night, setting="door", many="23").status_code == 302
    assert sorted(CountRow.objects.values_list("people", flat=True)) == [5, 23]
    html = night.client(Role.PEER).get(reverse("outreach", args=[SITE])).content.decode()
    assert re.search(r'value="door"[^>]*checked', html)
    assert "28 today" in words(html)
    other = night.client(Role.NURSE).get(reverse("outreach", args=[SITE])).content.decode()
    assert re.search(r'value="street"[^>]*checked', other)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"people": "0"},
        {"many": "x"},
        {"many": "501"},
        {"people": "1", "setting": "moon"},
        {"people": "1", "at": "25:00"},
    ],
    ids=str,
)
def test_a_wrong_number_is_explained_and_nothing_is_written(
    night: Night, told: dict[str, str]
) -> None:
    before = facts_written()
    answer = count(night, **{"setting": "street", **told})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert facts_written() == before


def test_a_count_is_corrected_from_the_page(night: Night) -> None:
    count(night, setting="street", people="10")
    entry = entries(CountRow.objects.get().id)[0]
    client = night.client(Role.PEER)
    address = reverse("entry-correct", args=[SITE, entry.id])
    assert address in client.get(reverse("outreach", args=[SITE])).content.decode()
    told = form(people="1", setting="street", why="typed")
    answer = client.post(address, told)
    assert answer.url == reverse("outreach", args=[SITE])
    assert CountRow.objects.get().people == 1


# The schedule and the profile.


def test_a_planned_stop_is_corrected_until_something_was_said_of_it(public: Night) -> None:
    plan(public)
    stop = StopRow.objects.get(corner="Atwater / Lionel-Groulx")
    planned = entries(stop.id)[0]
    client, address = (
        public.client(Role.COORDINATOR),
        reverse("entry-correct", args=[TRUCK, planned.id]),
    )
    page = client.get(address).content.decode()
    assert 'value="03:00–04:30"' in page
    assert re.search(r'value="5"[^>]*checked', page)
    right = {"corner": stop.corner, "span": "3:15–04:45", "weekdays": ["4"], "why": "typed"}
    client.post(address, form(**right))
    stop.refresh_from_db()
    assert (stop.begins, stop.ends, stop.weekdays) == (195, 285, [4])
    for wrong in ({"span": "soon"}, {"span": "1:00–2:00, 3:00–4:00"}, {"weekdays": []}):
        assert client.post(address, form(**{**right, **wrong})).status_code == 422
    friday = datetime(2027, 1, 2, 8, 20, tzinfo=UTC)  # a quarter past three, of Friday's night
    with clock.pretending(friday):
        actions.reach(by="x", stop=stop.id, day=date(2027, 1, 1))
        answer = client.post(address, form(**{**right, "span": "2:00–03:00"}))
        assert "its hours and days stay" in words(answer)
        corner = form(**{**right, "corner": "Atwater / Saint-Jacques"})
        assert client.post(address, corner).status_code == 302
    stop.refresh_from_db()
    assert (stop.begins, stop.corner) == (195, "Atwater / Saint-Jacques")


def plan(night: Night, **told: Any) -> Any:
    usual = {
        "corner": "Atwater / Lionel-Groulx",
        "begins": "3 h",
        "ends": "04:30",
        "weekdays": ["4", "5"],
        "first": "2027-01-01",
    }
    address = reverse("schedule", args=[TRUCK])
    return night.client(Role.COORDINATOR).post(address, form(**{**usual, **told}))


def test_a_coordinator_plans_and_ends_a_stop(public: Night) -> None:
    assert said(plan(public)) == "Planned: Atwater / Lionel-Groulx."
    stop = StopRow.objects.get(corner="Atwater / Lionel-Groulx")
    assert (stop.begins, stop.ends, stop.weekdays) == (180, 270, [4, 5])
    client = public.client(Role.COORDINATOR)
    with clock.pretending(EVENING):
        shown = words(client.get(reverse("schedule", args=[TRUCK])))
    assert "Atwater / Lionel-Groulx 03:00–04:30 · Friday, Saturday" in shown
    address = reverse("schedule-end", args=[TRUCK])
    client.post(address, form(stop=stop.id, last="2027-01-25"))
    assert StopRow.objects.get(pk=stop.id).last == date(2027, 1, 25)
    assert "last date" in said(client.post(address, form(stop=stop.id, last="soon")))
    assert "not in this ledger" in said(
        client.post(address, form(stop=new_id(), last="2027-01-25"))
    )


@pytest.mark.parametrize(
    "told",
    [
        {"corner": ""},
        {"begins": "late"},
        {"ends": "25:00"},
        {"ends": "3:61"},
        {"weekdays": []},
        {"first": "soon"},
        {"begins": "22:30", "ends": "22:45"},
        {"place_fr": "ici"},
    ],
    ids=str,
)
def test_a_wrong_stop_is_explained_and_not_planned(public: Night, told: dict[str, Any]) -> None:
    before = facts_written()
    answer = plan(public, **told)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert facts_written() == before


def send(night: Night, name: str, **told: Any) -> Any:
    return night.client(Role.COORDINATOR).post(reverse(name, args=[SITE]), form(**told))


def test_a_coordinator_says_what_the_public_reads(night: Night) -> None:
    told = {
        "address": "rue Berger",
        "phone": "514-555-0142",
        "offers": ["naloxone"],
        "access": ["wide"],
        "languages": ["fr"],
        "public": "on",
    }
    assert "public page says so now" in said(send(night, "profile", **told))
    week = {f"day_{n}": "14:00–06:00" for n in range(6)}
    send(night, "profile-week", first="2026-01-01", day_6="9h-12h, 13 h 30 à 20 h", **week)
    assert reads.week(SITE, DAY).week[6] == [[540, 720], [810, 1200]]
    send(night, "profile-day", day="2027-01-20", hours="")
    shown = words(page(night, "en", EVENING)).replace(NBSP, " ")
    assert "CACTUS Closed, opens tomorrow at 2 p.m. rue Berger" in shown
    assert "Monday to Saturday 2 p.m. – 6 a.m." in shown
    assert "Sunday 9 a.m. – noon, 1:30 p.m. – 8 p.m." in shown
    send(night, "profile-usual", day="2027-01-20")
    assert "Open until 6 a.m." in words(page(night, "en", EVENING)).replace(NBSP, " ")


WRONG = [
    ("profile", {"address": ""}),
    ("profile", {"address": "rue Berger", "phone": "call"}),
    ("profile", {"address": "rue Berger", "way_fr": "Sonnez."}),
    ("profile-week", {"first": "", "day_0": "9-17"}),
    ("profile-week", {"first": "2027-01-01", "day_0": "all day"}),
    ("profile-week", {"first": "2027-01-01", "day_0": "9-17, 16-18"}),
    ("profile-day", {"day": "x"}),
    ("profile-day", {"day": "2027-01-01", "hours": "9"}),
    ("profile-day", {"day": "2027-01-01", "word_en": "Holiday"}),
]


@pytest.mark.parametrize(("name", "told"), WRONG, ids=str)
def test_what_the_public_could_not_read_is_explained(
    night: Night, name: str, told: dict[str, str]
) -> None:
    before = facts_written()
    answer = send(night, name, **told)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert facts_written() == before
    assert not HoursRow.objects.exists()
    assert not DayRow.objects.exists()


# Hours as they are written and read.


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("14:00–06:00", [(840, 360)]),
        ("9h-12h; 13 h 30 - 20h", [(540, 720), (810, 1200)]),
        ("9 to 17", [(540, 1020)]),
        ("18:00-24:00", [(1080, 0)]),
        ("24 h", [(0, 0)]),
        ("  ", []),
    ],
)
def test_hours_are_understood_as_staff_write_them(text: str, spans: list[tuple[int, int]]) -> None:
    read = hours.spans_of(text)
    assert [(span.begins, span.ends) for span in read] == spans
    assert hours.spans_of(hours.in_full(read)) == read


@pytest.mark.parametrize("text", ["9", "9-", "9:60-10", "25-26", "9–12–14", "jour et nuit"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        hours.spans_of(text)


@pytest.mark.parametrize(
    ("minute", "french", "english"),
    [
        (0, "minuit", "midnight"),
        (720, "12 h", "noon"),
        (1350, "22 h 30", "10:30 p.m."),
        (15, "0 h 15", "12:15 a.m."),
        (540, "9 h", "9 a.m."),
        (1440, "minuit", "midnight"),
    ],
)
def test_a_time_is_said_as_each_language_says_it(minute: int, french: str, english: str) -> None:
    for language, told in (("fr", french), ("en", english)):
        with translation.override(language):
            assert hours.time_words(minute).replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(22), "at 10 p.m."),
        (at(1), "at 1 a.m."),
        (at(5), "tomorrow at 5 a.m."),
        (EVENING + timedelta(days=1), "tomorrow at 9 p.m."),
        (EVENING + timedelta(days=3), "Saturday at 9 p.m."),
    ],
)
def test_a_moment_to_come_is_said_as_people_say_it(moment: datetime, told: str) -> None:
    assert hours.when(moment.astimezone(UTC), EVENING, ZONE).replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (range(7), "every day"),
        (range(5), "Monday to Friday"),
        ([4, 5], "Friday, Saturday"),
        ([0, 2, 4], "Monday, Wednesday, Friday"),
    ],
)
def test_days_are_named_together(numbers: list[int], told: str) -> None:
    assert hours.days_words(numbers) == told
