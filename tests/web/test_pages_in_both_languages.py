"""Every page in French holds no English, and the other way round."""

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from veille.accounts.access import can_open
from veille.accounts.models import Account, Role
from veille.care import actions, corrections, facts
from veille.care.words import (
    Company,
    CorrectionReason,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sign,
    Substance,
)

from . import messages
from .night import HANDLE, SITE, Night, addresses, entry_of, form, from_page
from .places import places_of

LANGUAGES = ("fr", "en")
_PLACE = re.compile(r"%\((\w+)\)[sd]")
_NUMBER, _ANYTHING = "\0", "\1"


def _stands_in(place: re.Match[str]) -> str:
    """A place called n holds a number: “%(n)s place” is not “sur place”."""
    return _NUMBER if place[1] == "n" else _ANYTHING


class _Texts(HTMLParser):
    """Gathers every text node, and every attribute that is read aloud."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("aria-label", "title", "placeholder", "alt", "data-label", "data-lost"):
                self.found.append(value or "")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def texts(response: Any) -> list[str]:
    parser = _Texts()
    parser.feed(response.content.decode())
    parser.close()
    return [tidy for text in parser.found if (tidy := " ".join(text.split(" ")).strip())]


def _patterns(said: set[str]) -> re.Pattern[str]:
    """Matches a whole text that is one of `said`, whatever stands in its places."""
    parts = []
    for text in sorted(said):
        words = re.escape(_PLACE.sub(_stands_in, text.replace("%%", "%")))
        parts.append(words.replace(_NUMBER, r"[\d\s.,]+").replace(_ANYTHING, ".+?"))
    return re.compile("|".join(parts))


@cache
def _of_one_language(index: int) -> tuple[set[str], re.Pattern[str]]:
    """What is said in one language and never in the other (0: English, 1: French): whole
    sentences, and a pattern of those with places. Made by the first test that asks."""
    both: tuple[set[str], set[str]] = (set(), set())
    for message in messages.read():
        if message.id:
            pair = isinstance(message.id, tuple)
            both[0].update(message.id if pair else [message.id])
            both[1].update(message.string if pair else [message.string])
    letters = re.compile(r"[^\W\d_]{2}")
    said = {
        text
        for text in both[index] - both[1 - index] - _OF_BOTH
        if letters.search(_PLACE.sub("", text)) and "<b>" not in text
    }
    with_places = set(filter(_PLACE.search, said))
    whole = {text.replace("%%", "%") for text in said - with_places}
    return whole, _patterns(with_places)


#: A word of both languages that stands for other things: a seat, in French.
_OF_BOTH = {"place"}


#: Whose words are foreign on a page of each language.
_OTHER = {"fr": 0, "en": 1}


@cache
def _is_foreign(text: str, language: str) -> bool:
    whole, with_places = _of_one_language(_OTHER[language])
    return text in whole or with_places.fullmatch(text) is not None


def foreign(response: Any, language: str) -> list[str]:
    """Texts on the page that belong to the other language."""
    return [text for text in texts(response) if _is_foreign(text, language)]


@pytest.fixture
def places(night: Night) -> dict[str, str]:
    """A night on which everything has happened that a page can show."""
    by = night.by()
    actions.begin_duty(by=by, place=SITE, account=by, role=Role.NURSE)
    night.arrive(
        "Bleu",
        mode=Mode.INHALATION,
        substances=[Substance.CRACK],
        help=[Help.TALK],
        company=Company.OTHERS,
        note="calm",
    )
    night.seat("2", "Oiseau")
    resting = night.seat("3")
    actions.send_to_aftercare(by=by, visit=resting)
    gone = night.arrive()
    actions.leave(by=by, visit=gone, consumed=False, reason=LeavingReason.WAIT)
    visit, closed = night.overdose("1", HANDLE)
    for what in Intervention:
        route = Route.IN if what is Intervention.NALOXONE else None
        actions.intervene(by=by, overdose=closed, what=what, route=route)
    actions.end_overdose(by=by, overdose=closed, outcome=Outcome.TREATED)
    overdose = actions.find_overdose(by=by, visit=visit, signs=[Sign.BLUE]).id
    actions.intervene(
        by=by, overdose=overdose, what=Intervention.NALOXONE, route=Route.IM, dose_mg=0.8
    )
    given = entry_of(overdose, facts.Intervened)
    corrections.correct(
        by=by,
        entry_id=given.id,
        why=CorrectionReason.TYPED,
        body=facts.Intervened(Intervention.NALOXONE, Route.IM, 0.4),
    )
    actions.intervene(by=by, overdose=overdose, what=Intervention.OXYGEN)
    wrong = entry_of(overdose, facts.Intervened)
    corrections.strike(by=by, entry_id=wrong.id, why=CorrectionReason.PERSON)
    actions.write_note(by=by, visit=visit, note="calm")
    return places_of(night, visit, overdose)


#: Pages that only a rehearsal has.
OF_A_DEMO = {"components", "training", "training-situation"}
#: Letters of a decision: the case of this night has none yet.
OF_A_DECISION = {"case-letter"}
#: Answers that are no pages of staff: files, what machines ask for, what the public reads.
_NO_PAGES = (
    "network",
    "front-",
    "law",
    "api",
    "funnel-file",
    "care-import-template",
    "around",
    "numbers",
    "result",
    "alert-public",
    "alert-poster",
    "alert-cap",
    "alerts-",
    "supply-seen",
    "supply-csv",
    "supply-export",
    "watch-csv",
    "watch-bulletin-",
    "watch-dossier-",
    "supply-vega",
    "seizures-series",
    "audit-file",
    "people-looked-file",
    "session",
    "claim",
    "lab-",
)
#: Paper for whoever it is given to, in the language chosen first and then in the other.
IN_BOTH = {"case-notice", "filing-notice", "overdose-paramedics"}
#: Sources stand there in the language that they are in.
QUOTES = {"lab"}
#: What the police sent here is as if it were not there for a court.
OF_POLICE = {"filing", "filing-notice"}
#: Pages that are asked for a number or a kind of file; without one they answer in a sentence.
ASKED_WITH = {
    "report-list",
    "report-network-list",
    "report-file",
    "report-network-file",
    "bench-find",
}


#: Everybody, and whoever is not signed in.
EVERYBODY = (None, *Role.values)


def _first_who_opens(name: str) -> str | None:
    return next((role for role in EVERYBODY if can_open(role, name)), None)


@pytest.mark.walk
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", EVERYBODY, ids=str)
def test_every_page_is_in_the_language_that_was_chosen(
    night: Night, places: dict[str, str], role: str | None, language: str
):
    client = night.client(role, language)
    for name, address in addresses(places):
        if name.endswith("-live") or name == "healthz" or name.startswith(_NO_PAGES):
            continue
        if language == "en" and role != _first_who_opens(name):
            continue  # the code is in English: what a role adds to a page, the walk in French sees
        response = client.get(address)
        if response.status_code == 302:
            continue
        if name in ASKED_WITH and can_open(role, name):
            assert response.status_code in (404, 422), name
            continue
        not_there = name in OF_A_DEMO | OF_A_DECISION or (role == Role.COURT and name in OF_POLICE)
        as_told = 403 if not can_open(role, name) else 404 if not_there else 200
        assert response.status_code == as_told, name
        assert f'<html lang="{language}"' in response.content.decode(), name
        assert name in IN_BOTH | QUOTES or not foreign(response, language), (name, address)


#: A form → what is sent wrongly in it: its page comes back with sentences.
REFUSED_FORMS: dict[str, dict[str, Any]] = {
    "arrival": {"handle": "1234567890"},
    "arrival-known": {"mode": "", "at": "soon"},
    "arrival-anonymous": {"at": "99:99"},
    "arrival-first": {"handle": "Nuage", "mode": "oral", "substances": "down", "postal": "12"},
    "visit-leave": {"note": "x" * 2001},
    "visit-note": {"note": ""},
    "visit-overdose-earlier": {"at": ""},
    "overdose-earlier": {"what": "naloxone", "at": "00:00", "dose_mg": "much"},
    "overdose-end": {},
    "entry-correct": {"why": "", "at": "now"},
    "password": {"old_password": "wrong", "new_password1": "a", "new_password2": "b"},
    "safer-supply-find": {"handle": "Personne"},
    "safer-supply-enrol": {"dose_mg": "x", "doses_a_day": "0,5", "review_on": "soon"},
    "safer-supply-change": {
        "dose_mg": "12",
        "doses_a_day": "2",
        "product": "hydromorphone-tablet-8000",
        "prescriber": "Dre Roy",
        "review_on": "2026-12-24",
    },
    "safer-supply-dose": {"mg": "999"},
    "safer-supply-not-given": {"why": "ill"},
    "safer-supply-back": {"units": "9", "fate": "wasted"},
    "safer-supply-count": {"units": "many"},
    "safer-supply-move": {
        "what": "wasted",
        "product": "hydromorphone-tablet-8000",
        "units": "99999",
    },
    "safer-supply-sign": {"name": "maude", "password": "wrong"},
    "stop-cancel": {},
    "stop-move": {"corner": ""},
    "outreach-count": {"setting": "", "many": "x"},
    "visit-referral": {"need": "moon"},
    "referral-make": {"destination": "x", "appointment": "soon"},
    "sign-in": {"username": "noor", "password": "wrong"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_form_is_explained_in_the_language_that_was_chosen(
    night: Night, places: dict[str, str], language: str
):
    client = night.client(Role.NURSE, language)
    for name, address in addresses(places):
        if name in REFUSED_FORMS:
            if name == "arrival-known":  # somebody whom nothing keeps out
                address = reverse(name, args=[SITE, night.welcome("Calme")])
            asking = night.client(None, language) if name == "sign-in" else client
            response = asking.post(address, form(**REFUSED_FORMS[name]))
            assert response.status_code in (200, 422), name
            assert 'class="error"' in response.content.decode(), name
            assert not foreign(response, language), name


#: A tap on the board → what it sends; each is refused, or done, with a notice.
TAPS: dict[str, dict[str, Any]] = {
    "visit-seat": {"seat": "99"},
    "visit-aftercare": {"seen": "1"},
    "visit-waiting": {"seen": "x"},
    "visit-leave": {"consumed": "on"},
    "duty": {"begin": "1"},
    "overdose-step": {"what": "naloxone"},
    "entry-strike": {},
    "stop-say": {"say": "leaving"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("live", [True, False], ids=["htmx", "page"])
def test_a_notice_is_in_the_language_that_was_chosen(
    night: Night, places: dict[str, str], language: str, live: bool
):
    headers = from_page(reverse("board", args=[SITE])) if live else {}
    client = night.client(Role.NURSE, language, **headers)
    for name, address in addresses(places):
        if name in TAPS:
            response = client.post(address, form(**TAPS[name]), follow=True)
            assert "notice" in response.content.decode() or "error" in response.content.decode()
            assert not foreign(response, language), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_developers_page_is_in_the_language_that_was_chosen(
    rehearsal_night: Night, language: str
):
    response = rehearsal_night.client(None, language).get("/components/")
    assert [text for text in foreign(response, language) if text != "IM"] == []


def test_the_language_chosen_before_signing_in_stays(night: Night):
    client = night.client(None, "en")
    del client.cookies["veille_language"]
    french = client.get("/sign-in/", headers={"accept-language": "fr-CA"}).content.decode()
    assert '<html lang="fr"' in french
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    english = client.get("/sign-in/", headers={"accept-language": "fr-CA"}).content.decode()
    assert '<html lang="en"' in english


def test_whoever_chooses_nothing_is_asked_in_the_language_of_their_browser(night: Night):
    client = night.client(None)
    for spoken, answered in (("en-CA,en", "en"), ("fr", "fr"), ("de", "fr"), ("", "fr")):
        client.cookies.clear()
        page = client.get("/sign-in/", headers={"accept-language": spoken}).content.decode()
        assert f'<html lang="{answered}"' in page, spoken


def test_the_language_of_an_account_wins_over_that_of_the_machine(night: Night):
    client = night.client(Role.NURSE, "en")
    Account.objects.filter(role=Role.NURSE).update(language="fr")
    page = client.get(f"/at/{SITE}/", headers={"accept-language": "en"})
    assert '<html lang="fr"' in page.content.decode()
    assert page.headers["Content-Language"] == "fr"


def test_a_language_chosen_while_signed_in_goes_with_the_account(night: Night):
    night.client(Role.NURSE, "fr").post("/language/", {"language": "en"})
    elsewhere = night.client(Role.NURSE, "fr").get(f"/at/{SITE}/").content.decode()
    assert '<html lang="en"' in elsewhere


@pytest.mark.parametrize(
    ("language", "date", "dose"),
    [("fr", "14 mars 2026", "0,4\u00a0mg"), ("en", "March 14, 2026", "0.4\u00a0mg")],
)
def test_dates_and_numbers_are_written_as_each_language_writes_them(
    night: Night, places: dict[str, str], language: str, date: str, dose: str
):
    client = night.client(Role.NURSE, language)
    day = client.get(reverse("day-of", args=[SITE, "2026-03-14"]))
    assert date in day.content.decode()
    timeline = client.get(reverse("overdose", args=[SITE, places["overdose"]]))
    assert dose in timeline.content.decode().replace(" mg", "\u00a0mg")


def test_the_search_for_the_other_language_finds_it():
    assert _is_foreign("Nobody is waiting", "fr")
    assert _is_foreign("Seat 6 is taken. Choose another one; the visitor keeps their place.", "fr")
    assert _is_foreign("Personne n’attend", "en")
    assert not _is_foreign("Oxygène", "fr")
    assert not _is_foreign("Note", "fr")
