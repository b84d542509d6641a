"""What leaves the house gives no small count away: tried by a reader who solves all of it."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from veille.disclosure import (
    NETWORK,
    SMALLEST,
    Cell,
    Counts,
    CountTable,
    Published,
    Relation,
    Shape,
    beside,
    leaves,
    ranges,
    withheld,
)

SMALL = range(1, SMALLEST)
#: Of a number without a known bound a reader thinks no more than this.
MOST = 300
#: A question that needs more steps than this is given up, and another report tried.
PATIENCE = 1_500


def table(
    key: str, rows: str, whole: str, shape: Shape, adds_up: bool = True, leaves: bool = True
) -> CountTable:
    return CountTable([f"{key}.{row}" for row in rows], whole, shape, adds_up, leaves)


def report_of(tables: Iterable[CountTable], sites: str, numbers: Mapping[Cell, int]) -> Counts:
    return Counts(list(tables), [*sites, NETWORK] if len(sites) > 1 else list(sites), numbers)


@dataclass(frozen=True)
class Figure:
    of: Mapping[str, int] | None
    made_of: Sequence[str]


class Reader:
    """Knows which tables there are, what was published, and that noughts are. Solves in whole
    numbers, by trying; shares nothing with the code that withholds."""

    def __init__(self, report: Counts, published: Mapping[Cell, int]) -> None:
        self.least: dict[object, int] = {}
        self.most: dict[object, int] = {}
        self.steps = 0
        self.rules: list[tuple[dict[object, int], bool]] = []
        for t in report.tables:
            for name in t.names:
                for place in report.places:
                    known = published.get((name, place))
                    self.least[name, place] = 1 if known is None else known
                    self.most[name, place] = MOST if known is None else known
        for t in report.tables:
            self._sites(report, t)
            for place in report.places:
                self._whole(t, place)

    def _sites(self, report: Counts, t: CountTable) -> None:
        if NETWORK not in report.places:
            return
        for name in t.names:
            here = {(name, place): 1 for place in report.places if place != NETWORK}
            self.rules.append(({**here, (name, NETWORK): -1}, t.adds_up))
            if not t.adds_up:
                self.rules += [({(name, NETWORK): 1, cell: -1}, False) for cell in here]

    def _whole(self, t: CountTable, place: str) -> None:
        rows = {(name, place): 1 for name in t.names}
        if t.shape is Shape.PARTS:
            self.rules.append(({**rows, (t.whole, place): -1}, True))
        elif t.shape is not Shape.ALONE:
            self.rules += [({(t.whole, place): 1, row: -1}, False) for row in rows]
        if t.shape is Shape.SEVERAL:
            self.rules.append(({**rows, (t.whole, place): -1}, False))

    def can_be(self, truth: Mapping[Cell, int], rest_of: Cell | None, cell: Cell, n: int) -> bool:
        """Whether a number could be `n`; or what a row leaves of its whole (`rest_of`)."""
        rules, least, most = self.rules, dict(self.least), dict(self.most)
        self.steps = 0
        if rest_of is None:
            if not least[cell] <= n <= most[cell]:
                return False
            least[cell] = most[cell] = n
        else:
            rules = [*rules, ({rest_of: 1, cell: -1, "n": -1}, True)]
            least["n"] = most["n"] = n
        return self._solved(rules, least, most, truth)

    def _solved(
        self,
        rules: list[tuple[dict[object, int], bool]],
        least: dict[object, int],
        most: dict[object, int],
        truth: Mapping[Cell, int],
    ) -> bool:
        self.steps += 1
        if self.steps > PATIENCE:
            reject()
        if not _narrowed(rules, least, most):
            return False
        open_ = [cell for cell in least if least[cell] < most[cell]]
        if not open_:
            return True
        cell = min(open_, key=lambda c: most[c] - least[c])
        wanted = truth.get(cell, least[cell])  # type: ignore[call-overload]
        for value in sorted(range(least[cell], most[cell] + 1), key=lambda v: abs(v - wanted)):
            low, high = dict(least), dict(most)
            low[cell] = high[cell] = value
            if self._solved(rules, low, high, truth):
                return True
        return False


def _narrowed(
    rules: list[tuple[dict[object, int], bool]], least: dict[object, int], most: dict[object, int]
) -> bool:
    """Narrow every number by each rule (sum = 0, or ≥ 0) until nothing moves; False where empty."""
    moved = True
    while moved:
        moved = False
        for factors, exact in rules:
            top = sum(f * (most[c] if f > 0 else least[c]) for c, f in factors.items())
            bottom = sum(f * (least[c] if f > 0 else most[c]) for c, f in factors.items())
            if top < 0 or (exact and bottom > 0):
                return False
            for c, f in factors.items():
                spare = top - f * (most[c] if f > 0 else least[c])
                before = least[c], most[c]
                if f > 0:
                    least[c] = max(least[c], -spare)
                else:
                    most[c] = min(most[c], spare)
                if exact:
                    spare = bottom - f * (least[c] if f > 0 else most[c])
                    if f > 0:
                        most[c] = min(most[c], -spare)
                    else:
                        least[c] = max(least[c], spare)
                if least[c] > most[c]:
                    return False
                moved |= (least[c], most[c]) != before
    return True


def small_things(report: Counts) -> list[tuple[Cell | None, Cell]]:
    """Every small number, and every small rest that a published row would leave of its whole."""
    found: list[tuple[Cell | None, Cell]] = []
    for t in report.tables:
        for name in t.names:
            for place in report.places:
                number = report.number(name, place)
                if number in SMALL:
                    found.append((None, (name, place)))
                if t.shape in (Shape.SOME, Shape.SEVERAL):
                    whole = report.number(t.whole, place)
                    if whole - number in SMALL:
                        found.append(((t.whole, place), (name, place)))
    return found


def told(report: Counts, gone: frozenset[Cell] | None = None) -> list[object]:
    """Small numbers of which a reader learns more than the noughts alone would tell; `gone` is
    what was withheld, found anew where it is not given."""
    truth = {
        (name, place): report.number(name, place)
        for t in report.tables
        for name in t.names
        for place in report.places
    }
    gone = withheld(report) if gone is None else gone
    published = {cell: number for cell, number in truth.items() if cell not in gone}
    noughts = {cell: 0 for cell, number in truth.items() if number == 0}
    reader, knows_noughts = Reader(report, published), Reader(report, noughts)
    return [
        (whole, cell, n)
        for whole, cell in small_things(report)
        for n in (1, 9)
        if not reader.can_be(truth, whole, cell, n) and knows_noughts.can_be(truth, whole, cell, n)
    ]


numbers = st.one_of(st.integers(0, 12), st.sampled_from((0, 11, 15, 30)))


@st.composite
def reports(draw: st.DrawFn) -> Counts:
    sites = draw(st.sampled_from(["a", "ab", "abc"]))
    places = [*sites, NETWORK] if len(sites) > 1 else list(sites)
    tables = [table("all", "n", "", Shape.ALONE)]
    found: dict[Cell, int] = {}
    rows = draw(st.sampled_from(["xy", "xyz"]))
    tables.append(table("parts", rows, "all.n", Shape.PARTS))
    for site in sites:
        dealt = [draw(numbers) for _row in rows]
        found |= {(f"parts.{row}", site): n for row, n in zip(rows, dealt, strict=True)}
        found["all.n", site] = sum(dealt)
    shape = draw(st.sampled_from([None, Shape.SOME, Shape.SEVERAL]))
    if shape is not None:
        tables.append(table("some", "uv", "all.n", shape))
        for site in sites:
            whole = found["all.n", site]
            u, v = draw(st.integers(0, whole)), draw(st.integers(0, whole))
            if shape is Shape.SEVERAL:
                v = max(v, whole - u)
            found |= {("some.u", site): u, ("some.v", site): v}
    for name in {name for name, _place in found}:
        found[name, NETWORK] = sum(found[name, site] for site in sites)
    return report_of(tables, sites, {c: n for c, n in found.items() if c[1] in places})


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports())
def test_no_reader_learns_more_of_a_small_count_than_that_it_is_small(report: Counts):
    assert told(report) == []


@st.composite
def reports_of_people(draw: st.DrawFn) -> Counts:
    """Two sites, and people who go to one or to both."""
    tables = [
        table("people", "n", "", Shape.ALONE, adds_up=False),
        table("gender", "xy", "people.n", Shape.PARTS, adds_up=False),
    ]
    found: dict[Cell, int] = {}
    for row in "xy":
        only_a, only_b, both = draw(numbers), draw(numbers), draw(st.integers(0, 6))
        found[f"gender.{row}", "a"] = only_a + both
        found[f"gender.{row}", "b"] = only_b + both
        found[f"gender.{row}", NETWORK] = only_a + only_b + both
    for place in ("a", "b", NETWORK):
        found["people.n", place] = found["gender.x", place] + found["gender.y", place]
    return report_of(tables, "ab", found)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports_of_people())
def test_nor_where_people_are_counted_at_two_sites(report: Counts):
    assert told(report) == []


def test_the_reader_finds_out_what_a_total_gives_away(monkeypatch: pytest.MonkeyPatch):
    """The proof can fail: without what else is withheld, the reader solves it."""
    rows = {("parts.x", "a"): 3, ("parts.y", "a"): 40, ("parts.z", "a"): 50, ("all.n", "a"): 93}
    tables = [table("all", "n", "", Shape.ALONE), table("parts", "xyz", "all.n", Shape.PARTS)]
    report = report_of(tables, "a", rows)
    reader = Reader(report, {cell: n for cell, n in rows.items() if n != 3})
    assert [n for n in SMALL if reader.can_be(rows, None, ("parts.x", "a"), n)] == [3]
    gone = withheld(report)
    assert gone == {("parts.x", "a"), ("parts.y", "a")}
    reader = Reader(report, {cell: n for cell, n in rows.items() if cell not in gone})
    assert [n for n in SMALL if reader.can_be(rows, None, ("parts.x", "a"), n)] == list(SMALL)


def test_a_row_that_leaves_a_small_rest_of_its_whole_is_withheld():
    """Of 40 overdoses 38 were given naloxone: two were not."""
    found = {("all.n", "a"): 40, ("some.u", "a"): 38, ("some.v", "a"): 20}
    tables = [table("all", "n", "", Shape.ALONE), table("some", "uv", "all.n", Shape.SOME)]
    assert withheld(report_of(tables, "a", found)) == {("some.u", "a")}


def test_large_numbers_and_noughts_all_leave():
    found = {("all.n", "a"): 40, ("parts.x", "a"): 30, ("parts.y", "a"): 10, ("parts.z", "a"): 0}
    tables = [table("all", "n", "", Shape.ALONE), table("parts", "xyz", "all.n", Shape.PARTS)]
    assert withheld(report_of(tables, "a", found)) == frozenset()


def test_what_is_shown_inside_only_withholds_nothing_of_what_leaves():
    found = {("all.n", "a"): 40, ("parts.x", "a"): 37, ("parts.y", "a"): 3}
    inside = table("parts", "xy", "all.n", Shape.PARTS, leaves=False)
    report = report_of([table("all", "n", "", Shape.ALONE), inside], "a", found)
    assert withheld(report) == frozenset()


@pytest.mark.parametrize(
    ("of", "gone", "answer"),
    [
        (None, (), True),
        (9, (), False),
        (10, (), True),
        (0, (), True),
        (None, [("overdoses.all", "a")], False),
        (None, [("overdoses.all", "b")], True),
    ],
)
def test_a_figure_leaves_where_it_was_made_of_enough(
    of: int | None, gone: Iterable[Cell], answer: bool
):
    figure = Figure({"a": of} if of is not None else None, ["overdoses.all"])
    assert leaves(figure, "a", frozenset(gone)) is answer


def test_ranges_are_those_of_the_linear_programme():
    """x + y = 10, y + z = 8, x ≤ z + 4, each at least one: worked out on paper."""
    relations = [
        Relation({"x": 1, "y": 1, "ten": -1}),
        Relation({"y": 1, "z": 1, "eight": -1}),
        Relation({"z": 1, "four": 1, "x": -1}, at_least=True),
    ]
    values = {"ten": 10, "eight": 8, "four": 4, "x": 6, "y": 4, "z": 4}
    least = {"x": 1, "y": 1, "z": 1}
    seen = ranges(relations, values, least, dict.fromkeys("xyz", (0, 99)))
    found = {name: (round(r.least, 6), round(r.most, 6)) for name, r in seen.items()}
    assert found == {"x": (3, 9), "y": (1, 7), "z": (1, 7)}


# A quarter beside its months: the months stand as sites here, the quarter as their network.


def published_quarter(months: list[int], *, beside: bool = True) -> tuple[Counts, frozenset[Cell]]:
    """One number of three months and of their quarter, all as one report, and what is withheld."""
    tables = [table("all", "n", "", Shape.ALONE)]
    reports = [report_of(tables, "a", {("all.n", "a"): number}) for number in months]
    gone = [withheld(report) for report in reports]
    shorter = [Published(*each) for each in zip(reports, gone, strict=True)] if beside else []
    of_quarter = withheld(report_of(tables, "a", {("all.n", "a"): sum(months)}), shorter)
    every = {("all.n", place): n for place, n in zip("123", months, strict=True)}
    away = {("all.n", place) for place, then in zip("123", gone, strict=True) if then}
    away |= {("all.n", NETWORK)} if of_quarter else set()
    return report_of(tables, "123", every | {("all.n", NETWORK): sum(months)}), frozenset(away)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 14), min_size=3, max_size=3))
def test_a_quarter_less_its_months_gives_no_small_count_away(months: list[int]):
    """Each number beside the same number of the months. Who solves the months' own relations
    together with the quarter's may learn more."""
    assert told(*published_quarter(months)) == []


