"""The table of access that docs/ has is made from the addresses, and up to date."""

from veille.accounts.access import ACCESS
from veille.ui.addresses import declared_identities

from . import reference


def test_the_table_of_access_says_what_the_addresses_declare() -> None:
    written = reference.PAGE.read_text(encoding="utf-8")
    assert written == reference.page(), "stale: run make reference"


def test_every_address_has_its_line() -> None:
    assert reference.page().count("\n| `/") == len(ACCESS)


def test_every_identity_says_what_it_stands_for() -> None:
    assert [name for name, find in declared_identities().items() if not find.__doc__] == []
