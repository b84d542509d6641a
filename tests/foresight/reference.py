"""Writes `docs/foresight.md` from the code and the evidence: `python -m tests.foresight.reference`."""

import re
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from veille.foresight import evidence, purposes
from veille.foresight.evidence import Entry
from veille.foresight.levers import LEVERS, Kind
from veille.foresight.outcomes import OUTCOMES
from veille.foresight.report.phrases import read
from veille.foresight.study import Study, packaged

PAGE = Path(__file__).resolve().parents[2] / "docs" / "foresight.md"
HEAD = Path(__file__).with_name("foresight.md")