def test_a_quarter_alone_would_give_its_months_away():
    """The proof can fail: a quarter that knows nothing of its months tells the third."""
    report, gone = published_quarter([12, 15, 7], beside=False)
    assert gone == {("all.n", "3")}
    assert len(told(report, gone)) == 2
    assert published_quarter([12, 15, 7])[1] == {("all.n", "3"), ("all.n", NETWORK)}


@pytest.mark.parametrize(
    ("months", "leaves_then"),
    [
        ((12, 15, 13), True),
        ((12, 15, 0), True),
        ((12, 9, 9), True),
        ((12, 1, 1), False),
        ((2, 3, 4), False),
        ((5, 5, 6), True),
    ],
)
def test_a_quarter_leaves_where_its_withheld_months_can_each_be_anything(
    months: tuple[int, ...], leaves_then: bool
):
    gone = published_quarter(list(months))[1]
    assert (("all.n", NETWORK) not in gone) is leaves_then


def test_what_is_withheld_beside_a_quarters_number_is_nothing_that_its_months_tell():
    """To withhold a part whose months were all published would hide nothing."""
    tables = [table("all", "n", "", Shape.ALONE), table("parts", "xyz", "all.n", Shape.PARTS)]
    months = []
    for x, y, z in ((3, 20, 12), (0, 21, 11), (0, 22, 10)):
        found = {
            ("parts.x", "a"): x,
            ("parts.y", "a"): y,
            ("parts.z", "a"): z,
            ("all.n", "a"): x + y + z,
        }
        months.append(report_of(tables, "a", found))
    shorter = [Published(month, withheld(month)) for month in months]
    assert shorter[0].gone == {("parts.x", "a"), ("parts.z", "a")}
    whole = {cell: sum(month.number(*cell) for month in months) for cell in months[0].numbers}
    assert ("parts.z", "a") in withheld(report_of(tables, "a", whole), shorter)


