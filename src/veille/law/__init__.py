"""What the law says of a person found with drugs, today or on any day. Information, never advice.

    from veille.law import Case, Place, Substance, assess

    answer = assess(Case("CA-BC", date(2023, 6, 1), 30, Place("street"),
                         [Substance("fentanyl", grams=Decimal("1.5"))]))
    answer.outcome, answer.section, answer.text["fr"]

The rules are data, one file a jurisdiction in `rules/`; `engine.py` knows none of them.
"""

from .answer import Answer, Considered, End, Reference
from .books import book, codes, forget_rules, known, read_rules, substances
from .case import Case, Declared, Fault, Malformed, Place, Substance
from .case_json import read_cases
from .changes import Span, changes
from .commission import Decision, decisions
from .compare import Beside, Difference, RuleChange, Turn, between, side_by_side, turns
from .engine import assess, assess_many

__all__ = [
    "Answer",
    "Beside",
    "Case",
    "Considered",
    "Decision",
    "Declared",
    "Difference",
    "End",
    "Fault",
    "Malformed",
    "Place",
    "Reference",
    "RuleChange",
    "Span",
    "Substance",
    "Turn",
    "assess",
    "assess_many",
    "between",
    "book",
    "changes",
    "codes",
    "decisions",
    "forget_rules",
    "known",
    "read_cases",
    "read_rules",
    "side_by_side",
    "substances",
    "turns",
]
