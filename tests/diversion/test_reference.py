"""The page that is made from the course is up to date."""

from . import reference


def test_the_page_says_what_the_tables_say() -> None:
    written = reference.PAGE.read_text(encoding="utf-8")
    assert written == reference.page(), "stale: run make reference"
