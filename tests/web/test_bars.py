"""Bars drawn on the server: twice as much is twice as long, what is withheld is said."""

import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from veille.ui.pictures import Quantity, bar_rows, columns


def test_columns_stand_on_the_ground_side_by_side_as_high_as_their_numbers():
    drawn = columns([("a", 10), ("b", 5), ("c", 0), ("d", None)])
    assert [(bar.height, bar.y + bar.height) for bar in drawn] == [
        (100, 120),
        (50, 120),
        (0, 120),
        (0, 120),
    ]
    assert all(left.x + left.width < right.x for left, right in pairwise(drawn))
    assert [bar.number for bar in drawn] == ["10", "5", "", ""]


@pytest.mark.parametrize(("many", "labelled"), [(7, 7), (24, 8), (31, 8)])
def test_no_more_than_eight_columns_are_labelled(many: int, labelled: int):
    drawn = columns([(str(n), n) for n in range(many)])
    assert sum(bar.labelled for bar in drawn) == labelled


def test_a_withheld_number_is_said_in_its_place():
    context = {"columns": columns([("a", 4), ("b", None)]), "label": "By site", "withheld": "< 5"}
    svg = render_to_string("parts/columns.html", context)
    assert 'role="img" aria-label="By site"' in svg
    assert [words.strip() for words in re.findall(r"<text[^>]*>(.*?)</text>", svg, re.S)] == [
        "4",
        "a",
        "&lt; 5",
        "b",
    ]


def test_parts_of_a_row_lie_side_by_side_and_the_longest_fills_the_picture():
    steps = [
        Quantity("referred", "8", [(8, ""), (0, "unknown"), (0, "stopped")]),
        Quantity("seen", "4 of 8", [(4, ""), (2, "unknown"), (2, "stopped")]),
    ]
    picture = bar_rows(steps, numbers_above=True)
    first, second = ([(part.x, part.width) for part in row.parts] for row in picture.rows)
    assert first == [(0, 584), (584, 0), (584, 0)]
    assert second == [(0, 292), (292, 146), (438, 146)]


def test_a_number_stands_behind_the_bar_and_its_mark():
    picture = bar_rows([Quantity("near", "2", [(2, "")], mark=4), Quantity("far", "8", [(8, "")])])
    near, far = picture.rows
    assert (near.parts[0].width, near.mark, near.number_x) == (125, 250, 258)
    assert (far.parts[0].width, far.mark, far.number_x) == (500, None, 508)


def test_nothing_but_noughts_is_drawn_without_length():
    assert bar_rows([Quantity("none", "0", [(0, "")], mark=0)]).rows[0].mark == 0
    assert bar_rows([]).height == 0


def test_lengths_are_written_without_a_languages_signs():
    many = bar_rows([Quantity(str(n), "", [(n, "")]) for n in range(30)])
    with override("fr"):
        svg = render_to_string("parts/bar_rows.html", {"picture": many, "label": "Many"})
    assert 'viewBox="0 0 584 1560"' in svg


@pytest.mark.parametrize("label", ["A", "Déc 24", "trimestre 4 de 2025"])
def test_no_label_is_cut_at_the_edge_of_the_picture(label: str):
    for bar in columns([(label, 1)] * 8):
        half = len(label) * 8 // 2
        assert half <= bar.label_x <= 584 - half
