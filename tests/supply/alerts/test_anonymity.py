"""No alert can hold what points to a person: 200 drafts, in both languages, in both directions.

Some of the clean ones, and one of those that point (“someone has died after…”), are sentences of
alerts that health authorities published: Interior Health, Fraser Health, Montréal’s public health
department, the Laurentides’; a few words each.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from veille.ledger.refusal import Malformed
from veille.supply.alerts.anonymity import check_names_nobody, check_promises_nothing, pointers

with Path(__file__).with_name("drafts.tsv").open(encoding="utf-8", newline="") as file:
    DRAFTS = [
        (kind, language, text)
        for kind, language, text in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
#: Known misses: no pattern tells these from what may be said; a coordinator reads every draft.
#: Before the patterns were mended on this very table, they missed 7 that point and stopped 4 that
#: are clean. On other texts, expect as much.
MISSED = {
    "points": {"Le couple du coin en a pris."},
    "clean": set(),
}


def points(text: str) -> bool:
    return next(iter(pointers(text)), None) is not None


def test_the_table_is_half_and_half_in_both_languages():
    assert Counter((kind, language) for kind, language, _text in DRAFTS) == {
        ("clean", "en"): 50,
        ("clean", "fr"): 50,
        ("points", "en"): 50,
        ("points", "fr"): 50,
    }
    assert len({text for _kind, _language, text in DRAFTS}) == 200


@pytest.mark.parametrize("kind", ["points", "clean"])
def test_what_is_missed_is_known_and_printed(kind: str, capsys: pytest.CaptureFixture[str]):
    """A new miss fails, and so does one that is caught by now: the list is kept true."""
    wrong = {
        text
        for each, _language, text in DRAFTS
        if each == kind != ("clean", "points")[points(text)]
    }
    with capsys.disabled():
        print(f"\n{kind}: {len(wrong)} of 100 drafts misread")
        for text in sorted(wrong):
            print(f"  {text}  {[(str(what), words) for what, words in pointers(text)]}")
    assert wrong == MISSED[kind]


@pytest.mark.parametrize(
    "text",
    [
        "F‑TREM‑1988",  # with hyphens that do not break
        "Ｆ-TREM-1988",  # in letters of full width
        "F-TR\u200bEM-1988",  # with a space of no width
        "tel 514 555 1234",
        "Vendu par Kevin au coin.",
        "Sold by Kevin near the park.",
        "Le vieux en avait aussi.",
        "Somebody in a wheelchair had it.",
        "Depuis la nuit dernière.",
        "Une surdose à 3 h de l’après-midi",
        "Une surdose à 3 h, réaction sévère",
    ],
)
def test_what_points_is_seen_however_it_is_written(text: str):
    assert points(text)


@pytest.mark.parametrize(
    "text",
    [
        "Call 1 866 461-0140, at any hour, for nothing.",
        "Info-Santé : 811. Urgence : 911.",
        "Dans le Vieux-Montréal et le vieux port.",
        "Analysed by Health Canada.",
        "La poudre est à 3 h de réaction.",
        "La solution est encore trouble à 2 heures d’attente.",
    ],
)
def test_what_everybody_may_read_is_let_through(text: str):
    assert not points(text)


@pytest.mark.parametrize(
    "text",
    [
        "This batch is safe.",
        "C’est sans danger.",
        "Ces comprimés sont sécuritaires",
        "Safe!",
        "C’est une drogue sûre. Aucun danger.",
        "C'est une drogue sûre si vous la coupez en deux.",
        "Aucun risque.",
        "Aucun risque de surdose",
        "Ce n’est pas dangereux.",
        "Ce n'est vraiment pas très dangereux",
        "No risk, totally harmless.",
        "It is not dangerous.",
        "This batch is OK to use.",
        "Nothing to fear.",
        "Rien à craindre",
        "On peut en prendre sans crainte.",
        "You can take it without worry.",
        "Without any risk",
        "A risk-free batch",
    ],
)
def test_nothing_is_called_safe(text: str):
    with pytest.raises(Malformed, match="calls nothing safe"):
        check_promises_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "No batch is safe.",
        "Rien n’est sans danger.",
        "Use more safely. Safer use kits.",
        "There is no risk-free dose.",
        "Ce n’est jamais sans risque.",
        "It is not without risk.",
        "Un échantillon négatif n’est pas sûr.",
        "Pour être sûr de ce que c’est, faites-le analyser.",
        "Un approvisionnement plus sûr existe.",
        "Appelez le 911 sans crainte : aucun risque d’arrestation pour possession.",
        "No test sees every danger.",
        "Ce risque est grand. Le danger ne se voit pas.",
        "It is dangerous, and not only when injected.",
    ],
)
def test_that_nothing_is_safe_may_be_said(text: str):
    check_promises_nothing(text)


def test_a_refusal_says_which_words_and_why():
    with pytest.raises(Malformed, match=r"“seat 4” may point to a person \(a seat or a room\)"):
        check_names_nobody("Purple chunks; seat 4 was the first.")
