"""The law over frames: Polars in, Polars out, and the answers of `assess`.

    from veille.law.columnar import assess_frame, frame_of

    answers = assess_frame(frame)       # one row a case: outcome, rule, why …

Rules are asked as columns: each condition once for all cases of one stretch of days. What follows
from the rules that hold (the verdict on a substance) is worked out by `deciding.py` once for each
way in which they can hold, and taken for all cases that are alike. Needs the extra [law].
"""

from .columns import FIELDS
from .frames import assess_frame, frame_of, law_of
from .singly import ANSWERS, answer_row, case_of
from .stretches import Law

__all__ = [
    "ANSWERS",
    "FIELDS",
    "Law",
    "answer_row",
    "assess_frame",
    "case_of",
    "frame_of",
    "law_of",
]
