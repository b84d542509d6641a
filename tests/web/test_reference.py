"""The tables of access and of settings that docs/ has are made from the code, and up to date."""

import re
from pathlib import Path

import veille
from veille.accounts.access import ACCESS
from veille.ui.addresses import declared_identities

from . import reference, settings_reference


def test_the_table_of_access_says_what_the_addresses_declare() -> None:
    written = reference.PAGE.read_text(encoding="utf-8")
    assert written == reference.page(), "stale: run make reference"


def test_every_address_has_its_line() -> None:
    assert reference.page().count("\n| `/") == len(ACCESS)


def test_every_identity_says_what_it_stands_for() -> None:
    assert [name for name, find in declared_identities().items() if not find.__doc__] == []


def test_the_page_of_settings_says_what_the_code_says() -> None:
    written = settings_reference.PAGE.read_text(encoding="utf-8")
    assert written == settings_reference.page(), "stale: run make reference"


def test_every_setting_that_is_read_has_its_line() -> None:
    named = {name for one in settings_reference.settings() for name in one.names}
    sources = Path(veille.__file__).parent.rglob("*.py")
    read = {
        name
        for source in sources
        for name in re.findall(
            r"(?:environ\S*[([]|environment\.\w+\(\s*)\"(VEILLE_[A-Z_]+)", source.read_text()
        )
    }
    assert read <= named
    assert len(read) > 15
