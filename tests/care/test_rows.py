"""Rows read by plain SQL, beside the same rows as the ORM reads them."""

import pytest
from django.db.models import Model

from veille.care import actions, reads
from veille.care.state import Site
from veille.care.tables import VisitRow
from veille.ledger.rows import own_rows_where, rows_where

from .scene import ROWS, SITE, arrive, find, give, visit_in, welcome


@pytest.fixture(autouse=True)
def _an_hour(site: Site) -> None:
    """Every column of every table filled once, and empty once where it may be."""
    visit_in("left")
    give(find(visit_in("seated")))
    arrive(welcome(birth_year=1984))
    actions.begin_duty(by="anna", place=SITE, account="anna", role="nurse")


def told(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", ROWS)
def test_every_column_reads_as_the_orm_reads_it(model: type[Model]) -> None:
    by_orm = [told(row) for row in model._default_manager.order_by("id")]
    assert by_orm
    assert [told(row) for row in rows_where(model, "id <> %s ORDER BY id", "")] == by_orm
    assert [told(row) for row in own_rows_where(model, "id <> %s ORDER BY id", "")] == by_orm


def test_a_row_that_was_not_changed_is_the_same_object_and_a_changed_one_is_not() -> None:
    waiting, seated = (
        next(row for row in reads.on_floor(SITE) if row.stage == stage)
        for stage in ("waiting", "seated")
    )
    actions.seat(by="anna", visit=waiting.id, seat="2")
    after = {row.id: row for row in reads.on_floor(SITE)}
    assert after[seated.id] is seated
    assert (waiting.stage, after[waiting.id].stage) == ("waiting", "seated")


def test_rows_of_ones_own_are_nobody_elses() -> None:
    first, second = (own_rows_where(VisitRow, "site = %s", SITE)[0] for _ in range(2))
    first.stage = "elsewhere"
    assert second.stage != "elsewhere"