def test_a_year_is_laid_beside_the_months_of_its_withheld_quarters():
    tables = [table("all", "n", "", Shape.ALONE)]
    quarters = []
    for months in ((20, 20, 20), (20, 20, 7), (20, 20, 20), (20, 20, 20)):
        reports = [report_of(tables, "a", {("all.n", "a"): number}) for number in months]
        shorter = [Published(report, withheld(report)) for report in reports]
        whole = report_of(tables, "a", {("all.n", "a"): sum(months)})
        quarters.append(Published(whole, withheld(whole, shorter), shorter))
    assert [bool(quarter.gone) for quarter in quarters] == [False, True, False, False]
    year = report_of(tables, "a", {("all.n", "a"): 227})
    assert withheld(year, quarters) == {("all.n", "a")}


def test_a_number_that_its_months_do_not_add_up_to_is_taken_as_one_of_people():
    """Thirteen people were enrolled at some time of the quarter, twelve of them in two months."""
    tables = [table("all", "n", "", Shape.ALONE), table("parts", "xy", "all.n", Shape.PARTS)]
    months = []
    for x, y in ((9, 3), (10, 2), (5, 0)):
        found = {("parts.x", "a"): x, ("parts.y", "a"): y, ("all.n", "a"): x + y}
        months.append(report_of(tables, "a", found))
    shorter = [Published(month, withheld(month)) for month in months]
    quarter = {("parts.x", "a"): 10, ("parts.y", "a"): 3, ("all.n", "a"): 13}
    gone = withheld(report_of(tables, "a", quarter), shorter)
    assert gone == {("parts.x", "a"), ("parts.y", "a")}


