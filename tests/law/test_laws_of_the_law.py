"""What holds for every case: order, splitting, more of the same, kept answers, no exception."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.law import Case, Place, Substance, assess, book, changes, codes, substances
from veille.law.answer import GRAVITY, Answer
from veille.law.books import canonical
from veille.law.case import CIRCUMSTANCES, LANDMARKS, PLACE_KINDS
from veille.law.conditions import Seen
from veille.law.deciding import decide
from veille.law.words import say

NAMES = [*sorted(substances()), "unobtainium", "down", "acetorphine"]
#: Amounts at which something changes somewhere, and their neighbours, in micrograms.
EDGES = [
    round(grams * 10**6)
    for grams in (0.0005, 0.1, 0.3, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 8, 10, 12, 15, 25, 30, 50, 60)
]
micrograms = st.one_of(
    st.integers(0, 80_000_000),
    st.sampled_from(EDGES).flatmap(lambda edge: st.integers(edge - 1, edge + 1)),
)
CHANGES = sorted({day for code in codes() for day in book(code).changes})
days = st.one_of(
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.sampled_from(CHANGES).flatmap(
        lambda day: st.sampled_from([day - timedelta(days=1), day, day + timedelta(days=1)])
    ),
)
SETTINGS = settings(max_examples=300, deadline=None)


def grams(millionths: int) -> Decimal:
    return Decimal(millionths) / 10**6


weighed = st.builds(
    lambda name, amount: Substance(name, grams=grams(amount)), st.sampled_from(NAMES), micrograms
)
counted = st.builds(
    lambda name, pills: Substance(name, pills=Decimal(pills)),
    st.sampled_from(NAMES),
    st.integers(0, 60),
)
pure = st.builds(
    lambda name, amount: Substance(name, grams_active=grams(amount)),
    st.sampled_from(NAMES),
    micrograms,
)
mixed = st.builds(
    lambda name, amount, others: Substance(name, grams=grams(amount), mixed_with=tuple(others)),
    st.sampled_from(NAMES),
    micrograms,
    st.lists(st.sampled_from(NAMES), max_size=2),
)
carried = st.lists(st.one_of(weighed, weighed, counted, pure, mixed), min_size=1, max_size=4)
near = st.dictionaries(st.sampled_from(LANDMARKS), st.integers(0, 40).map(Decimal), max_size=2)
cases = st.builds(
    Case,
    jurisdiction=st.sampled_from(codes()),
    date=days,
    age=st.integers(5, 90),
    place=st.builds(Place, st.sampled_from(PLACE_KINDS), near),
    substances=carried.map(tuple),
    circumstances=st.lists(st.sampled_from(CIRCUMSTANCES), max_size=2, unique=True).map(tuple),
)


def freshly(case: Case) -> Answer | None:
    """The answer with nothing kept from before; None before the first rule."""
    day = book(case.jurisdiction).on(case.date)
    return decide(Seen.of(case), day, book(case.jurisdiction)) if day else None


@SETTINGS
@given(cases)
def test_each_case_has_an_answer_with_an_applied_rule(case: Case):
    answer = assess(case)
    assert answer.applied
    assert all(each.reference.act.en for each in answer.applied)
    assert answer.text.en
    assert answer.text.fr


@SETTINGS
@given(cases)
def test_an_answer_that_was_kept_is_the_answer(case: Case):
    fresh = freshly(case)
    assert fresh is None or assess(case) == fresh


@SETTINGS
@given(cases)
def test_what_rests_on_memory_alone_says_so_beside_it(case: Case):
    answer = assess(case)
    recalled = any(each.reference.source == "recalled" for each in answer.applied)
    assert recalled == (answer.source == "recalled")
    assert recalled == (say("unverified").en in answer.text.en)
    assert recalled == (say("unverified").fr in answer.text.fr)


@SETTINGS
@given(cases, st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True))
def test_a_mixture_is_never_answered_more_mildly_than_what_it_holds(case: Case, others):
    """In one bag or in bags apart: what else is there takes nothing away."""
    first, rest = case.substances[0], case.substances[1:]
    held = dict.fromkeys((*(first.mixed_with or ()), *others))
    mixed = msgspec.structs.replace(first, mixed_with=tuple(held))
    alone, with_others = (
        assess(case),
        assess(msgspec.structs.replace(case, substances=(mixed, *rest))),
    )
    if "undetermined" in (alone.outcome, with_others.outcome):
        return
    assert GRAVITY.index(with_others.outcome) >= GRAVITY.index(alone.outcome)


@SETTINGS
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_substances_and_circumstances_changes_nothing(case: Case, random):
    what, so = list(case.substances), list(case.circumstances)
    random.shuffle(what)
    random.shuffle(so)
    shuffled = msgspec.structs.replace(case, substances=tuple(what), circumstances=tuple(so))
    assert assess(shuffled) == assess(case)


@SETTINGS
@given(cases, st.integers(0, 100))
def test_one_amount_in_two_entries_changes_nothing(case: Case, percent: int):
    whole, rest = case.substances[0], case.substances[1:]
    for measure in ("grams", "grams_active"):
        amount = getattr(whole, measure)
        if amount is not None:
            part = round(amount * percent / 100, 6)
            parts = [
                msgspec.structs.replace(whole, **{measure: each}) for each in (part, amount - part)
            ]
            split = msgspec.structs.replace(case, substances=(*parts, *rest))
            assert assess(split) == assess(case)


@SETTINGS
@given(cases, st.integers(0, 30_000_000))
def test_more_of_the_same_is_never_answered_more_mildly(case: Case, more: int):
    first = case.substances[0]
    if first.grams is None:
        return
    heavier = msgspec.structs.replace(first, grams=first.grams + grams(more))
    less = assess(case)
    most = assess(msgspec.structs.replace(case, substances=(heavier, *case.substances[1:])))
    if "undetermined" in (less.outcome, most.outcome):
        return  # neither mild nor grave: nothing covers it
    assert GRAVITY.index(most.outcome) >= GRAVITY.index(less.outcome)


@SETTINGS
@given(cases)
def test_what_cannot_be_told_is_never_between_two_same_ends(case: Case):
    answer = assess(case)
    if answer.outcome == "undetermined" and answer.ends:
        mild, grave = answer.ends
        assert GRAVITY.index(mild.outcome) < GRAVITY.index(grave.outcome)
    elif answer.ends:
        assert {end.outcome for end in answer.ends} == {answer.outcome}


@SETTINGS
@given(cases)
def test_the_spans_cover_every_day_without_a_gap_and_say_what_assess_says(case: Case):
    spans = changes(case)
    assert spans[0].begins == book(case.jurisdiction).changes[0]
    assert spans[-1].until is None
    for one, next_one in pairwise(spans):
        assert one.until == next_one.begins
    for span in spans:
        if span.begins <= case.date and (span.until is None or case.date < span.until):
            answer = assess(case)
            assert (span.answer.outcome, span.answer.text) == (answer.outcome, answer.text)


def test_a_jurisdiction_without_rules_is_undetermined_and_raises_nothing():
    case = Case("XX", date(2023, 1, 1), 30, Place("street"), (Substance("heroin", grams=1),))
    answer = assess(case)
    assert (answer.outcome, bool(answer.applied), changes(case)) == ("undetermined", True, [])


def test_a_name_is_read_as_people_write_it():
    written = ("Crack cocaine", "crack-cocaine", " CRACK ", "cocaine_base")
    assert {canonical(name) for name in written} == {"crack"}


def test_a_float_is_what_it_says():
    assert Substance("heroin", grams=2.5).grams == Decimal("2.5")
    assert Substance("heroin", grams=0.1).grams == Decimal("0.1")
