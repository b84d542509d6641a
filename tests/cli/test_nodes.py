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


def test_two_sites_reach_the_hub_by_stick_and_each_learns_so_from_its_receipt(tmp_path: Path):
    hub = set_up(tmp_path / "hub", "Hub")
    hub.says("hub", "init", "--name", "Montréal")
    sites = [set_up(tmp_path / name, name) for name in ("Berri", "Papineau")]
    stick = tmp_path / "stick"
    stick.mkdir()
    for site, name in zip(sites, ("Berri", "Papineau"), strict=True):
        pair(site, hub, tmp_path)
        opens_a_site(site, name)

    unsent = sites[0].says("node", "status")
    written = [site.says("sync", "write", stick) for site in sites]
    assert all("up to entry" in said for said in written)
    assert sites[0].says("node", "status") == unsent

    taken = hub.says("sync", "read", stick)
    assert taken.count("new entries; the answer is on the stick") == 2
    assert "“Berri”" in taken
    assert "“Papineau”" in taken
    assert sites[0].says("node", "status") == unsent

    for site in sites:
        site.says("sync", "read", stick)
        assert site.says("node", "status").startswith("Everything is at the hub as of")
    hub.says("ledger", "verify")


def test_a_stick_read_twice_brings_nothing_twice(tmp_path: Path):
    hub = set_up(tmp_path / "hub", "Hub")
    hub.says("hub", "init", "--name", "Montréal")
    site = set_up(tmp_path / "site", "Berri")
    pair(site, hub, tmp_path)
    opens_a_site(site, "Berri")
    stick = tmp_path / "stick"
    stick.mkdir()
    site.says("sync", "write", stick)
    assert re.search(r"“Berri”: [1-9]\d* new entries", hub.says("sync", "read", stick))
    assert "“Berri”: 0 new entries" in hub.says("sync", "read", stick)


def test_nothing_of_a_revoked_node_is_taken_in_and_it_learns_so_by_the_stick(tmp_path: Path):
    hub = set_up(tmp_path / "hub", "Hub")
    hub.says("hub", "init", "--name", "Montréal")
    site = set_up(tmp_path / "site", "Berri")
    its_id = re.search(r"\(([0-9a-f]{32})\)", site.says("init"))
    assert its_id
    pair(site, hub, tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    opens_a_site(site, "Berri")
    site.says("sync", "write", stick)
    assert "Revoked: “Berri”" in hub.says("hub", "revoke", its_id[1])
    assert "“Berri”: 0 new entries" in hub.says("sync", "read", stick)
    hub.says("ledger", "verify")
    site.says("sync", "read", stick)
    learnt = site.run("node", "status")
    assert learnt.returncode == 1
    assert "revoked" in learnt.stderr.decode()
    assert "Traceback" not in learnt.stderr.decode()
