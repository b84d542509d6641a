"""A lot of strips: what can be written of it, and that it is entered once."""

from datetime import timedelta

import pytest

from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused
from veille.supply import reads
from veille.supply.tables import LotRow
from veille.supply.words import Strip

from .scene import SITE, open_lot

pytestmark = pytest.mark.usefixtures("bench")


@pytest.mark.parametrize("limit", [1e9, 20_001.0, 0.2, 0.0, -200.0])
def test_a_limit_of_detection_that_no_strip_has_is_refused(limit: float):
    with pytest.raises(Malformed, match="limit of detection lies between 10 and 20000"):
        open_lot(limit_ng_per_ml=limit)
    assert not LotRow.objects.exists()


def test_a_lot_that_expired_is_not_taken_in():
    with pytest.raises(Refused, match="This lot expired on"):
        open_lot(expires="2020-01-01")


@pytest.mark.parametrize("expires", ["9999-12-31", "2099-01-01"])
def test_a_year_that_no_strip_lasts_to_is_a_slip(expires: str):
    with pytest.raises(Malformed, match="Check the year on the box"):
        open_lot(expires=expires)


@pytest.mark.parametrize("number", ["😀", "F" * 500, "---", "F26\n0021\x00", "<F26>"])
def test_a_lot_number_is_what_can_stand_on_a_box(number: str):
    with pytest.raises(Malformed):
        open_lot(number=number)
    assert not LotRow.objects.exists()


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("number", ["F26-0021", "f26-0021 ", "F26 0021", "F26–0021"])
def test_one_lot_is_not_entered_twice_however_its_number_is_written(number: str, again: bool):
    open_lot(number="F26-0021")
    with pytest.raises(Refused, match="Lot F26-0021 is here already"):
        open_lot(number=number, brand="btnx", again=again)


def test_the_same_number_of_another_brand_is_asked_about_and_of_another_strip_is_not():
    open_lot(number="F26-0021")
    with pytest.raises(Refused, match="If this is another lot, tick"):
        open_lot(number="F26-0021", brand="DanceSafe")
    open_lot(number="F26-0021", brand="DanceSafe", again=True)
    open_lot(Strip.XYLAZINE, number="F26-0021")
    assert LotRow.objects.count() == 3


def test_what_expires_first_is_offered_first():
    soon = (clock.now() + timedelta(days=30)).date().isoformat()
    open_lot(number="A1")
    first = open_lot(number="A2", expires=soon)
    open_lot(number="A3")
    offered = reads.lots_in_use(SITE, clock.now().date().isoformat())[Strip.FENTANYL]
    assert offered[0].id == first.id
