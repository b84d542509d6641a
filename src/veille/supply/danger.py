"""What is read first: of several substances, the most dangerous."""

from .naming import group_of

#: By substance or group: first what stops breathing in the smallest amounts, then sedatives,
#: on which naloxone does not act.
_DANGEROUS = (
    "carfentanil",
    "nitazene",
    "fentanyl",
    "medetomidine",
    "xylazine",
    "benzodiazepine",
    "opioid",
    "sedative",
    "depressant",
)


def danger_of(key: str) -> int:
    """Where a substance stands among those of concern, the most dangerous being 0."""
    places = [_DANGEROUS.index(what) for what in (key, group_of(key)) if what in _DANGEROUS]
    return min(places, default=len(_DANGEROUS))
