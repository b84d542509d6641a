"""The page of the law's interface is made from its description, and up to date."""

from . import law_api_reference


def test_the_page_of_the_interface_is_up_to_date() -> None:
    written = law_api_reference.PAGE.read_text(encoding="utf-8")
    assert written == law_api_reference.page(), "stale: run make reference"


def test_the_page_names_every_address_of_the_interface() -> None:
    from veille.law.pages import openapi

    page = law_api_reference.page()
    assert [path for path in openapi.document("0")["paths"] if path not in page] == []
