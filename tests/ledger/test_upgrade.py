"""A ledger that the version before wrote opens, upgrades by itself and verifies."""

import os
from pathlib import Path

import pytest
from django.db import connection, connections

from veille.care import actions, reads
from veille.care.tables import OverdoseRow, PersonRow, SiteRow, VisitRow
from veille.care.words import Mode, Substance
from veille.ledger import readtables, upgrade
from veille.ledger.facts import Sealed
from veille.ledger.models import Node
from veille.ledger.nodes import local_node
from veille.ledger.recording import entries
from veille.ledger.vault import Vault, vault

from ..databases import installation, point_at, sqlite_database
from .before.make import DATABASES, SECRETS, put_back
from .scene import all_facts, execute, rows, verdict

BEFORE = Path(__file__).parent / "before"


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The installation as the version before left it."""
    put_back(BEFORE, tmp_path)
    with installation(tmp_path):
        point_at(sqlite_database(tmp_path / DATABASES[0]))
        yield tmp_path
        connections["default"].close()


class TestTheVersionBefore:
    def test_it_opens_and_verifies_with_every_fact(self, before: Path) -> None:
        assert upgrade.is_due()
        folded: list[int] = []
        upgrade.upgrade(folded.append)
        assert not upgrade.is_due()
        facts = all_facts()
        assert verdict().sound
        assert sum(folded) == len(facts) > 20
        node = local_node()
        assert node is not None
        assert {fact.node for fact in facts} == {node.id}

    def test_its_read_tables_say_what_its_facts_say(self, before: Path) -> None:
        upgrade.upgrade()
        assert {row.slug for row in SiteRow.objects.all()} == {"cactus", "truck"}
        first, second, third = VisitRow.objects.order_by("arrived_at", "id")
        assert (first.stage, first.consumed, first.episodes) == ("left", True, 1)
        # Corrected by the version before, which wrote the whole body anew.
        assert (second.mode, second.substances) == ("nasal", ["ketamine"])
        assert [row.id for row in reads.on_floor("truck")] == [third.id]
        overdose = OverdoseRow.objects.get()
        assert (overdose.outcome, overdose.doses) == ("recovered", 2)
        assert len(overdose.steps) == 2

    def test_words_and_handles_open_and_who_was_forgotten_stays_so(self, before: Path) -> None:
        upgrade.upgrade()
        (known,) = vault().find("lynx")
        assert vault().find("heron") == []
        assert vault().open(known, Sealed(PersonRow.objects.get(pk=known).handle)) == "lynx"
        assert PersonRow.objects.get(forgotten=True).id != known

    def test_it_goes_on_from_there(self, before: Path) -> None:
        upgrade.upgrade()
        actions.arrive(
            by="a", place="truck", mode=Mode.ORAL, substances=[Substance.OTHER], submission="f" * 32
        )
        assert verdict().sound
        corrected = entries(VisitRow.objects.order_by("arrived_at", "id")[1].id)[0]
        assert len(corrected.earlier) == 1


class TestReadTables:
    def test_they_are_made_anew_where_their_columns_were_others(self, node: Node) -> None:
        execute("ALTER TABLE care_visit DROP COLUMN episodes")
        execute("UPDATE ledger_read_tables SET fingerprint = 'of an older version'")
        upgrade.upgrade()
        assert VisitRow.objects.filter(episodes=0).count() == 0
        assert not readtables.are_stale()

    def test_they_are_stale_where_the_code_that_fills_them_is_another(
        self, node: Node, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        assert not readtables.are_stale()
        sources = readtables._sources(readtables.registry)
        assert {"veille.care.state", "veille.care.exchange.words"} <= sources.keys()
        changed = tmp_path / "state.py"
        changed.write_bytes(sources["veille.care.state"].read_bytes() + b"\n")
        monkeypatch.setattr(
            readtables, "_sources", lambda areas: sources | {"veille.care.state": changed}
        )
        assert readtables.are_stale()

    @pytest.mark.postgresql
    def test_they_say_the_same_when_made_anew(self, node_on_either: Node) -> None:
        for _ in range(3):
            actions_before = rows()
            readtables.make()
            assert rows() == actions_before
        tables = connection.introspection.table_names()
        assert "care_visit" in tables
        assert not [name for name in tables if "django" not in name and "_new" in name]


def test_a_vault_that_was_put_back_opens_as_before(tmp_path: Path) -> None:
    put_back(BEFORE, tmp_path)
    opened = Vault(tmp_path / DATABASES[1], tmp_path / SECRETS)
    assert len(opened.find("LYNX")) == 1
    assert os.path.getsize(tmp_path / SECRETS) == 64
