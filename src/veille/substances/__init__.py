"""The dictionary of substances: names as people write them, what they are, identifiers.

    from veille.substances import find, substance

    find("Héroïne").key            "heroin"
    find("fentanyl HCl").key       "fentanyl"
    find("down").readings          ("heroin", "fentanyl", "benzodiazepine"): ask which
    find("herion").suggestions     ("heroin",): did you mean it?

Nothing is guessed in silence: a name is found, or asked back, or stays as it came.
"""

from .dictionary import Substance, substance, substances
from .finding import Found, Names, find, names, plain

__all__ = ["Found", "Names", "Substance", "find", "names", "plain", "substance", "substances"]
