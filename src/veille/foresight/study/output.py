"""What a run leaves in its folder: frames as Parquet and CSV, the report, the exact inputs."""

import json
import platform
from dataclasses import asdict, replace
from importlib import metadata, resources
from pathlib import Path

from veille import __version__

from .. import evidence
from .job import code_hash
from .results import Results
from .study import Study

REPORT = "report.{language}.html"
_FRAMES, _INPUTS = "frames", "inputs"
#: Files of their own among the inputs.
_APART = {"text", "posterior"}
#: What the numbers depend on beside Veille itself.
_LIBRARIES = ("numpy", "numba", "llvmlite", "polars", "scipy", "altair", "vl-convert-python")


def write(results: Results, out: Path) -> None:
    """Frames and inputs; the report is written by `report.page`."""
    frames = out / _FRAMES
    frames.mkdir(parents=True, exist_ok=True)
    for name, frame in results.frames.items():
        frame.write_parquet(frames / f"{name}.parquet")
        frame.write_csv(frames / f"{name}.csv")
    inputs = out / _INPUTS
    inputs.mkdir(exist_ok=True)
    found = resources.files(evidence.__package__).joinpath("evidence.toml").read_bytes()
    (inputs / "evidence.toml").write_bytes(found)
    (inputs / "study.toml").write_text(results.study.text, encoding="utf-8")
    if results.study.posterior is not None:
        results.study.posterior.write(inputs / "posterior.json")
    (inputs / "run.json").write_text(
        json.dumps(inputs_of(results.study), indent=2, default=str, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


def inputs_of(study: Study) -> dict[str, object]:
    """All that decides the numbers, as plain values."""
    values = {
        name: value
        for name, value in asdict(replace(study, posterior=None)).items()
        if name not in _APART
    }
    return {**values, "evidence": evidence.load().hash, "code": code_hash(), "versions": versions()}


def versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "veille": __version__,
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(library: str) -> str:
    """“unknown” where it is there without what an installer writes of it (a bundle, a zip): that
    takes away no result."""
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "unknown"
