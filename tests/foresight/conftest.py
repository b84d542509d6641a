"""One small study, run once for all who look at its results."""

from pathlib import Path

import pytest

import veille.foresight as vf
from veille.foresight.study.results import Results
from veille.foresight.study.run import Running, run
from veille.foresight.study.study import Study

from .small import written


@pytest.fixture(scope="session")
def small_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return vf.load(written(tmp_path_factory.mktemp("study")))


@pytest.fixture(scope="session")
def small_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="session")
def small_results(small_study: Study, small_out: Path) -> Results:
    return run(small_study, small_out, Running(threads=2))
