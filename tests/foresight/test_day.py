"""What each lever moves, and what it leaves alone; and the day on a GPU."""

import numpy as np
import pytest

from veille.foresight.model.levers import Lever

from .places import PLACE, bare, central, run, total

DOWN, UP = -1, 1
OVERDOSES = ("overdoses_private", "overdoses_public", "overdoses_on_site")


def overdoses(result: object) -> int:
    return sum(total(result, name) for name in OVERDOSES)  # type: ignore[arg-type]


#: Lever, what it moves and which way, what stays equal to the last person: nothing upstream moves.
#: Overdoses kill nobody here, so that nobody's survival moves what comes before.
MOVES = [
    (
        Lever("fixed_sites", 4),
        {"overdoses_on_site": UP, "site_visits": UP, "public_injections": DOWN},
        ("police_encounters", "homes_lost"),
    ),
    (Lever("mobile_sites", 5), {"overdoses_on_site": UP, "site_visits": UP}, ("charges",)),
    (Lever("needle_exchange", 1), {"hcv_infections": DOWN}, ("overdoses_private", "charges")),
    (
        Lever("naloxone_kits", 4_000),
        {"kits_given": UP, "naloxone_given": UP},
        ("overdoses_private", "overdoses_public", "charges", "hcv_infections"),
    ),
    (
        Lever("drug_checking", 1),
        {"drug_checks": UP, "overdoses_private": DOWN},
        ("charges", "hcv_infections"),
    ),
    (
        Lever("agonist_capacity", 300),
        {"agonist_days": DOWN, "overdoses_private": UP},
        ("other_deaths", "homes_lost"),
    ),
    (
        Lever("agonist_access", 8),
        {"agonist_starts": UP, "overdoses_private": DOWN},
        ("other_deaths", "homes_lost"),
    ),
    (
        Lever("agonist_demand", 1.4),
        {"agonist_days": UP, "overdoses_private": DOWN},
        ("other_deaths", "homes_lost"),
    ),
    (
        Lever("agonist_retention", 5),
        {"agonist_days": UP, "overdoses_private": DOWN},
        ("other_deaths", "homes_lost"),
    ),
    (
        Lever("safer_supply_capacity", 4_000),
        {"safer_starts": UP, "overdoses_private": DOWN},
        ("other_deaths", "homes_lost"),
    ),
    (Lever("treatment_beds", 2_000), {"bed_starts": UP, "bed_days": UP}, ("other_deaths",)),
    (
        Lever("decriminalization", 1),
        {"charges": DOWN, "confiscations": DOWN, "prison_sentences": DOWN},
        ("other_deaths",),
    ),
    (
        Lever("possession_policing", 3),
        {"charges": UP, "confiscations": UP, "prison_days": UP},
        ("other_deaths",),
    ),
    (Lever("operations", 20), {"overdoses_private": UP}, ("charges", "hcv_infections")),
    (Lever("homes", 200), {"homes_found": UP, "unhoused_days": DOWN}, ("took_up",)),
    (Lever("uptake", 2), {"took_up": UP}, ()),
    (
        Lever("good_samaritan", 1),
        {"ambulance_calls": UP},
        ("overdoses_private", "overdoses_public", "charges", "naloxone_given"),
    ),
]


@pytest.mark.parametrize(("lever", "moved", "left"), MOVES, ids=[row[0].kind for row in MOVES])
def test_a_lever_moves_what_it_should(lever: Lever, moved: dict[str, int], left: tuple[str, ...]):
    p = central().replaced(fatality_unaided=0, fatality_naloxone=0, injury_share=0)
    without, pulled = run(p=p), run(lever, p=p)

    for name, way in moved.items():
        assert np.sign(total(pulled, name) - total(without, name)) == way, name
    for name in left:
        by_month = [result.monthly[name].sum(axis=1).tolist() for result in (pulled, without)]
        assert by_month[0] == by_month[1], name


def test_a_commission_refers_only_who_is_not_charged():
    nobody = run(Lever("commission", 1))
    those = run(Lever("commission", 1), Lever("decriminalization", 1))

    assert total(nobody, "commission_referrals") == 0
    assert total(those, "commission_referrals") > total(those, "commission_attendances") > 0
    assert total(those, "commission_treatments") > 0


@pytest.mark.parametrize(
    ("options", "charged"),
    [({"threshold_g": 0}, 1.0), ({"age": 99}, 1.0), ({"threshold_g": 100, "age": 0}, 0.0)],
)
def test_whom_a_law_leaves_alone_hangs_on_amount_and_age(options: dict[str, float], charged: float):
    result = run(Lever("decriminalization", 1, options=options))

    share = total(result, "confiscations") / total(result, "police_encounters")
    assert share == pytest.approx(charged, abs=0.01)


def test_mail_interdiction_turns_on_volume_against_potency():
    """With equal exponents nothing moves; with volume alone overdoses fall; with potency rise."""
    lever = Lever("mail_interdiction", 0.8)
    volume = central().replaced(interdiction_volume=1, interdiction_potency=0)
    potency = central().replaced(interdiction_volume=0, interdiction_potency=1)

    even = overdoses(run())
    assert overdoses(run(lever)) == even
    assert overdoses(run(lever, p=volume)) < even < overdoses(run(lever, p=potency))


def test_softer_law_brings_more_use_only_as_far_as_is_assumed():
    lever = Lever("decriminalization", 1)
    more = central().replaced(softer_law_uptake=0.5)

    assert total(run(lever), "took_up") == total(run(), "took_up")
    assert total(run(lever, p=more), "took_up") > total(run(), "took_up")


def test_a_full_site_turns_people_away():
    few = run(Lever("fixed_sites", 1, options={"seats": 1}))
    many = run(Lever("fixed_sites", 1, options={"seats": 40}))

    assert total(few, "turned_away") > total(many, "turned_away")
    assert total(few, "site_visits") < total(many, "site_visits")


def test_safer_supply_acts_only_while_dispensed():
    """Who has a place and loses it when the programme closes has no better luck from then on."""
    closes = Lever("safer_supply_capacity", 4_000, end=PLACE.fentanyl[0][0].replace(month=7))
    p = central().replaced(safer_ratio=0.01, safer_use_factor=1.0, fatality_unaided=0.0)
    open_then = run(closes, p=p, days=728)
    never = run(p=p, days=728)

    last_year = slice(13, None)
    gone = open_then.monthly["safer_days"][last_year].sum()
    assert gone < 0.02 * open_then.monthly["safer_days"].sum()
    after = [
        sum(int(one.monthly[name][last_year].sum()) for name in OVERDOSES)
        for one in (open_then, never)
    ]
    assert after[0] == pytest.approx(after[1], rel=0.1)


def test_nobody_is_on_site_where_there_is_none():
    result = run(place=bare())

    assert total(result, "overdoses_on_site") == total(result, "site_visits") == 0
