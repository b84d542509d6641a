"""A label is read however it is typed, and nobody can guess one."""

import pytest

from veille.ledger.refusal import Malformed
from veille.supply.labels import ALPHABET, LENGTH, in_groups, new_label, read_label


@pytest.mark.parametrize(
    "text", ["4k7p mxar hcwt", "4K7P-MXAR-HCWT", " 4K7PMXARHCWT\n", "4K7P–MXAR–HCWT"]
)
def test_spaces_dashes_and_small_letters_do_not_matter(text: str):
    assert read_label(text) == "4K7PMXARHCWT"


@pytest.mark.parametrize("text", ["", "4K7P", "4K7P MXAR HCWT 3", "4K7P MXAR HCWO", "<script>"])
def test_what_is_no_label_is_refused_with_a_sentence(text: str):
    with pytest.raises(Malformed) as refused:
        read_label(text)
    assert str(refused.value).endswith((".", "!"))


def test_no_two_characters_of_a_label_look_alike():
    assert not set("0O1IL2Z5S8BUV") & set(ALPHABET)


def test_labels_are_drawn_anew_and_hold_more_than_fifty_bits():
    assert len({new_label() for _time in range(2_000)}) == 2_000
    assert len(ALPHABET) ** LENGTH > 2**50


def test_a_label_is_printed_in_three_groups():
    assert in_groups("4K7PMXARHCWT") == "4K7P MXAR HCWT"