def test_of_people_who_come_in_several_months_a_quarter_tells_less():
    tables = [table("all", "n", "", Shape.ALONE, adds_up=False)]
    months = [report_of(tables, "a", {("all.n", "a"): number}) for number in (12, 15, 7)]
    shorter = [Published(month, withheld(month)) for month in months]
    for people, leaves_then in ((28, True), (29, False), (34, False)):
        gone = withheld(report_of(tables, "a", {("all.n", "a"): people}), shorter)
        assert (gone == frozenset()) is leaves_then, people


def test_of_people_known_from_before_a_month_may_hold_more_than_its_quarter():
    """Who was new in January is known from before in February, and new in the quarter."""
    tables = [table("all", "n", "", Shape.ALONE, adds_up=False)]
    months = [report_of(tables, "a", {("all.n", "a"): number}) for number in (5, 30, 41)]
    shorter = [Published(month, withheld(month)) for month in months]
    assert beside(("all.n", "a"), 7, shorter, adds_up=False).least == 1
    assert withheld(report_of(tables, "a", {("all.n", "a"): 7}), shorter) == {("all.n", "a")}


def full_of_ties() -> Counts:
    """Five sites and two tables in which many numbers are alike."""
    rows, sites = "pqrstuvwxyz", "abcde"
    tables = [
        table("all", "n", "", Shape.ALONE),
        table("parts", rows, "all.n", Shape.PARTS),
        table("others", rows, "all.n", Shape.PARTS),
    ]
    found: dict[Cell, int] = {}
    for at, site in enumerate(sites):
        for each, row in enumerate(rows):
            found[f"parts.{row}", site] = (3, 12, 12, 12)[(at + each) % 4]
            found[f"others.{row}", site] = (12, 12, 3, 12)[(at * 2 + each) % 4]
        found["others.z", site] += (
            sum(found[f"parts.{row}", site] - found[f"others.{row}", site] for row in rows) + 99
        )
        found["parts.z", site] += 99
        found["all.n", site] = sum(found[f"parts.{row}", site] for row in rows)
    for name in {name for name, _place in found}:
        found[name, NETWORK] = sum(found[name, site] for site in sites)
    return report_of(tables, sites, found)


@pytest.mark.process
def test_every_process_withholds_the_same():
    """Two copies of one report that withheld different numbers would tell what each withheld."""
    asked = (
        "from tests.disclosure.test_withhold import full_of_ties, withheld;"
        "print(sorted(withheld(full_of_ties())))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
    assert "parts" in answers.pop()
