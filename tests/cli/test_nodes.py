"""Two sites and a hub in folders of their own, each command a process, and one stick between
them: what people do by hand, in the order in which they do it."""

import re
from pathlib import Path

import pytest

from .conftest import Installation

pytestmark = pytest.mark.process


def set_up(folder: Path, name: str) -> Installation:
    made = Installation(var=folder)
    made.says("init", "--name", name)
    return made


def opens_a_site(node: Installation, name: str) -> None:
    """Writes facts, as the first hour of a site does."""
    node.says("site", "add", name.lower(), name, "--injection", "4")


def fingerprint_in(shown: str) -> str:
    found = re.search(r"Fingerprint: (\S+)", shown)
    assert found, shown
    return found[1]


def pair(node: Installation, hub: Installation, folder: Path) -> None:
    """Each card goes to the other machine; each fingerprint is read aloud."""
    its_card, hubs_card = folder / "node.card", folder / "hub.card"
    of_node = fingerprint_in(node.says("node", "card", its_card))
    of_hub = fingerprint_in(hub.says("hub", "card", hubs_card))
    assert "Paired" in hub.says("hub", "pair", its_card, "--fingerprint", of_node)
    assert "Paired" in node.says("node", "pair", hubs_card, "--fingerprint", of_hub)
    its_card.unlink()
    hubs_card.unlink()


AN_OTHER = ("--fingerprint", "9c41-77b0")


def stick_card(stick: Path) -> Path:
    """What somebody took for a card."""
    file = stick / "card.txt"
    file.write_text("Berri 514 555-0100")
    return file


def test_two_sites_reach_the_hub_by_stick_and_one_is_revoked(tmp_path: Path):
    hub = set_up(tmp_path / "hub", "Hub")
    shown = hub.says("hub", "init", "--name", "Montréal")
    assert "hub of “Montréal” already" in hub.refuses("hub", "init", "--name", "Autre")
    assert hub.says("hub", "init", "--name", "Montréal") == shown
    berri, papineau = (set_up(tmp_path / name, name) for name in ("Berri", "Papineau"))
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "veille").mkdir()
    picture = stick / "veille" / "holiday-to-hub.veille"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    assert "is no bundle of Veille’s" in hub.refuses("sync", "read", stick)
    picture.write_bytes(b'{"format":"veille-st')
    assert "cut short" in hub.refuses("sync", "read", stick)
    picture.unlink()
    assert "is no card of a node" in hub.refuses("hub", "pair", stick_card(stick), *AN_OTHER)
    for site, name in ((berri, "Berri"), (papineau, "Papineau")):
        pair(site, hub, tmp_path)
        opens_a_site(site, name)

    unsent = berri.says("node", "status")
    for site in (berri, papineau):
        assert "up to entry" in site.says("sync", "write", stick)
    assert berri.says("node", "status") == unsent

    taken = hub.says("sync", "read", stick)
    for name in ("Berri", "Papineau"):
        assert re.search(f"“{name}”: [1-9]\\d* new entries; the answer is on the stick", taken)
    again = hub.says("sync", "read", stick, LC_ALL="fr_CA.UTF-8")
    assert again.count("0 nouvelle inscription") == 2
    assert "jusqu’à l’inscription" in berri.says("sync", "write", stick, LC_ALL="fr_CA.UTF-8")
    assert hub.says("sync", "read", stick).count(": 0 new entries") == 2
    # There, and not known to be there: only the hub's receipt says so.
    assert berri.says("node", "status") == unsent

    for site in (berri, papineau):
        site.says("sync", "read", stick)
        assert site.says("node", "status").startswith("Everything is at the hub as of")

    its_id = re.search(r"\(([0-9a-f]{32})\)", papineau.says("init"))
    assert its_id
    assert its_id[1][-6:] in hub.says("hub", "nodes")
    assert "No node has this identity" in hub.refuses("hub", "revoke", "zz")
    assert "Revoked: “Papineau”" in hub.says("hub", "revoke", its_id[1][-10:])
    said = hub.run("sync", "read", stick)
    assert said.returncode == 1
    assert "“Berri”: 0 new entries" in said.stdout.decode()
    assert "“Papineau” was revoked" in " ".join(said.stderr.decode().split())
    for command in (("sync", "read", stick), ("node", "status")):
        assert "has revoked this node" in papineau.refuses(*command)
    hub.says("ledger", "verify")
