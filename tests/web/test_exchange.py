"""Pages of the exchange: handing out by one tap, the form, the question, undo; the stock."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from veille.accounts.access import can_open
from veille.accounts.models import Role
from veille.care.exchange import facts, reads, stock
from veille.care.exchange.pages.urls import urlpatterns
from veille.care.exchange.tables import (
    CleanUpRow,
    CountRow,
    DeliveryRow,
    ExchangeRow,
    KitUseRow,
    TrainingRow,
    TransferRow,
)
from veille.care.exchange.words import Item
from veille.ledger.ids import new_id
from veille.ledger.recording import entries

from . import exchange
from .exchange import amounts, count, hand_out
from .night import HANDLE, SITE, TRUCK, Night, facts_written, form, markup, said, words
from .test_pages_in_both_languages import foreign

LANGUAGES = ("fr", "en")


def address(name: str = "equipment", *parts: str, slug: str = SITE) -> str:
    return reverse(name, args=[slug, *parts])


def tap(client: Client, bundle: str, to: str = "", **other: Any) -> Any:
    return client.post(to or address(), form(bundle=bundle, **other))


def out(**said: Any) -> dict[str, Any]:
    """What the form sends: `out(syringe_one="10", back="4")`."""
    items = {f"out-{name}": said.pop(name) for name in list(said) if name in Item.values}
    usual = {"back_how": "counted", "collecting": "self", "setting": "desk"}
    return form(**{**usual, **items, **said})


def test_a_bundle_is_one_tap_then_said_with_an_undo(night: Night):
    client = night.client()
    before = facts_written()
    answer = tap(client, "injection-10")
    assert facts_written() == before + 1
    row = ExchangeRow.objects.get()
    assert (row.visit, row.setting, {a["item"]: a["count"] for a in row.out}["syringe_one"]) == (
        "",
        "desk",
        10,
    )
    page = client.get(answer.url)
    assert "Handed out. 10 × 1 mL syringe" in words(page).replace("\u00a0", " ")
    assert (
        f'href="{address("equipment-thing", row.id)}">Injection × 10</a>' in page.content.decode()
    )
    undo = address("equipment-undo", row.id)
    assert f'action="{undo}"' in page.content.decode()
    undone = client.post(undo, form())
    assert undone.url == address()
    assert "Undone" in said(undone)
    assert not ExchangeRow.objects.exists()
    assert "Undone" in words(client.get(undone.url))


def test_two_taps_of_one_button_hand_out_once(night: Night):
    client, identity = night.client(), new_id()
    first = client.post(address(), {"bundle": "naloxone", "submission": identity})
    second = client.post(address(), {"bundle": "naloxone", "submission": identity})
    assert (first.status_code, second.url) == (302, address())
    assert "saved already" in said(second)
    assert ExchangeRow.objects.count() == 1


def test_a_bundle_at_the_truck_is_handed_out_at_the_truck(night: Night):
    tap(night.client(), "sex", address(slug=TRUCK))
    assert ExchangeRow.objects.get().setting == "truck"


@pytest.mark.parametrize("bundle", ["nothing", "", "x" * 60])
def test_a_bundle_that_is_not_offered_is_refused_in_words(night: Night, bundle: str):
    answer = tap(night.client(), bundle)
    assert answer.url == address()
    assert said(answer)
    assert not ExchangeRow.objects.exists()


def test_the_form_takes_needles_back_bundles_and_single_items_together(night: Night):
    told = out(
        syringe_one="2",
        condom="",
        back="12",
        bundles=["injection-10", "naloxone"],
        back_kinds=["syringes", "container"],
        others="3",
        note="calm",
    )
    told["back_how"] = "estimated"
    answer = night.client().post(address(), told)
    assert "?made=" in answer.url
    row = ExchangeRow.objects.get()
    held = {one["item"]: one["count"] for one in row.out}
    assert (held["syringe_one"], held["cooker"], held["kit_nasal"]) == (12, 10, 1)
    assert "condom" not in held
    assert (row.back, row.back_how, row.back_kinds) == (12, "estimated", ["syringes", "container"])
    assert (row.collecting, row.others) == ("both", 3), "a number alone says that it is for others"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "Nothing is handed out"),
    ({"syringe_one": "ten"}, "“ten” is not a whole number"),
    ({"syringe_one": "-1"}, "greater than or equal to 0"),
    ({"syringe_one": "1.5"}, "not a whole number"),
    ({"syringe_one": "9" * 30}, "less than or equal to"),
    ({"syringe_one": "20001"}, "from 1 to 20000"),
    ({"back": "-3"}, "greater than or equal to 0"),
    ({"condom": "1", "at": "soon"}, "is not a time"),
    ({"condom": "1", "setting": "moon"}, "no longer offered"),
    ({"condom": "1", "bundles": ["nothing"]}, "no longer offered"),
    ({"condom": "1", "note": "x" * 2001}, "2000"),
]


@pytest.mark.parametrize(("told", "sentence"), WRONG)
def test_a_form_filled_in_wrongly_comes_back_with_its_words(
    night: Night, told: dict[str, Any], sentence: str
):
    before = facts_written()
    answer = night.client().post(address(), out(**told))
    assert answer.status_code == 422
    assert sentence in words(answer).replace(",", "").replace("\u00a0", "")
    for name, typed in told.items():
        if name in Item.values:
            assert f'value="{typed}"' in answer.content.decode()
    assert facts_written() == before


def test_more_than_the_stock_holds_asks_and_is_written_once_confirmed(night: Night):
    count(night, syringe_one=4)
    client = night.client()
    before = facts_written()
    asked = tap(client, "injection-10")
    assert (asked.status_code, facts_written()) == (422, before)
    assert "1 mL syringe: 4 left, 10 asked for" in words(asked)
    page = asked.content.decode()
    question = page[
        page.index('id="question"') : page.index("</form>", page.index('id="question"'))
    ]
    fields = dict(re.findall(r'name="(\w[\w-]*)" value="([^"]*)"', question))
    fields.pop("csrfmiddlewaretoken", None)
    assert fields["anyway"] == "on"
    assert client.post(address(), fields).status_code == 302
    assert entries(ExchangeRow.objects.get().id)[0].body.beyond == (Item.SYRINGE_ONE,)
    assert "to be counted" in words(client.get(address("stock")))
    # It is known to be wrong now: nobody is asked again.
    assert tap(client, "injection-10").status_code == 302


def test_the_question_keeps_everything_that_the_form_said(night: Night):
    count(night, condom=1)
    client = night.client()
    asked = client.post(address(), out(condom="2", back="7", bundles=["crack", "meth"], note="x"))
    page = asked.content.decode()
    question = page[
        page.index('id="question"') : page.index("</form>", page.index('id="question"'))
    ]
    sent = re.findall(r'name="(\w[\w-]*)" value="([^"]*)"', question)
    data: dict[str, list[str]] = {}
    for name, value in sent:
        data.setdefault(name, []).append(value)
    assert client.post(address(), data).status_code == 302
    row = ExchangeRow.objects.get()
    held = {one["item"]: one["count"] for one in row.out}
    assert (held["condom"], held["stem"], held["bubble"], row.back) == (2, 1, 1, 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_and_its_answer_are_in_the_language_that_was_chosen(
    night: Night, language: str
):
    count(night, syringe_one=4)
    client = night.client(Role.PEER, language)
    asked = tap(client, "injection-10")
    assert not foreign(asked, language)
    answer = tap(client, "injection-10", anyway="on")
    assert not foreign(client.get(answer.url), language)


def test_for_a_visit_it_is_the_visitors_and_stands_on_the_visits_page(night: Night):
    visit = night.arrive(HANDLE)
    client = night.client()
    page = client.get(address("visit", visit))
    door = address("equipment-visit", visit)
    assert f'href="{door}"' in page.content.decode()
    assert f"Equipment for {HANDLE}" in words(client.get(door))
    answer = tap(client, "naloxone", door)
    assert answer.url.startswith(door)
    row = ExchangeRow.objects.get()
    assert row.visit == visit
    assert row.person
    assert "Handed out: 1 × naloxone kit, nasal" in words(
        client.get(address("visit", visit))
    ).replace("\u00a0", " ")
    assert client.get(address("equipment-visit", visit, slug=TRUCK)).status_code == 404
    assert tap(client, "naloxone", address("equipment-visit", new_id())).status_code in (302, 404)
    assert ExchangeRow.objects.count() == 1
    undone = client.post(address("equipment-undo", row.id), form())
    assert undone.url == door


def test_undo_is_refused_in_words_to_somebody_else(night: Night):
    made = hand_out(night, condom=1, role=Role.NURSE)
    client = night.client(Role.PEER)
    answer = client.post(address("equipment-undo", made), form())
    assert "Noor Nurse handed this out" in said(answer)
    assert ExchangeRow.objects.exists()
    assert "Undo" not in words(client.get(address("equipment-thing", made)))
    assert "Undo" in words(night.client(Role.NURSE).get(address("equipment-thing", made)))
    assert "Handed out." not in words(client.get(f"{address()}?made={made}"))


def test_clean_ups_training_and_kits_used_are_told_and_listed(night: Night):
    client = night.client()
    visit = night.arrive(HANDLE)
    saved = [
        client.post(address("clean-up"), form(needles="7", how="counted", where="Parc Berri")),
        client.post(address("kit-training"), form(people="2", visit=visit)),
        client.post(
            address("kit-used"),
            form(kits="1", kit_form="nasal", outcome="survived", called="yes", visit=visit),
        ),
    ]
    home = address("equipment-visit", visit)
    assert [answer.url for answer in saved] == [address(), home, home]
    assert CleanUpRow.objects.get().where == "Parc Berri"
    assert TrainingRow.objects.get().visit == KitUseRow.objects.get().visit == visit
    page = words(client.get(address()))
    for one in (
        "Clean-up: 7 needles (counted)",
        "Parc Berri",
        "Trained with naloxone: 2",
        "Naloxone kits used: 1",
        "outcome: they survived",
    ):
        assert one in page


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("clean-up", {"needles": "7", "how": "counted", "where": " "}),
        ("clean-up", {"needles": "", "how": "counted", "where": "x"}),
        ("clean-up", {"needles": "7", "where": "x"}),
        ("kit-training", {"people": "0"}),
        ("kit-training", {"people": "2", "visit": "0" * 32}),
        ("kit-used", {"kits": "1"}),
        ("stock-count", {}),
        ("stock-count", {"found-water": "-1"}),
        ("stock-delivery", {}),
        ("stock-delivery", {"items-water": "many"}),
        ("stock-send", {"items-water": "5"}),
        ("stock-send", {"items-water": "5", "to": SITE}),
        ("stock-send", {"to": TRUCK}),
        ("stock-reorder", {"levels-water": "20001"}),
        ("bundle-new", {"name": "", "items-water": "5"}),
        ("bundle-new", {"name": "Eau"}),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_said_beside_it(
    night: Night, name: str, told: dict[str, Any], language: str
):
    before = facts_written()
    answer = night.client(Role.NURSE, language).post(address(name), form(**told))
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not foreign(answer, language)
    assert facts_written() == before


def test_the_stock_shows_what_is_left_what_is_low_and_the_difference(night: Night):
    count(night, syringe_one=100, water=10)
    count(night, role=Role.NURSE, syringe_one=88)
    hand_out(night, syringe_one=40)
    by = night.by(Role.COORDINATOR)
    stock.set_reorder(by=by, place=SITE, levels={Item.SYRINGE_ONE: 50})
    stock.deliver(by=by, place=SITE, items=amounts(water=1_500))
    page = night.client(Role.PEER).get(address("stock"))
    text = words(page)
    line = re.search(r"1 mL syringe ▲?\s*reorder (\d+) (\d+) ([\d.]+) (\d+) \S+ · (−\d+)", text)
    assert line, text
    assert line.groups() == ("48", "1", "40.0", "50", "−12")
    assert "1,510" in text
    assert "by the mean handed out a day over the last 28 days" in text
    assert re.search(r"1 mL syringe 88 100 −12 \S+( \S+)* · Noor Nurse", text), text
    assert "Delivery…" not in text
    assert "Count…" in text
    assert "Delivery…" in words(night.client(Role.NURSE).get(address("stock")))


def test_a_stock_that_nobody_counted_says_what_to_do(night: Night):
    text = words(night.client().get(address("stock")))
    assert "Nothing was counted here yet" in text
    hand_out(night, condom=3)
    assert "condom never counted" in words(night.client().get(address("stock")))


def test_two_who_count_at_once_are_told_and_both_are_kept(night: Night):
    count(night, syringe_one=100)
    peer, nurse = night.client(Role.PEER), night.client(Role.NURSE)
    opened = [
        re.search(r'name="opened" value="([^"]+)"', c.get(address("stock-count")).content.decode())
        for c in (peer, nurse)
    ]
    first, second = (
        client.post(
            address("stock-count"),
            {**form(opened=when[1] if when else ""), "found-syringe_one": found},
        )
        for client, when, found in ((peer, opened[0], "90"), (nurse, opened[1], "88"))
    )
    assert said(first) == "Counted. 1 item differs from what the stock said: see the counts below."
    assert "Ali Peer counted too" in said(second)
    rows = CountRow.objects.order_by("at").values_list("found", "expected")
    assert list(rows) == [(100, None), (90, 100), (88, 90)]
    level = reads.level(SITE, Item.SYRINGE_ONE)
    assert level is not None
    assert level.left == 88


def test_a_count_of_none_is_a_count(night: Night):
    night.client().post(address("stock-count"), form(**{"found-water": "0"}))
    assert CountRow.objects.get().found == 0


def test_a_transfer_goes_from_one_site_to_the_other(night: Night):
    client = night.client(Role.COORDINATOR)
    sent = client.post(address("stock-send"), form(to=TRUCK, **{"items-kit_nasal": "24"}))
    assert "under way" in said(sent)
    transfer = TransferRow.objects.get()
    assert "not received yet" in words(client.get(address("stock")))
    there = words(client.get(address("stock", slug=TRUCK)))
    assert "All of it arrived" in there
    receive = address("stock-receive", transfer.id, slug=TRUCK)
    assert client.get(address("stock-receive", transfer.id)).status_code == 404
    assert 'name="items-kit_nasal" id="id_items_kit_nasal" value="24"' in markup(
        client.get(receive)
    )
    early = client.post(receive, {**form(at="00:00"), "items-kit_nasal": "23"})
    assert early.status_code in (302, 422)
    if early.status_code == 422:
        client.post(receive, {**form(), "items-kit_nasal": "23"})
    assert TransferRow.objects.get().received == [{"item": "kit_nasal", "count": 23}]
    again = client.post(receive, form(all="1"))
    assert again.url == address("stock", slug=TRUCK)
    assert "already" in said(again)


def test_a_transfer_is_seen_by_both_sites_and_each_corrects_what_it_said(night: Night):
    sent = stock.send(by=night.by(), place=SITE, to=TRUCK, items=amounts(water=9))
    stock.receive(by=night.by(), place=TRUCK, transfer=sent.id)
    client = night.client(Role.NURSE)
    gone, came = entries(sent.id)
    for slug, own, other in ((SITE, gone, came), (TRUCK, came, gone)):
        page = client.get(address("equipment-thing", sent.id, slug=slug)).content.decode()
        assert address("entry-correct", own.id, slug=slug) in page
        assert address("entry-correct", other.id, slug=slug) not in page
        assert "Sent to L’Anonyme" in page


def test_all_of_a_transfer_arrives_by_one_tap(night: Night):
    coming = stock.send(by=night.by(), place=TRUCK, to=SITE, items=amounts(foil=5, water=9))
    client = night.client(Role.NURSE)
    assert client.post(address("stock-receive", coming.id), form(all="1")).status_code == 302
    assert TransferRow.objects.get().received == [
        {"item": "foil", "count": 5},
        {"item": "water", "count": 9},
    ]


def test_a_delivery_and_levels_are_saved(night: Night):
    client = night.client(Role.COORDINATOR)
    client.post(address("stock-delivery"), form(**{"items-syringe_one": "1 500"}))
    assert DeliveryRow.objects.get().items == [{"item": "syringe_one", "count": 1_500}]
    client.post(address("stock-reorder"), form(**{"levels-water": "50", "levels-foil": "0"}))
    assert reads.reorder_levels(SITE) == {Item.WATER: 50, Item.FOIL: 0}
    shown = markup(client.get(address("stock-reorder")))
    assert 'name="levels-water" id="id_levels_water" value="50"' in shown
    again = client.post(address("stock-reorder"), form(**{"levels-water": "50"}))
    assert "Levels saved" in said(again)
    assert reads.reorder_levels(SITE) == {Item.WATER: 50}


def test_bundles_are_changed_added_and_dropped(night: Night):
    client = night.client(Role.COORDINATOR)
    change = address("bundle", "meth")
    assert 'value="Meth"' in client.get(change).content.decode()
    client.post(change, form(name="Verre", **{"items-bubble": "2"}))
    client.post(address("bundle-new"), form(name="Trousse du froid", **{"items-foil": "1"}))
    client.post(address("bundle-drop", "crack"), form())
    page = words(client.get(address()))
    assert "Verre" in page
    assert "Trousse du froid" in page
    assert "Crack" not in page
    assert client.get(address("bundle", "crack")).status_code == 404
    assert "Change…" not in words(night.client(Role.PEER).get(address("bundles")))


def test_an_exchange_is_corrected_from_its_page_and_what_it_said_stays(night: Night):
    made = hand_out(night, syringe_one=100, back=3)
    client = night.client(Role.PEER)
    page = client.get(address("equipment-thing", made)).content.decode()
    entry = entries(made)[0]
    correct = address("entry-correct", entry.id)
    assert f'href="{correct}"' in page
    shown = markup(client.get(correct))
    assert 'name="out-syringe_one" id="id_out_syringe_one" value="100"' in shown
    told = form(
        why="typed",
        back="",
        back_how="counted",
        collecting="self",
        setting="desk",
        **{"out-syringe_one": "10"},
    )
    answer = client.post(correct, told)
    assert answer.url == address("equipment-thing", made)
    row = ExchangeRow.objects.get()
    assert (row.out, row.back) == ([{"item": "syringe_one", "count": 10}], 0)
    text = words(client.get(answer.url)).replace("\u00a0", " ")
    assert "Handed out: 10 × 1 mL syringe" in text
    assert "Handed out: 100 × 1 mL syringe" in text
    nothing = client.post(correct, {**told, "out-syringe_one": "", "submission": new_id()})
    assert nothing.status_code == 422


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (facts.CleanedUp, {"needles": "9", "how": "estimated"}),
        (facts.Trained, {"people": "9"}),
        (
            facts.KitsUsed,
            {"kits": "9", "kit_form": "injectable", "outcome": "died", "called": "unknown"},
        ),
        (facts.Delivered, {"items-water": "9"}),
        (facts.Counted, {"found-water": "9"}),
        (facts.Sent, {"items-water": "9"}),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_entry_is_corrected_by_its_form(night: Night, body: Any, changes: dict[str, str]):
    exchange.places(night, night.arrive())
    rows: Any = {
        facts.CleanedUp: CleanUpRow,
        facts.Trained: TrainingRow,
        facts.KitsUsed: KitUseRow,
        facts.Delivered: DeliveryRow,
        facts.Sent: TransferRow,
    }
    if body is facts.Counted:
        about = CountRow.objects.filter(site=SITE).first().thing  # type: ignore[union-attr]
    else:
        about = rows[body].objects.filter(site=SITE).first().id
    entry = entries(about)[0]
    address_ = address("entry-correct", entry.id)
    client = night.client(Role.NURSE)
    assert client.get(address_).status_code == 200
    answer = client.post(address_, form(why="typed", **changes))
    assert answer.status_code == 302, words(answer)
    said_now = entries(about)[0].body
    assert "9" in str(said_now)
    assert said_now != entry.body
    if body is facts.Counted:
        assert said_now.expected == entry.body.expected


def test_an_entry_of_another_site_or_of_the_floor_is_not_shown(night: Night):
    made = hand_out(night, TRUCK, condom=1)
    visit = night.arrive()
    client = night.client(Role.NURSE)
    for thing in (made, visit, new_id()):
        assert client.get(address("equipment-thing", thing)).status_code == 404


def test_the_auditor_reads_and_hands_nothing_out(night: Night):
    hand_out(night, syringe_one=10)
    client = night.client(Role.AUDITOR)
    page = client.get(address())
    assert "10 × 1 mL syringe" in words(page).replace("\u00a0", " ")
    assert 'name="bundle"' not in page.content.decode()
    assert tap(client, "naloxone").status_code == 403


def test_twenty_five_a_page_and_the_rest_one_tap_away(night: Night):
    for _n in range(26):
        hand_out(night, condom=1)
    client = night.client()
    first = client.get(address()).content.decode()
    assert first.count("condom</a>") == 25
    assert client.get(f"{address()}?page=2").content.decode().count("condom</a>") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_language_that_was_chosen(night: Night, language: str):
    visit = night.arrive(HANDLE)
    parts = {"slug": SITE, "visit": visit, **exchange.places(night, visit)}
    things = [
        parts["thing"],
        parts["transfer"],
        *(
            row.id
            for model in (CleanUpRow, TrainingRow, KitUseRow, DeliveryRow)
            for row in model.objects.all()
        ),
    ]
    client = night.client(Role.COORDINATOR, language)
    for pattern in urlpatterns:
        wanted = {name: parts[name] for name in pattern.pattern.converters}
        if can_open(Role.COORDINATOR, pattern.name or ""):
            page = client.get(reverse(pattern.name or "", kwargs=wanted))
            assert page.status_code == 200, pattern.name
            assert not foreign(page, language), pattern.name
    for thing in things:
        page = client.get(address("equipment-thing", thing))
        assert page.status_code == 200
        assert not foreign(page, language)
    assert not foreign(client.get(address("visit", visit)), language)


def test_the_tab_leads_to_it(night: Night):
    assert f'href="{address()}"' in night.client().get(f"/at/{SITE}/").content.decode()
    assert address() not in night.client(Role.ADMINISTRATOR).get("/sites/").content.decode()
