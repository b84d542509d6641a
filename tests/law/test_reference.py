"""The reference page is made from the table of cases."""

from .reference import PAGE, page


def test_the_reference_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make reference`"
