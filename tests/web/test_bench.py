"""Drug checking at the desk, and its result on anybody's phone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Role
from veille.diversion import facts as diverted
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.supply import actions, facts, reads
from veille.supply.labels import in_groups, new_label
from veille.supply.words import Abundance, Collected, Control, Fate, LabMethod, Reading, Strip

from ..supply.scene import control, open_lot, read, take_in
from .commissioned import filed, opened
from .night import SITE, TRUCK, Night, entry_of, form, said, words


def page(name: str, *rest: str) -> str:
    return reverse(name, args=[SITE, *rest])


def result(label: str, language: str = "en") -> tuple[int, str]:
    response = Client().get(reverse(f"result-{language}", args=[label]))
    assert not response.cookies
    return response.status_code, words(response)


@pytest.fixture(autouse=True)
def _no_guesses_yet() -> None:
    caches["limits"].clear()


def test_a_sample_is_taken_in_by_one_form_and_stands_in_the_queue(night: Night):
    label = new_label()
    answer = night.client().post(
        page("bench"),
        form(
            label=in_groups(label),
            often="down",
            form="powder",
            colour="beige",
            received_mg="12,5",
            after_overdose="on",
        ),
    )
    sample = reads.sample_by_label(label)
    assert sample is not None
    assert sample.received_mg == 12.5
    assert answer.url == page("bench-sample", sample.id)
    assert "after an overdose" in words(night.client().get(page("bench")))


def test_a_form_sent_twice_is_one_sample(night: Night):
    told = form(label=new_label(), often="down", form="powder", colour="beige")
    night.client().post(page("bench"), told)
    night.client().post(page("bench"), told)
    assert len(reads.queue(SITE, clock.now())) == 1


def test_what_was_written_stays_where_the_form_is_refused(night: Night):
    answer = night.client().post(
        page("bench"), form(label="4K7O", other="ma poudre", form="powder", colour="beige")
    )
    assert answer.status_code == 422
    assert "No label has the character “O”" in words(answer)
    assert "ma poudre" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "weight", "sentence"),
    [("en", "2,400", "can be read in two ways"), ("fr", "2.400", "peut se lire de deux façons")],
)
def test_a_weight_that_can_be_read_in_two_ways_is_asked_back(
    night: Night, language: str, weight: str, sentence: str
):
    answer = night.client(language=language).post(
        page("bench"),
        form(label=new_label(), often="down", form="powder", colour="beige", received_mg=weight),
    )
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_strip_is_read_by_one_tap_and_the_page_says_what_it_can_see(night: Night):
    sample, lot = take_in(place=SITE), open_lot(place=SITE)
    client = night.client()
    shown = words(client.get(page("bench-sample", sample.id)))
    assert "from 0.02% up" in shown
    client.post(
        page("bench-strip", sample.id),
        form(strip="fentanyl", reading="positive", lot=lot.id, sample_mg_per_ml="1.0"),
    )
    state = reads.sample(sample.id)
    assert state.read(Strip.FENTANYL).reading is Reading.POSITIVE


def test_a_spectrum_is_typed_as_people_write_it(night: Night):
    sample = take_in(place=SITE)
    night.client(language="fr").post(
        page("bench-spectrum", sample.id), form(components="caféine 42,5 %\nfentanyl 8\nmannitol")
    )
    named = [(one.substance, one.share_percent) for one in reads.sample(sample.id).components]
    assert named == [("caféine", 42.5), ("fentanyl", 8.0), ("mannitol", None)]


def test_an_empty_spectrum_is_refused_and_the_result_stays_as_it_was(night: Night):
    sample = take_in(place=SITE)
    client, address = night.client(), page("bench-spectrum", sample.id)
    client.post(address, form(components="caffeine 42"))
    empty = client.post(address, form(components=""))
    assert empty.status_code == 422
    assert "If it named nothing, tick" in words(empty)
    other = client.post(address, form(components="lactose 30"))
    assert other.status_code == 422
    assert "If it was read again, tick “again”" in words(other)
    assert "Caffeine" in result(sample.label)[1]
    assert client.post(address, form(components="lactose 30", again="on")).status_code == 302
    assert "Lactose" in result(sample.label)[1]


def test_again_is_asked_only_where_there_is_a_spectrum_or_an_answer_already(night: Night):
    sample = take_in(place=SITE)
    client = night.client()
    for name in ("bench-spectrum", "bench-lab"):
        assert 'name="again"' not in client.get(page(name, sample.id)).content.decode()
    client.post(page("bench-spectrum", sample.id), form(components="caffeine 42"))
    shown = client.get(page("bench-spectrum", sample.id)).content.decode()
    assert 'name="again"' in shown


def test_an_unknown_name_is_published_only_once_it_is_kept_by_a_tap(night: Night):
    sample = take_in(place=SITE)
    client, address = night.client(), page("bench-spectrum", sample.id)
    asked = client.post(address, form(components="unknownium 3"))
    assert asked.status_code == 422
    assert "keep “unknownium”" in words(asked)
    assert "unknownium" not in result(sample.label)[1].lower()
    kept = form(components="unknownium 3", **{"components-keep": "unknownium"})
    assert client.post(address, kept).status_code == 302
    assert "Unknownium" in result(sample.label)[1]


def test_more_never_leaves_than_came_and_the_page_says_what_was_understood(night: Night):
    sample = take_in(place=SITE, received_mg=120.0)
    client, address = night.client(), page("bench-material", sample.id)
    assert client.post(address, form(fate="laboratory", mg="10")).status_code == 302
    used = client.post(address, form(fate="used_up", mg="½"), follow=True)
    assert "0.5 mg, used up by tests. 109.5 mg of 120.0 mg are here" in words(used)
    back = client.post(address, form(fate="returned", mg="119.5"))
    assert back.status_code == 422
    assert "120 mg came in, and 130 mg would have left" in words(back)


def test_another_sites_sample_is_not_opened_from_here(night: Night):
    elsewhere = take_in(place=TRUCK)
    night.staff[Role.PEER].sites = [SITE]
    night.staff[Role.PEER].save()
    assert night.client().get(page("bench-sample", elsewhere.id)).status_code == 404
    answer = night.client().post(page("bench-begin", elsewhere.id), form())
    assert answer.status_code in (302, 404)
    assert reads.sample(elsewhere.id).begun_at is None


# A refused tap comes back to the page it was made on.


def test_a_strip_that_differs_is_asked_about_beside_that_strip_on_the_sample(night: Night):
    sample, lot = take_in(place=SITE), open_lot(place=SITE)
    client, here = night.client(), page("bench-sample", sample.id)
    tap = {"strip": "fentanyl", "lot": lot.id, "sample_mg_per_ml": "1.0"}
    client.post(page("bench-strip", sample.id), form(reading="negative", **tap))
    refused = client.post(page("bench-strip", sample.id), form(reading="positive", **tap))
    assert refused.url == f"{here}?mg=1#strip-fentanyl"
    shown = client.get(refused.url)
    assert "tick “again” and tap once more" in words(shown)
    assert re.search(r'id="strip-fentanyl".*?name="again"', shown.content.decode(), re.S)
    done = client.post(
        page("bench-strip", sample.id), form(reading="positive", again="on", **tap), follow=True
    )
    assert "Not saved" not in words(done)
    assert reads.sample(sample.id).read(Strip.FENTANYL).reading is Reading.POSITIVE


@pytest.mark.parametrize(
    ("came_from", "goes_to"),
    [
        ("http://testserver{sample}?mg=5", "{sample}?mg=5"),
        ("http://testserver{lots}", "{lots}"),
        ("", "{board}"),
        ("http://elsewhere.example{sample}", "{board}"),
        ("http://testserver/no/such/page/", "{board}"),
        ("http://testserver{begin}", "{board}"),
    ],
)
def test_a_refusal_goes_back_to_the_page_on_which_the_form_was_sent(
    night: Night, came_from: str, goes_to: str
):
    sample = take_in(place=SITE)
    places = {
        "sample": page("bench-sample", sample.id),
        "begin": page("bench-begin", sample.id),
        "lots": page("lots"),
        "board": page("board"),
    }
    refused = night.client().post(
        page("bench-strip", sample.id),
        form(strip="nonsense"),
        headers={"referer": came_from.format(**places)},
    )
    assert refused.url == goes_to.format(**places)
    assert "That tap was not understood" in said(refused)


# What is written wrongly is corrected, or struck out.


def corrected(night: Night, about: str, kind: type, **changes: object) -> Any:
    entry = entry_of(about, kind)
    address = page("entry-correct", entry.id)
    client = night.client(Role.COORDINATOR)
    assert client.get(address).status_code == 200
    return client.post(address, form(why="typed", **changes))


def test_every_entry_of_a_sample_and_of_a_lot_leads_to_its_correction(night: Night):
    lot = open_lot(place=SITE)
    sample = read(take_in(place=SITE, received_mg=20.0), lot)
    control(lot, Reading.POSITIVE)
    by = {"by": night.by(), "sample": sample.id}
    actions.begin(**by)
    actions.read_spectrum(**by, components=[facts.Component("caffeine", 42.5)])
    actions.answer_from_laboratory(
        **by,
        laboratory="Santé Canada",
        method=LabMethod.GC_MS,
        findings=[facts.Finding("xylazine", Abundance.TRACE)],
    )
    actions.move_material(**by, fate=Fate.RETURNED, mg=2.0)
    actions.give_result(**by)
    actions.stop_lot(by=night.by(), lot=lot.id, why="a damp box")
    for name, thing in (("bench-sample", sample.id), ("lot", lot.id)):
        shown = night.client().get(page(name, thing)).content.decode()
        for entry in entries(thing):
            address = page("entry-correct", entry.id)
            assert address in shown
            assert night.client().get(address).status_code == 200


def test_a_spectrum_is_corrected_as_it_was_typed_and_the_result_follows(night: Night):
    sample = take_in(place=SITE)
    actions.read_spectrum(
        by=night.by(),
        sample=sample.id,
        components=[facts.Component("caffeine", 42.5), facts.Component("mannitol")],
    )
    entry = entry_of(sample.id, facts.SpectrumRead)
    asked = night.client(Role.COORDINATOR).get(page("entry-correct", entry.id))
    assert "caffeine 42.5\nmannitol</textarea>" in asked.content.decode()
    assert corrected(night, sample.id, facts.SpectrumRead, components="").status_code == 422
    assert (
        corrected(night, sample.id, facts.SpectrumRead, components="lactose ½ %").status_code == 302
    )
    assert reads.sample(sample.id).components == (facts.Component("lactose", 0.5),)
    assert "Lactose" in result(sample.label)[1]


def test_an_answer_is_corrected_with_its_traces(night: Night):
    sample = take_in(place=SITE)
    found = [
        facts.Finding("fentanyl", share_percent=3.0),
        facts.Finding("xylazine", Abundance.TRACE),
    ]
    actions.answer_from_laboratory(
        by=night.by(),
        sample=sample.id,
        laboratory="Santé Canada",
        method=LabMethod.GC_MS,
        findings=found,
    )
    entry = entry_of(sample.id, facts.LabAnswered)
    asked = night.client(Role.COORDINATOR).get(page("entry-correct", entry.id))
    assert "fentanyl 3\nxylazine trace</textarea>" in asked.content.decode()
    told = {
        "laboratory": "Santé Canada",
        "method": "gc_ms",
        "findings": "fentanyl 4\nxylazine trace",
    }
    assert corrected(night, sample.id, facts.LabAnswered, **told).status_code == 302
    (lab,) = reads.sample(sample.id).labs
    assert lab.findings == (facts.Finding("fentanyl", share_percent=4.0), found[1])


def test_a_correction_is_held_to_what_the_first_word_is_held_to(night: Night):
    sample = take_in(place=SITE, received_mg=20.0)
    actions.move_material(by=night.by(), sample=sample.id, fate=Fate.RETURNED, mg=15.0)
    more = corrected(night, sample.id, facts.MaterialMoved, fate="returned", mg="25")
    assert more.status_code == 422
    assert "20 mg came in, and 25 mg would have left" in words(more)
    lot = open_lot(place=SITE)
    told = {"brand": "BTNX", "number": "F1", "source": "leaflet", "expires": lot.expires}
    wide = corrected(night, lot.id, facts.LotReceived, limit_ng_per_ml="1e9", **told)
    assert wide.status_code == 422
    assert "limit of detection lies between" in words(wide)
    assert corrected(night, lot.id, facts.LotReceived, limit_ng_per_ml="300", **told).url == page(
        "lot", lot.id
    )
    assert (reads.lot(lot.id).number, reads.lot(lot.id).limit_ng_per_ml) == ("F1", 300.0)


def test_a_control_that_was_tapped_wrongly_is_struck_out_and_the_lot_may_be_used_again(
    night: Night,
):
    lot = control(open_lot(place=SITE), Reading.NEGATIVE)
    entry = entry_of(lot.id, facts.LotControlled)
    answer = night.client(Role.COORDINATOR).post(
        page("entry-strike", entry.id), form(why="typed", note="wrong box")
    )
    assert answer.url == page("lot", lot.id)
    assert reads.lot(lot.id).stopped_at is None


def test_what_stands_on_an_entry_keeps_it_from_being_struck_out(night: Night):
    lot = open_lot(place=SITE)
    sample = read(take_in(place=SITE), lot)
    client = night.client(Role.COORDINATOR)
    for about, kind, sentence in (
        (lot.id, facts.LotReceived, "Strips of this lot were read"),
        (sample.id, facts.SampleTaken, "Tests of this sample stand"),
    ):
        address = page("entry-strike", entry_of(about, kind).id)
        assert sentence in said(client.post(address, form(why="typed")))
        assert not entry_of(about, kind).struck


def test_a_commissions_entries_are_not_corrected_on_a_page_of_a_site_of_the_same_name(night: Night):
    opened(night, slug=SITE, territory=("H2X", "Montréal"))
    entry = entry_of(filed(night), diverted.Acknowledged)
    assert entry.place == SITE
    address = page("entry-correct", entry.id)
    assert night.client(Role.COORDINATOR).get(address).status_code == 404


# The result, on anybody's phone.


def test_the_result_says_its_limits_first_and_never_who_where_or_when(night: Night):
    sample = read(take_in(place=SITE, expected="down"), open_lot(place=SITE))
    status, text = result(sample.label)
    assert status == 200
    assert "Fentanyl" in text
    assert text.index("It may also hold what nobody looked for") < text.index("What to do")
    assert "Not looked for: benzodiazepines, nitazenes, xylazine, medetomidine" in text
    assert "from 0.02% up" in text
    assert "CACTUS" not in text
    assert not re.search(r"\d{1,2}:\d{2}", text)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "It may still be there"), ("fr", "Cela peut y être quand même")],
)
def test_what_was_not_seen_may_still_be_there_and_nothing_is_called_safe(
    night: Night, language: str, sentence: str
):
    sample = read(take_in(place=SITE), open_lot(place=SITE), Reading.NEGATIVE)
    _status, text = result(sample.label, language)
    assert sentence in text
    assert not re.search(r"\bsafe\b|\bsûre?s?\b|sans danger", text, re.I)


def test_a_stopped_lot_is_said_on_the_result(night: Night):
    lot = open_lot(place=SITE)
    sample = read(take_in(place=SITE), lot)
    control(lot, Reading.NEGATIVE, Control.POSITIVE)
    _status, text = result(sample.label)
    assert "of a lot that failed" in text
    assert "in doubt" in text


def test_a_label_that_nobody_has_is_a_sentence_and_guesses_are_limited(night: Night):
    with clock.pretending(clock.now().replace(minute=5)):  # ten minutes are counted as one
        assert result("nonsense")[0] == 404
        statuses = [result(new_label())[0] for _time in range(31)]
        assert statuses[:30] == [404] * 30
        assert statuses[30] == 429
        assert "Wait" in result(new_label())[1]


@pytest.mark.parametrize(
    ("name", "language", "asks"),
    [
        ("result-ask", "en", "The code on your label"),
        ("result-ask-fr", "en", "Le code de votre étiquette"),
        ("result-ask-en", "fr", "The code on your label"),
    ],
)
def test_a_code_on_paper_is_typed_and_no_cookie_is_set_on_the_way(
    night: Night, name: str, language: str, asks: str
):
    sample = take_in(place=SITE)
    anybody = Client(headers={"accept-language": language})
    assert asks in words(anybody.get(reverse(name)))
    led = anybody.post(reverse(name), {"label": in_groups(sample.label).lower()}, follow=True)
    assert led.status_code == 200
    assert in_groups(sample.label) in words(led)
    assert not anybody.cookies


def test_a_code_that_cannot_be_is_asked_for_again_where_it_was_typed(night: Night):
    asked = Client().post(reverse("result-ask-en"), {"label": "4K7O"})
    assert asked.status_code == 422
    assert "No label has the character “O”" in words(asked)
    assert 'value="4K7O"' in asked.content.decode()
    for label in ("nonsense", new_label()):
        lost = Client().get(reverse("result-en", args=[label])).content.decode()
        assert reverse("result-ask-en") in lost


def test_a_strip_that_missed_what_the_laboratory_found_is_said_beside_it(night: Night):
    sample = read(take_in(place=SITE), open_lot(place=SITE), Reading.NEGATIVE)
    _answered(night, sample.id, "fentanyl")
    _status, text = result(sample.label)
    assert "The fentanyl strip was negative, and the laboratory found fentanyl" in text
    assert "take it that it is there" in text
    assert "bandelette fentanyl" in result(sample.label, "fr")[1]
    assert "was negative, and the laboratory found" in words(
        night.client().get(page("bench-sample", sample.id))
    )


def test_a_strip_of_a_class_is_compared_with_its_members(night: Night):
    lot = open_lot(Strip.BENZODIAZEPINE, place=SITE)
    sample = read(take_in(place=SITE), lot, Reading.NEGATIVE)
    _answered(night, sample.id, "bromazolam")
    assert "benzodiazepines strip was negative, and the laboratory found" in result(sample.label)[1]


def test_a_positive_strip_that_no_laboratory_answer_names_is_said(night: Night):
    sample = read(take_in(place=SITE), open_lot(place=SITE))
    _answered(night, sample.id, "caffeine")
    assert "was positive, and the laboratory did not name it" in result(sample.label)[1]


def test_two_answers_of_laboratories_each_say_whose_they_are(night: Night):
    sample = take_in(place=SITE)
    _answered(night, sample.id, "fentanyl", 3.0)
    assert "laboratory 3%" in result(sample.label)[1]
    _answered(night, sample.id, "fentanyl", 4.0, method=LabMethod.QNMR)
    _status, text = result(sample.label)
    assert "Santé Canada, GC-MS 3% · Santé Canada, quantitative NMR 4%" in text
    assert "The laboratory’s answers differ on fentanyl" in text


def _answered(
    night: Night, sample: str, name: str, share: float | None = None, **said: Any
) -> None:
    told = {"laboratory": "Santé Canada", "method": LabMethod.GC_MS, **said}
    found = [facts.Finding(name, share_percent=share)]
    actions.answer_from_laboratory(by=night.by(), sample=sample, findings=found, **told)


def test_a_substance_is_named_once_and_in_the_language_of_the_page(night: Night):
    sample = take_in(place=SITE, expected="cocaine")
    by = {"by": night.by(), "sample": sample.id}
    actions.read_spectrum(**by, components=[facts.Component("Caffeine", 42.0)])
    _answered(night, sample.id, "caféine")
    text = result(sample.label, "fr")[1]
    assert "Caféine" in text
    assert "affeine" not in text
    assert "« cocaïne »" in text.replace("\u202f", " ")
    assert "cocaïne" in words(night.client(language="fr").get(page("bench")))


def test_the_most_dangerous_stands_first_with_its_own_words(night: Night):
    sample = take_in(place=SITE)
    for name in ("caffeine", "xylasine", "fentanyl", "carfentanil"):
        method = {"caffeine": LabMethod.QNMR, "xylasine": LabMethod.QNMR}.get(name, LabMethod.GC_MS)
        _answered(night, sample.id, name, method=method, laboratory=f"Labo of {name}")
    text = result(sample.label)[1]
    assert "Carfentanil, fentanyl, caffeine, and more" in text
    assert "It is a very strong opioid; a fentanyl strip may miss it." in text
    assert text.count("more than one dose may be needed") == 2  # once for each that says it


@pytest.mark.parametrize(("expected", "shown"), [("heroin and fentanyl", True), ("Jo Roy", False)])
def test_words_of_somebodys_own_stay_at_the_bench(night: Night, expected: str, shown: bool):
    sample = take_in(place=SITE, expected=expected)
    assert (expected in result(sample.label)[1]) is shown
    bench = night.client().get(page("bench-sample", sample.id))
    assert expected in words(bench)


def test_a_number_in_a_refusal_is_written_as_the_language_writes_it(night: Night):
    sample = take_in(place=SITE, received_mg=12.5)
    told = form(fate="returned", mg="30")
    asked = night.client(language="fr").post(page("bench-material", sample.id), told)
    told_back = words(asked).replace("\u00a0", " ")
    assert "12,5 mg" in told_back
    assert "12.5" not in told_back


def test_a_share_that_ftir_does_not_surely_see_is_said_to_be_so(night: Night):
    sample = take_in(place=SITE)
    parts = [facts.Component("fentanyl", 0.5), facts.Component("caffeine", 42.0)]
    actions.read_spectrum(by=night.by(), sample=sample.id, components=parts)
    text = result(sample.label)[1]
    assert "FTIR 0.5%, too little to be sure of it" in text
    assert "FTIR 42%, too" not in text


def test_the_lot_that_was_seen_to_work_last_is_offered_first(night: Night):
    now = clock.now()
    for number, days in (("OLD-1", 200), ("NEW-1", 1)):
        lot = open_lot(place=SITE, number=number, at=now - timedelta(days=201))
        control(lot, Reading.POSITIVE, at=now - timedelta(days=days))
    open_lot(place=SITE, number="NONE-1", at=now - timedelta(days=201))
    text = words(night.client(Role.NURSE).get(page("bench-sample", take_in(place=SITE).id)))
    assert text.index("lot NEW-1, from") < text.index("lot OLD-1, from") < text.index("lot NONE-1,")


def test_a_sample_that_waits_is_opened_by_what_the_queue_shows_of_its_label(night: Night):
    sample = take_in(place=SITE)
    asked = night.client().get(page("bench-find"), {"label": f" {sample.label[:4].lower()}"})
    assert asked.headers["Location"] == page("bench-sample", sample.id)
    short = night.client().get(page("bench-find"), {"label": "AAAA"}, follow=True)
    assert "A label has twelve characters" in words(short)


@pytest.mark.parametrize("written", ["\u200b{}", "{}\ufeff", "wide"])
def test_a_code_with_what_nobody_sees_in_it_is_read(night: Night, written: str):
    label = take_in(place=SITE).label
    wide = "".join(chr(ord(one) + 0xFEE0) for one in label)
    typed = wide if written == "wide" else written.format(label)
    assert result(typed)[0] == 200


def test_the_headline_says_what_looked_and_saw_nothing(night: Night):
    sample = read(take_in(place=SITE), open_lot(place=SITE), Reading.NEGATIVE)
    assert "Nothing seen by: fentanyl strip" in result(sample.label)[1]
    not_done = take_in(place=SITE)
    actions.read_strip(
        by=night.by(), sample=not_done.id, strip=Strip.FENTANYL, reading=Reading.NOT_DONE
    )
    assert "No test has given an answer yet" in result(not_done.label)[1]


def test_a_lot_that_was_tried_on_no_control_is_said_on_the_result(night: Night):
    lot = open_lot(place=SITE)
    sample = read(take_in(place=SITE), lot)
    assert "its lot was not tried on a control that day" in result(sample.label)[1]
    control(lot, Reading.POSITIVE)
    assert "not tried on a control" not in result(sample.label)[1]


@pytest.mark.parametrize(("hours", "tried"), [(-13, False), (-11, True), (11, True), (13, False)])
def test_a_control_counts_for_the_shift_that_it_was_tried_in(
    night: Night, hours: float, tried: bool
):
    now = clock.now()
    at = now - timedelta(hours=20)
    lot = open_lot(place=SITE, at=now - timedelta(days=3))
    sample = read(take_in(place=SITE, at=at), lot, at=at)
    control(lot, Reading.POSITIVE, at=at + timedelta(hours=hours))
    assert ("not tried on a control" not in result(sample.label)[1]) is tried


def test_the_menu_of_a_site_leads_to_each_of_its_pages(night: Night):
    menu = night.client().get(page("bench")).content.decode().split('class="menu-body"')[1]
    for name in ("board", "day", "bench"):
        assert f'href="{page(name)}"' in menu.split("</details>")[0]


def test_the_sample_shows_what_each_laboratory_named(night: Night):
    sample = take_in(place=SITE)
    _answered(night, sample.id, "caffeine", 12.0)
    shown = words(night.client(language="fr").get(page("bench-sample", sample.id)))
    assert re.search(r"Santé Canada, \S+ caféine 12", shown)


def test_what_was_sold_and_what_was_said_are_never_dropped_in_silence(night: Night):
    given = {"label": new_label(), "form": "powder", "colour": "beige"}
    both = night.client().post(page("bench"), form(often="down", other="purple", **given))
    assert both.status_code == 422
    assert "“down” is tapped and “purple” is written" in words(both)
    none = night.client().post(page("bench"), form(often="other", **given))
    assert "Write what it was sold as" in words(none)
    night.client().post(page("bench"), form(often="other", other="purple", **given))
    assert reads.sample_by_label(given["label"]).expected == "purple"


def test_what_nobody_asked_is_not_recorded_as_an_answer(night: Night):
    shown = night.client().get(page("bench")).content.decode()
    assert "checked" not in shown
    label = new_label()
    night.client().post(
        page("bench"), form(label=label, often="down", form="powder", colour="beige")
    )
    assert reads.sample_by_label(label).collected is Collected.UNTOLD


@pytest.mark.parametrize(
    "decisions", [["as_planned", "not"], ["unsaid", "less"], ["as_planned", "not", "unsaid"]]
)
def test_decisions_that_exclude_each_other_are_asked_back(night: Night, decisions: list[str]):
    sample = read(take_in(place=SITE), open_lot(place=SITE))
    told = form(surprise="more", decisions=decisions)
    answer = night.client().post(page("bench-given", sample.id), told)
    assert answer.status_code == 422
    assert "cannot both be so" in words(answer)


def test_names_that_the_dictionary_lacks_are_listed_for_its_keeper(night: Night):
    sample = take_in(place=SITE)
    by = {"by": night.by(), "sample": sample.id}
    actions.read_spectrum(
        **by, components=[facts.Component("unknownium"), facts.Component("caffeine")]
    )
    shown = words(night.client().get(page("bench-names")))
    assert "unknownium 1 sample" in shown
    assert "caffeine" not in shown


def test_the_result_reads_a_label_however_it_is_typed(night: Night):
    sample = take_in(place=SITE)
    assert result(in_groups(sample.label).lower().replace(" ", "-"))[0] == 200


def test_a_sheet_has_each_label_twice_one_for_the_bag_and_its_twin_with_an_address(night: Night):
    shown = night.client().get(page("bench-labels"))
    labels = re.findall(r"<b>((?:[A-Z0-9]{4} ?){3})</b>", shown.content.decode())
    assert len(labels) == 20
    assert labels[::2] == labels[1::2]
    assert len(set(labels)) == 10
    assert words(shown).count("testserver/r/") == 10
    assert shown.content.decode().count("<svg") >= 20


def test_a_tap_on_a_stopped_lot_is_refused_with_what_to_do(night: Night):
    lot, sample = open_lot(place=SITE), take_in(place=SITE)
    control(lot, Reading.INVALID)
    answer = night.client(Role.NURSE).post(
        page("bench-strip", sample.id),
        form(strip="fentanyl", reading="positive", lot=lot.id, sample_mg_per_ml="1"),
        follow=True,
    )
    assert "Take a strip of another lot" in words(answer)


# What is around.


def test_what_is_around_says_how_many_were_tested_and_keeps_no_cookie(night: Night):
    lot = open_lot(place=SITE, at=clock.now() - timedelta(days=20))
    for positive in (True, True, False):
        at = clock.now() - timedelta(days=10)
        reading = Reading.POSITIVE if positive else Reading.NEGATIVE
        read(take_in(place=SITE, at=at), lot, reading, at=at)
    for address, sentence in (("around-en", "2 of 3 tested"), ("around-fr", "2 sur 3 analysés")):
        response = Client().get(reverse(address))
        assert response.status_code == 200
        assert not response.cookies
        assert sentence in words(response)


def test_what_is_around_without_a_sample_says_so(night: Night):
    assert "No sample was checked" in words(Client().get(reverse("around-en")))


@pytest.mark.parametrize(
    ("name", "sent", "kind"),
    [
        ("bench-spectrum", {"components": "caffeine 42"}, "supply.sample.spectrum_read"),
        (
            "bench-lab",
            {
                "laboratory": "Santé Canada",
                "method": "gc_ms",
                "primary": "fentanyl 12",
                "trace": "xylazine",
            },
            "supply.sample.lab_answered",
        ),
        ("bench-material", {"fate": "returned", "mg": "2.5"}, "supply.sample.material_moved"),
        ("bench-given", {"surprise": "more", "decisions": ["less"]}, "supply.sample.result_given"),
        ("lot-control", {"control": "positive", "reading": "positive"}, "supply.lot.controlled"),
        ("lot-stop", {"why": "a damp box"}, "supply.lot.stopped"),
    ],
)
def test_every_form_of_the_bench_writes_once_and_goes_back(
    night: Night, name: str, sent: dict[str, object], kind: str
):
    lot = open_lot(place=SITE)
    sample = read(take_in(place=SITE, received_mg=20.0), lot)
    thing = lot.id if name.startswith("lot") else sample.id
    client, told = night.client(Role.NURSE), form(**sent)
    assert client.get(page(name, thing)).status_code == 200
    for _time in range(2):
        assert client.post(page(name, thing), told).status_code == 302
    assert [entry.kind for entry in entries(thing)].count(kind) == 1


def test_a_new_lot_is_opened_by_its_form(night: Night):
    told = form(
        strip="xylazine",
        brand="BTNX",
        number="X1",
        expires="2030-01-31",
        limit_ng_per_ml="1000",
        source="the leaflet",
    )
    night.client(Role.NURSE).post(page("lot-new"), told)
    (row,) = reads.lots(SITE)
    assert (row.number, row.expires, row.limit_ng_per_ml) == ("X1", "2030-01-31", 1000.0)


def test_what_is_written_as_a_name_is_asked_about_before_a_sample_keeps_it(night: Night):
    told = form(
        label=new_label(), often="other", other="Jean Tremblay", form="powder", colour="beige"
    )
    asked = night.client().post(page("bench"), told)
    assert asked.status_code == 422
    assert "“Jean Tremblay” may be what somebody is called" in words(asked)
    assert 'name="nobody"' in asked.content.decode()
    assert reads.sample_by_label(told["label"]) is None
    assert night.client().post(page("bench"), {**told, "nobody": "on"}).status_code == 302
    assert reads.sample_by_label(told["label"]) is not None


def test_a_telephone_is_refused_where_a_sample_is_told_of_and_where_that_is_corrected(night: Night):
    told = form(
        label=new_label(), often="other", other="514 555-1234", form="powder", colour="beige"
    )
    assert "“514 555-1234” may point to a person (a code)" in words(
        night.client().post(page("bench"), told)
    )
    sample = take_in(place=SITE)
    entry = entry_of(sample.id, facts.SampleTaken).id
    told = {"expected": "514 555-1234", "form": "powder", "colour": "beige", "collected": "walk_in"}
    change = form(**told, why="typed", at="")
    address = f"/at/{SITE}/entries/{entry}/correct/"
    assert "may point to a person" in words(night.client().post(address, change))
    assert reads.sample(sample.id).expected == "down"


def test_the_handle_of_somebody_in_the_room_is_asked_about(night: Night):
    told = form(
        label=new_label(), often="other", other="corbeau vert", form="powder", colour="beige"
    )
    night.arrive("Corbeau Vert")
    asked = night.client().post(page("bench"), told)
    assert (asked.status_code, reads.sample_by_label(told["label"])) == (422, None)
    assert "“corbeau vert” may be what somebody is called" in words(asked)


def test_results_that_were_given_say_what_was_learnt_of_them_since(night: Night):
    lot, other = open_lot(place=SITE), open_lot(Strip.XYLAZINE, place=SITE, number="X-1")
    differs = read(take_in(place=SITE), lot, Reading.NEGATIVE)
    doubtful = read(take_in(place=SITE), other, Reading.POSITIVE)
    for sample in (differs, doubtful):
        actions.give_result(by=night.by(), sample=sample.id)
    actions.answer_from_laboratory(
        by=night.by(),
        sample=differs.id,
        laboratory="Santé Canada",
        method=LabMethod.GC_MS,
        findings=[facts.Finding("fentanyl")],
    )
    control(other, Reading.NEGATIVE)
    page_of_bench = night.client().get(page("bench")).content.decode()
    given = page_of_bench.partition("Results given")[2].partition("</details>")[0]
    first, second = (words(f"<li>{each}") for each in given.split("<li>")[1:])
    assert "Fentanyl" in first
    assert first.endswith("laboratory tests differ")
    assert second.endswith("lot stopped")


def test_lots_stand_by_their_last_control_with_those_that_are_stopped_first(night: Night):
    now = clock.now()
    for number, days in (("RESTS-1", 45), ("BEFORE-1", 3), ("LATEST-1", 1)):
        lot = open_lot(place=SITE, number=number, at=now - timedelta(days=50))
        control(lot, Reading.POSITIVE, at=now - timedelta(days=days))
    stopped = open_lot(place=SITE, number="STOPPED-1", at=now - timedelta(days=50))
    control(stopped, Reading.NEGATIVE, at=now - timedelta(days=40))
    page_of_lots = night.client().get(page("lots")).content.decode()
    numbers = re.findall(r"(?:STOPPED|LATEST|BEFORE|RESTS)-1", page_of_lots)
    assert numbers == ["STOPPED-1", "LATEST-1", "BEFORE-1", "RESTS-1"]
    assert "RESTS-1" in page_of_lots.partition("<details><summary>No control")[2]
    assert re.search(r"control [A-Z][a-z]+ \d{1,2}, \d{4}", words(page_of_lots))
