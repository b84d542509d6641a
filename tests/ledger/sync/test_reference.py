"""docs/nodes.md is what the protocol's tables say; every state and event stands in them."""

from veille.ledger.sync.states import CLOSED, NEXT, after
from veille.ledger.sync.words import Event, Standing

from .reference import PAGE, page


def test_the_page_is_made_of_the_tables() -> None:
    """If not: `make reference`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_state_has_its_line_and_a_revoked_node_stays_revoked() -> None:
    assert set(NEXT) == set(Standing)
    assert all(after(Standing.REVOKED, event) is Standing.REVOKED for event in Event)
    can_be_revoked = {state for state in Standing if Event.REVOKED_BY in NEXT[state]}
    assert can_be_revoked == set(Standing) - {Standing.REVOKED}
    assert {Standing.REVOKED, Standing.REPLACED} == CLOSED
