"""What Portugal's commissions published, to lay beside a funnel.

Each figure stands as it was published, with its year. They count different things (cases opened,
decisions, hearings): a year's row holds what is known of it and nothing else. Those of 2017 were
read on SICAD's own page; the others come at second hand and were not checked in its reports.
"""

import msgspec

from veille.law.answer import Source, Words

from .funnel import Part


class Figure(msgspec.Struct, frozen=True):
    """One number and what it counts; `share`: it is a percentage. `part`: of which part of the
    decisions, where the year's decisions are split."""

    what: Words
    number: int
    share: bool = False
    part: Part | None = None


class Year(msgspec.Struct, frozen=True):
    """`link` is empty where the figures come at second hand."""

    year: int
    figures: tuple[Figure, ...]
    source: Words
    checked: Source
    link: str = ""


_SECOND_HAND = Words(
    "SICAD (now ICAD), the national drugs agency, at second hand: not checked in its report",
    "SICAD (aujourd’hui ICAD), agence nationale, de seconde main : non vérifié dans son rapport",
)

YEARS: tuple[Year, ...] = (
    Year(
        year=2017,
        figures=(
            Figure(Words("cases opened", "dossiers ouverts"), 12_847),
            Figure(Words("people referred", "personnes visées"), 11_995),
            Figure(Words("people assessed", "personnes évaluées"), 8_207),
            Figure(
                Words(
                    "profile unknown: did not appear, acquitted, or still waiting",
                    "profil inconnu : absence, absolution ou dossier en attente",
                ),
                32,
                share=True,
            ),
            Figure(
                Words("not dependent, of those assessed", "non dépendantes, parmi les évaluées"),
                90,
                share=True,
            ),
        ),
        source=Words(
            "SICAD, “Dissuasão em números”, 2017", "SICAD, « Dissuasão em números », 2017"
        ),
        checked="primary",
        link="http://www.sicad.pt/PT/Dissuasao/SitePages/Dissuasaoemnumeros.aspx",
    ),
    Year(
        2019,
        (
            Figure(Words("decisions", "décisions"), 8_150),
            Figure(
                Words("suspensive decisions", "décisions suspensives"),
                80,
                share=True,
                part=Part.SUSPENSIVE,
            ),
            Figure(
                Words("punitive decisions", "décisions punitives"),
                19,
                share=True,
                part=Part.PUNITIVE,
            ),
            Figure(Words("acquittals", "absolutions"), 1, share=True, part=Part.ACQUITTAL),
        ),
        _SECOND_HAND,
        "secondary",
    ),
    Year(
        2021,
        (
            Figure(Words("cases opened", "dossiers ouverts"), 7_026),
            Figure(
                Words("dependent, of those assessed", "dépendantes, parmi les évaluées"),
                15,
                share=True,
            ),
        ),
        _SECOND_HAND,
        "secondary",
    ),
    Year(
        2024,
        (
            Figure(Words("hearings", "audiences"), 5_794),
            Figure(
                Words("of referrals, sent by a court", "des dossiers, dirigés par un tribunal"),
                38,
                share=True,
            ),
        ),
        _SECOND_HAND,
        "secondary",
    ),
)


def split_year() -> tuple[Year, dict[Part, int]]:
    """The latest year whose decisions were published split, with the percentage of each part."""
    told = [
        (year, {one.part: one.number for one in year.figures if one.part is not None})
        for year in YEARS
    ]
    return max((each for each in told if each[1]), key=lambda each: each[0].year)
