"""What a comparison finds in made-up mixtures, beside plain library search in the same run."""

from dataclasses import dataclass, field
from time import process_time

import numpy as np

from veille.supply.spectra import Library, Spectrum, compare, synthetic
from veille.supply.spectra.comparing import Comparison
from veille.supply.spectra.library import without_baseline

from .tables import Measured, met, number, percentile

#: Seeds of a library, of what no library holds, and of the mixtures. The method was made on
#: others (101 to 107).
WORLDS = ((1, 999, 5), (2, 998, 6))
FAMILIES, STRANGERS = 64, 8
MIXTURES, MIXTURES_SMALL = 200, 60
LARGE_FAMILIES, LARGE_MIXTURES, LARGE_MIXTURES_SMALL = 3_000, 40, 15
TARGET_MS = 300
BANDS = (0.2, 0.1, 0.05, 0.02)
TARGET_RECALL = {0.2: 0.95, 0.1: 0.85}
TARGET_PRECISION, TARGET_NOTICED = 0.95, 0.90


@dataclass
class _Score:
    """What was found of what is there, by our comparison, with what it cannot tell apart, and by
    library search."""

    hits: dict[float, list[tuple[bool, bool, bool]]] = field(
        default_factory=lambda: {band: [] for band in BANDS}
    )
    named: int = 0
    right: list[int] = field(default_factory=lambda: [0, 0])
    searched: list[int] = field(default_factory=lambda: [0, 0])
    noticed: list[tuple[bool, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, mixed: synthetic.Mixture, found: Comparison, best: set[str]) -> None:
        parts = [part for part in found.parts if part.name != "water"]
        names = {part.name for part in parts}
        claims = [{part.name, *part.or_else} for part in parts]
        every = set().union(*claims)
        there = set(mixed.shares)
        self.named += len(parts)
        self.right[0] += len(names & there)
        self.right[1] += sum(bool(claim & there) for claim in claims)
        self.searched[0] += len(best & there)
        self.searched[1] += len(best)
        self.noticed.append((mixed.unknown > 0, found.unexplained))
        for name, share in mixed.shares.items():
            band = next((low for low in BANDS if share >= low), None)
            if band is not None:
                self.hits[band].append((name in names, name in every, name in best))


def measured(small: bool) -> list[Measured]:
    families, mixtures = FAMILIES, MIXTURES_SMALL if small else MIXTURES
    score, likeness, references = _Score(), 0.0, 0
    for library_seed, stranger_seed, seed in WORLDS:
        library, pure = synthetic.library_of_families(families, library_seed)
        strangers = synthetic.references(families, stranger_seed)
        likeness, references = synthetic.family_likeness(pure[:-1]), len(library.names)
        chance = np.random.default_rng(seed)
        for _time in range(mixtures):
            mixed = synthetic.mixture(pure, strangers, chance)
            began = process_time()
            found = compare(mixed.spectrum, library)
            score.seconds.append(process_time() - began)
            score.add(mixed, found, _best_five(mixed.spectrum, library))
    table = Measured(
        "supply: what is in a made-up mixture",
        f"{references} references in families of five (median cosine within a family "
        f"{likeness:.2f}), twice {mixtures} mixtures of two to six, moved by up to 2 per cm each, "
        "bent as by an ATR crystal, damp, with noise; every fifth with 10 to 40 % of what no "
        "library holds. “Or its twin”: right too where the comparison says “this, or else that”, "
        "since both explain the spectrum alike, and that is there. Beside it, plain library "
        "search: the best five by cosine. Shares are of the absorbance.",
        ["", "NNLS with BIC", "… or its twin", "library search", "target (of the first)"],
        limit="what no library holds: beside it, which of near twins is there cannot be told, and "
        "a weak component is drowned. Where all is in the library, little is missed.",
    )
    _recall(table, score)
    named = max(score.named, 1)
    precision = score.right[0] / named
    table.add(
        "precision",
        f"{precision:.2f}",
        f"{score.right[1] / named:.2f}",
        f"{score.searched[0] / max(score.searched[1], 1):.2f}",
        f"≥ {TARGET_PRECISION}: {met(precision >= TARGET_PRECISION)}",
    )
    for there, what in ((True, "something unknown, noticed"), (False, "nothing unknown, noticed")):
        of = [said for really, said in score.noticed if really is there]
        share = float(np.mean(of)) if of else 0.0
        target = f"≥ {TARGET_NOTICED:.2f}: {met(share >= TARGET_NOTICED)}" if there and of else ""
        table.add(what, f"{share:.2f}", "", "", target)
    each = 1e3 * percentile(score.seconds, 50)
    table.add(f"ms a spectrum, {references} references", number(each), "", "", "")
    return [table, _against_many(LARGE_MIXTURES_SMALL if small else LARGE_MIXTURES)]


def _recall(table: Measured, score: _Score) -> None:
    for band, hits in score.hits.items():
        ours, twin, theirs = np.mean(hits, axis=0) if hits else (0.0, 0.0, 0.0)
        least = TARGET_RECALL.get(band)
        target = f"≥ {least:.2f}: {met(ours >= least)}" if least else ""
        above = f" to {BANDS[BANDS.index(band) - 1]:.0%}" if band < BANDS[0] else " up"
        what = f"recall from {band:.0%}{above} ({len(hits)})"
        table.add(what, f"{ours:.2f}", f"{twin:.2f}", f"{theirs:.2f}", target)


def _against_many(mixtures: int) -> Measured:
    library, pure = synthetic.library_of_families(LARGE_FAMILIES, 2)
    strangers = synthetic.references(STRANGERS, 999)
    chance = np.random.default_rng(5)
    table = Measured(
        "supply: a spectrum against a large library",
        f"{len(library.names):,} references, {mixtures} mixtures as above; milliseconds of "
        "one core’s time (of all threads together).",
        ["", "median", "95th percentile", "plain library search", f"median ≤ {TARGET_MS}"],
    )
    times: dict[str, list[float]] = {"all": [], "all in the library": [], "something unknown": []}
    searched = []
    compare(synthetic.mixture(pure, strangers, chance).spectrum, library)
    for _time in range(mixtures):
        mixed = synthetic.mixture(pure, strangers, chance)
        began = process_time()
        compare(mixed.spectrum, library)
        took = 1e3 * (process_time() - began)
        times["all"].append(took)
        times["something unknown" if mixed.unknown else "all in the library"].append(took)
        began = process_time()
        _best_five(mixed.spectrum, library)
        searched.append(1e3 * (process_time() - began))
    for what, of in times.items():
        middle = percentile(of, 50) if of else 0.0
        table.add(
            what,
            number(middle),
            number(percentile(of, 95) if of else 0.0),
            number(percentile(searched, 50)) if what == "all" else "",
            met(middle <= TARGET_MS) if what == "all" else "",
        )
    return table


def _best_five(spectrum: Spectrum, library: Library) -> set[str]:
    bands = without_baseline(spectrum.on_grid())
    lengths = np.linalg.norm(library.spectra, axis=1)
    likeness = library.spectra @ bands / np.where(lengths > 0, lengths, 1)
    return {library.names[at] for at in np.argsort(-likeness)[:5]} - {"water"}
