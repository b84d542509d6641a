"""A study that runs in a blink: few people, one year, two scenarios that are more than chance."""

from pathlib import Path

TEXT = """
name = { en = "Small", fr = "Petite" }
place = "montreal"
start = 2026-01-01
years = 1
people = 400
draws = 2
replicates = 2
seed = 5

[levers]
kits = { kind = "naloxone_kits", level = 40000, start = 2026-01-01 }
supply = { kind = "safer_supply_capacity", level = 6000, start = 2026-02-01, ramp_days = 30 }

[[scenarios]]
key = "naloxone"
name = { en = "Naloxone", fr = "Naloxone" }
adds = ["kits"]

[[scenarios]]
key = "safer-supply"
name = { en = "Safer supply", fr = "Approvisionnement plus sûr" }
adds = ["supply"]
claims = ["C10"]

[together]
name = { en = "Both", fr = "Les deux" }
of = ["naloxone", "safer-supply"]
"""


def written(folder: Path, text: str = TEXT) -> Path:
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return path
